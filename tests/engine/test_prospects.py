"""Is every near miss true when solved again, and does asking follow the money?"""

import math
from decimal import Decimal
from functools import cache

import pytest

from engine.eligibility import check
from engine.facts import FACT_BY_NAME, OWN_NUMBERS, facts_of, need_facts
from engine.prospects import NearMiss, ask_next, near_misses, waiting_for
from engine.routing import Given, outlook, route
from engine.routing.situation import Situation
from models.population import simulate
from models.population.needs import drawn_need
from tests.engine.routing.cases import ON, a_need, a_situation, catalogue, use

SEEDS = range(40)
NEED = a_need(use("rnd", 300), use("working_capital", 200))


@cache
def firms() -> tuple[Situation, ...]:
    found = []
    for seed, each in enumerate(simulate(len(SEEDS), 3, ON)):
        facts = facts_of(each.firm, ON)
        need = drawn_need(facts, seed, ON)
        known = {**facts, **need_facts(need), **dict.fromkeys(OWN_NUMBERS, math.nan),
                 "pd": each.true_pd}  # fmt: skip
        found.append(Situation(need, known, catalogue(), ON))
    return tuple(found)


@cache
def missed(seed: int) -> tuple[NearMiss, ...]:
    case = firms()[seed]
    facts = {name: case.known[name] for name in FACT_BY_NAME if name in case.known}
    refused = {e.id: check(e, case.known, case.on) for e in case.catalogue.products}
    refused = {name: each for name, each in refused.items() if each.verdict == "no"}
    now = outlook(case.need, case.known, case.catalogue, case.on)

    def changed(new: dict[str, float]) -> object:
        return outlook(case.need, {**case.known, **new}, case.catalogue, case.on)

    return near_misses(facts, refused, case.catalogue, now, changed)


def test_some_firms_are_one_change_away_from_a_better_plan() -> None:
    assert sum(bool(missed(seed)) for seed in SEEDS) >= 5


def test_each_near_miss_opens_products_that_were_refused_and_the_firm_can_change() -> None:
    for seed in SEEDS:
        case = firms()[seed]
        for miss in missed(seed):
            for name in miss.products:
                verdict = check(case.catalogue.product(name), case.known, case.on).verdict
                assert verdict == "no"
            assert 1 <= len(miss.changes) <= 2
            assert all(each.today != each.needed and each.months > 0 for each in miss.changes)


def test_each_near_miss_gains_money_and_says_how_much() -> None:
    for miss in (each for seed in SEEDS for each in missed(seed)):
        gains = (miss.covered_more, miss.sure_more, miss.back_more, miss.cost_less)
        assert max(gains) > 0
        assert miss.sentence.en.startswith("With ")


def test_a_smaller_change_of_the_same_fact_would_not_do() -> None:
    alone = [(seed, m) for seed in SEEDS for m in missed(seed) if len(m.changes) == 1]
    for seed, miss in alone:
        case, change = firms()[seed], miss.changes[0]
        less = change.needed - math.copysign(1, change.needed - change.today)
        known = {**case.known, change.fact: less}
        for name in miss.products:
            assert check(case.catalogue.product(name), known, case.on).verdict == "no"


def test_what_blocks_most_money_is_asked_for_first() -> None:
    case = a_situation(NEED, holds_HMZ=math.nan, in_group_ai=math.nan, pd=0.015)
    routing = route(case.need, case.known, case.catalogue, case.on)
    waiting = waiting_for(routing.unused, routing.plan.lines,
                          {n: e.open_facts for n, e in routing.eligibility.items()})  # fmt: skip
    asked = ask_next(waiting, case.known, routing.outlook, lambda products: outlook(
        case.need, case.known, case.catalogue, case.on, Given(assumed=products)))  # fmt: skip
    assert asked[0].fact == "holds_HMZ"
    assert asked[0].blocked_yuan >= 100_000
    assert "turn out eligible" in asked[0].sentence.en


def test_a_known_fact_is_never_asked_for() -> None:
    case = a_situation(NEED)
    now = outlook(case.need, case.known, catalogue(), case.on)
    waiting = {"holds_HMZ": frozenset({"loan-haomiao"})}
    assert ask_next(waiting, case.known, now, pytest.fail) == ()


def test_products_assumed_eligible_are_planned_without_doubt() -> None:
    case = a_situation(NEED, holds_HMZ=math.nan)
    with_it = outlook(case.need, case.known, case.catalogue, case.on,
                      Given(assumed=frozenset({"sub-hmz-grant"})))  # fmt: skip
    without = outlook(case.need, case.known, case.catalogue, case.on)
    assert with_it.sure_back - without.sure_back == Decimal(100_000)
