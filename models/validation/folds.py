"""How are rows parted so that no firm stands on both sides?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def halves_of(groups: NDArray[np.str_], rng: np.random.Generator) -> Flags:
    """True for the rows of one half of the firms."""
    _, unit = np.unique(groups, return_inverse=True)
    return np.asarray((rng.permutation(unit.max() + 1) % 2 == 0)[unit])


def folds_of(groups: NDArray[np.str_], folds: int, rng: np.random.Generator) -> Iterator[Flags]:
    """For each fold, true for the rows of its firms."""
    _, unit = np.unique(groups, return_inverse=True)
    fold = (rng.permutation(unit.max() + 1) % folds)[unit]
    for place in range(folds):
        yield np.asarray(fold == place)
