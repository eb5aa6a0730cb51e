"""Are overrides counted, given a direction and judged only where there are enough of them?"""

import numpy as np
import pytest

from engine.errors import TableError
from models.monitoring import Decisions, overrides

NONE = np.nan


def decided(*cases):
    """Cases as (officer, model, given, outcome, how often)."""
    rows = [each[:4] for each in cases for _ in range(each[4])]
    officers, model, given, outcomes = zip(*rows, strict=True)
    return Decisions(officers, model, given, np.array(outcomes, dtype=float))


KEPT = ("li", "C1", "C1", 0.0, 180)


def test_rate_and_direction_are_counted_by_hand():
    found = overrides(decided(KEPT, ("li", "C2", "C1", NONE, 12), ("wang", "B1", "B3", NONE, 8)))
    assert (found.decisions, found.overridden) == (200, 20)
    assert (found.made_safer, found.made_riskier) == (12, 8)
    assert found.rate == 0.10
    assert found.low < 0.10 < found.high
    wang = next(each for each in found.officers if each.officer == "wang")
    assert (wang.overridden, wang.mean_steps) == (8, -2.0)


def test_more_than_a_fifth_beyond_chance_is_amber():
    kept, moved = ("li", "C1", "C1", NONE, 60), ("li", "C1", "B3", NONE, 40)
    found = overrides(decided(kept, moved))
    assert found.verdict == "amber"
    assert "40% depart from the model" in found.sentence.en


def test_an_officer_unlike_the_others_is_named():
    found = overrides(
        decided(
            KEPT,
            ("zhao", "C1", "C1", NONE, 180),
            ("wang", "C1", "C1", NONE, 25),
            ("wang", "C1", "B2", NONE, 15),
        )
    )
    assert found.verdict == "amber"
    assert "wang" in found.sentence.en
    assert {each.officer: each.verdict for each in found.officers}["wang"] == "amber"


def test_cases_made_safer_that_default_more_are_red():
    found = overrides(
        decided(("li", "C1", "C1", 0.0, 380), ("li", "C1", "C1", 1.0, 10),
                ("li", "C1", "B3", 0.0, 50), ("li", "C1", "B3", 1.0, 10))
    )  # fmt: skip
    assert found.verdict == "red"
    assert found.p_outcomes < 0.001
    assert "defaulted more often (16.7%)" in found.sentence.en


def test_outcomes_not_yet_known_count_on_neither_side():
    found = overrides(decided(KEPT, ("li", "C1", "B3", NONE, 20), ("li", "C1", "B3", 1.0, 2)))
    kept, safer, riskier = found.outcomes
    assert (kept.known, kept.defaults) == (180, 0)
    assert (safer.decisions, safer.known, safer.defaults) == (22, 2, 2)
    assert (riskier.known, riskier.rate) == (0, None)


def test_few_decisions_are_too_few():
    found = overrides(decided(("li", "C1", "B3", NONE, 5), ("li", "C1", "C1", NONE, 5)))
    assert found.verdict == "too_few"
    assert "10 decisions are too few to say (30 are needed)" in found.sentence.en


def test_few_known_outcomes_of_overrides_are_said_to_be_too_few_to_judge():
    found = overrides(decided(KEPT, ("li", "C1", "B3", 0.0, 5)))
    assert found.verdict == "green"
    assert "only 5 firms made safer have a known outcome" in found.sentence.en


def test_where_officers_are_alike_hardly_any_report_is_an_alarm(report_figure):
    false = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        given = np.where(random.random(400) < 0.1, "B3", "C1")
        outcomes = (random.random(400) < 0.03).astype(float)
        officers = random.choice(["li", "wang", "zhao", "chen"], 400)
        found = overrides(Decisions(tuple(officers), ("C1",) * 400, tuple(given), outcomes))
        false += found.verdict in ("amber", "red")
    report_figure("monitoring: false alarm rate of overrides at n = 400", false / 200)
    assert false / 200 <= 0.02


def test_a_grade_that_does_not_exist_is_named_with_its_row():
    with pytest.raises(TableError, match="row 2: there is no grade 'X9'"):
        Decisions(("li", "li"), ("C1", "X9"), ("C1", "C1"), np.zeros(2))


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(TableError, match="differ in length"):
        Decisions(("li",), ("C1", "C1"), ("C1",), np.zeros(1))
