"""Does the fitted credit model keep every declared direction when one feature alone is moved?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.monotone import broken_directions
from models.sweeping import swept_values
from models.tables import Flags, Floats, Tables

Integers = NDArray[np.int64]
SWEEPS = 10_000
_STEPS = 7
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Swept:
    """How many sweeps were made, how many broke a direction, and in how many places trees do.

    The places come from an exact check of every tree over all combinations of answers.
    """

    made: int = 0
    violations: int = 0
    broken_places: int = 0

    def and_then(self, other: "Swept") -> "Swept":
        """Both together."""
        return Swept(
            self.made + other.made,
            self.violations + other.violations,
            self.broken_places + other.broken_places,
        )


def sweep(
    tables: Tables, values: Floats, directions: Sequence[int], how_many: int, seed: int
) -> Swept:
    """Random rows of `values` (n, k), each with one directed feature moved from low to high.

    Log-odds must not step against the direction at all: the tables add up without tolerance.
    Where no feature has a direction nothing is swept.
    """
    directed = np.flatnonzero(directions)
    if not len(directed):
        return Swept()
    rng = np.random.default_rng(seed)
    grids = np.stack([swept_values(values[:, feature], _STEPS) for feature in directed])
    wrong = 0
    for start in range(0, how_many, _AT_ONCE):
        which = rng.integers(0, len(directed), min(_AT_ONCE, how_many - start))
        rows = values[rng.integers(0, len(values), len(which))]
        moved = _moved(tables, rows, directed[which], grids[which])
        ways = np.asarray(directions)[directed[which]]
        wrong += int(_against(moved, ways).sum())
    broken = broken_directions(tables, dict(enumerate(directions)))
    return Swept(how_many, wrong, len(broken))


def _moved(tables: Tables, rows: Floats, features: Integers, grids: Floats) -> Floats:
    """The log-odds of each row at each value of its feature (n, steps)."""
    swept = np.repeat(rows, _STEPS, axis=0)
    swept[np.arange(len(swept)), np.repeat(features, _STEPS)] = grids.ravel()
    return tables.look_up(swept)[:, -1].reshape(len(rows), _STEPS)


def _against(margins: Floats, ways: Integers) -> Flags:
    return np.asarray((np.diff(margins, axis=1) * ways[:, None] < 0.0).any(axis=1))
