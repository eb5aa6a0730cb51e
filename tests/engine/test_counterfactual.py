"""Is a counterfactual the smallest change, verified, within its limits, and never advice?"""

import json
import math
from datetime import date
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.examples import example
from engine.counterfactual import ACTION_BY_FACT, Wanted, changed_facts, counterfactual
from engine.counterfactual.levers import levers_of
from engine.errors import CounterfactualError
from engine.facts import FACT_NAMES, facts_of
from engine.features import FEATURE_BY_NAME, FEATURE_NAMES, feature_values, matrix_of
from engine.firm import Firm
from engine.scoring import GRADES, Basis, Explained, refer_because, score_firm
from tests.builders import ON
from tests.full_firm import a_full_firm

UPPER = dict(GRADES)
DAY = date(2026, 11, 24)


class StepScorer:
    """Steps of log-odds at drawn thresholds of each feature, in its declared direction."""

    model_id, basis = "steps", Basis(trained_on="simulated", use="demonstration")
    feature_names, familiarity = FEATURE_NAMES, None

    def __init__(self, facts, seed, size=0.35, used=FEATURE_NAMES):
        random = np.random.default_rng(seed)
        now = matrix_of(feature_values(facts), FEATURE_NAMES)[0]
        directions = np.array([FEATURE_BY_NAME[name].direction for name in FEATURE_NAMES])
        self.steps = -directions * size * np.isin(FEATURE_NAMES, used)
        self.at = np.nan_to_num(now)[:, None] * random.uniform(0.6, 1.4, (len(now), 3)) + 0.01
        self.weights = np.abs(self.steps) / np.abs(self.steps).sum()
        self.missing_shares = np.full(len(now), 0.1)
        self.ranges = np.array([[-1e18, 1e18]] * len(now))
        self.base = 0.0
        self.base = math.log(0.03 / 0.97) - float(self.explain(now[None]).margin[0])  # grade C2

    def explain(self, values):
        above = (values[:, :, None] > self.at).sum(axis=2)
        parts = np.where(np.isnan(values), 0.0, self.steps * (above - 1.5))
        margin = np.array([self.base + math.fsum(row) for row in parts])
        return Explained(margin, self.base, parts)

    def interval(self, margin):
        return np.full((len(margin), 2), np.nan)


def a_case(seed, used=FEATURE_NAMES):
    facts = facts_of(a_full_firm(seed), ON)
    return facts, StepScorer(facts, seed, used=used)


def established():
    """The facts of an invented firm that can move many of them, by many steps."""
    return facts_of(Firm.model_validate_json(json.dumps(example("established", DAY)["firm"])), DAY)


def better(scorer, facts, steps):
    """The grade so many steps better than today's."""
    names = list(UPPER)
    today = score_firm(feature_values(facts), scorer, ON).grade
    return names[max(names.index(today) - steps, 0)]


def wanted(grade, changes=2, **limits):
    return Wanted(grade, most_changes=changes, **limits)


def only(*facts):
    """Frozen facts that let these actions through, and whatever they touch."""
    touched = {name for fact in facts for name in (fact, *ACTION_BY_FACT[fact].along)}
    return frozenset(ACTION_BY_FACT) - touched


def least_effort(facts, scorer, grade, frozen, most):
    """The least effort by trying every value of every combination."""
    levers = [each for each in levers_of(facts, math.inf) if not each.touched & frozen]
    tried = [
        (sum(each.efforts[rung] for each, rung in zip(combo, rungs, strict=True)),
         {each: float(each.values[rung]) for each, rung in zip(combo, rungs, strict=True)})
        for size in range(1, most + 1) for combo in combinations(levers, size)
        if not any(a.fact in b.touched for a in combo for b in combo if a is not b)
        for rungs in product(*(range(len(each.values)) for each in combo))
    ]  # fmt: skip
    for effort, changes in sorted(tried, key=lambda each: each[0]):
        changed = changed_facts(facts, changes)
        score = score_firm(feature_values(changed), scorer, ON)
        spent = any(changed[name] < -1e-6 for each in changes for name in each.lowered)
        if score.pd is not None and score.pd < UPPER[grade] and not spent:
            return effort
    return None


