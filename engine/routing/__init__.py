"""What is the right mix for this firm: best plan, alternatives, and why not the rest?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue import Catalogue
from engine.firm import Need
from engine.plan import Plan, Unused
from engine.routing.desk import Desk
from engine.routing.explain import unused_of
from engine.routing.given import NOTHING_GIVEN, Given
from engine.routing.plans import plan_of
from engine.routing.policy import HOUSE, HousePolicy
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text

__all__ = ["HOUSE", "NOTHING_GIVEN", "Given", "HousePolicy", "Routing", "route"]

_BEST = Text(zh="推荐方案", en="Recommended plan")


@dataclass(frozen=True)
class Routing:
    """The best plan, others to weigh against it, and every product they leave out."""

    plan: Plan
    alternatives: tuple[Plan, ...]
    unused: tuple[Unused, ...]


def route(
    need: Need,
    known: Mapping[str, float],
    catalogue: Catalogue,
    on: date,
    given: Given = NOTHING_GIVEN,
    node_limit: int = NODE_LIMIT,
) -> Routing:
    """The best mix of `catalogue` for `need` on `on`, with all reasons.

    `known` holds the firm's facts, the need's facts, features and own numbers; NaN is unknown.
    The same input gives the same plan; nothing is kept between calls, so that many firms may be
    routed at once.
    """
    desk = Desk(Situation(need, known, catalogue, on, given), node_limit)
    best = desk.best
    refusals = {each.line_id: desk.if_refused(each) for each in best.entries}
    return Routing(
        plan=plan_of(best, desk.situation, "best", _BEST, refusals),
        alternatives=tuple(desk.alternatives()),
        unused=unused_of(desk.found, best, desk.situation, desk.dearer),
    )
