"""What does the engine say about one rule, one product, one limit?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.catalogue.kinds import Status
from engine.catalogue.terms import Source
from engine.text import Text

Verdict = Literal["yes", "no", "unknown"]
Known = Mapping[str, float]
_RANK: Mapping[Verdict, int] = {"no": 0, "unknown": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """How one rule turned out for one firm.

    `value` is None where the fact is unknown. `distance` is how far the value is from the
    threshold, in the fact's unit, None where there is no such distance. `branch` is None for a
    rule that must hold, else the number of the alternative it belongs to.
    """

    fact: str
    value: float | None
    threshold: Decimal | tuple[str, ...] | None
    comparison: str
    distance: float | None
    verdict: Verdict
    source: Source | None
    status: Status | None
    changeable: bool
    because: Text
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict on one product and every rule behind it."""

    product: str
    verdict: Verdict
    outcomes: tuple[RuleOutcome, ...]

    @property
    def decisive(self) -> tuple[RuleOutcome, ...]:
        """The outcomes that led to a no or an unknown; nothing for a yes."""
        if self.verdict == "yes":
            return ()
        return tuple(each for each in self.outcomes if each.verdict == self.verdict)


@dataclass(frozen=True, slots=True)
class LimitOutcome:
    """The most that one line may be under one limit, in yuan.

    `most_yuan` is NaN where a fact is unknown; `sure_yuan` counts an unknown share as nothing and
    is 0 where the balance to add is unknown. `missing` names the unknown facts.
    """

    most_yuan: float
    sure_yuan: float
    missing: tuple[str, ...]
    is_assumed: bool
    because: Text


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict when all must hold: no beats unknown beats yes; yes for nothing.

    >>> worst(["yes", "unknown"])
    'unknown'
    """
    return min(verdicts, key=_RANK.__getitem__, default="yes")


def best(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict when one is enough; yes where nothing is asked.

    >>> best(["no", "unknown"])
    'unknown'
    """
    return max(verdicts, key=_RANK.__getitem__, default="yes")


def verdict_of(outcomes: Iterable[RuleOutcome]) -> Verdict:
    """All rules without a branch, and at least one branch whose rules all hold."""
    required: list[Verdict] = []
    branches: dict[int, list[Verdict]] = {}
    for each in outcomes:
        group = required if each.branch is None else branches.setdefault(each.branch, [])
        group.append(each.verdict)
    return worst((*required, best(worst(branch) for branch in branches.values())))
