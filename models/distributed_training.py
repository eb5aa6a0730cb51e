"""How does a cluster grow the trees, and what if one of its workers is lost on the way?

LightGBM's own Dask interface grows each forest on all workers together. It cannot go on without
one of them, and then may wait for ever; so it runs watched, and a forest that lost a worker is
begun anew with those there are. The same number of workers gives the same trees.
"""

import io
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from threading import Thread, Timer
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from models.boosting import Growing, Rows, parameters_of
from models.calibration import Calibration
from models.distributed import ClusterError, cluster, threads_of
from models.growth import Grown, GrownForest, judge, level_of
from models.split import MANY_ROWS, Parts

if TYPE_CHECKING:
    from distributed import Client

_FEWEST_ROWS = 500  # of a worker: with fewer, talking takes longer than growing
_LOOK_SECONDS = 0.5
_PATIENCE_SECONDS = 5.0
_SOCKET_MINUTES = 10
# As scikit-learn's interface calls what LightGBM's own calls otherwise.
_NAMES = {
    "min_data_in_leaf": "min_child_samples", "lambda_l2": "reg_lambda", "seed": "random_state",
    "feature_fraction": "colsample_bytree", "bagging_fraction": "subsample",
    "bagging_freq": "subsample_freq",
}  # fmt: skip
# Where the workers were is not the model's business, and would differ from run to run.
_PLACES = re.compile(r"^\[(?:machines|local_listen_port|time_out): .*\]\n", re.MULTILINE)
_MACHINES = re.compile(r"^\[num_machines: (\d+)\]$", re.MULTILINE)


@dataclass(frozen=True)
class ClusterTraining:
    """Where trees are grown, and how patiently.

    `attempts` per forest; one that takes longer than `longest_seconds` counts as lost. The workers
    that are there at the beginning are waited for up to `wait_seconds` after a loss. `told` gets
    (forests grown, forests at most).
    """

    address: str
    attempts: int = 3
    longest_seconds: float = 6 * 3_600.0
    wait_seconds: float = 60.0
    told: Callable[[int, int], None] = lambda _grown, _most: None

    def __call__(self, rows: Rows, parts: Parts, how: Growing) -> Grown:
        """The forest of the cluster; see `models.growth.grow_and_calibrate`.

        As there, but a forest must be whole before it is judged, so only the first of the parts
        is held back, as one machine does of more than 50,000 rows.

        Raises:
            ClusterError: the cluster cannot be reached, has no workers, or loses them every time.
        """
        with cluster(self.address) as client:
            grower = _Grower(client, self)
            if not parts.flags:
                text = grower.forest(rows, how, how.trees.n_trees)
                return Grown(text, Calibration(), 0, grower.n_workers)
            return self._calibrated(grower, rows, parts, how)

    def _calibrated(self, grower: "_Grower", rows: Rows, parts: Parts, how: Growing) -> Grown:
        flag = parts.flags[0]
        unseen, held_back = rows[flag], int(flag.sum())
        text = grower.forest(rows[~flag], how, how.trees.n_trees)
        self.told(1, 2)
        best = judge([GrownForest(text, how.n_threads)], [unseen], how)
        calibration = best.calibration
        if len(rows.target) > MANY_ROWS:
            forest = lightgbm.Booster(model_str=text)
            text = str(forest.model_to_string(num_iteration=best.n_trees))
        else:
            text = grower.forest(rows, how, best.n_trees)
            if parts.latest:
                calibration = level_of(text, unseen, calibration.slope)
        self.told(2, 2)
        return Grown(text, calibration, held_back, grower.n_workers)


