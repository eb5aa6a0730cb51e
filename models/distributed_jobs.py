"""What does a worker of a cluster compute of one part of a file, and what is a part?

The very functions of one machine, on some lines or rows. Everything travels over the wire, so
workers need this code and nothing else: no file, no key, no network of their own.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, cast

from engine.errors import FieldError, ModelError, RecordError
from engine.firm import Firm
from engine.text import Text
from models.artefact import Saved
from models.batch import score_batch
from models.feature_files import Leaving, batch_of, blocks_of_firms
from models.feature_tables import FeatureTable, score_features
from models.manifest import read_manifest
from models.record_files import Wording, records_of
from models.record_rows import Row, parsed_line, rows_of
from models.served import ServedModel

LINES_AT_ONCE, BYTES_AT_ONCE = 1_000, 4_000_000
_REFUSED = b"refused"
_loading = Lock()


@dataclass(frozen=True)
class Parcel:
    """A saved model as the bytes of its files: the sealed manifest, and those it names."""

    sealed: bytes
    data: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """The model's id in full."""
        return sha256(self.sealed).hexdigest()


@dataclass(frozen=True)
class Done:
    """What became of a part: a stream of Arrow, and what was left out or cannot be used."""

    arrow: bytes
    wrong: tuple[FieldError, ...] = ()


class Job(Protocol):
    """The work on one part; `needs_all` says that a line which cannot be used ends it."""

    @property
    def needs_all(self) -> bool:
        """Whether one wrong line ends the job."""

    def key(self) -> str:
        """What the result depends on beside the part."""

    def work(self, content: bytes, parcel: Parcel | None) -> Done:
        """The result of one part."""


@dataclass(frozen=True)
class ScoreRecords:
    """Score lines of records as known on a day."""

    on: date
    explain: bool
    wording: Wording
    needs_all: bool = True

    def key(self) -> str:
        """Day, explanation, and whether wrong lines may be left out."""
        return f"score records {self.on} {self.explain} {self.needs_all}"

    def work(self, content: bytes, parcel: Parcel | None) -> Done:
        """The scores of the lines."""
        firms, wrong = _firms(content, self.wording, self.needs_all)
        if wrong and self.needs_all:
            return Done(b"", wrong)
        model = _model(parcel)
        return Done(_packed(score_batch(firms, model, self.on, self.explain)), wrong)


@dataclass(frozen=True)
class ScoreFeatures:
    """Score rows of a table of features."""

    explain: bool
    needs_all: bool = True

    def key(self) -> str:
        """Whether the scores are explained."""
        return f"score features {self.explain}"

    def work(self, content: bytes, parcel: Parcel | None) -> Done:
        """The scores of the rows."""
        model = _model(parcel)
        return Done(
            _packed(score_features(each, model, self.explain) for each in unpacked(content))
        )


@dataclass(frozen=True)
class ComputeFeatures:
    """Compute the features of lines of records."""

    leaving: Leaving
    wording: Wording
    needs_all: bool = True

    def key(self) -> str:
        """The terms on which features leave."""
        return f"features {self.leaving} {self.needs_all}"

    def work(self, content: bytes, parcel: Parcel | None) -> Done:
        """The features of the lines."""
        firms, wrong = _firms(content, self.wording, self.needs_all)
        if wrong and self.needs_all:
            return Done(b"", wrong)
        try:
            blocks = blocks_of_firms(firms, self.leaving, _first_line(content))
            return Done(_packed(map(batch_of, blocks)), wrong)
        except RecordError as error:
            return Done(b"", error.errors)


def parts_of_lines(lines: Iterable[tuple[int, str]]) -> Iterator[bytes]:
    """Lines with their numbers in parts that depend on the lines alone, not on the cluster."""
    part: list[bytes] = []
    size = 0
    for number, text in lines:
        part.append(f"{number}\t{text}".encode())
        size += len(part[-1])
        if len(part) >= LINES_AT_ONCE or size >= BYTES_AT_ONCE:
            yield b"\n".join(part)
            part, size = [], 0
    if part:
        yield b"\n".join(part)


