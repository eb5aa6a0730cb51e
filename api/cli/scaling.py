"""How does a command have its firms computed by a cluster instead of here?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import counted, day_of, told_refused
from api.cli.firms import firms_in
from api.messages import firm_errors_of
from api.own_models import folder_of, trusted_keys
from api.settings import Settings
from api.wiring import code_version, today_of
from models.artefact import read_saved

if TYPE_CHECKING:
    from models.distributed import Work
    from models.distributed_jobs import Parcel
    from models.served import ServedModel

Dask = Annotated[
    str | None,
    typer.Option("--dask", metavar="ADDRESS", help="Dask调度器地址 / scheduler, tcp://HOST:8786"),
]


@dataclass(frozen=True)
class Lines:
    """The records of a file as lines for a cluster, and the day they are known on."""

    on: date
    lines: Iterator[tuple[int, str]]


def lines_in(source: Path, on: str | None, keep_good: bool) -> Lines:
    """The records of a file, or of a folder of invoice tables, as lines.

    Raises:
        RecordError: what is read here already cannot be used.
    """
    from models.distributed_jobs import lines_of_file, lines_of_firms
    from models.record_rows import ENDINGS

    if source.suffix not in ENDINGS or source.is_dir():
        firms, day = firms_in(source, on, keep_good)
        return Lines(day, lines_of_firms(firms))
    refused = told_refused if keep_good else None
    day = day_of(on, today_of(Settings.from_environment()))
    return Lines(day, lines_of_file(source, firm_errors_of, refused))


def parcel_of(settings: Settings, model: "ServedModel") -> "Parcel":
    """The files of the model that answers, their signature checked here."""
    from models.distributed_jobs import Parcel

    folder = folder_of(settings, model.model_id)
    saved = read_saved(folder, model.model_id, trusted_keys(settings))
    return Parcel(saved.sealed, saved.data)


def work_of(job: Any, parcel: "Parcel | None" = None) -> "Work":
    """The work of workers that run this very code; what they leave out is told."""
    from models.distributed import Work

    return Work(job, code_version, parcel, told_refused)


def computed(address: str, work: "Work", parts: Iterator[bytes], target: Path) -> Iterator[Any]:
    """The results of the cluster in the order of the parts, with a bar; see `compute`."""
    from models.distributed import cluster, compute

    with cluster(address) as client, counted("计算部分", "parts") as done:
        yield from compute(client, work, parts, target, done)


def require_cluster(address: str | None) -> None:
    """Find out before long work whether the cluster, where one is asked for, can be reached.

    Raises:
        ClusterError: it cannot.
    """
    from models.distributed import cluster

    if address is not None:
        with cluster(address):
            pass


def forget_parts(target: Path) -> None:
    """Remove what the cluster finished, once `target` is written."""
    from models import distributed

    distributed.forget_parts(target)
