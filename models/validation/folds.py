"""How are rows parted so that no firm stands on both sides?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def trainable(features: pd.DataFrame, chosen: Flags | None = None) -> pd.DataFrame:
    """The chosen rows from 0 on, with infinities as missing: no trainer accepts them."""
    rows = features if chosen is None else features[chosen]
    return rows.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


def has_both(target: NDArray[np.int64]) -> bool:
    """Whether a model can be trained on these outcomes, or judged by them."""
    return bool(0 < target.sum() < len(target))


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
