import math
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_BY_NAME, FACT_NAMES, columns_of, facts_of, need_facts
from engine.facts.size import SIZE_CODES, size_class
from tests.builders import ON, a_firm, a_need, a_section, a_statement, with_statements

WAN = 10_000.0


def _months(count: int, sales: int = 100) -> tuple[dict[str, Any], ...]:
    first = ON.year * 12 + ON.month - 1 - count
    return tuple(
        {
            "month": f"{n // 12}-{n % 12 + 1:02d}", "sales": Decimal(sales),
            "sales_returns": Decimal(0), "sales_invoices": 2, "voided_invoices": 1,
            "purchases": Decimal(40), "purchase_invoices": 1,
        }
        for n in range(first, first + count)
    )  # fmt: skip


def test_an_empty_record_knows_nothing() -> None:
    facts = facts_of(a_firm(), ON)
    assert tuple(facts) == FACT_NAMES
    assert all(math.isnan(value) for value in facts.values())


def test_a_section_observed_after_the_day_is_unknown() -> None:
    firm = a_firm(people=a_section(headcount=12))
    assert facts_of(firm, ON)["headcount"] == 12
    assert math.isnan(facts_of(firm, date(2026, 5, 31))["headcount"])


def test_the_latest_statement_ended_by_the_day_counts() -> None:
    firm = with_statements(a_statement(2024, revenue=50), a_statement(2025, revenue=80))
    facts = facts_of(firm, ON)
    assert (facts["revenue"], facts["revenue_prior"]) == (80.0, 50.0)
    assert facts["revenue_growth"] == 0.6


def test_a_gap_year_leaves_the_year_before_unknown() -> None:
    firm = with_statements(a_statement(2023, revenue=50), a_statement(2025, revenue=80))
    assert math.isnan(facts_of(firm, ON)["revenue_growth"])


def test_revenue_of_zero_makes_ratios_missing_not_infinite() -> None:
    facts = facts_of(with_statements(a_statement(revenue=0, rnd_expense=5)), ON)
    assert facts["revenue"] == 0.0
    assert math.isnan(facts["rnd_to_revenue"])


def test_runway_is_cash_over_the_monthly_outflow() -> None:
    facts = facts_of(with_statements(a_statement(cash=600, cfo=-1200)), ON)
    assert facts["runway_months"] == 6.0


def test_a_firm_that_burns_no_cash_has_no_runway() -> None:
    facts = facts_of(with_statements(a_statement(cash=600, cfo=10)), ON)
    assert math.isnan(facts["runway_months"])


def test_sums_over_a_year_of_invoices_need_a_year_of_history() -> None:
    short = facts_of(a_firm(invoices=a_section(months=_months(11))), ON)
    full = facts_of(a_firm(invoices=a_section(months=_months(12))), ON)
    assert math.isnan(short["invoiced_sales_12m"])
    assert full["invoiced_sales_12m"] == 1200.0


def test_a_month_left_out_counts_as_a_month_without_sales() -> None:
    months = tuple(m for m in _months(12) if m["month"] != "2026-03")
    facts = facts_of(a_firm(invoices=a_section(months=months)), ON)
    assert facts["months_without_sales_12m"] == 1.0
    assert facts["invoiced_sales_12m"] == 1100.0


def test_the_running_month_does_not_count() -> None:
    months = (*_months(12), {**_months(1)[0], "month": "2026-06", "sales": Decimal(10**6)})
    facts = facts_of(a_firm(invoices=a_section(months=months)), ON)
    assert facts["invoiced_sales_12m"] == 1200.0


def test_no_debts_listed_means_none_owed_and_no_section_means_unknown() -> None:
    assert facts_of(a_firm(debts=a_section(debts=())), ON)["bank_debt"] == 0.0
    assert math.isnan(facts_of(a_firm(), ON)["bank_debt"])


@pytest.mark.parametrize(
    ("valid_to", "held"), [(None, 1.0), (ON, 1.0), (ON - timedelta(days=1), 0.0)]
)
def test_a_qualification_is_held_through_its_last_day(valid_to: date | None, held: float) -> None:
    each = {"code": "HNTE", "valid_from": date(2024, 1, 1), "valid_to": valid_to}
    facts = facts_of(a_firm(qualifications=a_section(held=(each,))), ON)
    assert facts["holds_HNTE"] == held


