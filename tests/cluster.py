"""A real cluster on this machine: a scheduler and two workers, each a process of its own."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

pytest.importorskip("distributed", reason="Dask is the optional extra 'cluster'")

import distributed


@contextmanager
def local_cluster(workers: int = 2) -> Iterator[distributed.LocalCluster]:
    """Workers with nannies that start them anew, on the loopback only, without a dashboard."""
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False}, silence_logs=50,
        memory_limit=0,
    ) as cluster:  # fmt: skip
        yield cluster


def pids(cluster: distributed.LocalCluster) -> dict[str, int]:
    """The process of each worker, by its address."""
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        return client.run(os.getpid)


def kill_one(cluster: distributed.LocalCluster) -> None:
    """End one worker as a failing machine would: at once, with nothing said."""
    os.kill(min(pids(cluster).values()), signal.SIGKILL)
