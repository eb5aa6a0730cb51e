"""How are many firms scored, with the same bits as one by one, and how are the scores written?"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import TableError
from engine.firm import Firm
from engine.scoring import Scorer
from models.feature_rows import CHUNK, chunks, feature_rows
from models.new_file import new_file
from models.score_columns import score_columns, score_schema

ENDINGS = (".csv", ".parquet")
ROWS_IN_GROUP = 32_768
Progress = Callable[[int], None]


def score_batch(
    firms: Iterable[Firm], scorer: Scorer, on: date, explain: bool = False, size: int = CHUNK
) -> Iterator[Any]:
    """The scores of firms as known on `on`, batches of `models.score_columns.score_schema`.

    In the order of the firms, holding one chunk of `size` in memory.
    """
    for chunk in chunks(firms, size):
        values = feature_rows(chunk, on, scorer.feature_names)
        yield score_columns(values, [firm.identifier for firm in chunk], scorer, explain)


def write_scores(
    batches: Iterable[Any],
    path: str | Path,
    explained: Sequence[str] = (),
    progress: Progress = lambda _done: None,
) -> int:
    """Write scores as CSV (UTF-8 with BOM) or Parquet by the name's ending; returns how many.

    `explained` names the features whose points get a column. The file appears whole or not at
    all. `progress` is called with the number of firms done.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    place = Path(path)
    if place.suffix not in ENDINGS:
        raise TableError(f"{place.name}: the name must end in {' or '.join(ENDINGS)}")
    with new_file(place) as beside:
        return write_batches(batches, score_schema(explained), beside, progress)


def write_batches(
    batches: Iterable[Any], schema: Any, path: Path, progress: Progress = lambda _done: None
) -> int:
    """Write batches of this schema straight to `path`; returns how many rows."""
    return _WRITERS[path.suffix](_counted(batches, progress), schema, path)


def _counted(batches: Iterable[Any], progress: Progress) -> Iterator[Any]:
    done = 0
    for batch in batches:
        yield batch
        done += batch.num_rows
        progress(done)


# OWASP ASVS 5.0, 1.2.10, and the full-width signs that spreadsheets read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def inert(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _write_csv(batches: Iterable[Any], schema: Any, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(schema.names)
        for batch in batches:
            columns = (map(inert, column.to_pylist()) for column in batch.columns)
            writer.writerows(zip(*columns, strict=True))
            count += batch.num_rows
    return count


def _write_parquet(batches: Iterable[Any], schema: Any, path: Path) -> int:
    from pyarrow import parquet, types

    count = 0
    texts = [field.name for field in schema if types.is_string(field.type)]
    # Points hardly ever repeat: a dictionary of them would cost time and save nothing.
    with parquet.ParquetWriter(path, schema, use_dictionary=texts) as writer:
        for batch in batches:
            # Batches are gathered into groups of rows, each of which costs a place in the footer.
            writer.write_batch(batch, row_group_size=ROWS_IN_GROUP)
            count += batch.num_rows
    return count


_WRITERS: dict[str, Callable[[Iterable[Any], Any, Path], int]] = {
    ".csv": _write_csv, ".parquet": _write_parquet,
}  # fmt: skip
