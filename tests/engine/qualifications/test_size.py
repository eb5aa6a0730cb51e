"""The size class, by hand from 工信部联企业〔2011〕300号."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts.size import SIZE_CODES, size_class
from engine.qualifications import size_test

NAN = math.nan
WAN = 10_000.0


def facts(division: float, headcount: float, revenue_wan: float, assets_wan: float = NAN):
    return {"industry_division": division, "headcount": headcount,
            "revenue": revenue_wan * WAN, "total_assets": assets_wan * WAN}  # fmt: skip


@pytest.mark.parametrize(
    ("division", "headcount", "revenue_wan", "assets_wan", "expected"),
    [(51, 200, 40_000, NAN, "large"), (51, 20, 5_000, NAN, "medium"), (51, 5, 1_000, NAN, "small"),
     (51, 4, 50_000, NAN, "micro"), (52, 300, 20_000, NAN, "large"), (52, 50, 500, NAN, "medium"),
     (52, 10, 100, NAN, "small"), (52, 10, 99, NAN, "micro"), (72, 300, 0, 120_000, "large"),
     (72, 100, 0, 8_000, "medium"), (72, 300, 0, 100, "small"), (72, 9, 0, 99_999, "micro"),
     (65, 100, 1_000, NAN, "medium"), (65, 99, 1_000, NAN, "small"),
     (39, 1_000, 40_000, NAN, "large"), (64, 10, 100, NAN, "small"), (73, 99, 0, NAN, "small")],
)  # fmt: skip
def test_a_class_needs_all_of_its_lower_bounds(
    division, headcount, revenue_wan, assets_wan, expected
):
    test = size_test(facts(division, headcount, revenue_wan, assets_wan))
    assert test.size_class == expected
    assert test.standard_version == "2011-300"


def test_every_bound_is_shown_with_its_distance():
    bounds = size_test(facts(65, 120, 900)).bounds
    shown = [(b.size_class, b.fact, b.threshold, b.distance, b.verdict) for b in bounds]
    assert shown == [
        ("large", "headcount", 300, -180, "not_met"),
        ("large", "revenue", 1e8, -9.1e7, "not_met"),
        ("medium", "headcount", 100, 20, "met"),
        ("medium", "revenue", 1e7, -1e6, "not_met"),
        ("small", "headcount", 10, 110, "met"),
        ("small", "revenue", 5e5, 8.5e6, "met"),
    ]


def test_a_missing_fact_that_could_change_the_class_leaves_it_open():
    test = size_test(facts(65, 120, NAN))
    assert (test.size_class, test.missing) == (None, ("revenue",))
    assert test.sentence.zh == "规模尚不能判断:缺少营业收入"


def test_a_missing_fact_that_cannot_change_the_class_does_not():
    assert size_test(facts(65, 9, NAN)).size_class == "micro"
    assert size_test(facts(73, 40, NAN)).size_class == "small"


@pytest.mark.parametrize("division", [NAN, 53, 66, 70, 96])
def test_a_trade_without_a_line_of_its_own_has_no_class(division):
    test = size_test(facts(division, 40, 500))
    assert (test.size_class, test.sector, test.missing) == (None, None, ("industry_division",))


def test_a_sector_from_memory_says_so():
    assert "凭记忆" in size_test(facts(72, 40, 0, 500)).source.title.zh
    assert "凭记忆" not in size_test(facts(65, 40, 500)).source.title.zh


def test_the_sentence_names_sector_class_and_bounds():
    said = size_test(facts(65, 120, 900)).sentence
    assert (
        said.zh
        == "按软件和信息技术服务业标准为小型企业(从业人数 120≥10、营业收入 900 万元≥50 万元)"
    )


divisions = st.sampled_from([3.0, 39.0, 48.0, 51.0, 52.0, 64.0, 65.0, 72.0, 73.0])
values = st.sampled_from([0.0, 5.0, 20.0, 100.0, 300.0, 1_000.0, 6_000.0, 90_000.0, 250_000.0])


@given(
    divisions,
    values,
    values,
    values,
    st.sets(st.sampled_from(["headcount", "revenue", "total_assets"])),
)
def test_hiding_a_fact_leaves_the_class_or_makes_it_unknown(
    division, people, sales, assets, hidden
):
    whole = facts(division, people, sales, assets)
    full, less = size_test(whole), size_test(whole | dict.fromkeys(hidden, NAN))
    assert less.size_class in (full.size_class, None)


@given(divisions, values, values, values)
def test_the_test_says_what_the_fact_says(division, people, sales, assets):
    whole = facts(division, people, sales, assets)
    code = size_class(*whole.values())
    assert SIZE_CODES[size_test(whole).size_class] == code
