"""How are the trees grown: small, monotone, the same on every run?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from models.tables import MAX_SPLITS, Flags, Floats

OnTree = Callable[[int, int], None]


@dataclass(frozen=True)
class TreeSettings:
    """How many trees of which shape; `patience` trees without gain on held-back rows end it.

    Trees stay small so that they compile to tables: at most 8 leaves.
    """

    n_trees: int = 400
    learning_rate: float = 0.05
    max_leaves: int = 8
    max_depth: int = 4
    min_leaf: int = 20
    l2: float = 1.0
    feature_fraction: float = 0.8
    patience: int = 50

    def __post_init__(self) -> None:
        """Refuse settings that cannot grow or cannot be compiled."""
        sizes = 1 < self.max_leaves <= MAX_SPLITS + 1 and 1 <= self.max_depth <= MAX_SPLITS
        counts = min(self.n_trees, self.min_leaf, self.patience) >= 1 and self.l2 >= 0.0
        shares = 0.0 < self.learning_rate <= 1.0 and 0.0 < self.feature_fraction <= 1.0
        if not (sizes and counts and shares):
            raise ModelError(f"trees of 2..8 leaves and depth 1..7 cannot be grown by {self}")


@dataclass(frozen=True)
class Growing:
    """How to grow: the trees' shape, a direction per feature, safe names, seed and threads."""

    trees: TreeSettings
    directions: Sequence[int]
    names: Sequence[str]
    seed: int
    n_threads: int


def grow(
    values: Floats,
    target: NDArray[np.int64],
    held_back: Flags,
    how: Growing,
    on_tree: OnTree | None = None,
) -> str:
    """The LightGBM text of a forest on the rows not held back (target 1 = default).

    Held-back rows end the growth early; without any, all trees are grown.
    """
    grown = lightgbm.Dataset(
        values[~held_back], target[~held_back], feature_name=list(how.names), free_raw_data=False
    )
    callbacks: list[Callable[..., Any]] = [_report(on_tree)] if on_tree else []
    checks = []
    if held_back.any():
        checks = [grown.create_valid(values[held_back], target[held_back])]
        callbacks.append(lightgbm.early_stopping(how.trees.patience, verbose=False))
    booster = lightgbm.train(
        _parameters(how), grown, how.trees.n_trees, valid_sets=checks, callbacks=callbacks
    )
    return str(booster.model_to_string(num_iteration=booster.best_iteration))


def _report(on_tree: OnTree) -> Callable[[lightgbm.callback.CallbackEnv], None]:
    return lambda at: on_tree(at.iteration + 1, at.end_iteration)


def _parameters(how: Growing) -> dict[str, Any]:
    return {
        "objective": "binary",
        "learning_rate": how.trees.learning_rate,
        "num_leaves": how.trees.max_leaves,
        "max_depth": how.trees.max_depth,
        "min_data_in_leaf": how.trees.min_leaf,
        "lambda_l2": how.trees.l2,
        "feature_fraction": how.trees.feature_fraction,
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
