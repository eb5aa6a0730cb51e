"""Which model and rows stand for the ones in service? Trained once for all rows of the bench."""

import ctypes
from dataclasses import dataclass
from datetime import date
from functools import cache

import lightgbm
import numpy as np
from lightgbm.basic import _LIB
from numpy.typing import NDArray

from engine.features import FEATURE_NAMES
from models import CreditModel
from models.boosting import TreeSettings
from models.dataset import training_table
from models.population import simulate

ON = date(2026, 6, 30)
FIRMS, ROWS, TREES = 20_000, 20_000, 300
_RAW, _DOUBLE = 1, 1
_GAPS = 0.1


@dataclass(frozen=True)
class Champion:
    """A credit model with a PD interval, LightGBM's reading of it, firms and varied rows (n, k)."""

    model: CreditModel
    booster: lightgbm.Booster
    firms: NDArray[np.float64]
    rows: NDArray[np.float64]

    @property
    def name(self) -> str:
        tables = self.model.tables_
        return f"{tables.n_trees} trees of depth 4, {tables.n_features} features"


@cache
def champion() -> Champion:
    """300 trees grown without a stop on simulated firms.

    `rows` are such firms with a tenth of the numbers of other firms, or missing.
    """
    data = training_table(simulate(FIRMS, seed=5, on=ON), ON)
    trees = TreeSettings(n_trees=TREES)
    model = CreditModel(trees=trees, validation_share=0.0).fit(data.features, data.target)
    # Any interval costs the same to look up; this one is of rows it has learnt, and not shown.
    model.learn_interval_from_outcomes(data.features, data.target)
    values = data.features[list(FEATURE_NAMES)].to_numpy(dtype=np.float64)
    booster = lightgbm.Booster(model_str=model.booster_text_)
    return Champion(model, booster, values, _varied(values))


def _varied(values: NDArray[np.float64]) -> NDArray[np.float64]:
    rng = np.random.default_rng(7)
    rows = values[rng.integers(len(values), size=ROWS)]
    other = values[rng.integers(len(values), size=rows.shape), np.arange(rows.shape[1])]
    rows = np.where(rng.random(rows.shape) < _GAPS, other, rows)
    rows[rng.random(rows.shape) < _GAPS / 5] = np.nan
    return np.ascontiguousarray(rows)


class FastRaw:
    """LightGBM's own C function for the raw score of one row, prepared as its header advises."""

    def __init__(self, booster: lightgbm.Booster, n_features: int) -> None:
        self._handle, self._kept = ctypes.c_void_p(), booster
        _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster._handle, ctypes.c_int(_RAW), ctypes.c_int(0), ctypes.c_int(-1),
            ctypes.c_int(_DOUBLE), ctypes.c_int32(n_features), ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(self._handle),
        )  # fmt: skip
        self._length, self.score = ctypes.c_int64(), ctypes.c_double()
        self._out = ctypes.byref(self._length), ctypes.byref(self.score)
        self._predict = _LIB.LGBM_BoosterPredictForMatSingleRowFast

    def __call__(self, address: ctypes.c_void_p) -> None:
        self._predict(self._handle, address, *self._out)