class _Grower:
    """Grows forests on the workers of a cluster, as many of them each time."""

    def __init__(self, client: "Client", training: ClusterTraining) -> None:
        self._client, self._training = client, training
        self.n_workers = 0

    def forest(self, rows: Rows, how: Growing, n_trees: int) -> str:
        """The text of a forest grown on the rows by all workers together."""
        self.n_workers = self.n_workers or max(1, self._enough(len(rows.target)))
        lost: BaseException | None = None
        for _ in range(self._training.attempts):
            workers = self._workers()
            attempt = _Attempt(self._training.address, workers, rows, how, n_trees)
            text = attempt.text(self._client, self._training.longest_seconds)
            if text is not None:
                return text
            lost = attempt.error
            self._free(workers)
        raise ClusterError(
            f"集群训练{self._training.attempts}次均未成功 / none of {self._training.attempts} "
            f"attempts of the cluster to train ended well: {lost}"
        ) from lost

    def _enough(self, rows: int) -> int:
        self._await(1)
        return min(len(threads_of(self._client)), rows // _FEWEST_ROWS)

    def _workers(self) -> list[str]:
        """As many workers as at first, or those there are."""
        self._await(self.n_workers)
        found = sorted(threads_of(self._client))[: self.n_workers]
        if not found:
            raise ClusterError("集群没有工作进程 / the cluster has no worker")
        self.n_workers = len(found)
        return found

    def _await(self, count: int) -> None:
        with suppress(TimeoutError):
            self._client.wait_for_workers(count, timeout=self._training.wait_seconds)

    def _free(self, workers: Sequence[str]) -> None:
        """End the processes that wait for a lost worker inside LightGBM for ever.

        Their nannies start new ones, as for the lost one. A restart asked of the nanny would wait
        for the stuck thread instead, and may run out of time before it starts another.
        """
        until = monotonic() + _PATIENCE_SECONDS
        while (stuck := self._stuck(workers)) and monotonic() < until:
            sleep(_LOOK_SECONDS)
        if stuck:
            self._client.run(_leave, workers=stuck, on_error="ignore")
        until = monotonic() + _PATIENCE_SECONDS
        while set(stuck) & set(threads_of(self._client)) and monotonic() < until:
            sleep(_LOOK_SECONDS)

    def _stuck(self, workers: Sequence[str]) -> list[str]:
        left = [each for each in workers if each in threads_of(self._client)]
        found = self._client.run(_is_training, workers=left, on_error="ignore") if left else {}
        return [worker for worker, training in found.items() if training]


def _is_training(dask_worker: Any) -> bool:
    """Whether a thread of the worker is inside LightGBM, whatever the scheduler believes."""
    return any("_train_part" in str(key) for key in dask_worker.active_threads.values())


def _leave() -> None:
    """End this worker's process, once it has answered."""
    Timer(_LOOK_SECONDS, os._exit, (1,)).start()


class _Attempt:
    """One training on these workers, watched from outside."""

    def __init__(
        self, address: str, workers: Sequence[str], rows: Rows, how: Growing, n_trees: int
    ) -> None:
        self._address, self._workers, self._rows = address, workers, rows
        self._how, self._n_trees = how, n_trees
        self._text: str | None = None
        self.error: BaseException | None = None

    def text(self, watch: "Client", longest_seconds: float) -> str | None:
        """The forest; None where a worker was lost, or time ran out."""
        until = monotonic() + longest_seconds
        with cluster(self._address, _in_order()) as client, _quiet():
            thread = Thread(target=self._run, args=(client,), daemon=True)
            thread.start()
            while thread.is_alive() and self.error is None:
                thread.join(_LOOK_SECONDS)
                if not self._all_there(watch):
                    self.error = ClusterError("a worker was lost")
                elif monotonic() > until:
                    self.error = ClusterError("the time was up")
        # With its client closed, the thread ends by itself.
        thread.join(_PATIENCE_SECONDS)
        return self._text

    def _all_there(self, watch: "Client") -> bool:
        return set(self._workers) <= set(threads_of(watch))

    def _run(self, client: "Client") -> None:
        try:
            text = _fitted(client, self._workers, self._rows, self._how, self._n_trees)
            machines = _MACHINES.search(text)
            if machines is None or int(machines.group(1)) != len(self._workers):
                raise ClusterError("the rows did not stay where they were sent")
            self._text = _PLACES.sub("", text)
        except BaseException as error:  # noqa: BLE001 - whatever ended it, the watch must know
            self.error = self.error or error


def _fitted(
    client: "Client", workers: Sequence[str], rows: Rows, how: Growing, n_trees: int
) -> str:
    """LightGBM's text of a forest, each worker holding every n-th row."""
    told = {_NAMES.get(name, name): value for name, value in parameters_of(how).items()}
    del told["num_threads"]  # each worker uses its own
    # The classifier would number the classes anew on each worker; this one takes 0 and 1 as given.
    model = lightgbm.DaskLGBMRegressor(
        client=client, n_estimators=n_trees, tree_learner="data", time_out=_SOCKET_MINUTES, **told
    )

    def dealt(column: Any) -> Any:
        return _dealt(client, workers, column)

    weighted = None if np.all(rows.weight == 1.0) else dealt(rows.weight)
    model.fit(
        dealt(rows.values), dealt(rows.target), sample_weight=weighted,
        feature_name=list(how.names),
    )  # fmt: skip
    return str(model.booster_.model_to_string())


def _dealt(client: "Client", workers: Sequence[str], column: Any) -> Any:
    """An array of Dask whose parts lie on the workers, one each."""
    from dask import array

    parts = [np.ascontiguousarray(column[place :: len(workers)]) for place in range(len(workers))]
    sent = [
        client.scatter(part, workers=[worker], hash=False)
        for part, worker in zip(parts, workers, strict=True)
    ]
    return array.concatenate(
        [
            array.from_delayed(future, shape=part.shape, dtype=part.dtype)
            for future, part in zip(sent, parts, strict=True)
        ]
    )


def _in_order() -> Any:
    """A client that tells where parts lie in their order: it decides the workers' ranks."""
    from distributed import Client

    class InOrder(Client):  # type: ignore[misc]
        def who_has(self, futures: Any = None, **rest: Any) -> Any:
            found = super().who_has(futures, **rest)
            return found if futures is None else {each.key: found[each.key] for each in futures}

    return InOrder


@contextmanager
def _quiet() -> Iterator[None]:
    """LightGBM tells of ports on the output, and warns of what nobody set."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.filterwarnings("ignore", "Parameter n_jobs will be ignored", UserWarning)
        yield
