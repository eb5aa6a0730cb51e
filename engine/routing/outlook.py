"""What does the best plan come to, in the few numbers by which two situations are compared?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.catalogue import Catalogue
from engine.firm import Need
from engine.routing.desk import Desk
from engine.routing.given import NOTHING_GIVEN, Given
from engine.routing.offer import ZERO
from engine.routing.plans import counted_cost, sure_cover
from engine.routing.priced import Mix
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT


@dataclass(frozen=True)
class Outlook:
    """Yuan that the best plan covers in time, for sure, gets back later and costs in a year.

    `priced` is what plans are compared by, all stated prices included; lower is better. `back` are
    claims, sure ones in `sure_back`; subsidies on lines of the plan lower `cost` already.
    """

    priced: Decimal
    covered: Decimal
    sure: Decimal
    back: Decimal
    sure_back: Decimal
    cost: Decimal
    products: frozenset[str]


def outlook_of(desk: Desk) -> Outlook:
    """The numbers of the best plan of `desk`."""
    solution = desk.solution(frozenset(), frozenset())
    mix = desk.best
    return Outlook(
        priced=ZERO if solution is None else Decimal(repr(solution.objective)),
        covered=sum(mix.covered, ZERO),
        sure=sure_cover(mix),
        back=_claimed(mix, only_sure=False),
        sure_back=_claimed(mix, only_sure=True),
        cost=counted_cost(mix),
        products=mix.products,
    )


def outlook(
    need: Need,
    known: Mapping[str, float],
    catalogue: Catalogue,
    on: date,
    given: Given = NOTHING_GIVEN,
) -> Outlook:
    """The numbers of the best plan, without its sentences and alternatives."""
    return outlook_of(Desk(Situation(need, known, catalogue, on, given), NODE_LIMIT))


def _claimed(mix: Mix, only_sure: bool) -> Decimal:
    claims = (each for each in mix.of_role("claim") if each.offer.is_sure or not only_sure)
    return sum((each.amount for each in claims), ZERO)
