"""How are many firms scored, with the same bits as one by one?"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import TableError
from engine.firm import Firm
from engine.refer import refer_rows
from engine.scoring import (
    HIGHEST,
    LOWEST,
    Score,
    Scorer,
    grade_of,
    pd_of,
    points_of,
    score_rows,
)
from engine.text import Text
from models.feature_rows import CHUNK, chunks, feature_rows
from models.new_file import new_file

ENDINGS = (".csv", ".parquet")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class ScoredFirm:
    """A firm's score in a batch; `margin` is the raw log-odds, also where the firm is referred.

    `points` are the contributions by feature, only where they were asked for and a score exists;
    `base_points` and they add up to the unclipped score.
    """

    identifier: str
    status: str
    credit_score: int | None
    pd: float | None
    grade: str | None
    margin: float
    refer_because: str
    model_id: str
    basis: str
    base_points: float | None = None
    points: Mapping[str, float] | None = None


def score_batch(
    firms: Iterable[Firm],
    scorer: Scorer,
    on: date,
    explain: bool = False,
    progress: Progress = lambda _done: None,
    chunk_size: int = CHUNK,
) -> Iterator[ScoredFirm]:
    """Score the firms as known on `on`, in their order, holding one chunk in memory.

    `progress` is called with the number of firms done after each chunk.
    """
    done = 0
    for chunk in chunks(firms, chunk_size):
        values = feature_rows(chunk, on, scorer.feature_names)
        explained = scorer.explain(values)
        scores = score_rows(values, scorer, on) if explain else None
        because = refer_rows(values, scorer)
        for row, firm in enumerate(chunk):
            plain = _plain(firm, because[row], float(explained.margin[row]), scorer)
            yield _with_points(plain, scores[row]) if scores else plain
        done += len(chunk)
        progress(done)


def _plain(firm: Firm, because: tuple[Text, ...], margin: float, scorer: Scorer) -> ScoredFirm:
    """The score without its explanation, which takes most of the time of a `Score`."""
    pd = None if because else pd_of(margin)
    return ScoredFirm(
        identifier=firm.identifier,
        status="refer" if because else "scored",
        credit_score=None if because else round(min(max(points_of(margin), LOWEST), HIGHEST)),
        pd=pd,
        grade=None if pd is None else grade_of(pd),
        margin=margin,
        refer_because=";".join(reason.zh for reason in because),
        model_id=scorer.model_id,
        basis=f"{scorer.basis.trained_on}/{scorer.basis.use}",
    )


def _with_points(plain: ScoredFirm, score: Score) -> ScoredFirm:
    if score.status == "refer":
        return plain
    points = {each.feature: each.points for each in score.contributions}
    return replace(plain, base_points=score.base_points, points=points)


def write_scores(
    scores: Iterable[ScoredFirm], path: str | Path, explained: tuple[str, ...] = ()
) -> int:
    """Write scores as CSV (UTF-8 with BOM) or Parquet by the name's ending; returns how many.

    `explained` names the features whose points get a column (`points_` and the name). The file
    appears whole or not at all.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    place = Path(path)
    if place.suffix not in ENDINGS:
        raise TableError(f"{place.name}: the name must end in {' or '.join(ENDINGS)}")
    rows = (_row(score, explained) for score in scores)
    with new_file(place) as beside:
        return _WRITERS[place.suffix](rows, explained, beside)


# OWASP ASVS 5.0, 1.2.10, and the full-width signs that spreadsheets read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_COLUMNS = {
    "identifier": str, "status": str, "credit_score": int, "pd": float, "grade": str,
    "margin": float, "refer_because": str, "model_id": str, "basis": str,
}  # fmt: skip


def _row(score: ScoredFirm, explained: tuple[str, ...]) -> dict[str, Any]:
    row = {name: getattr(score, name) for name in _COLUMNS}
    if explained:
        points = score.points or {}
        row |= {"base_points": score.base_points}
        row |= {f"points_{name}": points.get(name) for name in explained}
    return row


def _kinds(explained: tuple[str, ...]) -> dict[str, type]:
    added = ("base_points", *(f"points_{name}" for name in explained)) if explained else ()
    return _COLUMNS | dict.fromkeys(added, float)


def _write_csv(rows: Iterator[dict[str, Any]], explained: tuple[str, ...], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(_kinds(explained)))
        writer.writeheader()
        for row in rows:
            writer.writerow({name: inert(value) for name, value in row.items()})
            count += 1
    return count


def inert(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _write_parquet(rows: Iterator[dict[str, Any]], explained: tuple[str, ...], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema({name: types[kind] for name, kind in _kinds(explained).items()})
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for chunk in chunks(rows):
            writer.write_table(pa.Table.from_pylist(chunk, schema))
            count += len(chunk)
    return count


_WRITERS: dict[str, Callable[[Iterator[dict[str, Any]], tuple[str, ...], Path], int]] = {
    ".csv": _write_csv, ".parquet": _write_parquet,
}  # fmt: skip
