"""What does the demonstration model answer for the example firms?"""

import json
from datetime import date
from time import perf_counter

import pytest

from api.examples import KINDS, example
from engine.counterfactual import Wanted, counterfactual
from engine.facts import facts_of
from engine.features import feature_values
from engine.firm import Firm
from engine.scoring import GRADES, grade_of, score_firm
from models.population import SIMULATED_ON, simulate

DAY = date(2026, 11, 24)
NAMES = [name for name, _ in GRADES]


def facts_of_example(kind):
    return facts_of(Firm.model_validate_json(json.dumps(example(kind, DAY)["firm"])), DAY)


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_firm_gets_an_answer_that_holds_when_scored(
    demonstration_model, kind, report_figure
):
    facts = facts_of_example(kind)
    today = score_firm(feature_values(facts), demonstration_model, DAY)
    better = NAMES[max(NAMES.index(today.grade) - 1, 0)]
    start = perf_counter()
    found = counterfactual(facts, demonstration_model, DAY, Wanted(better, most_changes=2))
    report_figure(f"counterfactual: {kind}, 2 changes, scorings", found.scorings)
    report_figure(f"counterfactual: {kind}, 2 changes, seconds", perf_counter() - start)
    assert found.status in {"reached", "none_within_limits"}
    assert found.is_proven
    for way in [found.way, *found.alternatives] if found.way else []:
        told = {each.fact: each.after for each in (*way.changes, *way.follows)}
        score = score_firm(feature_values({**facts, **told}), demonstration_model, DAY)
        assert score.unclipped_score == way.unclipped_score
        assert NAMES.index(grade_of(score.pd)) <= NAMES.index(better)


def test_more_changes_allowed_never_cost_more_effort(demonstration_model):
    facts = facts_of_example("established")
    ways = [
        counterfactual(facts, demonstration_model, DAY, Wanted("A3", most_changes=k)).way
        for k in (1, 2)
    ]
    efforts = [way.effort if way else float("inf") for way in ways]
    assert efforts == sorted(efforts, reverse=True)


def test_simulated_firms_get_proven_answers_that_hold_when_scored(
    demonstration_model, report_figure
):
    found = []
    for each in simulate(12, 77):
        facts = facts_of(each.firm, SIMULATED_ON)
        today = score_firm(feature_values(facts), demonstration_model, SIMULATED_ON)
        better = NAMES[max(NAMES.index(today.grade or "B1") - 1, 0)]
        asked = Wanted(better, most_changes=2)
        found.append(counterfactual(facts, demonstration_model, SIMULATED_ON, asked))
        for way in [found[-1].way, *found[-1].alternatives] if found[-1].way else []:
            told = {one.fact: one.after for one in (*way.changes, *way.follows)}
            score = score_firm(feature_values({**facts, **told}), demonstration_model, SIMULATED_ON)
            assert NAMES.index(score.grade) <= NAMES.index(better)
    reached = sum(each.status == "reached" for each in found) / len(found)
    report_figure("counterfactual: simulated firms one grade up by 2 changes, share", reached)
    assert all(each.is_proven for each in found)
