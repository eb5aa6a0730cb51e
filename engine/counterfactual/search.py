"""What is the least effort that reaches the grade? Bisection where one direction is safer.

Where an action moves every feature the model uses in its declared safer direction, or not at all,
more of it never scores worse, so the least amount is found by bisection. Each feature is a ratio
of amounts that actions move in straight lines: the sign of its change along one action is itself
linear in the others, so it is settled at the corners of what is possible. Where an action helps
one feature and harms another, every step of it is walked. Nothing is drawn at random.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from engine.counterfactual.levers import Lever
from engine.counterfactual.world import Facts, changed_columns, matrix_at, possible
from engine.features import FEATURE_BY_NAME
from engine.features.definition import FloatArray
from engine.scoring import BoolArray, Scorer

Combo = tuple[int, ...]
Rungs = NDArray[np.int64]
_ROWS_AT_ONCE = 256
_COARSE = 64


class SpentError(Exception):
    """The number of scorings allowed is used up."""


class Scorings:
    """Scores the firm with its levers at chosen rungs, and counts; rung 0 is today."""

    def __init__(self, facts: Facts, levers: Sequence[Lever], scorer: Scorer, most: int) -> None:
        """Nothing is scored yet."""
        self.facts, self.levers, self.scorer, self.most = facts, tuple(levers), scorer, most
        self.count = 0
        self.values = [np.concatenate([[each.today], each.values]) for each in levers]
        self.efforts = [np.concatenate([[0.0], each.efforts]) for each in levers]
        used = scorer.weights > 0
        directions = [FEATURE_BY_NAME[name].direction for name in scorer.feature_names]
        self._direction = np.array(directions, dtype=np.float64)
        self._still = (self._direction == 0) & used  # these must not move at all
        self._moves = (self._direction != 0) & used

    def spend(self, rows: int) -> None:
        """Count scorings before they are made.

        Raises:
            SpentError: they would be more than allowed.
        """
        if self.count + rows > self.most:
            raise SpentError
        self.count += rows

    def margins(self, combo: Combo, rungs: Rungs) -> FloatArray:
        """Log-odds of default (n,) at rungs (n, levers of the combo); inf where impossible."""
        found = [np.empty(0)]
        for start in range(0, len(rungs), _ROWS_AT_ONCE):
            part = rungs[start : start + _ROWS_AT_ONCE]
            self.spend(len(part))
            features, allowed = self._features(combo, part)
            found.append(np.where(allowed, self.scorer.explain(features).margin, math.inf))
        return np.concatenate(found)

    def one_sided(self, combo: Combo) -> tuple[bool, ...]:
        """For each lever of the combo, whether more of it never scores worse, wherever others are.

        Needs no scoring: the declared directions of the features decide.
        """
        if any(self.levers[each].floors for each in combo):
            return (False,) * len(combo)
        ends = [(0, len(self.values[each]) - 1) for each in combo]
        corners = np.array(list(product(*ends)), dtype=np.int64)
        features, _ = self._features(combo, corners)
        cube = features.reshape((2,) * len(combo) + (-1,))
        return tuple(self._safer(cube, axis) for axis in range(len(combo)))

    def _safer(self, cube: FloatArray, axis: int) -> bool:
        before: FloatArray = np.take(cube, 0, axis=axis)
        after: FloatArray = np.take(cube, 1, axis=axis)
        same_missing = np.array_equal(np.isnan(before), np.isnan(after))
        change: FloatArray = np.nan_to_num(after - before)
        safer = np.all(change[..., self._moves] * self._direction[self._moves] >= 0.0)
        return bool(same_missing and safer and not np.any(change[..., self._still]))

    def _features(self, combo: Combo, rungs: Rungs) -> tuple[FloatArray, BoolArray]:
        levers = [self.levers[each] for each in combo]
        values = np.stack(
            [self.values[each][rungs[:, place]] for place, each in enumerate(combo)], axis=1
        )
        columns = changed_columns(self.facts, levers, values)
        lowered = frozenset().union(*(each.lowered for each in levers))
        n = len(rungs)
        return matrix_at(columns, self.scorer.feature_names, n), possible(columns, lowered, n)


@dataclass(frozen=True)
class Point:
    """Levers of a combo at certain rungs, all of them moved."""

    combo: Combo
    rungs: tuple[int, ...]
    effort: float
    months: int

    def dominates(self, other: "Point") -> bool:
        """Whether it is nowhere worse and somewhere better: effort, number of changes, months."""
        mine = (self.effort, len(self.combo), self.months)
        theirs = (other.effort, len(other.combo), other.months)
        return mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


class Search:
    """Looks for the least effort among all combinations of at most so many levers."""

    def __init__(self, scorings: Scorings, upper_margin: float) -> None:
        """Nothing is found yet; a point suffices where its margin lies below `upper_margin`."""
        self._scorings, self._upper = scorings, upper_margin
        self.found: list[Point] = []

    def candidates(self, most_changes: int) -> Iterator[Iterator[Point]]:
        """Points that suffice, batch by batch; whoever verifies one calls `keep`.

        A batch is in the order of effort; only its first verified point is of use.

        Raises:
            SpentError: the scorings are used up.
        """
        for size in range(1, most_changes + 1):
            for combo, sided in self._ordered(size):
                yield from self._of(combo, sided)

    def keep(self, point: Point) -> None:
        """Take a verified point; what it dominates goes."""
        if not any(each.dominates(point) for each in self.found):
            self.found = [each for each in self.found if not point.dominates(each)] + [point]

    def _bound(self, size: int, months: int) -> float:
        """What a point of so many changes and months must undercut to be of any use."""
        rivals = (p.effort for p in self.found if len(p.combo) <= size and p.months <= months)
        return min(rivals, default=math.inf)

    def _ordered(self, size: int) -> list[tuple[Combo, tuple[bool, ...]]]:
        """The combos that may reach the grade, those that reach deepest first."""
        levers = self._scorings.levers
        ranked = []
        for combo in filter(self._compatible, combinations(range(len(levers)), size)):
            if not self._cheap_enough(combo):
                continue
            sided = self._scorings.one_sided(combo)
            last = np.array([[len(self._scorings.values[each]) - 1 for each in combo]])
            margin = float(self._scorings.margins(combo, last)[0])
            settled = all(sided) and self._apart(combo)
            if margin < self._upper or not settled:
                ranked.append((margin, combo, sided))
        return [(combo, sided) for _, combo, sided in sorted(ranked)]

    def _cheap_enough(self, combo: Combo) -> bool:
        least = sum(self._scorings.efforts[each][1] for each in combo)
        return bool(least < self._bound(len(combo), self._months(combo)))

    def _months(self, combo: Combo) -> int:
        return max(self._scorings.levers[each].months for each in combo)

    def _compatible(self, combo: Combo) -> bool:
        """No change writes the fact of another, so that what is said of each stays true."""
        levers = [self._scorings.levers[each] for each in combo]
        return not any(a.fact in b.touched for a in levers for b in levers if a is not b)

    def _apart(self, combo: Combo, of: int | None = None) -> bool:
        """No two levers (or not this one and another) spend from the same fact."""
        lowered = [self._scorings.levers[each].lowered for each in combo]
        pairs = [(a, b) for a, b in combinations(range(len(combo)), 2) if of in (None, a, b)]
        return not any(lowered[a] & lowered[b] for a, b in pairs)

    def _of(self, combo: Combo, sided: tuple[bool, ...]) -> Iterator[Iterator[Point]]:
        able = [p for p in range(len(combo)) if sided[p] and self._apart(combo, of=p)]
        lengths = [len(self._scorings.values[each]) for each in combo]
        bisected = max(able, key=lambda place: (lengths[place], -place), default=None)
        walked = [place for place in range(len(combo)) if place != bisected]
        grid = np.ones((1, len(combo)), dtype=np.int64)
        if walked:
            steps = product(*(range(1, lengths[place]) for place in walked))
            chosen = np.array(list(steps), dtype=np.int64)
            grid = np.ones((len(chosen), len(combo)), dtype=np.int64)
            grid[:, walked] = chosen
        for rows in self._parts(combo, grid):
            yield self._sufficient(combo, rows, bisected)

    def _parts(self, combo: Combo, grid: Rungs) -> Iterator[Rungs]:
        """The grid in the order of effort, after a coarse part where nothing bounds it yet."""
        grid = grid[np.argsort(self._effort(combo, grid), kind="stable")]
        if len(grid) > _ROWS_AT_ONCE and self._bound(len(combo), self._months(combo)) == math.inf:
            yield grid[:: len(grid) // _COARSE]
        for start in range(0, len(grid), _ROWS_AT_ONCE):
            yield grid[start : start + _ROWS_AT_ONCE]

    def _effort(self, combo: Combo, rungs: Rungs) -> FloatArray:
        total = np.zeros(len(rungs))
        for place, each in enumerate(combo):
            total += self._scorings.efforts[each][rungs[:, place]]
        return total

    def _sufficient(self, combo: Combo, rungs: Rungs, bisected: int | None) -> Iterator[Point]:
        bound = self._bound(len(combo), self._months(combo))
        rungs = rungs[self._effort(combo, rungs) < bound]
        if bisected is None:
            rungs = rungs[self._reach(combo, rungs)]
        else:
            rungs = self._bisect(combo, rungs, bisected, bound)
        yield from self._cheapest_first(combo, rungs, bisected)

    def _cheapest_first(self, combo: Combo, rungs: Rungs, bisected: int | None) -> Iterator[Point]:
        """The points by effort; after one that was of no use, also more of its bisected lever."""
        efforts, months = self._effort(combo, rungs).tolist(), self._months(combo)
        heap = list(zip(efforts, map(tuple, rungs.tolist()), strict=True))
        heapify(heap)
        while heap:
            effort, at = heappop(heap)
            yield Point(combo, at, effort, months)
            if (
                bisected is not None
                and at[bisected] < len(self._scorings.efforts[combo[bisected]]) - 1
            ):
                more = tuple(rung + (place == bisected) for place, rung in enumerate(at))
                cost = float(self._effort(combo, np.array([more]))[0])
                heappush(heap, (cost, more))

    def _reach(self, combo: Combo, rungs: Rungs) -> BoolArray:
        reached: BoolArray = self._scorings.margins(combo, rungs) < self._upper
        return reached

    def _bisect(self, combo: Combo, rungs: Rungs, place: int, bound: float) -> Rungs:
        """The least rung of one lever for each row, where one below the bound suffices at all."""
        efforts = self._scorings.efforts[combo[place]]
        left = bound - (self._effort(combo, rungs) - efforts[1])
        high = np.searchsorted(efforts, left, side="left") - 1
        rungs, high = rungs[high >= 1].copy(), high[high >= 1]
        rungs[:, place] = high
        reached = self._reach(combo, rungs)
        rungs, high = rungs[reached], high[reached]
        low = np.zeros(len(high), dtype=np.int64)  # the last rung known not to suffice
        while np.any(high - low > 1):
            middle = (low + high + 1) // 2
            rungs[:, place] = middle
            reached = self._reach(combo, rungs)
            high, low = np.where(reached, middle, high), np.where(reached, low, middle)
        rungs[:, place] = high
        return rungs


def best_first(points: Iterable[Point], facts: Sequence[str]) -> list[Point]:
    """Least effort first, then fewest changes, then soonest, then by the names of the facts."""
    return sorted(
        points,
        key=lambda p: (p.effort, len(p.combo), p.months, [facts[each] for each in p.combo]),
    )
