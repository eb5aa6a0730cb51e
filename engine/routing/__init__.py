"""What is the right mix for this firm: best plan, alternatives, and why not the rest?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue import Catalogue
from engine.eligibility import Eligibility
from engine.firm import Need
from engine.plan import Plan, Unused
from engine.routing.alternatives import alternatives
from engine.routing.answers import NO_ANSWERS, Accepted, Agreed
from engine.routing.desk import Desk
from engine.routing.difference import PlanDifference, difference_of
from engine.routing.ends import survival_words, surviving
from engine.routing.explain import unused_of
from engine.routing.given import NOTHING_GIVEN, Given
from engine.routing.outlook import Outlook, outlook, outlook_of
from engine.routing.plans import plan_of
from engine.routing.policy import HOUSE, HousePolicy
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text

__all__ = [
    "HOUSE",
    "NOTHING_GIVEN",
    "NO_ANSWERS",
    "Accepted",
    "Agreed",
    "Given",
    "HousePolicy",
    "Outlook",
    "PlanDifference",
    "Routing",
    "difference_of",
    "outlook",
    "route",
]

_BEST = Text(zh="推荐方案", en="Recommended plan")


@dataclass(frozen=True)
class Routing:
    """The best plan, others to weigh against it, and every product they leave out.

    `few_alternatives` says why where they are fewer than three,
    `eligibility` holds the verdict on each product, `outlook` the best plan in numbers, `desk` all
    that was worked out, to ask it what something else would bring.
    """

    plan: Plan
    alternatives: tuple[Plan, ...]
    few_alternatives: Text | None
    unused: tuple[Unused, ...]
    eligibility: Mapping[str, Eligibility]
    outlook: Outlook
    desk: Desk

    def assuming(self, products: frozenset[str]) -> Outlook:
        """The best plan in numbers if these products were eligible."""
        return outlook_of(self.desk.assuming(products))

    def usable(self, products: frozenset[str]) -> frozenset[str]:
        """All products that some plan could use if these were eligible."""
        return self.desk.usable(products)

    def knowing(self, known: Mapping[str, float]) -> Outlook:
        """The best plan in numbers if all this were known of the firm instead."""
        return outlook_of(self.desk.knowing(known))


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
    plan = plan_of(best, desk.situation, "best", _BEST, refusals)
    others = alternatives(desk)
    return Routing(
        plan=_with_survivors(plan, desk),
        alternatives=others.plans,
        few_alternatives=others.few_because,
        unused=unused_of(desk.found, best, desk.situation, desk.dearer),
        eligibility={name: each.eligibility for name, each in desk.found.items()},
        outlook=outlook_of(desk),
        desk=desk,
    )


def _with_survivors(plan: Plan, desk: Desk) -> Plan:
    """The plan with the lines marked that hold at both ends of assumed terms."""
    survivors = surviving(desk)
    if survivors is None or not plan.lines:
        return plan
    lines = tuple(
        each.model_copy(update={"survives_both_ends": each.product in survivors})
        for each in plan.lines
    )
    assumptions = (*plan.assumptions, survival_words(survivors, desk))
    return plan.model_copy(update={"lines": lines, "assumptions": assumptions})
