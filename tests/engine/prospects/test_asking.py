"""Does asking follow the money, and is the money that of solving again?"""

import math
from collections.abc import Mapping
from decimal import Decimal

import pytest

from engine.facts import FACT_NAMES
from engine.facts.accounts import derived_items
from engine.prospects import ask_next
from engine.prospects.asking import MADE_OF
from engine.routing import Given, outlook, route
from tests.engine.prospects.cases import NEED, SEEDS, asked_of, firms, today_of, with_assumed
from tests.engine.routing.cases import a_situation


def test_what_blocks_most_money_is_asked_for_first() -> None:
    case = a_situation(NEED, holds_HMZ=math.nan, in_group_ai=math.nan, pd=0.015)
    asked, _, _ = asked_of(case)
    assert asked[0].fact == "holds_HMZ"
    assert asked[0].blocked_yuan >= 100_000
    assert "that wait for it eligible, the plan " in asked[0].sentence.en


def waits_for(name: str, waiting: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The products that wait for a fact, or for what is made of it."""
    made = [products for fact, products in waiting.items() if name in MADE_OF.get(fact, (fact,))]
    return frozenset().union(*made)


def test_what_a_formula_makes_is_asked_for_by_what_it_is_made_of() -> None:
    burning = a_situation(NEED, cash=math.nan, cfo=-1e6, runway_months=math.nan)
    assert "cash" in [each.fact for each in asked_of(burning)[0]]
    earning = a_situation(NEED, cash=1e6, cfo=1e6, runway_months=math.nan)
    assert not {"cash", "cfo", "runway_months"} & {each.fact for each in asked_of(earning)[0]}


@pytest.mark.parametrize(
    "fact", ["runway_months", "rnd_to_revenue", "debt_ratio", "dscr", "ebitda"]
)
def test_the_facts_named_for_a_formula_are_those_it_reads(fact: str) -> None:
    known = dict.fromkeys(FACT_NAMES, 2.0) | {"cfo": -2.0}
    assert not math.isnan(derived_items(known)[fact])
    for name in MADE_OF[fact]:
        assert math.isnan(derived_items({**known, name: math.nan})[fact])


def test_the_money_of_every_missing_fact_is_that_of_solving_with_all_that_waits_for_it(
    report_figure,
) -> None:
    solves: list[frozenset[str]] = []
    for case in firms():
        asked, waiting, now = asked_of(case, solves)
        for each in asked:
            then = with_assumed(case, waits_for(each.fact, waiting))
            gained = then.sure + then.sure_back - now.sure - now.sure_back
            assert each.blocked_yuan == max(gained, Decimal(0)).quantize(Decimal("0.01"))
    report_figure("ask next: plans solved a firm for all missing facts", len(solves) / len(SEEDS))
    assert len(solves) / len(SEEDS) < 4


def test_missing_facts_are_ranked_by_money_then_by_products() -> None:
    for case in firms():
        asked, _, _ = asked_of(case)
        money = [each.blocked_yuan + (each.up_to_yuan or 0) for each in asked]
        places = [(-m, -e.products, e.fact) for m, e in zip(money, asked, strict=True)]
        assert places == sorted(places)


def test_a_known_fact_is_never_asked_for() -> None:
    case = a_situation(NEED)
    today = today_of(case, route(case.need, case.known, case.catalogue, case.on))
    waiting = {"holds_HMZ": frozenset({"loan-haomiao"})}
    assert ask_next(waiting, today, pytest.fail, pytest.fail) == ()


def test_a_cost_not_known_is_asked_for_with_the_cap_of_what_is_counted_on_it() -> None:
    asked, _, _ = asked_of(a_situation(NEED, rnd_expense=math.nan))
    cost = next(each for each in asked if each.fact == "rnd_expense")
    assert (cost.blocked_yuan, cost.up_to_yuan) == (0, 3_000_000)
    assert "Hangzhou R&D spending support pays is counted on R&D expense" in cost.sentence.en


def test_products_assumed_eligible_are_planned_without_doubt() -> None:
    case = a_situation(NEED, holds_HMZ=math.nan)
    with_it = outlook(case.need, case.known, case.catalogue, case.on,
                      Given(assumed=frozenset({"sub-hmz-grant"})))  # fmt: skip
    without = outlook(case.need, case.known, case.catalogue, case.on)
    assert with_it.sure_back - without.sure_back == Decimal(100_000)