@pytest.mark.parametrize(
    ("seed", "size"), [*((seed, 0.06) for seed in range(8)), (3, 0.04), (5, 0.04)]
)
def test_no_smaller_change_reaches_the_grade_than_the_one_found(seed, size):
    facts = established()
    scorer = StepScorer(facts, seed, size)
    able = [each.fact for each in levers_of(facts, math.inf)]
    frozen = only(*np.random.default_rng(seed).permutation(able)[:4])
    grade = better(scorer, facts, 2)
    found = counterfactual(facts, scorer, DAY, wanted(grade, frozen=frozen))
    least = least_effort(facts, scorer, grade, frozen, 2)
    assert found.is_proven
    assert (found.way.effort if found.way else None) == pytest.approx(least)


@pytest.mark.parametrize("seed", [0, 1, 2, 7])
def test_no_smaller_change_is_missed_where_some_would_be_referred(seed):
    facts = established()
    scorer = StepScorer(facts, seed, 0.06)
    now = matrix_of(feature_values(facts), FEATURE_NAMES)[0]
    scorer.ranges = np.stack([now - 0.15 * np.abs(now), now + 0.15 * np.abs(now)], axis=1)
    scorer.weights = scorer.weights * 8.0  # few features out of range are enough to refer
    able = [each.fact for each in levers_of(facts, math.inf)]
    frozen = only(*np.random.default_rng(seed).permutation(able)[:3])
    grade = better(scorer, facts, 1)
    found = counterfactual(facts, scorer, DAY, wanted(grade, frozen=frozen))
    least = least_effort(facts, scorer, grade, frozen, 2)
    assert found.is_proven
    assert (found.way.effort if found.way else None) == pytest.approx(least)


@settings(max_examples=25)
@given(st.integers(0, 50), st.sets(st.sampled_from(FACT_NAMES), max_size=6), st.integers(1, 3))
def test_a_frozen_fact_never_changes(seed, frozen, steps):
    facts, scorer = a_case(seed)
    asked = wanted(better(scorer, facts, steps), frozen=frozenset(frozen), most_scorings=3_000)
    found = counterfactual(facts, scorer, ON, asked)
    for way in [found.way, *found.alternatives] if found.way else []:
        moved = {each.fact for each in (*way.changes, *way.follows)}
        assert not moved & frozen


@settings(max_examples=25)
@given(st.integers(0, 50), st.integers(1, 3), st.integers(1, 3))
def test_what_is_told_gives_the_grade_when_scored_again(seed, steps, changes):
    facts, scorer = a_case(seed)
    asked = wanted(better(scorer, facts, steps), changes, most_scorings=5_000)
    found = counterfactual(facts, scorer, ON, asked)
    for way in [found.way, *found.alternatives] if found.way else []:
        told = {each.fact: each.after for each in (*way.changes, *way.follows)}
        known = {name: math.nan if value is None else value for name, value in told.items()}
        score = score_firm(feature_values({**facts, **known}), scorer, ON)
        assert (score.grade, score.unclipped_score) == (way.grade, way.unclipped_score)
        assert score.pd < UPPER[asked.grade]
        assert len(way.changes) <= changes


@settings(max_examples=25)
@given(st.integers(0, 50), st.integers(1, 2))
def test_no_way_that_is_told_dominates_another(seed, steps):
    facts, scorer = a_case(seed)
    asked = wanted(better(scorer, facts, steps), most_scorings=5_000)
    found = counterfactual(facts, scorer, ON, asked)
    ways = [found.way, *found.alternatives] if found.way else []
    ranks = [(way.effort, len(way.changes), way.months) for way in ways]
    assert len(ways) <= 4
    assert ranks == sorted(ranks)
    for one, other in combinations(ranks, 2):
        assert any(a < b for a, b in zip(other, one, strict=True))


def test_the_same_question_gets_the_same_answer():
    facts, scorer = a_case(3)
    asked = wanted(better(scorer, facts, 1))
    assert counterfactual(facts, scorer, ON, asked) == counterfactual(facts, scorer, ON, asked)


def test_every_change_told_can_be_true_by_the_day_asked():
    facts, scorer = a_case(2)
    grade = better(scorer, facts, 1)
    found = counterfactual(facts, scorer, ON, wanted(grade, by=date(2026, 10, 1)))
    assert found.status == "reached"
    assert all(way.months <= 3 for way in (found.way, *found.alternatives))
    assert all(each.months <= way.months for way in (found.way,) for each in way.changes)