def parts_of_table(table: FeatureTable) -> Iterator[bytes]:
    """The rows of a table of features in parts; see `FeatureTable.batches`."""
    for batch in table.batches():
        yield _packed([batch])


def lines_of_file(
    path: Path, wording: Wording, refused: Callable[[RecordError], None] | None
) -> Iterator[tuple[int, str]]:
    """The records of a file as lines of JSON with their numbers.

    JSON lines are not parsed here, but by the workers; a row of a firm list becomes a firm here.

    Raises:
        RecordError: a row of a firm list cannot be used and nothing takes its error.
    """
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    yield number, text.strip()
        return
    for number, row in rows_of(path):
        if isinstance(row, Mapping):
            yield number, json.dumps(row, ensure_ascii=False, default=str)
        else:
            records = records_of([(number, row)], wording, refused)
            yield from ((number, _json_of(record.firm)) for record in records)


def lines_of_firms(firms: Iterable[Firm]) -> Iterator[tuple[int, str]]:
    """Firms as lines of JSON, counted from 1."""
    for number, firm in enumerate(firms, start=1):
        yield number, _json_of(firm)


def unpacked(arrow: bytes) -> Iterator[Any]:
    """The batches of a stream of Arrow; none of no bytes."""
    from pyarrow import ipc

    if not arrow:
        return
    with ipc.open_stream(arrow) as stream:
        yield from stream


def with_wrong(done: Done) -> bytes:
    """A result as one file, together with what was left out of it."""
    told = [[each.field, each.message.zh, each.message.en] for each in done.wrong]
    head = json.dumps(told, ensure_ascii=False).encode()
    return len(head).to_bytes(8) + head + done.arrow


def read_wrong(content: bytes) -> Done:
    """The result in such a file."""
    size = int.from_bytes(content[:8])
    told = json.loads(content[8 : 8 + size])
    wrong = tuple(FieldError(field, Text(zh=zh, en=en)) for field, zh, en in told)
    return Done(content[8 + size :], wrong)


def _json_of(firm: Firm) -> str:
    return firm.model_dump_json(exclude_none=True)


def _firms(
    content: bytes, wording: Wording, needs_all: bool
) -> tuple[Sequence[Firm], tuple[FieldError, ...]]:
    wrong: list[FieldError] = []
    refused = None if needs_all else lambda error: wrong.append(error.errors[0])
    try:
        return [each.firm for each in records_of(_rows(content), wording, refused)], tuple(wrong)
    except RecordError as error:
        return (), error.errors


def _rows(content: bytes) -> Iterator[tuple[int, Row]]:
    for line in content.decode().split("\n"):
        number, _, text = line.partition("\t")
        yield int(number), parsed_line(text, int(number))


def _first_line(content: bytes) -> int:
    return int(content[: content.index(b"\t")])


def _packed(batches: Iterable[Any]) -> bytes:
    import pyarrow as pa

    sink, writer = pa.BufferOutputStream(), None
    for batch in batches:
        writer = writer or pa.ipc.new_stream(
            sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
        )
        writer.write_batch(batch)
    if writer is None:
        return b""
    writer.close()
    return bytes(sink.getvalue().to_pybytes())


def _model(parcel: Parcel | None) -> ServedModel:
    if parcel is None:
        raise ModelError("there is no model with this part")
    with _loading:  # threads of one worker wait for the first of them instead of loading as well
        return _opened(_Same(parcel))


class _Same:
    """A parcel that is known by its digest alone."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel, self.digest = parcel, parcel.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.digest == other.digest


@lru_cache(maxsize=4)
def _opened(same: _Same) -> ServedModel:
    """The model in the parcel, checked as a folder would be; its signature the sender checked."""
    parcel = same.parcel
    manifest = read_manifest(parcel.sealed)
    found = {name: sha256(content).hexdigest() for name, content in parcel.data.items()}
    if found != manifest.files:
        raise ModelError("the model was damaged on its way to the worker")
    return cast(ServedModel, Saved(manifest, parcel.sealed, parcel.data, None).model())
