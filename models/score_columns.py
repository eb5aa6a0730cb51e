"""What does the batch say of many firms, as columns with the bits of one firm at a time?"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.refer import BoolArray, refer_rows
from engine.scoring import FACTOR, GRADES, HIGHEST, LOWEST, OFFSET, Scorer, points_of
from models.calibration import pds_of
from models.tables import Floats

POINTS = "points_"
_UPPER = np.array([upper for _, upper in GRADES])


def score_schema(explained: Sequence[str] = ()) -> Any:
    """The columns of a file of scores; `explained` are the features whose points get one.

    `margin` is the raw log-odds, also where the firm is referred; PD, its 90 % bounds, score,
    grade and points are then empty. `base_points` and the points add up to the unclipped score.
    """
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    plain = {
        "identifier": text, "status": text, "credit_score": pa.int64(), "pd": number,
        "grade": text, "margin": number, "refer_because": text, "model_id": text, "basis": text,
        "pd_low": number, "pd_high": number,
    }  # fmt: skip
    added = ["base_points", *(f"{POINTS}{name}" for name in explained)] if explained else []
    return pa.schema(plain | dict.fromkeys(added, number))


def score_columns(values: Floats, identifiers: Any, scorer: Scorer, explain: bool) -> Any:
    """The scores of firms from their features (n, k), one row each: a batch of `score_schema`.

    The numbers are those of `engine.scoring.score_rows`, bit for bit; `identifiers` is a sequence
    or an array of Arrow, one text a firm.
    """
    import pyarrow as pa

    explained = scorer.explain(values)
    because = refer_rows(values, scorer)
    referred = np.fromiter(map(bool, because), np.bool_, len(because))
    plain = _plain(explained.margin, referred, scorer)
    plain["identifier"] = pa.array(identifiers, pa.string())
    plain["refer_because"] = pa.array([";".join(each.zh for each in row) for row in because])
    schema = score_schema(scorer.feature_names if explain else ())
    columns = [plain[name] for name in schema.names if name in plain]
    if explain:
        columns += _points(explained.base, explained.contributions, referred)
    return pa.record_batch(columns, schema=schema)


def _plain(margin: Floats, referred: BoolArray, scorer: Scorer) -> dict[str, Any]:
    import pyarrow as pa

    pds, bounds = pds_of(margin), scorer.interval(margin)
    points = np.clip(OFFSET - FACTOR * margin, LOWEST, HIGHEST)
    unknown = referred | ~np.isfinite(bounds.sum(axis=1))
    basis = f"{scorer.basis.trained_on}/{scorer.basis.use}"
    return {
        "status": _named(("scored", "refer"), referred.astype(np.int64)),
        "credit_score": pa.array(np.rint(points).astype(np.int64), mask=referred),
        "pd": pa.array(pds, mask=referred),
        "grade": _named([grade for grade, _ in GRADES], _grades(pds), referred),
        "margin": pa.array(margin),
        "model_id": pa.repeat(pa.scalar(scorer.model_id), len(margin)),
        "basis": pa.repeat(pa.scalar(basis), len(margin)),
        "pd_low": pa.array(np.ascontiguousarray(bounds[:, 0]), mask=unknown),
        "pd_high": pa.array(np.ascontiguousarray(bounds[:, 1]), mask=unknown),
    }


def _grades(pds: Floats) -> Any:
    """The place of each PD among the grades; upper bounds belong to the next grade."""
    return np.searchsorted(_UPPER, pds, side="right")


def _named(names: Sequence[str], places: Any, unknown: BoolArray | None = None) -> Any:
    import pyarrow as pa

    return pa.array(names, pa.string()).take(pa.array(places, mask=unknown))


def _points(base: float, contributions: Floats, referred: BoolArray) -> list[Any]:
    """Base and points of each feature; the columns share one map of what is empty."""
    count = len(contributions)
    column = _columns_with_gaps(referred)
    points = np.multiply(contributions.T, -FACTOR, order="C")
    return [column(np.full(count, points_of(base))), *map(column, points)]


def _columns_with_gaps(empty: BoolArray) -> Callable[[Floats], Any]:
    """What makes a column of numbers with these gaps, without a copy of either."""
    import pyarrow as pa

    known = pa.py_buffer(np.packbits(~empty, bitorder="little").tobytes())
    gaps, count = int(empty.sum()), len(empty)
    return lambda numbers: pa.Array.from_buffers(
        pa.float64(), count, [known, pa.py_buffer(numbers)], gaps
    )
