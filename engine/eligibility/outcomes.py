"""What does the engine say about one rule, one product, one limit?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Literal, TypeVar

from engine.catalogue.kinds import Status
from engine.catalogue.terms import Source
from engine.text import Text

Verdict = Literal["yes", "no", "unknown"]
Known = Mapping[str, float]
_RANK: Mapping[Verdict, int] = {"no": 0, "unknown": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """How one rule turned out for one firm.

    `value` is None where the fact is unknown. `distance` is how far the value falls short of the
    threshold, in the fact's `unit`: above 0 what is missing, below 0 what is to spare, None where
    there is no such distance. `changeable` tells whether a firm can move the fact that way.
    `earliest` is the first later day on which a failing rule would hold if nothing but time passed,
    None where it holds, where time alone does not help, or where that is not known. `group` and
    `branch` are None for a rule that must hold; else of each group one branch must hold with all
    its rules.
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
    says: Callable[[], Text] = field(compare=False, repr=False)
    unit: str | None = None
    earliest: date | None = None
    group: int | None = None
    branch: int | None = None

    @property
    def because(self) -> Text:
        """The rule, what it asks and what is known, in a sentence; made when it is asked for."""
        return self.says()


@dataclass(frozen=True)
class Eligibility:
    """The verdict on one product; every rule behind it is worked out when it is read."""

    product: str
    verdict: Verdict
    tells: Callable[[], tuple[RuleOutcome, ...]] = field(repr=False)

    @cached_property
    def outcomes(self) -> tuple[RuleOutcome, ...]:
        """How each rule turned out, in the order of the file."""
        return self.tells()

    def __eq__(self, other: object) -> bool:
        """The same product, verdict and outcomes."""
        return isinstance(other, Eligibility) and (
            (self.product, self.verdict, self.outcomes)
            == (other.product, other.verdict, other.outcomes)
        )

    def __hash__(self) -> int:
        """Of product and verdict."""
        return hash((self.product, self.verdict))

    @cached_property
    def decisive(self) -> tuple[RuleOutcome, ...]:
        """The outcomes that led to a no or an unknown; nothing for a yes.

        A group that holds through another alternative explains nothing and is left out.
        """
        if self.verdict == "yes":
            return ()
        groups = {each.group for each in self.outcomes}
        held_back = {group for group in groups if self._of_group(group) == self.verdict}
        return tuple(
            each
            for each in self.outcomes
            if each.verdict == self.verdict and each.group in held_back
        )

    @property
    def open_facts(self) -> frozenset[str]:
        """The facts not known that keep the verdict open."""
        if self.verdict != "unknown":
            return frozenset()
        return frozenset(each.fact for each in self.decisive if each.value is None)

    def _of_group(self, group: int | None) -> Verdict:
        return verdict_of(each for each in self.outcomes if each.group == group)


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
    says: Callable[[], Text] = field(compare=False, repr=False)

    @property
    def because(self) -> Text:
        """The cap and what it rests on, in a sentence; made when it is asked for."""
        return self.says()


Made = TypeVar("Made")


def told(made: Made) -> Callable[[], Made]:
    """What an outcome `says` where its sentence is made already."""
    return partial(_same, made)


def _same(made: Made) -> Made:
    return made


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
    """All rules without a group, and of each group at least one branch whose rules all hold."""
    required: list[Verdict] = []
    groups: dict[int | None, dict[int | None, list[Verdict]]] = {}
    for each in outcomes:
        if each.group is None:
            required.append(each.verdict)
        else:
            groups.setdefault(each.group, {}).setdefault(each.branch, []).append(each.verdict)
    chosen = (best(worst(branch) for branch in branches.values()) for branches in groups.values())
    return worst((*required, *chosen))
