"""Simulated firms with what near misses and asking next are worked out from."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from engine.counterfactual import changed_facts
from engine.eligibility import check
from engine.facts import OWN_NUMBERS, facts_of, need_facts
from engine.facts.turning import DatedFacts, Turns, turns_of
from engine.features import feature_values
from engine.prospects import AskNext, NearMiss, Today, ask_next, near_misses, waiting_for
from engine.prospects.ways import Ways
from engine.routing import Given, Outlook, Routing, outlook, route
from engine.routing.exclusions import with_exclusions
from engine.routing.policy import HOUSE
from engine.routing.situation import Situation
from models.population import simulate
from models.population.needs import drawn_need
from tests.engine.routing.cases import ON, a_need, catalogue, use

SEEDS = range(40)
NEED = a_need(use("rnd", 300), use("working_capital", 200))


@cache
def firms() -> tuple[Situation, ...]:
    found = []
    for seed, each in enumerate(simulate(len(SEEDS), 3, ON)):
        facts = facts_of(each.firm, ON)
        need = drawn_need(facts, seed, ON)
        known = {**facts, **need_facts(need), **feature_values(facts),
                 **dict.fromkeys(OWN_NUMBERS, math.nan), "pd": each.true_pd}  # fmt: skip
        found.append(Situation(need, DatedFacts(known, turns_of(each.firm, ON)), catalogue(), ON))
    return tuple(found)


def verdict(case: Situation, name: str, known: Mapping[str, float]) -> str:
    product = case.catalogue.product(name)
    return with_exclusions(check(product, known, case.on), product, known).verdict


def changed(case: Situation, facts: Mapping[str, float]) -> dict[str, float]:
    return {**case.known, **facts, **feature_values(facts)}


def today_of(case: Situation, found: Routing) -> Today:
    known = DatedFacts(case.known, getattr(case.known, "turns", {}))
    return Today(known, found.eligibility, case.catalogue, HOUSE, found.outlook)


def missed_by(case: Situation) -> tuple[NearMiss, ...]:
    found = route(case.need, case.known, case.catalogue, case.on)
    return near_misses(
        today_of(case, found),
        lambda facts: outlook(case.need, changed(case, facts), case.catalogue, case.on),
    )


@cache
def missed(seed: int) -> tuple[NearMiss, ...]:
    return missed_by(firms()[seed])


def all_missed() -> list[tuple[Situation, NearMiss]]:
    return [(firms()[seed], miss) for seed in SEEDS for miss in missed(seed)]


def altered(seed: int, turns: Turns | None = None, **facts: float) -> Situation:
    """A simulated firm with some facts otherwise."""
    case = firms()[seed]
    known = DatedFacts({**case.known, **facts}, turns or case.known.turns)
    return replace(case, known=known)


def made_so(case: Situation, miss: NearMiss) -> dict[str, float]:
    """The facts with the changes of a near miss made, by the levers behind them."""
    levers = Ways(case.known, case.on).levers
    moved = {levers[each.fact]: each.needed for each in miss.changes}
    return changed(case, changed_facts(case.known, moved))


def asked_of(
    case: Situation, solves: list[frozenset[str]] | None = None
) -> tuple[tuple[AskNext, ...], dict[str, frozenset[str]], Outlook]:
    """What is asked next, with what waits for each fact, and the plan's numbers today."""
    routing = route(case.need, case.known, case.catalogue, case.on)
    waiting = waiting_for(routing.unused, routing.plan.lines,
                          {n: e.open_facts for n, e in routing.eligibility.items()})  # fmt: skip

    def assumed(products: frozenset[str]) -> Outlook:
        (solves if solves is not None else []).append(products)
        return with_assumed(case, products)

    asked = ask_next(waiting, today_of(case, routing), assumed, routing.usable)
    return asked, waiting, routing.outlook


def with_assumed(case: Situation, products: frozenset[str]) -> Outlook:
    return outlook(case.need, case.known, case.catalogue, case.on, Given(assumed=products))
