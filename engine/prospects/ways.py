"""By which steps could a firm turn one rule that it fails?"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from engine.counterfactual import changed_facts
from engine.counterfactual.levers import Lever, levers_of
from engine.counterfactual.world import changed_columns
from engine.eligibility import RuleOutcome
from engine.facts import FACT_BY_NAME
from engine.features.innovation import rnd_staff_share
from engine.prospects.steps import ALL_STEPS, MOVED_BY
from engine.qualifications import failing_facts, would_meet
from engine.qualifications.result import Result

_CERTIFICATE = "holds_"
_COMPARE = {
    "at_least": np.greater_equal, "at_most": np.less_equal, "above": np.greater, "below": np.less,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One fact moved to `value`, seen in the records after `months` at the least.

    `test` is our own test of the certificate that the step obtains, None for any other step.
    """

    lever: Lever
    value: float
    months: int
    test: Result | None = None


Way = tuple[Step, ...]


@dataclass(frozen=True)
class Ways:
    """All that one firm could do, by the rule it would turn."""

    known: Mapping[str, float]
    on: date
    tests: dict[str, Result] = field(default_factory=dict)
    certified: dict[str, tuple[Way, ...]] = field(default_factory=dict)

    @cached_property
    def levers(self) -> Mapping[str, Lever]:
        """The steps that are open to the firm, by the fact they move."""
        return {each.fact: each for each in levers_of(self.known, math.inf, actions=ALL_STEPS)}

    def turning(self, rule: RuleOutcome) -> tuple[Way, ...]:
        """The ways to make a failing rule hold; none where the firm cannot."""
        if rule.value is None or not rule.changeable:
            return ()
        if is_certificate(rule.fact):
            return self._certificate(rule.fact) if rule.comparison == "is_true" else ()
        found = (self._moved(rule), *self._derived(rule))
        return (*((step,) for step in found if step is not None), *self._set(rule))

    def towards(self, fact: str, wanted: float) -> tuple[Way, ...]:
        """The first way to bring a fact that follows by formula to `wanted`, else the farthest."""
        steps = [self._first(name, fact, "at_least", wanted) for name in MOVED_BY[fact]]
        reached = [step for step in steps if step is not None]
        if reached:
            return ((reached[0],),)
        levers = [self.levers[name] for name in MOVED_BY[fact] if name in self.levers]
        ends = [Step(each, float(each.values[-1]), each.months) for each in levers]
        return ((max(ends, key=lambda step: self._made(step, fact)),),) if ends else ()

    def _made(self, step: Step, fact: str) -> float:
        made = changed_facts(self.known, {step.lever: step.value})[fact]
        return -math.inf if math.isnan(made) else made

    def _certificate(self, fact: str) -> tuple[Way, ...]:
        if fact not in self.certified:
            lever = self.levers.get(fact)
            self.certified[fact] = () if lever is None else tuple(self._obtained(lever))
        return self.certified[fact]

    def _obtained(self, lever: Lever) -> Iterator[Way]:
        """The certificate at once where our test allows it, else after one step that mends it."""
        test = self._test(lever.fact)
        if test != "not_met":
            yield (Step(lever, 1.0, lever.months, test),)
            return
        failing = failing_facts(_code(lever.fact), self.known, self.on)
        for other in self.levers.values():
            if all(_touches(other, facts) for facts in failing) and self._is_open(other):
                yield from self._mended(lever, other)

    def _is_open(self, other: Lever) -> bool:
        return not is_certificate(other.fact) or self._test(other.fact) != "not_met"

    def _test(self, fact: str) -> Result:
        if fact not in self.tests:
            self.tests[fact] = would_meet(_code(fact), self.known, self.on)
        return self.tests[fact]

    def _mended(self, lever: Lever, other: Lever) -> Iterator[Way]:
        """The smallest move of `other` after which our test no longer fails."""
        low, high = 0, len(other.values) - 1
        if self._after(lever, other, high) == "not_met":
            return
        while low < high:
            middle = (low + high) // 2
            if self._after(lever, other, middle) == "not_met":
                low = middle + 1
            else:
                high = middle
        kind = self._test(other.fact) if is_certificate(other.fact) else None
        first = Step(other, float(other.values[high]), other.months, kind)
        test = self._after(lever, other, high)
        yield first, Step(lever, 1.0, other.months + lever.months, test)

    def _after(self, lever: Lever, other: Lever, place: int) -> Result:
        moved = changed_facts(self.known, {other: float(other.values[place])})
        return would_meet(_code(lever.fact), moved, self.on)

    def _moved(self, rule: RuleOutcome) -> Step | None:
        lever = self.levers.get(rule.fact)
        wanted = None if lever is None else _wanted(rule, lever)
        if lever is None or wanted is None:
            return None
        least, most = sorted((lever.today, float(lever.values[-1])))
        fits = least <= wanted <= most and wanted != lever.today
        return Step(lever, wanted, lever.months) if fits else None

    def _set(self, rule: RuleOutcome) -> Iterator[Way]:
        """Steps that bring the fact along with another one."""
        wanted = {"is_true": 1.0, "is_false": 0.0}.get(rule.comparison)
        for lever in self.levers.values():
            if wanted is None or lever.sets.get(rule.fact) != wanted:
                continue
            if is_certificate(lever.fact):
                yield from self._certificate(lever.fact)
            else:
                yield (Step(lever, float(lever.values[-1]), lever.months),)

    def _derived(self, rule: RuleOutcome) -> Iterator[Step | None]:
        if isinstance(rule.threshold, Decimal):
            for name in MOVED_BY.get(rule.fact, ()):
                yield self._first(name, rule.fact, rule.comparison, float(rule.threshold))

    def _first(self, name: str, fact: str, comparison: str, threshold: float) -> Step | None:
        """The smallest move of `name` after which `fact` is where it should be."""
        lever = self.levers.get(name)
        if lever is None:
            return None
        columns: dict[str, Any] = changed_columns(self.known, (lever,), lever.values[:, None])
        made = rnd_staff_share(columns) if fact == "rnd_staff_share" else columns[fact]
        holds = np.broadcast_to(_COMPARE[comparison](made, threshold), lever.values.shape)
        if not holds.any():
            return None
        return Step(lever, float(lever.values[int(np.argmax(holds))]), lever.months)


def is_certificate(fact: str) -> bool:
    """Whether the fact says that a recognition is held."""
    return fact.startswith(_CERTIFICATE)


def _code(fact: str) -> str:
    return fact.removeprefix(_CERTIFICATE)


def _touches(lever: Lever, facts: frozenset[str]) -> bool:
    made = {name for name, movers in MOVED_BY.items() if lever.fact in movers}
    return bool((lever.touched | made) & facts)


def _wanted(rule: RuleOutcome, lever: Lever) -> float | None:
    """The value nearest to today's at which the rule holds."""
    if rule.comparison in ("is_true", "is_false"):
        return float(rule.comparison == "is_true")
    if not isinstance(rule.threshold, Decimal):
        return None
    if lever.action is not None and lever.action.whole:
        last = float(lever.values[-1])
        return last if _COMPARE[rule.comparison](last, float(rule.threshold)) else None
    at, unit = float(rule.threshold), FACT_BY_NAME[rule.fact].unit
    whole = unit in ("count", "flag")
    if rule.comparison == "above":
        return math.floor(at) + 1.0 if whole else at * 1.0001
    if rule.comparison == "below":
        return math.ceil(at) - 1.0 if whole else at * 0.9999
    return math.ceil(at) if whole and rule.comparison == "at_least" else at
