"""Are simulated firms whole, consistent, repeatable and as risky as planned?"""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from engine.firm import Firm, Statement
from engine.firm.checks import record_errors
from engine.identity import SIMULATED_REGION, is_credit_code
from models.population import BLOCK, SEGMENTS, SIMULATED_ON, SimulatedFirm, simulate
from models.population.accounts import ITEMS
from models.population.draw import block_columns
from models.population.risk import EFFECTS, log_odds

FIRMS = 100
SEED = 5


@pytest.fixture(scope="module")
def firms() -> list[SimulatedFirm]:
    return list(simulate(FIRMS, SEED))


@pytest.fixture(scope="module")
def statements(firms: list[SimulatedFirm]) -> list[Statement]:
    return [year for each in firms if each.firm.statements for year in each.firm.statements.years]


def test_every_record_passes_the_strict_checks_of_the_door(firms: list[SimulatedFirm]) -> None:
    for each in firms:
        assert Firm.model_validate_json(each.firm.model_dump_json()) == each.firm
        assert Firm.model_validate(each.firm.model_dump()) == each.firm


def test_no_record_contradicts_itself(firms: list[SimulatedFirm]) -> None:
    assert [error for each in firms for error in record_errors(each.firm, SIMULATED_ON)] == []


def test_every_code_is_valid_and_lies_in_the_reserved_region(firms: list[SimulatedFirm]) -> None:
    codes = {each.firm.credit_code or "" for each in firms}
    assert len(codes) == FIRMS
    assert all(is_credit_code(code) and code[2:8] == SIMULATED_REGION for code in codes)


def test_every_name_says_that_the_firm_is_simulated(firms: list[SimulatedFirm]) -> None:
    assert all(each.firm.name.startswith("模拟企业") for each in firms)


def test_assets_equal_liabilities_plus_equity(statements: list[Statement]) -> None:
    assert all(s.total_assets == s.total_liabilities + s.total_equity for s in statements)


def test_assets_are_the_sum_of_their_parts(statements: list[Statement]) -> None:
    for s in statements:
        assert s.total_assets == s.current_assets + s.fixed_assets_net + s.intangible_assets
        assert s.current_assets >= s.cash + s.accounts_receivable + s.inventory
        assert s.total_liabilities == s.current_liabilities + s.long_term_loans
        assert s.current_liabilities >= s.short_term_loans + s.accounts_payable


def test_profit_follows_from_revenue_and_costs(statements: list[Statement]) -> None:
    for s in statements:
        costs = s.cogs + s.selling_expense + s.admin_expense + s.interest_expense
        assert s.operating_profit == s.revenue - costs
        assert s.net_profit == s.operating_profit - s.income_tax
        assert s.rnd_expense <= s.admin_expense


def test_the_three_cash_flows_add_up_to_the_change_of_cash(firms: list[SimulatedFirm]) -> None:
    pairs = [
        pair
        for each in firms
        if each.firm.statements
        for pair in pairwise(each.firm.statements.years)
    ]
    assert pairs
    assert all(this.cash - last.cash == this.cfo + this.cfi + this.cff for this, last in pairs)


def test_a_firm_founded_within_the_oldest_year_starts_with_no_cash(
    firms: list[SimulatedFirm],
) -> None:
    young = [
        each.firm.statements.years[-1]
        for each in firms
        if each.firm.statements and len(each.firm.statements.years) < 3
    ]
    assert young
    assert all(first.cash == first.cfo + first.cfi + first.cff for first in young)


def test_statements_hold_every_item(statements: list[Statement]) -> None:
    assert all(isinstance(getattr(s, name), Decimal) for s in statements for name in ITEMS)


def test_every_section_of_a_record_is_sometimes_there_and_sometimes_missing() -> None:
    present = np.concatenate(
        [block_columns(SEED, block, SIMULATED_ON)["section_present"] for block in range(2)]
    )
    assert present.any(axis=0).all()
    assert not present.all(axis=0).any()


def test_the_same_seed_gives_the_same_firms(firms: list[SimulatedFirm]) -> None:
    assert list(simulate(FIRMS, SEED)) == firms


def test_another_seed_gives_other_firms(firms: list[SimulatedFirm]) -> None:
    others = list(simulate(FIRMS, SEED + 1))
    assert [each.true_pd for each in others] != [each.true_pd for each in firms]


def test_a_longer_run_starts_with_the_same_firms_and_parts_make_the_whole(
    firms: list[SimulatedFirm],
) -> None:
    whole = list(simulate(BLOCK + FIRMS, SEED))
    assert whole[:FIRMS] == firms
    assert whole[BLOCK:] == list(simulate(FIRMS, SEED, first=BLOCK))


def test_a_part_must_start_at_a_whole_block() -> None:
    with pytest.raises(ValueError, match="multiple of 1000"):
        next(simulate(1, SEED, first=1))


def test_a_population_ends_with_its_reserved_codes() -> None:
    with pytest.raises(ValueError, match="at most 10000000"):
        next(simulate(10_000_001, SEED))


@pytest.mark.parametrize("on", [date(2024, 2, 29), date(2026, 1, 3), date(2025, 12, 31)])
def test_records_hold_on_any_day(on: date) -> None:
    for each in simulate(30, SEED, on):
        assert Firm.model_validate(each.firm.model_dump()) == each.firm
        assert record_errors(each.firm, on) == ()


def test_the_mean_true_pd_of_each_segment_is_within_a_tenth_of_its_target(report_figure) -> None:
    columns = [block_columns(SEED, block, SIMULATED_ON) for block in range(60)]
    segment = np.concatenate([each["segment"] for each in columns])
    true_pd = np.concatenate([each["true_pd"] for each in columns])
    for place, each in enumerate(SEGMENTS):
        mean = float(true_pd[segment == place].mean())
        report_figure(f"population: mean true PD, {each.name} (target {each.default_rate})", mean)
        assert mean == pytest.approx(each.default_rate, rel=0.1)


def test_segments_have_their_shares_and_the_pool_its_default_rate() -> None:
    columns = [block_columns(SEED, block, SIMULATED_ON) for block in range(60)]
    segment = np.concatenate([each["segment"] for each in columns])
    shares = np.bincount(segment) / len(segment)
    assert shares == pytest.approx([each.share for each in SEGMENTS], abs=0.01)
    assert np.concatenate([c["default"] for c in columns]).mean() == pytest.approx(0.043, rel=0.1)


@pytest.mark.parametrize(
    ("column", "value", "effect"),
    [
        ("enforcements", 1, EFFECTS["per_enforcement"]),
        ("tax_grade", 3, EFFECTS["tax_grade_c"]),
        ("days_late", 30, EFFECTS["days_past_due"]),
        ("arrears", 1_000, EFFECTS["tax_arrears"]),
    ],
)
def test_each_planted_effect_moves_the_log_odds_by_its_size(
    column: str, value: int, effect: float
) -> None:
    columns = block_columns(SEED, 0, SIMULATED_ON)
    without = {**columns, "tax_grade": np.ones(BLOCK), column: np.zeros(BLOCK)}
    without |= {"tax_grade": np.ones(BLOCK)} if column == "tax_grade" else {}
    with_effect = without | {column: np.full(BLOCK, value)}
    change = log_odds(with_effect, SIMULATED_ON) - log_odds(without, SIMULATED_ON)
    assert change == pytest.approx(np.full(BLOCK, effect))
