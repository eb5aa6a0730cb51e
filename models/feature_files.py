"""What may leave a data holder's house: features, where they come from, and the consent.

No name, no code and no other fact is in the file, unless the holder asks for the identifiers.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from engine.errors import FieldError, RecordError, TableError
from engine.features import FEATURE_NAMES, feature_list_digest
from engine.features.definition import FloatArray
from engine.firm import SECTIONS, Firm, Section
from engine.text import Text
from models.batch import inert
from models.fact_tables import PROVENANCE, FactBatch, stream_features
from models.feature_rows import CHUNK, chunks, feature_rows
from models.new_file import new_file

ENDINGS = (".csv", ".parquet")
IDENTIFIER, CONSENT, ON, LIST = "identifier", "authorisation", "on", "feature_list"
BESIDE = (CONSENT, ON, LIST, *PROVENANCE)
_NO_CONSENT = Text(
    zh="没有授权书编号;请写入记录,或用 --authorisation 说明整个文件的授权",
    en="has no consent reference; put it into the record, or give it for the whole file by "
    "--authorisation",
)
_NO_IDENTIFIER = Text(zh="没有企业标识,无法 --identify", en="has no identifier for --identify")
ROWS_IN_GROUP = 65_536
Texts = Sequence[str | None]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Leaving:
    """The terms on which features leave.

    `authorisation` is the consent of every firm that carries none of its own; `identify` adds the
    identifiers.
    """

    on: date
    authorisation: str | None = None
    identify: bool = False


@dataclass(frozen=True)
class Block:
    """Some firms' texts (None where empty) and features (NaN where missing), by column."""

    texts: Mapping[str, Texts]
    features: Mapping[str, FloatArray]

    @property
    def count(self) -> int:
        """How many firms."""
        return len(self.texts[CONSENT])


def blocks_of_firms(firms: Iterable[Firm], leaving: Leaving, first: int = 1) -> Iterator[Block]:
    """The firms' features in their order, holding one chunk in memory; `first` is the first line.

    Raises:
        RecordError: names line and field where a firm carries no consent reference.
    """
    for chunk in chunks(firms, CHUNK):
        texts = [_texts_of(firm, leaving) for firm in chunk]
        _refuse_gaps([each[CONSENT] for each in texts], CONSENT, _NO_CONSENT, first)
        values = feature_rows(chunk, leaving.on)
        yield Block(
            {name: [each[name] for each in texts] for name in texts[0]},
            {name: values[:, place] for place, name in enumerate(FEATURE_NAMES)},
        )
        first += len(chunk)


def blocks_of_facts(path: Path, leaving: Leaving) -> Iterator[Block]:
    """The features of a table of facts, row by row; see `models.fact_tables`.

    Raises:
        TableError: the table is empty.
        RecordError: names line and column of what cannot be used, or carries no consent.
    """
    for batch, values in stream_features(path):
        texts = _texts_of_facts(batch, leaving)
        _refuse_gaps(texts[CONSENT], CONSENT, _NO_CONSENT, batch.first)
        if leaving.identify:
            _refuse_gaps(texts[IDENTIFIER], IDENTIFIER, _NO_IDENTIFIER, batch.first)
        yield Block(texts, values)


def batch_of(block: Block) -> Any:
    """A block as a batch of Arrow: texts, then features."""
    import pyarrow as pa

    texts = {name: pa.array(column, pa.string()) for name, column in block.texts.items()}
    features = {name: pa.array(column, pa.float64()) for name, column in block.features.items()}
    return pa.record_batch(texts | features)


def block_of(batch: Any) -> Block:
    """The block in such a batch."""
    features = {name: batch.column(name).to_numpy() for name in FEATURE_NAMES}
    names = [name for name in batch.schema.names if name not in features]
    return Block({name: batch.column(name).to_pylist() for name in names}, features)


def write_features(
    blocks: Iterable[Block], path: str | Path, progress: Progress = lambda _done: None
) -> int:
    """Write CSV (UTF-8 with BOM) or Parquet by the name's ending; returns how many firms.

    The file appears whole or not at all. `progress` is called with the number of firms done.

    Raises:
        TableError: the ending is none of `ENDINGS`.
    """
    place = Path(path)
    if place.suffix not in ENDINGS:
        raise TableError(f"{place.name}: the name must end in {' or '.join(ENDINGS)}")
    with new_file(place) as beside:
        return _WRITERS[place.suffix](_counted(blocks, progress), beside)


def _counted(blocks: Iterable[Block], progress: Progress) -> Iterator[Block]:
    done = 0
    for block in blocks:
        yield block
        done += block.count
        progress(done)


def _texts_of(firm: Firm, leaving: Leaving) -> dict[str, str | None]:
    known = {name: _known(getattr(firm, name), leaving.on) for name in SECTIONS}
    texts: dict[str, str | None] = {IDENTIFIER: firm.identifier} if leaving.identify else {}
    references = [each.authorisation for each in known.values() if each and each.authorisation]
    consent = "; ".join(dict.fromkeys(references)) or leaving.authorisation
    texts |= {CONSENT: consent, ON: leaving.on.isoformat(), LIST: feature_list_digest()}
    for name, section in known.items():
        texts[f"{name}_source"] = section.source if section else None
        texts[f"{name}_observed_on"] = section.observed_on.isoformat() if section else None
    return texts


def _known(section: Section | None, on: date) -> Section | None:
    return section if section is not None and section.observed_on <= on else None


def _texts_of_facts(batch: FactBatch, leaving: Leaving) -> dict[str, Texts]:
    nothing: Texts = [None] * batch.count
    names = (IDENTIFIER, *BESIDE) if leaving.identify else BESIDE
    texts = {name: batch.beside.get(name, nothing) for name in names}
    texts[CONSENT] = [each or leaving.authorisation for each in texts[CONSENT]]
    texts[ON] = [each or leaving.on.isoformat() for each in texts[ON]]
    texts[LIST] = [feature_list_digest()] * batch.count
    return texts


def _refuse_gaps(texts: Texts, field: str, message: Text, first: int) -> None:
    gaps = [first + place for place, text in enumerate(texts) if not text]
    if gaps:
        raise RecordError(tuple(FieldError(f"line {line}: {field}", message) for line in gaps))


def _write_csv(blocks: Iterator[Block], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for block in blocks:
            if not count:
                writer.writerow((*block.texts, *block.features))
            numbers = (column.tolist() for column in block.features.values())
            writer.writerows(map(_shown, zip(*block.texts.values(), *numbers, strict=True)))
            count += block.count
    return count


def _shown(row: tuple[Any, ...]) -> list[Any]:
    return ["" if each is None or each != each else inert(each) for each in row]


def _write_parquet(blocks: Iterator[Block], path: Path) -> int:
    from pyarrow import parquet

    count, first = 0, next(blocks)
    with parquet.ParquetWriter(path, batch_of(first).schema) as writer:
        for block in chain([first], blocks):
            # Batches are gathered into groups of rows, each of which costs a place in the footer.
            writer.write_batch(batch_of(block), row_group_size=ROWS_IN_GROUP)
            count += block.count
    return count


_WRITERS: dict[str, Callable[[Iterator[Block], Path], int]] = {
    ".csv": _write_csv, ".parquet": _write_parquet,
}  # fmt: skip
