"""By what is a plan judged beside others, and which of two is the better?"""

from dataclasses import dataclass
from decimal import Decimal

from engine.routing.attached import days_together
from engine.routing.offer import ZERO
from engine.routing.plans import dilution_of, net_cost, sure_cover
from engine.routing.priced import Entry, Mix
from engine.routing.situation import Situation

_COST_SHARE = Decimal("0.001")
_COVER_SHARE = Decimal("0.02")
_DILUTION = Decimal("0.005")
_DAYS = Decimal(7)
_ANY = Decimal(1)

Goods = tuple[Decimal, ...]


@dataclass(frozen=True)
class Merits:
    """What a founder and an officer weigh, read off the priced mix.

    `cost` is that of the first year less what comes back, in yuan; `dilution` the most that is
    given to new owners, `dilution_least` the least (a note need not convert); `days` those to the
    last cash. `covered` is cash in time, `sure` the part of it known to be eligible, `insured` what
    policies insure.
    """

    cost: Decimal
    dilution: Decimal
    dilution_least: Decimal
    days: int
    covered: Decimal
    sure: Decimal
    insured: Decimal

    @property
    def goods(self) -> Goods:
        """What one plan may beat another in, so that more is better."""
        days = Decimal(self.days)
        return (-self.cost, -self.dilution, -days, self.covered, self.sure, self.insured)


def merits_of(mix: Mix, situation: Situation) -> Merits:
    """The merits of a mix; `days` is 0 where it brings no cash."""
    diluted = dilution_of(mix, situation)
    return Merits(
        cost=net_cost(mix),
        dilution=diluted.high,
        dilution_least=diluted.low,
        days=days_to_cash(mix),
        covered=sum(mix.covered, ZERO),
        sure=sure_cover(mix),
        insured=sum((each.amount for each in mix.of_role("policy")), ZERO),
    )


def days_to_cash(mix: Mix) -> int:
    """Days to the last cash, with what each loan waits for; 0 where there is none."""

    def days(entry: Entry) -> int:
        backing = (each for each in mix.hanging_on(entry) if each.offer.role == "backing")
        return days_together(entry.ready, [each.ready for each in backing])

    return max((days(each) for each in mix.of_role("cash")), default=0)


def dominates(one: Merits, other: Merits) -> bool:
    """Whether `one` is nowhere worse and somewhere better."""
    pairs = list(zip(one.goods, other.goods, strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def margins(need: Decimal, line_price: Decimal) -> Goods:
    """By how much a merit must be better to be worth a look; illustrative.

    Cost by a thousandth of the need and what one more application is priced at, dilution by half a
    point, days by a week, cover by a fiftieth of the need.
    """
    cover = need * _COVER_SHARE
    return (max(line_price, need * _COST_SHARE), _DILUTION, _DAYS, cover, cover, _ANY)


def is_better(one: Merits, other: Merits, least: Goods) -> bool:
    """Whether `one` beats `other` in some merit by at least its margin."""
    triples = zip(one.goods, other.goods, least, strict=True)
    return any(a - b >= margin for a, b, margin in triples)
