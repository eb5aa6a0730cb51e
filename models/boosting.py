"""How are the trees grown: small, monotone, the same on every run?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from models.tables import MAX_SPLITS, Floats

OnTree = Callable[[int, int], None]
_FEW_EVENTS = 100


@dataclass(frozen=True)
class TreeSettings:
    """How many trees of which shape; `patience` trees without gain on unseen rows end the growth.

    `feature_fraction` of the features and `row_fraction` of the rows are drawn for each tree;
    thresholds lie between `bins` equally filled bins of a feature.
    Trees stay small so that they compile to tables: at most 8 leaves.
    """

    n_trees: int = 1000
    learning_rate: float = 0.05
    max_leaves: int = 8
    max_depth: int = 4
    min_leaf: int = 10
    l2: float = 1.0
    feature_fraction: float = 0.8
    row_fraction: float = 0.9
    bins: int = 255
    patience: int = 200

    def __post_init__(self) -> None:
        """Refuse settings that cannot grow or cannot be compiled."""
        sizes = 1 < self.max_leaves <= MAX_SPLITS + 1 and 1 <= self.max_depth <= MAX_SPLITS
        counts = min(self.n_trees, self.min_leaf, self.patience, self.bins - 1) >= 1
        parts = (self.learning_rate, self.feature_fraction, self.row_fraction)
        shares = all(0.0 < part <= 1.0 for part in parts)
        if not (sizes and counts and shares and self.l2 >= 0.0):
            raise ModelError(f"trees of 2..8 leaves and depth 1..7 cannot be grown by {self}")


FEW_EVENTS = TreeSettings(min_leaf=5, feature_fraction=0.5, row_fraction=0.5)
"""For fewer than 100 events: each tree sees half of everything, so that no firm rules them all."""


def settings_for(outcomes: Any) -> TreeSettings:
    """The settings where nobody chose any, by how often the rarest outcome occurs."""
    _, counts = np.unique(outcomes, return_counts=True)
    return FEW_EVENTS if counts.min(initial=len(outcomes)) < _FEW_EVENTS else TreeSettings()


@dataclass(frozen=True)
class Rows:
    """What trees learn from: values (n, k), target (n,) of 0 and 1, and the rows' weights (n,)."""

    values: Floats
    target: Floats
    weight: Floats

    def __getitem__(self, chosen: NDArray[Any]) -> "Rows":
        """The chosen rows."""
        return Rows(self.values[chosen], self.target[chosen], self.weight[chosen])


@dataclass(frozen=True)
class Growing:
    """How to grow: the trees' shape, a direction per feature, safe names, seed and threads."""

    trees: TreeSettings
    directions: Sequence[int]
    names: Sequence[str]
    seed: int
    n_threads: int


def grow(
    rows: Rows, how: Growing, n_trees: int, on_tree: Callable[[int], None] | None = None
) -> str:
    """The LightGBM text of `n_trees` grown on the rows (target 1 = default).

    `on_tree` is told after every tree how many there are.
    """
    booster = seedling(rows, how)
    for count in range(1, n_trees + 1):
        booster.update()
        if on_tree is not None:
            on_tree(count)
    return str(booster.model_to_string())


def seedling(rows: Rows, how: Growing) -> lightgbm.Booster:
    """A forest without trees, ready to grow on the rows by `update`."""
    parameters = parameters_of(how)
    # Weights of 1 are left out: LightGBM then counts rows instead of adding weights.
    weight = None if np.all(rows.weight == 1.0) else rows.weight
    learnt = lightgbm.Dataset(
        rows.values, rows.target, weight=weight, feature_name=list(how.names), params=parameters
    )
    return lightgbm.Booster(parameters, learnt)


def parameters_of(how: Growing) -> dict[str, Any]:
    """What LightGBM is told."""
    return {
        "objective": "binary",
        "learning_rate": how.trees.learning_rate,
        "num_leaves": how.trees.max_leaves,
        "max_depth": how.trees.max_depth,
        "min_data_in_leaf": how.trees.min_leaf,
        "lambda_l2": how.trees.l2,
        "feature_fraction": how.trees.feature_fraction,
        "bagging_fraction": how.trees.row_fraction,
        "bagging_freq": 1,
        "max_bin": how.trees.bins,
        "monotone_constraints": list(how.directions),
        # "advanced" breaks its own directions: 9,382 of 31,200 sweeps did.
        "monotone_constraints_method": "basic",
        "deterministic": True,
        "force_row_wise": True,
        "seed": how.seed,
        "num_threads": how.n_threads,
        "verbosity": -1,
    }


def safe_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names as LightGBM's text can hold them: its own form for any but ASCII words."""
    lawful = all(name.isascii() and name.replace("_", "").isalnum() for name in names)
    return tuple(names) if lawful else tuple(f"column_{i}" for i in range(len(names)))
