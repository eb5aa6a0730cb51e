"""What must hold of every qualification, whatever the facts."""

import math

from hypothesis import given
from hypothesis import strategies as st

from engine.facts import FACT_BY_NAME, FACT_NAMES
from engine.qualifications import failing_facts, qualification_tests, would_meet
from tests.builders import a_firm
from tests.engine.qualifications.samples import (
    ON,
    STRONG,
    USED,
    YOUNG,
    known,
    leaves,
    outcome,
    score,
)

NAN = math.nan
FIRM = a_firm()
PARTS = {"class1_self_developed": "ip_class1", "class1_main_product": "ip_class1",
         "class2_main_product": "ip_class2", "qualified_equity_2y": "equity_raised_2y",
         "qualified_equity_3y": "equity_raised_total"}  # fmt: skip
SPREAD = {
    "flag": st.sampled_from([0.0, 1.0]),
    "share": st.sampled_from([-0.1, 0.0, 0.03, 0.05, 0.1, 0.4, 0.6, 0.7, 0.9]),
    "years": st.sampled_from([0.5, 2.0, 3.0, 5.0, 9.0]),
    "yuan": st.sampled_from([0.0, 1e6, 5e6, 2e7, 4e7, 1e8, 3e8]),
    "count": st.sampled_from([0.0, 1.0, 2.0, 5.0, 20.0, 100.0, 600.0]),
    "code": st.sampled_from([1.0, 3.0, 4.0]),
}


def consistent(facts: dict[str, float]) -> dict[str, float]:
    """Parts no larger than wholes, derived facts as derived, years as far as stated."""
    facts = known({}, **facts)
    facts["statement_years"] = max(1.0, min(3.0, facts["statement_years"]))
    facts["rnd_recognised"] = max(facts["rnd_expense"], facts["declared_rnd_expense"])
    if facts["statement_years"] < 3:
        facts["revenue_2y_before"] = NAN
    return facts | {part: min(facts[part], facts[whole]) for part, whole in PARTS.items()}


firms = st.one_of(
    st.sampled_from([known(STRONG), known(YOUNG)]),
    st.fixed_dictionaries({name: SPREAD[FACT_BY_NAME[name].unit] for name in USED}).map(consistent),
    st.dictionaries(st.sampled_from(USED), st.just(0.0)).map(
        lambda changed: consistent(known(STRONG) | changed)
    ),
)
masks = st.one_of(st.sets(st.sampled_from(USED), max_size=4), st.sets(st.sampled_from(USED)))


@given(firms, masks)
def test_what_is_not_known_never_turns_a_result_over(facts, hidden):
    masked = facts | dict.fromkeys(hidden, NAN)
    full = qualification_tests(FIRM, facts, ON)
    less = qualification_tests(FIRM, masked, ON)
    for whole, part in zip(full, less, strict=True):
        assert part.result in (whole.result, "unknown"), (whole.code, hidden)


@given(firms, masks)
def test_a_score_only_widens_when_less_is_known(facts, hidden):
    masked = facts | dict.fromkeys(hidden, NAN)
    for code in ("KXZXQY", "HNTE", "CXX", "ZJTX"):
        full, less = score(outcome(code, facts)), score(outcome(code, masked))
        assert less.low <= full.low
        assert full.high <= less.high


@given(firms, masks)
def test_the_sign_of_a_distance_agrees_with_the_verdict(facts, hidden):
    for test in qualification_tests(FIRM, facts | dict.fromkeys(hidden, NAN), ON):
        for each in leaves(test):
            if each.distance is not None:
                assert (each.distance >= 0) if each.verdict == "met" else (each.distance <= 0)
            if each.verdict == "unknown":
                assert each.distance is None


def test_an_empty_record_is_unknown_everywhere_and_names_what_is_missing():
    for test in qualification_tests(FIRM, known({}), ON):
        assert test.result == "unknown"
        assert bool(test.missing) == test.computed


def test_every_condition_looks_at_facts_that_exist_and_carries_its_source():
    assert set(USED) <= set(FACT_NAMES)
    for test in qualification_tests(FIRM, known(), ON):
        for each in leaves(test):
            assert each.source is not None
            assert each.source.status in ("official", "official_partial")


@given(firms)
def test_the_verdict_alone_is_that_of_the_whole_test(facts: dict[str, float]) -> None:
    for test in qualification_tests(FIRM, facts, ON):
        assert would_meet(test.code, facts, ON) == test.result
        assert bool(failing_facts(test.code, facts, ON)) == (test.result == "not_met")
