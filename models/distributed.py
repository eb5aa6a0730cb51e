"""How is one file computed by the workers of a cluster, with the bits of one machine?

The file is read here and cut into parts; parts and results travel over the wire, so the workers
see no file of ours. Each result is kept beside OUT until all are there: what is finished is never
computed again, by a rerun either, and a worker that dies loses nothing but its present part.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from engine.errors import ModelError, RecordError, TableError
from models.distributed_jobs import Done, Job, Parcel, read_wrong, unpacked, with_wrong
from models.new_file import new_file

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 4
_LOOK_SECONDS = 5.0
_LONGEST_WITHOUT_WORKERS = 60.0
_AHEAD = 2  # of each thread's part one waits, so that no thread does
_RETRIES = 2  # of a part whose computing failed; a lost worker does not count
_LOST = (
    "与集群的连接中断;已完成的部分保留,重新运行即继续 / the cluster was lost; finished parts are "
    "kept, run the command again"
)
Progress = Callable[[int], None]
Left = Callable[[RecordError], None]
Version = Callable[[], str]


class ClusterError(ModelError):
    """The cluster cannot be reached, or cannot do what was asked."""


@dataclass(frozen=True)
class Work:
    """What is to be done to every part, and with which model.

    `version` tells which code computes; workers that run another one refuse. `left` is told what
    was left out of the file.
    """

    job: Job
    version: Version
    parcel: Parcel | None = None
    left: Left = field(default=lambda _error: None)

    def key_of(self, content: bytes) -> str:
        """What a result depends on, so the name under which it is kept."""
        model = self.parcel.digest if self.parcel else ""
        said = f"{self.version()} {model} {self.job.key()} ".encode()
        return sha256(said + content).hexdigest()


@contextmanager
def cluster(address: str, kind: type["Client"] | None = None) -> Iterator["Client"]:
    """A client, of that kind if any, of the cluster whose scheduler has this address.

    Raises:
        ClusterError: it cannot be reached, or Dask is not installed.
    """
    try:
        from distributed import Client
        from distributed.comm import parse_address, unparse_address
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise ClusterError(
            "没有安装Dask:请运行 make cluster / Dask is not installed: run make cluster, "
            "or install the extra 'cluster'"
        ) from error
    try:
        whole = unparse_address(*parse_address(address))
        _require_answer(*get_address_host_port(whole))
        client = (kind or Client)(whole, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"--dask {address}: 连接不上调度器 / the scheduler cannot be reached: {error}"
        ) from error
    with client:
        yield client


def threads_of(client: "Client") -> dict[str, int]:
    """How many threads each worker has, by its address.

    Raises:
        ClusterError: the scheduler does not answer.
    """
    try:
        return dict(client.nthreads())
    except (OSError, RuntimeError, TimeoutError) as error:
        raise ClusterError(_LOST) from error


def compute(
    client: "Client", work: Work, parts: Iterable[bytes], out: Path, progress: Progress
) -> Iterator[Any]:
    """The results of all parts, batches of Arrow in the order of the parts.

    They are kept in `work_folder(out)` until the caller removes it, so a rerun resumes.
    `progress` is called with the number of parts done.

    Raises:
        RecordError: a part cannot be used; what is finished stays for the next run.
        TableError: there is no row at all.
        ClusterError: the workers are lost for good, or run other code.
    """
    folder = work_folder(out)
    folder.mkdir(parents=True, exist_ok=True)
    rows = 0
    for key in _Run(client, work, folder, progress).all_of(parts):
        done = read_wrong((folder / key).read_bytes())
        for each in done.wrong:
            work.left(RecordError((each,)))
        for batch in unpacked(done.arrow):
            rows += batch.num_rows
            yield batch
    if not rows:
        raise TableError(f"{out.name}: 没有企业 / there is no firm")


def work_folder(out: Path) -> Path:
    """Where the finished parts of `out` are kept until it is written."""
    return out.parent / f".{out.name}.parts"


def forget_parts(out: Path) -> None:
    """Remove the finished parts, once `out` is written."""
    rmtree(work_folder(out), ignore_errors=True)


class _Run:
    """The parts in flight: as many as keep the workers busy, and no more."""

    def __init__(self, client: "Client", work: Work, folder: Path, progress: Progress) -> None:
        self._client, self._work, self._folder, self._progress = client, work, folder, progress
        self._flying: dict[str, Future] = {}
        self._useless: list[Done] = []
        self._done = 0
        self._seconds_alone = 0.0
        self._parcel = None if work.parcel is None else client.submit(
            _itself, work.parcel, key=f"model-{work.parcel.digest}"
        )  # fmt: skip

    def all_of(self, parts: Iterable[bytes]) -> list[str]:
        """The keys of all parts, in their order, once each is finished.

        Where a part cannot be used no other begins, but those in flight are still kept.
        """
        keys = []
        for content in parts:
            if self._useless:
                break
            key = self._work.key_of(content)
            keys.append(key)
            if key in self._flying or (self._folder / key).exists():
                self._count()
                continue
            self._flying[key] = self._submitted(key, content)
            while len(self._flying) >= self._most():
                self._land()
        while self._flying:
            self._land()
        if self._useless:
            raise RecordError(self._useless[0].wrong)
        return keys

    def _submitted(self, key: str, content: bytes) -> "Future":
        work = self._work
        return self._client.submit(
            _done, work.job, content, self._parcel, (work.version, work.version()),
            key=f"part-{key}", retries=_RETRIES,
        )  # fmt: skip

    def _most(self) -> int:
        return _AHEAD * max(1, sum(threads_of(self._client).values()))

    def _land(self) -> None:
        """Wait for the next results and keep them."""
        from distributed import wait

        try:
            wait(list(self._flying.values()), _LOOK_SECONDS, return_when="FIRST_COMPLETED")
        except TimeoutError:
            self._require_workers()
        self._seconds_alone = 0.0 if threads_of(self._client) else self._seconds_alone
        landed = [key for key, future in self._flying.items() if future.done()]
        results = {key: _result(self._flying.pop(key)) for key in landed}
        for key, done in results.items():
            if done.wrong and self._work.job.needs_all:
                self._useless.append(done)
            else:
                self._keep(key, done)

    def _keep(self, key: str, done: Done) -> None:
        with new_file(self._folder / key) as beside:
            beside.write_bytes(with_wrong(done))
        self._count()

    def _count(self) -> None:
        self._done += 1
        self._progress(self._done)

    def _require_workers(self) -> None:
        self._seconds_alone += _LOOK_SECONDS
        if threads_of(self._client) or self._seconds_alone < _LONGEST_WITHOUT_WORKERS:
            return
        raise ClusterError(
            "集群已无工作进程;已完成的部分保留,重新运行即继续 / the cluster has no worker left; "
            "finished parts are kept, run the command again"
        )


def _result(future: "Future") -> Done:
    """What a worker made of its part.

    Raises:
        ClusterError: it is lost for good.
    """
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        return future.result()  # type: ignore[no-any-return]
    except KilledWorker as error:
        raise ClusterError(
            "同一部分使多个工作进程终止(内存不足?)/ workers died on the same part, for want of "
            f"memory perhaps: {error}"
        ) from error
    except (CancelledError, OSError) as error:
        raise ClusterError(_LOST) from error


def _done(job: Job, content: bytes, parcel: Parcel | None, code: tuple[Version, str]) -> Done:
    """What a worker computes."""
    version, wanted = code
    if version() != wanted:
        raise ClusterError(
            f"工作进程的代码版本不同 / the worker runs other code: {version()}, not {wanted}"
        )
    return job.work(content, parcel)


def _itself(parcel: Parcel) -> Parcel:
    """The parcel, as a task: it can be made again where the worker that holds it dies."""
    return parcel


def _require_answer(host: str, port: int | None) -> None:
    """Refuse a place where nothing listens before a client would go on asking there."""
    import socket

    if port is None:
        raise ValueError("no port")
    socket.create_connection((host, port), CONNECT_SECONDS).close()