def test_an_enforcement_counts_while_it_is_open() -> None:
    case = {"kind": "enforcement", "opened_on": date(2025, 1, 1), "closed_on": date(2026, 6, 30)}
    firm = a_firm(judicial=a_section(events=(case,)))
    assert facts_of(firm, ON)["open_enforcements"] == 0.0
    earlier = a_firm(judicial=a_section(events=(case,), observed_on=date(2026, 6, 1)))
    assert facts_of(earlier, date(2026, 6, 29))["open_enforcements"] == 1.0


@pytest.mark.parametrize(
    ("division", "persons", "revenue_wan", "label"),
    [
        (65, 300, 10000, "large"), (65, 299, 10000, "medium"), (65, 100, 999, "small"),
        (65, 9, 5000, "micro"), (65, 50, 49, "micro"), (39, 300, 2000, "medium"),
        (39, 20, 300, "small"), (39, 19, 9999, "micro"), (73, 100, 0, "medium"),
    ],
)  # fmt: skip
def test_size_classes_follow_the_standard(
    division: float, persons: float, revenue_wan: float, label: str
) -> None:
    assert size_class(division, persons, revenue_wan * WAN) == SIZE_CODES[label]


def test_size_is_unknown_where_an_unknown_headcount_could_change_it() -> None:
    assert math.isnan(size_class(65.0, math.nan, 20_000_000.0))


def test_size_is_known_where_no_headcount_could_change_it() -> None:
    assert size_class(65.0, math.nan, 499_999.0) == SIZE_CODES["micro"]


def test_need_facts_sum_uses_by_purpose() -> None:
    facts = need_facts(a_need(500, "rnd"))
    assert (facts["need_amount"], facts["need_amount_rnd"], facts["need_purpose_order"]) == (
        500.0, 500.0, 0.0,
    )  # fmt: skip


def test_columns_hold_the_same_floats_as_single_firms() -> None:
    firms = [with_statements(a_statement(revenue=n)) for n in range(3)]
    columns = columns_of([facts_of(firm, ON) for firm in firms])
    assert columns["revenue"].tolist() == [0.0, 1.0, 2.0]


@given(st.integers(1, 3000), st.integers(0, 10**9))
def test_nothing_dated_after_the_day_changes_a_fact(days: int, amount: int) -> None:
    later = ON + timedelta(days=days)
    before = a_firm(equity=a_section(rounds=()), judicial=a_section(events=()))
    after = a_firm(
        equity=a_section(
            rounds=({"kind": "a", "closed_on": later, "amount": Decimal(amount + 1)},)
        ),
        judicial=a_section(events=({"kind": "enforcement", "opened_on": later},)),
    )
    assert str(facts_of(before, ON)) == str(facts_of(after, ON))


def test_every_fact_has_one_name_and_both_labels() -> None:
    assert len(FACT_BY_NAME) >= 126
    assert all(fact.label.zh and fact.label.en for fact in FACT_BY_NAME.values())


def _ip(**fields: Any) -> dict[str, float]:
    return facts_of(a_firm(intellectual_property=a_section(invention_patents=2, **fields)), ON)


def test_a_kind_of_right_left_out_is_unknown_and_none_held_is_zero() -> None:
    assert math.isnan(_ip()["ip_class1"])
    assert math.isnan(_ip(utility_models=3, designs=0)["ip_class2"])
    assert _ip(other_class1=0)["ip_class1"] == 2.0


def test_a_patent_whose_pledge_is_unknown_is_not_free_to_pledge() -> None:
    assert math.isnan(_ip(appraised_value=Decimal(100))["patent_value"])
    free = _ip(appraised_value=Decimal(100), pledged_share=Decimal("0.3"))
    assert free["patent_value"] == 70.0


def _debts(affiliates: int | None, **fields: Any) -> dict[str, float]:
    debt = {"kind": "bank_loan", "drawn_on": date(2025, 1, 1), "balance": Decimal(50), **fields}
    known = None if affiliates is None else Decimal(affiliates)
    section = a_section(debts=(debt,), affiliates_guaranteed_balance=known)
    return facts_of(a_firm(debts=section), ON)


def test_an_unknown_guarantee_or_affiliate_leaves_the_guaranteed_balance_unknown() -> None:
    assert math.isnan(_debts(0)["guaranteed_balance"])
    assert math.isnan(_debts(None, government_guaranteed=True)["guaranteed_balance"])
    assert _debts(7, government_guaranteed=True)["guaranteed_balance"] == 57.0


def test_a_debt_whose_arrears_are_unknown_is_not_taken_as_paid_on_time() -> None:
    assert math.isnan(_debts(0)["days_past_due"])
    assert _debts(0, days_past_due=0)["days_past_due"] == 0.0
