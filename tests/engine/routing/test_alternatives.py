"""Do the alternatives stand for the trade-off of cost, dilution and speed, none dominated?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from engine.facts import facts_of, need_facts
from engine.plan import Plan
from engine.routing import Accepted, Agreed, Given
from engine.routing.alternatives import FEW, Alternatives, alternatives
from engine.routing.candidates import candidates
from engine.routing.desk import Desk
from engine.routing.front import MOST_ALTERNATIVES, Candidate, front, picked
from engine.routing.merits import Merits, dominates, margins, merits_of
from engine.routing.mix import best_mix
from engine.routing.offer import Choice
from engine.routing.plans import plan_of
from engine.routing.priced import Mix, priced
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text
from models.population import simulate
from models.population.needs import drawn_need
from tests.engine.routing.cases import ON, a_need, a_situation, catalogue, use
from tests.engine.routing.rulebook import Case, broken

FIRMS, SEED = 200, 11
SEVERAL = 3  # fewer cash offers than this leave nothing to weigh
ASKED_AT_MOST = 20
MOST_TRIED = 12
NAME = Text(zh="推荐方案", en="Recommended plan")


@dataclass(frozen=True)
class Told:
    """A firm's best plan and the alternatives to it."""

    desk: Desk
    best: Plan
    others: Alternatives


def told(situation: Situation) -> Told:
    desk = Desk(situation, NODE_LIMIT)
    return Told(desk, plan_of(desk.best, situation, "best", NAME), alternatives(desk))


@cache
def simulated() -> tuple[Told, ...]:
    """Firms as drawn whose rules leave several offers of cash, and whose limits leave a plan."""
    found = []
    for number, each in enumerate(simulate(FIRMS, SEED, ON)):
        facts = facts_of(each.firm, ON)
        need = drawn_need(facts, number, ON)
        own = {"pd": each.true_pd, "credit_score": 600.0, "innovation_points": 55.0,
               "potential_score": 40.0}  # fmt: skip
        one = told(Situation(need, {**facts, **need_facts(need), **own}, catalogue(), ON))
        cash = [offer for offer in one.desk.choice.offers if offer.role == "cash"]
        if len(cash) >= SEVERAL and one.best.covered_amount > 0:
            found.append(one)
    return tuple(found)


def goods(plan: Plan) -> tuple[Decimal, ...]:
    """What a reader of the plan weighs; more is better."""
    insured = sum(e.amount.high for e in plan.lines if e.channel == "insurance")
    assert plan.net_cost_first_year is not None
    return (
        -plan.net_cost_first_year, -plan.dilution_share.high,
        -Decimal(plan.days_to_cash or 0), plan.covered_amount, plan.sure_amount, Decimal(insured),
    )  # fmt: skip


