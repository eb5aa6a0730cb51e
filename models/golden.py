"""Which firms' answers does a model carry along, to prove itself to the last bit when loaded?"""

from math import inf, nan, nextafter

import numpy as np

from engine.errors import ModelError
from models.served import ServedTrees
from models.tables import Floats

GOLDEN = "golden.bin"
_MIXED_ROWS, _TRIED_ROWS = 24, 300
_STEP_OF_ROW, _STEP_OF_FEATURE = 7_919, 104_729
_SIDES = 4
_KIND = np.dtype("<f8")


def golden_rows(model: ServedTrees) -> Floats:
    """Made-up firms (n, k) on and beside the model's own thresholds; also all missing, infinite.

    They follow from the model alone, so the same model has the same golden rows. Of many such
    firms those are taken whose log-odds spread from the lowest to the highest.
    """
    width = len(model.feature_names)
    plain = [np.full(width, each) for each in (nan, 0.0, inf, -inf, 1e-40)]
    ends = [model.ranges[:, 0], model.ranges[:, 1], np.where(np.arange(width) % 2, inf, nan)]
    thresholds = [_thresholds(model, feature) for feature in range(width)]
    tried = np.array([_mixed(thresholds, row) for row in range(_TRIED_ROWS)])
    order = np.argsort(model.explain(tried).margin, kind="stable")
    spread = order[:: (_TRIED_ROWS - 1) // (_MIXED_ROWS - 1)]
    return np.array([*plain, *ends, *tried[spread]], dtype=np.float64)


def _thresholds(model: ServedTrees, feature: int) -> Floats:
    own = model.tables.split_threshold[model.tables.split_feature == feature]
    return np.unique(own) if len(own) else np.zeros(1)


def _mixed(thresholds: list[Floats], row: int) -> list[float]:
    """One firm: each feature below, on or above one of its thresholds, or missing."""
    firm = []
    for feature, own in enumerate(thresholds):
        drawn = (row + 1) * _STEP_OF_ROW + (feature + 1) * _STEP_OF_FEATURE
        at = float(own[drawn % len(own)])
        side = (row + feature + drawn // len(own)) % _SIDES
        firm.append((nextafter(at, -inf), at, nextafter(at, inf), nan)[side])
    return firm


def golden_bytes(model: ServedTrees) -> tuple[int, bytes]:
    """How many golden rows there are, and their bytes: all rows, all answers, the knots.

    No row need come near a knot of the interval, so the margins of the knots stand there
    themselves, each with the bounds it gives: one row of three numbers for each knot.
    """
    rows = golden_rows(model)
    parts = (rows, model.answers(rows), _knots(model))
    return len(rows), b"".join(part.astype(_KIND).tobytes() for part in parts)


def _knots(model: ServedTrees) -> Floats:
    """Margin, lowest and highest PD at each knot of the interval (k, 3); none without one."""
    if model.pd_interval is None:
        return np.empty((0, 3))
    at = np.array(model.pd_interval.at)
    return np.column_stack([at, model.pd_interval.bounds(at)])


def require_golden(model: ServedTrees, n_rows: int, data: bytes, with_knots: bool = True) -> None:
    """Score the golden rows anew, and `with_knots` the interval where its bounds are learnt.

    Raises:
        ModelError: the file has another size, or any answer differs in any bit.
    """
    knots = _knots(model) if with_knots else np.empty((0, 3))
    width = len(model.feature_names)
    if len(data) % _KIND.itemsize or len(data) < n_rows * width * _KIND.itemsize:
        raise ModelError(f"{GOLDEN}: its size does not fit {n_rows} rows of {width} features")
    numbers = np.frombuffer(data, _KIND)
    rows, told = np.split(numbers, [n_rows * width])
    expected, at_knots = np.split(told, [max(0, told.size - knots.size)])
    found = model.answers(rows.reshape(n_rows, width).astype(np.float64))
    if found.size != expected.size:
        raise ModelError(f"{GOLDEN}: holds {expected.size} answers, not {found.size}")
    _require_equal(found, expected.reshape(found.shape), "row")
    _require_equal(knots, at_knots.reshape(knots.shape), "knot of the interval")


def _require_equal(found: Floats, expected: Floats, place: str) -> None:
    differs = found.astype(_KIND).view(np.int64) != expected.view(np.int64)
    if differs.any():
        row, column = (int(each[0]) for each in np.nonzero(differs))
        raise ModelError(
            f"{GOLDEN}: the model answers otherwise than when it was saved: {place} {row}, number "
            f"{column} is {float(found[row, column])!r}, not {float(expected[row, column])!r}"
        )
