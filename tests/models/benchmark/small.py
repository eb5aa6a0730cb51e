"""Small data and the contenders as they run, with a few trees each."""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.benchmark.contenders import Entrant, contenders

NAMES = ("credit_model", "lightgbm", "xgboost", "catboost", "ebm", "woe")
FEW = {
    "lightgbm": {"n_estimators": 5},
    "xgboost": {"n_estimators": 5},
    "catboost": {"iterations": 5},
    "ebm": {"max_rounds": 5, "outer_bags": 1, "interactions": 1},
}


def a_frame(n: int = 400, seed: int = 0) -> pd.DataFrame:
    """Three features with missing values, an outcome, firms of two rows, days of two years."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(n, 3)), columns=["debt", "age", "noise"])
    chance = 1.0 / (1.0 + np.exp(1.0 - 1.5 * table["debt"] + table["age"]))
    table["bad"] = (rng.random(n) < chance).astype(int)
    table.loc[::9, "noise"] = np.nan
    table["firm"] = [f"firm {place // 2}" for place in range(n)]
    table["day"] = np.where(np.arange(n) < n * 0.6, "2024-05-01", "2025-05-01")
    return table


def few_trees(*names: str) -> tuple[Entrant, ...]:
    """The contenders of these names, all but for the number of trees as they are."""
    return tuple(
        replace(each, settings={**each.settings, **FEW.get(each.name, {})})
        for each in contenders(names)
    )
