"""Are innovation points the published arithmetic, exact in their sums, honest about gaps?"""

import json
import math
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.innovation import InnovationPoints, innovation_points, read_innovation_table
from tests.builders import ON
from tests.engine.innovation.samples import SINCE, content, firm_facts, the_table, version, written

TABLE = the_table()
READ = tuple(
    dict.fromkeys(name for each in TABLE.versions[SINCE].indicators for name in each.measure.facts)
)
amounts = st.floats(-1e12, 1e12) | st.just(math.nan)
firms = st.fixed_dictionaries(dict.fromkeys((*READ, "firm_age_years"), amounts))


def points_of(**known: float) -> InnovationPoints:
    return innovation_points(firm_facts(**known), TABLE, ON)


def earned(code: str, **known: float) -> Decimal:
    return next(each.points for each in points_of(**known).indicators if each.code == code)


@pytest.mark.parametrize(
    ("code", "known", "points"),
    [
        # 6 x ln(1 + 100) / ln(1 + 500) = 6 x 4.61512 / 6.21661
        ("rnd_expense", {"rnd_expense": 1_000_000.0}, "4.45"),
        # 8 x 0.25 / 0.5
        ("rnd_growth", {"rnd_expense": 1_000_000.0, "rnd_expense_prior": 800_000.0}, "4"),
        # 10 x (0.2 - 0.03) / (0.3 - 0.03)
        ("rnd_intensity", {"rnd_expense": 1_000_000.0}, "6.30"),
        # 10 x (1/3 - 0.1) / (0.6 - 0.1)
        ("rnd_staff_share", {"rnd_staff": 10.0, "headcount": 30.0}, "4.67"),
        # 8 x ln(1 + 2) / ln(1 + 5)
        ("invention_patents", {"invention_patents": 2.0}, "4.91"),
        # 2 x (100,000 / 2,000,000) / 0.1
        ("return_on_equity", {"net_profit": 100_000.0, "total_equity": 2_000_000.0}, "1"),
        # 9 x ln(1 + 500) / ln(1 + 2000)
        ("equity_raised", {"equity_raised_total": 5_000_000.0}, "7.36"),
    ],
)
def test_worked_examples_of_a_start_up(code: str, known: dict[str, float], points: str) -> None:
    assert earned(code, **known) == Decimal(points)


def test_the_stage_sets_the_weight_and_the_scale() -> None:
    # growth: 8 x (ln 101 - ln 51) / (ln 3001 - ln 51)
    assert earned("rnd_expense", revenue=30e6, rnd_expense=1e6) == Decimal("1.34")
    # stable: 100 of a floor of 500 and a cap of 20,000
    assert earned("rnd_expense", revenue=300e6, rnd_expense=1e6) == 0


@given(firms)
def test_indicators_and_groups_add_up_to_the_total_exactly(known: dict[str, float]) -> None:
    found = innovation_points(firm_facts(**known), TABLE, ON)
    if found.status == "computed":
        assert sum(each.points for each in found.indicators) == found.total
        assert sum(each.points for each in found.groups) == found.total
        assert sum(each.weight for each in found.groups) == found.out_of == 100


@given(firms)
def test_points_lie_between_nothing_and_the_weight(known: dict[str, float]) -> None:
    found = innovation_points(firm_facts(**known), TABLE, ON)
    assert all(0 <= each.points <= each.weight for each in found.indicators)
    assert found.at_least is not None
    assert found.could_reach is not None
    assert 0 <= found.at_least <= found.could_reach <= 100


@given(firms, st.sampled_from(READ), st.floats(0, 1e12))
def test_a_fact_that_becomes_known_moves_the_total_within_its_bounds(
    known: dict[str, float], name: str, value: float
) -> None:
    before = innovation_points(firm_facts(**{**known, name: math.nan}), TABLE, ON)
    after = innovation_points(firm_facts(**{**known, name: value}), TABLE, ON)
    assert before.at_least <= after.at_least <= after.could_reach <= before.could_reach


def test_what_is_unknown_earns_nothing_and_is_shown_as_missing() -> None:
    found = points_of(invention_patents=2.0)
    patents = next(each for each in found.indicators if each.code == "invention_patents")
    filings = next(each for each in found.indicators if each.code == "invention_filings")
    assert (patents.missing, patents.missing_facts) == (False, ())
    assert (filings.value, filings.points, filings.missing) == (None, 0, True)
    assert filings.missing_facts == ("invention_filings_12m",)
    assert "未知" in filings.sentence.zh
    assert "最多可得8分" in filings.sentence.zh


