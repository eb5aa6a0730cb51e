"""What may a qualification ask for: one number, a score, all of several, any of several?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.firm.innovation import QualificationCode
from engine.qualifications.interval import Interval, best_of, sum_of
from engine.qualifications.measures import Known, Measure
from engine.qualifications.result import Operator, RuleSource
from engine.text import Text

NO_POINTS = Interval(0, 0)


@dataclass(frozen=True)
class Step:
    """From `threshold` on (or up to it) a band gives `low` points, up to `high` by judgement."""

    threshold: float
    low: float
    high: float | None = None

    @cached_property
    def points(self) -> Interval:
        """The points as bounds."""
        return Interval(self.low, self.low if self.high is None else self.high)


@dataclass(frozen=True)
class Bands:
    """Points by bands of one number, the best band first; thresholds belong to the better band.

    `falls` says that a smaller number is better.
    """

    measure: Measure
    steps: tuple[Step, ...]
    falls: bool = False
    floor: Interval = NO_POINTS

    def points(self, known: Known) -> Interval:
        """The bounds of the points that the facts allow."""
        low, high = self.measure.of(known)
        worst, best = (high, low) if self.falls else (low, high)
        return Interval(self._at(worst).low, self._at(best).high)

    @property
    def most(self) -> float:
        """The most points there are."""
        return max(self.floor.high, *(step.points.high for step in self.steps))

    def _at(self, value: float) -> Interval:
        for step in self.steps:
            if value <= step.threshold if self.falls else value >= step.threshold:
                return step.points
        return self.floor


@dataclass(frozen=True)
class Judged:
    """Points that experts give, whatever the facts."""

    most: float

    def points(self, known: Known) -> Interval:
        """Anything between none and all."""
        return Interval(0, self.most)


@dataclass(frozen=True)
class Best:
    """The better of several ways to the same points."""

    ways: tuple[Bands, ...]

    def points(self, known: Known) -> Interval:
        """The bounds of the best way."""
        return best_of([way.points(known) for way in self.ways])

    @property
    def most(self) -> float:
        """The most points there are."""
        return max(way.most for way in self.ways)


@dataclass(frozen=True)
class Capped:
    """Several parts added up, at most `most`."""

    parts: tuple["Bands | Judged | Best", ...]
    most: float

    def points(self, known: Known) -> Interval:
        """The bounds of the capped sum."""
        low, high = sum_of([part.points(known) for part in self.parts])
        return Interval(min(low, self.most), min(high, self.most))


Points = Bands | Judged | Best | Capped


def measures_of(points: Points) -> Iterator[Measure]:
    """All numbers that the points look at."""
    match points:
        case Bands(measure=measure):
            yield measure
        case Best(ways=parts) | Capped(parts=parts):
            for part in parts:
                yield from measures_of(part)


def is_judged(points: Points) -> bool:
    """Whether experts decide within a range even where all facts are known."""
    match points:
        case Judged():
            return True
        case Bands(steps=steps, floor=floor):
            return not floor.is_exact or any(not step.points.is_exact for step in steps)
        case Best(ways=parts) | Capped(parts=parts):
            return any(is_judged(part) for part in parts)


@dataclass(frozen=True)
class Item:
    """One line of a score."""

    label: Text
    points: Points

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The numbers that the points look at, each once."""
        return tuple(dict.fromkeys(measures_of(self.points)))

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts behind these numbers, each once."""
        return tuple(dict.fromkeys(name for each in self.measures for name in each.facts))

    @cached_property
    def is_judged(self) -> bool:
        """Whether experts decide within a range even where all facts are known."""
        return is_judged(self.points)

    @cached_property
    def most(self) -> float:
        """The most points there are."""
        return self.points.most


@dataclass(frozen=True)
class Bound:
    """One number against one threshold; `soft` says why a failure decides nothing."""

    measure: Measure
    operator: Operator
    threshold: float
    source: RuleSource
    soft: Text | None = None


@dataclass(frozen=True)
class Score:
    """Items added up, of which at least `at_least` points are asked."""

    label: Text
    items: tuple[Item, ...]
    at_least: float
    source: RuleSource

    @cached_property
    def most(self) -> float:
        """The most points there are."""
        return sum_of([Interval(item.most, item.most) for item in self.items]).high


@dataclass(frozen=True)
class AllOf:
    """Conditions that must be met together."""

    label: Text
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """Conditions of which one is enough; `note` names ways the record cannot show."""

    label: Text
    parts: tuple["Condition", ...]
    note: Text | None = None


Condition = Bound | Score | AllOf | AnyOf


@dataclass(frozen=True)
class Standard:
    """What a qualification asks from one day to another; without conditions it is not computed."""

    code: QualificationCode
    conditions: tuple[Condition, ...]
    source: RuleSource
    valid_from: date
    valid_to: date | None = None
    note: Text | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether the standard applies on the day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
