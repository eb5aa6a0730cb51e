"""Are products made again after a change the same as if they were all made anew?"""

import math
from dataclasses import replace
from functools import cache

import pytest

from engine.facts import OWN_NUMBERS, facts_of, need_facts
from engine.plan import Because
from engine.routing import Given
from engine.routing.desk import Desk
from engine.routing.offers import Readies, choice_of, made_again, made_ready
from engine.routing.outlook import outlook, outlook_of
from engine.routing.reads import changed_products, reads
from engine.routing.ready import Ready
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text
from models.population import simulate
from models.population.needs import drawn_need
from tests.engine.routing.cases import ON, catalogue, random_situation

SIMULATED, FIRMS = 6, 14
READ = frozenset().union(*reads(catalogue()).values())
PRODUCTS = [each.id for each in catalogue().products]


@cache
def situations() -> tuple[Situation, ...]:
    found = []
    for number, each in enumerate(simulate(SIMULATED, 17, ON)):
        facts = facts_of(each.firm, ON)
        need = drawn_need(facts, number, ON)
        own = dict.fromkeys(OWN_NUMBERS, math.nan) | {"pd": each.true_pd, "credit_score": 600.0}
        found.append(Situation(need, {**facts, **need_facts(need), **own}, catalogue(), ON))
    return (*found, *map(random_situation, range(FIRMS - SIMULATED)))


def told(ready: Ready) -> tuple[tuple[Text, ...], Text | None, tuple[Because, ...]]:
    return ready.conditions, ready.cap, ready.blocked


def assert_same(one: Readies, other: Readies) -> None:
    assert one == other
    assert list(one) == list(other)
    assert [told(each) for each in one.values()] == [told(each) for each in other.values()]


def assert_made_again(place: int, fact: str) -> None:
    before = situations()[place]
    made, today = made_ready(before), before.known.get(fact, math.nan)
    for value in (math.nan, 0.0, 1.0, 3 * today + 2):
        after = replace(before, known={**before.known, fact: value})
        changed = changed_products(catalogue(), before.known, after.known)
        assert_same(made_again(made, after, changed).ready, made_ready(after).ready)


@pytest.mark.parametrize("place", range(FIRMS))
def test_after_another_fact_products_are_as_if_made_anew(place: int) -> None:
    for fact in sorted(READ)[place % 3 :: 3]:
        assert_made_again(place, fact)


@pytest.mark.parametrize("place", range(0, FIRMS, 4))
def test_facts_that_are_not_said_to_be_read_change_nothing(place: int) -> None:
    for fact in sorted(situations()[place].known.keys() - READ)[place // 4 :: 4]:
        assert_made_again(place, fact)


def test_a_fact_that_no_product_reads_changes_no_product() -> None:
    before = situations()[0]
    known = {**before.known, "a_fact_of_no_rule": 1.0, "credit_score": 600.0}
    assert changed_products(catalogue(), before.known, known) == frozenset()
    made = made_ready(before)
    again = made_again(made, replace(before, known=known), frozenset())
    relief = {name for name, each in made.net.items() if each.product.kind == "tax"}
    assert all(again.net[name] is made.net[name] for name in made.net if name not in relief)


@pytest.mark.parametrize("product", PRODUCTS)
def test_products_taken_as_eligible_are_as_if_made_anew(product: str) -> None:
    for place in range(0, FIRMS, 4):
        before = situations()[place]
        neighbour = PRODUCTS[PRODUCTS.index(product) - place - 1]
        assumed = frozenset({product, neighbour})
        again = made_again(made_ready(before), before.assuming(assumed), assumed)
        anew = Situation(before.need, before.known, catalogue(), ON, Given(assumed=assumed))
        assert_same(again.ready, made_ready(anew).ready)
        assert choice_of(again.ready, before.assuming(assumed)) == choice_of(again.ready, anew)


def test_what_another_fact_brings_is_what_a_desk_from_scratch_says() -> None:
    for case in situations()[:6]:
        desk = Desk(case, NODE_LIMIT)
        for change in ({"pd": 0.001}, {"holds_HNTE": 1.0, "ip_class1": 9.0}):
            known = {**case.known, **change}
            assert outlook_of(desk.knowing(known)) == outlook(case.need, known, catalogue(), ON)