def test_a_known_zero_is_not_missing() -> None:
    found = points_of(provincial_awards=0.0)
    awards = next(each for each in found.indicators if each.code == "awards")
    assert (awards.value, awards.points, awards.missing) == (0.0, 0, False)


def test_what_is_missing_is_what_the_total_could_still_gain() -> None:
    found = points_of(revenue=5e6, equity_raised_total=0.0)
    assert found.known_weight == 3 + 9
    assert found.could_reach - found.total == 100 - found.known_weight


@pytest.mark.parametrize("equity", [0.0, -1.0])
def test_a_ratio_over_nothing_cannot_be_computed_and_asking_will_not_help(equity: float) -> None:
    found = points_of(net_profit=1e5, total_equity=equity)
    roe = next(each for each in found.indicators if each.code == "return_on_equity")
    assert (roe.value, roe.points, roe.missing, roe.missing_facts) == (None, 0, True, ())
    assert "不为正" in roe.sentence.zh
    assert found.could_reach - found.total == 100 - found.known_weight - roe.weight


@pytest.mark.parametrize(
    ("age", "revenue", "stage"),
    [
        (5.0, 19_999_999.0, "start_up"),
        (5.01, 1.0, "growth"),
        (1.0, 20_000_000.0, "growth"),
        (20.0, 199_999_999.0, "growth"),
        (1.0, 200_000_000.0, "stable"),
        (math.nan, 50_000_000.0, "growth"),
        (math.nan, 200_000_000.0, "stable"),
    ],
)
def test_the_stage_follows_age_and_revenue(age: float, revenue: float, stage: str) -> None:
    assert points_of(firm_age_years=age, revenue=revenue).stage == stage


@pytest.mark.parametrize(
    ("age", "revenue", "stages", "facts"),
    [
        (math.nan, 1.0, ("start_up", "growth"), "成立年限"),
        (3.0, math.nan, ("start_up", "growth", "stable"), "营业收入"),
        (8.0, math.nan, ("growth", "stable"), "营业收入"),
        (math.nan, math.nan, ("start_up", "growth", "stable"), "成立年限、营业收入"),
    ],
)
def test_an_unknown_stage_leaves_bounds_and_says_what_is_missing(
    age: float, revenue: float, stages: tuple[str, ...], facts: str
) -> None:
    found = points_of(firm_age_years=age, revenue=revenue, invention_patents=100.0)
    assert (found.status, found.total, found.stage) == ("unknown", None, None)
    assert found.possible_stages == stages
    assert found.unknown_because is not None
    assert f"缺少:{facts})" in found.unknown_because.zh
    assert (found.at_least, found.could_reach > found.at_least) == (8, True)


def test_before_any_table_there_are_no_points() -> None:
    found = innovation_points(firm_facts(), TABLE, date(2024, 12, 31))
    assert (found.status, found.total, found.table) == ("unknown", None, None)


def test_points_carry_the_mark_of_their_table() -> None:
    mark = points_of().table
    assert mark is not None
    assert (mark.status, mark.valid_from, mark.hash) == ("illustrative", SINCE, TABLE.hash)


def test_points_are_plain_numbers_in_json() -> None:
    sent = json.loads(points_of(rnd_expense=1_000_000.0).model_dump_json())
    assert (sent["total"], sent["out_of"]) == (13.2, 100)
    assert InnovationPoints.model_validate_json(json.dumps(sent)).total == Decimal("13.2")


def test_an_operator_puts_in_another_table_by_replacing_the_file(tmp_path: Path) -> None:
    table = content()
    own = version(table)
    first, second = own["indicators"][0], own["indicators"][1]
    first["weight"].update(start_up=14, status="official")
    second["weight"].update(start_up=0, status="official")
    own["note"] = {"zh": "官方表", "en": "the official table"}
    found = innovation_points(
        firm_facts(rnd_expense=5_000_000.0), read_innovation_table(written(table, tmp_path)), ON
    )
    assert [each.points for each in found.indicators[:2]] == [14, 0]
    assert found.table is not None
    assert found.table.note.zh == "官方表"