def dominated(one: Plan, by: Plan) -> bool:
    pairs = list(zip(goods(by), goods(one), strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def every_alternative() -> Iterator[tuple[Told, Plan]]:
    return ((each, plan) for each in simulated() for plan in each.others.plans)


def test_no_alternative_is_dominated_by_the_best_plan_or_by_another() -> None:
    for each in simulated():
        shown = each.others.plans
        assert not [e.id for e in shown if dominated(e, each.best)]
        assert not [(a.id, b.id) for a, b in permutations(shown, 2) if dominated(a, b)]


def test_every_alternative_keeps_every_rule_of_the_handbook() -> None:
    for each, plan in every_alternative():
        situation = each.desk.situation
        known = situation.known
        assert broken(Case(plan, situation.need, known, situation.catalogue, situation.on)) == []


def test_most_firms_with_several_offers_have_three_to_five_alternatives(
    report_figure: Callable[[str, float | str], None],
) -> None:
    counts = [len(each.others.plans) for each in simulated()]
    enough = sum(count >= FEW for count in counts) / len(counts)
    report_figure("routing: simulated firms whose alternatives were weighed", float(len(counts)))
    report_figure("routing: share of them with three to five alternatives", round(enough, 3))
    assert max(counts) <= MOST_ALTERNATIVES
    assert enough > 0.5


def test_fewer_than_three_come_with_the_reason() -> None:
    for each in simulated():
        assert (each.others.few_because is None) == (len(each.others.plans) >= FEW)


def test_where_fewer_than_three_are_shown_no_other_set_of_products_does_better() -> None:
    few = [each for each in simulated() if len(each.others.plans) < FEW][:MOST_TRIED]
    for each in few:
        need, price = each.best.need_amount, each.desk.situation.policy.prices.line
        least = margins(need, price)
        shown = [goods(each.best), *(goods(plan) for plan in each.others.plans)]
        for other in by_subset(each.desk):
            gains = [[a - b for a, b in zip(other, one, strict=True)] for one in shown]
            better = [any(g >= m for g, m in zip(gain, least, strict=True)) for gain in gains]
            assert not all(better)
            assert not (better[0] and "同样的金额没有" in each.others.few_because.zh)


def by_subset(desk: Desk) -> Iterator[tuple[Decimal, ...]]:
    """The merits of the best mix of each set of cash products, where it covers about as much."""
    cash = [each.id for each in desk.choice.offers if each.role == "cash"]
    enough = merits_of(desk.best, desk.situation).covered * Decimal("0.95")
    for size in range(1, len(cash)):
        for banned in combinations(cash, size):
            prices = desk.situation.policy.prices
            solution = best_mix(desk.choice, prices, frozenset(banned))
            found = solution and merits_of(
                priced(solution, desk.choice, desk.found), desk.situation
            )
            if found and found.covered >= enough:
                yield found.goods


def test_the_merits_of_a_mix_are_those_a_reader_adds_up_from_its_plan() -> None:
    for each in simulated():
        assert merits_of(each.desk.best, each.desk.situation).goods == goods(each.best)


def test_what_is_traded_is_the_difference_of_the_two_plans() -> None:
    for each, plan in every_alternative():
        traded, (mine, theirs) = plan.trade_off, (goods(plan), goods(each.best))
        assert traded is not None
        assert (
            -traded.cost_more, -traded.dilution_more, -traded.days_more, traded.covered_more,
            traded.sure_more, traded.insured_more,
        ) == tuple(a - b for a, b in zip(mine, theirs, strict=True))  # fmt: skip


def test_the_net_cost_lies_between_all_and_none_of_what_comes_back() -> None:
    for _, plan in every_alternative():
        claims = [e for e in plan.later_claims if e.line == e.product]
        back = sum(each.amount.high for each in claims)
        assert plan.net_cost_first_year is not None
        assert (
            plan.counted_cost_first_year - back
            <= plan.net_cost_first_year
            <= plan.counted_cost_first_year
        )


def test_the_sentence_says_first_what_is_gained_then_what_it_costs() -> None:
    for _, plan in every_alternative():
        traded = plan.trade_off
        assert traded is not None
        gained, _, lost = traded.sentence.zh.partition(";但")
        assert (f"早{-traded.days_more}天" in gained) == (traded.days_more < 0)
        assert (f"晚{traded.days_more}天" in lost) == (traded.days_more > 0)
        assert ("少覆盖" in lost) == (traded.covered_more < 0)
        assert "first year" in traded.sentence.en or abs(traded.cost_more) < 100


def test_an_alternative_covers_at_least_a_third_of_what_the_best_plan_covers() -> None:
    assert all(p.covered_amount * 3 >= each.best.covered_amount for each, p in every_alternative())


def named(wanted: str) -> list[tuple[Told, Plan]]:
    found = [(each, plan) for each, plan in every_alternative() if plan.id == wanted]
    assert found, wanted
    return found


def test_the_name_of_an_alternative_is_true() -> None:
    for each, plan in named("soonest"):
        rest = [each.best, *(e for e in each.others.plans if e is not plan)]
        assert all((plan.days_to_cash or 0) < (e.days_to_cash or 0) for e in rest)
    for each, plan in named("no-equity"):
        assert plan.dilution_share.high == 0 < each.best.dilution_share.high
    for _, plan in named("no-loan"):
        assert not [e for e in plan.lines if e.channel == "loan"]
    for _, plan in named("sure-only"):
        assert not [e for e in plan.lines if e.provider_decides]
    for each, plan in named("least-cash-cost"):
        assert all(
            goods(plan)[0] > goods(e)[0] for e in (each.best, *each.others.plans) if e is not plan
        )


def test_no_two_alternatives_bear_one_name() -> None:
    for each in simulated():
        assert len({plan.id for plan in each.others.plans}) == len(each.others.plans)
        assert len({plan.name.zh for plan in each.others.plans}) == len(each.others.plans)


YUAN = st.integers(0, 40).map(lambda n: Decimal(n * 50_000))
MERITS = st.builds(
    Merits, cost=YUAN, dilution=st.integers(0, 20).map(lambda n: Decimal(n) / 100),
    dilution_least=st.just(Decimal(0)), days=st.integers(1, 120), covered=YUAN, sure=YUAN,
    insured=st.just(Decimal(0)),
)  # fmt: skip
EVEN = margins(Decimal(2_000_000), Decimal(500))


def weighed(best: Merits, others: list[Merits]) -> tuple[list[Merits], list[Merits]]:
    """The front and what is picked of it; the lines of the mixes do not matter here."""
    empty = Mix((), Choice((), ()), "optimal")
    ends = front(Candidate(empty, best), [Candidate(empty, each) for each in others], EVEN)
    chosen = picked(Candidate(empty, best), ends, EVEN)
    return [each.merits for each in ends], [each.merits for each in chosen]


@given(MERITS, st.lists(MERITS, max_size=14))
def test_of_any_plans_none_is_picked_that_another_dominates(best, others) -> None:
    _, chosen = weighed(best, others)
    assert len(chosen) <= MOST_ALTERNATIVES
    assert not [e for e in chosen if any(dominates(o, e) for o in (best, *others))]


@given(MERITS, st.lists(MERITS, max_size=14))
def test_the_fastest_cheapest_and_least_diluting_are_told_or_one_almost_as_good(
    best, others
) -> None:
    ends, chosen = weighed(best, others)
    for axis in range(3):
        most = max(each.goods[axis] for each in (best, *ends))
        told = max(each.goods[axis] for each in (best, *chosen))
        assert told > most - 2 * EVEN[axis] or len(chosen) == MOST_ALTERNATIVES


def test_what_was_accepted_stands_in_every_alternative() -> None:
    need = a_need(use("working_capital", 600, 90), use("rnd", 300))
    offer = Accepted("loan-credit-sci", Decimal(1_234_567))
    case = a_situation(need)
    one = told(replace(case, given=Given(agreed=Agreed((offer,)))))
    assert one.others.plans
    for plan in one.others.plans:
        assert [e.amount.high for e in plan.lines if e.product == offer.product] == [offer.amount]


def test_a_firm_is_asked_about_a_bounded_number_of_times() -> None:
    assert max(candidates(each.desk).questions for each in simulated()[:40]) <= ASKED_AT_MOST


def test_without_cash_in_time_there_is_nothing_to_compare() -> None:
    one = told(a_situation(a_need(use("acquisition", 100, 2))))
    assert one.others.plans == ()
    assert one.others.few_because is not None
    assert "no product brings cash" in one.others.few_because.en.lower()


def test_a_firm_that_gives_up_shares_sees_what_it_costs_to_keep_them() -> None:
    one = told(a_situation(a_need(use("rnd", 800, 200)), bank_debt=1.1e7))
    assert one.best.dilution_share.high > 0
    less = [p for p in one.others.plans if p.dilution_share.high < one.best.dilution_share.high]
    assert less
    assert all("少" in p.trade_off.sentence.zh and "稀释" in p.trade_off.sentence.zh for p in less)