def test_with_no_time_left_there_is_no_way():
    facts, scorer = a_case(2)
    found = counterfactual(facts, scorer, ON, wanted(better(scorer, facts, 1), by=ON))
    assert (found.status, found.way, found.is_proven) == ("none_within_limits", None, True)


def test_where_nothing_that_counts_can_change_none_is_the_answer():
    facts, scorer = a_case(1, used=("firm_age_years", "late_filings_12m"))
    found = counterfactual(facts, scorer, ON, wanted(better(scorer, facts, 1), 3))
    assert found.status == "none_within_limits"
    assert found.is_proven
    assert found.sentence.en.startswith("within these limits no change makes the model give")


def test_a_search_cut_short_says_so():
    facts, scorer = a_case(1, used=("firm_age_years", "cash_ratio", "debt_ratio"))
    asked = wanted("A1", 3, most_scorings=40)
    found = counterfactual(facts, scorer, ON, asked)
    assert not found.is_proven
    assert found.scorings <= 41
    assert "may have been missed" in found.sentence.en


def test_a_grade_the_model_gives_already_needs_nothing():
    facts, scorer = a_case(1)
    found = counterfactual(facts, scorer, ON, wanted(better(scorer, facts, 0)))
    assert (found.status, found.way, found.scorings) == ("already_reached", None, 1)


def test_a_referred_firm_stays_with_a_person():
    nothing = dict.fromkeys(FACT_NAMES, math.nan)
    _, scorer = a_case(1)
    found = counterfactual(nothing, scorer, ON, wanted("A1"))
    assert (found.status, found.way, found.grade) == ("referred", None, None)
    assert found.refer_because


def test_a_change_that_would_refer_the_firm_is_no_way():
    facts, scorer = a_case(4)
    asked = wanted(better(scorer, facts, 1), 1)
    moved = counterfactual(facts, scorer, ON, asked).way.changes[0].fact
    feature = next(n for n in FEATURE_NAMES if moved in FEATURE_BY_NAME[n].inputs)
    place = FEATURE_NAMES.index(feature)
    now = matrix_of(feature_values(facts), FEATURE_NAMES)[0, place]
    scorer.ranges[place], scorer.weights = (now, now), np.eye(len(FEATURE_NAMES))[place]
    again = counterfactual(facts, scorer, ON, asked)
    for way in [again.way, *again.alternatives] if again.way else []:
        told = {each.fact: each.after for each in (*way.changes, *way.follows)}
        row = matrix_of(feature_values({**facts, **told}), FEATURE_NAMES)[0]
        assert not refer_because(row, scorer)


def test_a_missing_fact_is_supposed_only_where_asked():
    facts, scorer = a_case(5)
    facts = facts | {"tax_grade": math.nan}
    scorer.at[FEATURE_NAMES.index("tax_grade")] = [1.0, 2.0, 3.0]
    grade = better(scorer, facts, 1)
    silent = counterfactual(facts, scorer, ON, wanted(grade, frozen=only()))
    asked = wanted(grade, frozen=only(), if_known={"tax_grade": 5.0})
    told = counterfactual(facts, scorer, ON, asked)
    assert silent.status == "none_within_limits"
    assert [(each.fact, each.kind) for each in told.way.changes] == [("tax_grade", "if_known")]
    assert "unknown today" in told.way.changes[0].sentence.en


def test_a_fact_that_is_known_cannot_be_supposed():
    facts, scorer = a_case(5)
    with pytest.raises(CounterfactualError, match="headcount"):
        counterfactual(facts, scorer, ON, wanted("A1", if_known={"headcount": 3.0}))


@pytest.mark.parametrize(
    "asked",
    [{"grade": "Z9"}, {"grade": "A1", "frozen": frozenset({"no_fact"})},
     {"grade": "A1", "most_changes": 0}, {"grade": "A1", "most_scorings": 0}],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(CounterfactualError):
        Wanted(**asked)


def test_it_says_what_the_model_would_give_and_never_what_to_do():
    facts, scorer = a_case(3)
    told = counterfactual(facts, scorer, ON, wanted(better(scorer, facts, 1))).sentence
    assert "the model would give" in told.en
    assert "模型会给出" in told.zh
    assert "no advice" in told.en
    assert "不是建议" in told.zh
