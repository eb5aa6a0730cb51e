"""Which other plans are worth weighing: cheaper in cash, sooner, with less dilution, surer?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.plan import Plan
from engine.routing.desk import NOBODY, Desk
from engine.routing.offer import ZERO, Choice, Offer
from engine.routing.offers import Readies
from engine.routing.plans import plan_of
from engine.routing.policy import Prices
from engine.routing.priced import Mix, priced
from engine.routing.ready import DAYS_PER_YEAR
from engine.routing.solve import Solution
from engine.text import Text

MOST_ALTERNATIVES = 5
_KINDS_OF_COVER = ("A_rnd_conversion", "C_ip", "B_first_use", "D_basic")
_HURRY = Decimal("0.60")  # a price of waiting, per yuan and year, that makes speed come first
_CHEAP_SHARES = Decimal("0.01")  # a price of equity at which only cash paid counts
_CHEAP_MONEY = Decimal("0.03")  # money dearer than this a year is left out
_PAPERWORK = 20  # times the usual price of one more application


@dataclass(frozen=True)
class Asked:
    """One other plan: what it leaves out, demands or weighs otherwise."""

    id: str
    name: Text
    banned: frozenset[str] = NOBODY
    forced: frozenset[str] = NOBODY
    choice: Choice | None = None
    prices: Prices | None = None


def alternatives(desk: Desk, best: Plan) -> tuple[Plan, ...]:
    """At most five other plans, none dominated by the best or by each other.

    Weighed: cash in time, what of it is sure, first-year cost less what comes back, dilution, days
    to the last cash, what is insured.
    """
    seen = {_fingerprint(desk.best)}
    found: list[tuple[Mix, Plan]] = []
    for asked in _questions(desk):
        solution = _answer(desk, asked)
        mix = None if solution is None else priced(solution, desk.choice, desk.found)
        if mix is None or _fingerprint(mix) in seen or not mix.of_role("cash"):
            continue
        seen.add(_fingerprint(mix))
        found.append((mix, plan_of(mix, desk.situation, asked.id, asked.name)))
    plans = [best, *(plan for _, plan in found)]
    kept = [plan for plan in plans[1:] if not any(_dominates(o, plan) for o in plans)]
    return tuple(kept[:MOST_ALTERNATIVES])


def _answer(desk: Desk, asked: Asked) -> Solution | None:
    if asked.choice is None and asked.prices is None:
        return desk.solution(asked.banned, asked.forced)
    prices = asked.prices or desk.situation.policy.prices
    return desk.other(asked.choice or desk.choice, prices)


def _dominates(one: Plan, other: Plan) -> bool:
    if one is other:
        return False
    pairs = list(zip(_merits(one), _merits(other), strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _merits(plan: Plan) -> tuple[Decimal, ...]:
    """What is better the higher it is."""
    claims = sum((each.amount.high for each in plan.later_claims), ZERO)
    rebates = sum(
        (e.amount.high for e in plan.lines if e.channel == "subsidy" and e.attached_to), ZERO
    )
    insured = sum((e.amount.high for e in plan.lines if e.channel == "insurance"), ZERO)
    return (
        plan.covered_amount,
        plan.sure_amount,
        claims - rebates - plan.counted_cost_first_year,
        -plan.dilution_share.high,
        -Decimal(plan.days_to_cash or 0),
        insured,
    )


def _questions(desk: Desk) -> Iterator[Asked]:
    offers, used = desk.choice.offers, desk.best.entries
    yield Asked(
        "soonest",
        Text(zh="资金最快到位", en="Cash soonest"),
        choice=_hurried(desk.choice, desk.found),
    )
    if any(each.offer.channel == "invest" for each in used):
        equity = frozenset(each.id for each in offers if each.channel == "invest")
        yield Asked("no-equity", Text(zh="不引入股权", en="Without equity"), equity)
    else:
        yield Asked(
            "least-cash-cost",
            Text(zh="现金成本最低", en="Least cash cost"),
            choice=_shares_first(desk.choice),
        )
    if not all(each.offer.is_sure for each in used):
        unsure = frozenset(each.id for each in offers if not each.is_sure)
        yield Asked("sure-only", Text(zh="只用条件明确的产品", en="Sure lines only"), unsure)
    if any(each.offer.channel == "loan" for each in used):
        loans = frozenset(each.id for each in offers if each.channel == "loan")
        yield Asked("no-loan", Text(zh="不借款", en="Without loans"), loans)
    yield from _fewer_and_safer(desk)


def _fewer_and_safer(desk: Desk) -> Iterator[Asked]:
    prices = desk.situation.policy.prices
    busy = replace(prices, line=prices.line * _PAPERWORK)
    yield Asked("fewest-lines", Text(zh="手续最少", en="Fewest applications"), prices=busy)
    thrifty = replace(prices, uncovered=_CHEAP_MONEY)
    yield Asked("cheapest-money", Text(zh="只用便宜的资金", en="Cheap money only"), prices=thrifty)
    policy = _fitting_policy(desk)
    if policy is not None:
        yield Asked("with-insurance", Text(zh="加上保险保障", en="With insurance"), forced=policy)
    cash = desk.best.of_role("cash")
    if cash:
        largest = max(cash, key=lambda each: (each.amount, each.offer.id))
        name = largest.ready.product.name
        yield Asked(
            "without-largest",
            Text(zh=f"不用《{name.zh}》", en=f"Without {name.en}"),
            frozenset({largest.offer.id}),
        )


def _hurried(choice: Choice, found: Readies) -> Choice:
    def sooner(offer: Offer) -> Offer:
        if offer.role != "cash":
            return offer
        wait = _HURRY * found[offer.id].days / DAYS_PER_YEAR
        return replace(offer, burden=offer.burden + wait)

    return replace(choice, offers=tuple(sooner(each) for each in choice.offers))


def _shares_first(choice: Choice) -> Choice:
    def cheap(offer: Offer) -> Offer:
        if offer.role != "cash" or offer.channel != "invest":
            return offer
        return replace(offer, cost=_CHEAP_SHARES, cost_least=_CHEAP_SHARES)

    return replace(choice, offers=tuple(cheap(each) for each in choice.offers))


def _fitting_policy(desk: Desk) -> frozenset[str] | None:
    """The cheapest policy of the first class of risk that the firm can surely insure."""
    policies = [each for each in desk.choice.offers if each.role == "policy" and each.is_sure]
    if not policies:
        return None
    kinds = {each.id: desk.found[each.id].product.kind for each in policies}
    by_kind = {each.id: _KINDS_OF_COVER.index(kinds[each.id]) for each in policies}
    first = min(policies, key=lambda each: (by_kind[each.id], each.cost * each.most, each.id))
    return frozenset({first.id})


def _fingerprint(mix: Mix) -> frozenset[tuple[str, Decimal]]:
    return frozenset((each.line_id, each.amount) for each in mix.entries)
