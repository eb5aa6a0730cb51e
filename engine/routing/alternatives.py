"""Which other plans are worth weighing, and what does each trade against the best?"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.plan import Plan
from engine.routing.candidates import candidates
from engine.routing.desk import Desk
from engine.routing.front import Candidate, covers_alike, front, picked
from engine.routing.merits import Goods, margins, merits_of
from engine.routing.naming import names_of
from engine.routing.offer import ZERO
from engine.routing.plans import plan_of
from engine.routing.priced import Mix
from engine.routing.tradeoff import trade_off
from engine.text import Text

FEW = 3
_NO_CASH = Text(
    zh="没有产品能按期提供现金,没有备选方案可比。",
    en="No product brings cash in time, so there is nothing to compare.",
)
_ASKED = Text(
    zh="换{asked}种问法重新求解(更快、股权更少或更多、更有把握、更便宜、金额更小):{found}",
    en="Solved again in {asked} ways (sooner, less or more equity, surer, cheaper, smaller):"
    " {found}",
)
_NONE = Text(
    zh="没有一种在任何一项上比推荐方案明显更好,因此没有备选方案。",
    en="none is clearly better than the recommended plan in any respect, so there is no"
    " alternative.",
)
_SAME_AMOUNT = Text(
    zh="同样的金额没有明显更省、更快、更少稀释或更有把握的办法,因此备选只有{shown}个。",
    en="for the same amount nothing is clearly cheaper, sooner, less diluting or surer;"
    " hence {shown} alternative(s).",
)
_NO_MORE = Text(
    zh="值得权衡的只有{shown}个;其余的各项都不更好,或覆盖不到推荐方案的三分之一。",
    en="{shown} worth weighing; the others are better in no respect, or cover less than a third of"
    " what the recommended plan covers.",
)


@dataclass(frozen=True)
class Alternatives:
    """At most five other plans; `few_because` says why where they are fewer than three."""

    plans: tuple[Plan, ...]
    few_because: Text | None = None


def alternatives(desk: Desk) -> Alternatives:
    """Other plans of the trade-off, none dominated by the best or by each other.

    Weighed: first-year cost less what comes back, dilution, days to the last cash, cash in time,
    what of it is sure, what is insured.
    """
    if not desk.best.of_role("cash"):
        return Alternatives((), _NO_CASH)
    asking = candidates(desk)
    best, *others = (_candidate(mix, desk) for mix in (desk.best, *asking.found))
    least = _margins(desk)
    chosen = picked(best, front(best, others, least), least)
    few = None if len(chosen) >= FEW else _few_because(best, chosen, asking.questions)
    return Alternatives(tuple(_told(best, chosen, desk)), few)


def _candidate(mix: Mix, desk: Desk) -> Candidate:
    return Candidate(mix, merits_of(mix, desk.situation))


def _margins(desk: Desk) -> Goods:
    return margins(sum(desk.choice.uses, ZERO), desk.situation.policy.prices.line)


def _told(best: Candidate, chosen: Sequence[Candidate], desk: Desk) -> list[Plan]:
    names = names_of(best, chosen, desk)
    return [
        plan_of(each.mix, desk.situation, plan_id, name).model_copy(
            update={"trade_off": trade_off(each.merits, best.merits)}
        )
        for each, (plan_id, name) in zip(chosen, names, strict=True)
    ]


def _few_because(best: Candidate, chosen: Sequence[Candidate], asked: int) -> Text:
    """Why there are so few; a plan with insurance is no other way to the same money."""
    found = _NONE
    if chosen:
        rivals = [e for e in chosen if e.merits.insured <= best.merits.insured]
        found = _NO_MORE if any(covers_alike(e, best) for e in rivals) else _SAME_AMOUNT
    return _ASKED.filled(asked=asked, found=found.filled(shown=len(chosen)))
