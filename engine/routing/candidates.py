"""Which other mixes are asked for: sooner, with less or other equity, surer, cheaper, smaller?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from engine.routing.attached import days_together
from engine.routing.desk import NOBODY, Desk
from engine.routing.merits import days_to_cash
from engine.routing.offer import ZERO, Ceiling, Choice, Offer
from engine.routing.policy import WAN, Prices
from engine.routing.priced import Mix, priced

_HALF = Decimal("0.5")
_CHEAP_MONEY = Decimal("0.04")  # money dearer than this a year is left out
_SOONER = 2
_MOST_LATER = 3
_PAIR = 2  # of two lines, one left out leaves the other alone
_MOST_LEFT_OUT, _MOST_TRIED = 3, 3
_KINDS_OF_COVER = ("A_rnd_conversion", "C_ip", "B_first_use", "D_basic")

Lines = frozenset[tuple[str, Decimal]]


@dataclass
class Asking:
    """What was asked of a desk and which different mixes with cash came of it."""

    desk: Desk
    found: list[Mix] = field(default_factory=list)
    questions: int = 0
    seen: set[Lines] = field(default_factory=set)

    def ask(
        self,
        banned: frozenset[str] = NOBODY,
        forced: frozenset[str] = NOBODY,
        choice: Choice | None = None,
        prices: Prices | None = None,
    ) -> Mix | None:
        """The best mix that answers, None where there is none or it brings no cash."""
        desk, self.questions = self.desk, self.questions + 1
        if choice is None and prices is None:
            solution = desk.solution(banned - desk.always, forced)
        else:
            own = desk.situation.policy.prices
            solution = desk.other(choice or desk.choice, prices or own)
        mix = None if solution is None else priced(solution, desk.choice, desk.found)
        if mix is None or not mix.of_role("cash"):
            return None
        if _lines(mix) not in self.seen:
            self.seen.add(_lines(mix))
            self.found.append(mix)
        return mix


def candidates(desk: Desk) -> Asking:
    """Mixes along every axis of the trade-off; the best one is not among them."""
    asking = Asking(desk, seen={_lines(desk.best)})
    _sooner(asking, desk.best, NOBODY)
    _otherwise_owned(asking)
    _surer(asking)
    _smaller(asking)
    _insured(asking)
    _with_others(asking)
    _less_needed(asking)
    return asking


def _sooner(asking: Asking, mix: Mix, banned: frozenset[str], steps: int = _SOONER) -> None:
    """Everything as slow as the last cash left out, again and again."""
    last: Mix | None = mix
    for _ in range(steps):
        if last is None:
            return
        choice = _within(asking.desk, days_to_cash(last), banned)
        if not any(each.role == "cash" for each in choice.offers):
            return
        last = asking.ask(choice=choice)


def _within(desk: Desk, days: int, banned: frozenset[str]) -> Choice:
    """The offers whose cash comes in less than `days`; what is accepted stays."""

    def in_time(host: str, *others: str) -> bool:
        if host in desk.always:
            return True
        together = days_together(desk.found[host], [desk.found[each] for each in others])
        return together < days

    def kept(offers: Iterable[Offer]) -> Iterator[Offer]:
        for each in offers:
            if each.id in banned - desk.always or (each.role == "cash" and not in_time(each.id)):
                continue
            if each.role == "backing":
                on = frozenset(host for host in each.attaches_to if in_time(host, each.id))
                each = each if on == each.attaches_to else replace(each, attaches_to=on)
            yield each

    choice = desk.choice
    return replace(choice, offers=tuple(kept(choice.offers)), order=choice.ranks)


def _otherwise_owned(asking: Asking) -> None:
    """No equity, half of it, equity whose price only counts what is paid, and no loans."""
    desk = asking.desk
    equity = _of_channel(desk.choice, "invest")
    if not equity:
        return
    given = _given(desk.best)
    if given > 0:
        without = asking.ask(equity)
        if without is not None:
            _sooner(asking, without, equity, 1)
        asking.ask(choice=_diluted(desk.choice, given / 2))
    cheap = _shares_first(desk.choice)
    most = asking.ask(choice=cheap)
    if most is not None and _given(most) > given:
        asking.ask(choice=_diluted(cheap, (_given(most) + given) / 2))
    if any(each.offer.channel == "loan" for each in desk.best.entries):
        asking.ask(_of_channel(desk.choice, "loan"))


def _given(mix: Mix) -> Decimal:
    """Yuan for which shares are given or may be."""
    return sum((e.amount * e.offer.weights.get("dilution", ZERO) for e in mix.entries), ZERO)


def _of_channel(choice: Choice, channel: str) -> frozenset[str]:
    return frozenset(each.id for each in choice.offers if each.channel == channel)


def _diluted(choice: Choice, most: Decimal) -> Choice:
    def narrowed(ceiling: Ceiling) -> Ceiling:
        if ceiling.id != "dilution":
            return ceiling
        return replace(ceiling, most=min(ceiling.most, most))

    return replace(choice, ceilings=tuple(narrowed(each) for each in choice.ceilings))


def _shares_first(choice: Choice) -> Choice:
    def cheap(offer: Offer) -> Offer:
        if offer.role != "cash" or offer.channel != "invest":
            return offer
        return replace(offer, cost=ZERO, cost_least=ZERO, burden=ZERO)

    return replace(choice, offers=tuple(cheap(each) for each in choice.offers))


def _surer(asking: Asking) -> None:
    desk = asking.desk
    if not all(each.offer.is_sure for each in desk.best.entries):
        asking.ask(frozenset(each.id for each in desk.choice.offers if not each.is_sure))


def _smaller(asking: Asking) -> None:
    """Cheap money only, the largest line alone, and the plan without each of its largest lines."""
    prices = asking.desk.situation.policy.prices
    asking.ask(prices=replace(prices, uncovered=_CHEAP_MONEY))
    cash = sorted(asking.desk.best.of_role("cash"), key=lambda each: (-each.amount, each.offer.id))
    for each in cash[:_MOST_LEFT_OUT]:
        asking.ask(frozenset({each.offer.id}))
    if len(cash) > _PAIR:
        offers = asking.desk.choice.offers
        alone = (each.id for each in offers if each.role == "cash")
        asking.ask(frozenset(alone) - {cash[0].offer.id})


def _less_needed(asking: Asking) -> None:
    """One of several uses left for later, and half of every use."""
    choice, covered = asking.desk.choice, asking.desk.best.covered
    paid = sorted((use for use, yuan in enumerate(covered) if yuan > 0), key=lambda u: -covered[u])
    for later in paid[:_MOST_LATER] if len(paid) > 1 else ():
        rest = tuple(ZERO if use == later else yuan for use, yuan in enumerate(choice.uses))
        asking.ask(choice=replace(choice, uses=rest))
    half = tuple((yuan * _HALF).quantize(WAN) for yuan in covered)
    asking.ask(choice=replace(choice, uses=half))


def _insured(asking: Asking) -> None:
    """The cheapest policy of the first class of risk that the firm can surely insure."""
    desk = asking.desk
    policies = [each for each in desk.choice.offers if each.role == "policy" and each.is_sure]
    if not policies:
        return
    kinds = {each.id: desk.found[each.id].product.kind for each in policies}
    rank = {each.id: _KINDS_OF_COVER.index(kinds[each.id]) for each in policies}
    first = min(policies, key=lambda each: (rank[each.id], each.cost * each.most, each.id))
    asking.ask(forced=frozenset({first.id}))


def _with_others(asking: Asking) -> None:
    """Lines of cash that the best plan leaves out, the fastest, surest and cheapest first."""
    desk = asking.desk
    unused = [e for e in desk.choice.offers if e.role == "cash" and e.id not in desk.best.products]
    unused.sort(key=lambda e: (desk.found[e.id].days, not e.is_sure, e.cost, e.id))
    for each in unused[:_MOST_TRIED]:
        asking.ask(forced=frozenset({each.id}))


def _lines(mix: Mix) -> Lines:
    return frozenset((each.line_id, each.amount) for each in mix.entries)
