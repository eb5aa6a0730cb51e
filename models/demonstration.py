"""How is the demonstration model made, and is the one at hand still the right one?

Trained on simulated firms only: its numbers never support a credit decision.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.features import FEATURE_NAMES, FEATURES
from engine.features.definition import FloatArray
from models.artefact import load
from models.feature_rows import feature_rows
from models.manifest import ModelCard
from models.population import BLOCK, SIMULATED_ON, simulate

if TYPE_CHECKING:
    from models.credit import CreditModel

FIRMS = 100_000
SEED = 20_260_630
HOLD_OUT = 0.3
_PART = 3 * BLOCK
_MOST_PROCESSES = 2
_SOURCES = (
    "engine/firm/*.py", "engine/facts/*.py", "engine/features/*.py", "models/population/*.py",
    *(f"models/{name}.py" for name in (
        "artefact", "boosting", "calibration", "classifier", "credit", "demonstration",
        "feature_rows", "inputs", "manifest", "monotone", "potential", "served", "split", "tables",
        "trees",
    )),
)  # fmt: skip
_ROOT = Path(__file__).parents[1]

Progress = Callable[[str, int, int], None]
"""Called with a stage, `simulate` or `train`, and how many of how many steps are done."""


@dataclass(frozen=True)
class Simulated:
    """Simulated firms as numbers: features (n, k), true PD (n,), default (n,)."""

    features: FloatArray
    true_pd: FloatArray
    default: NDArray[np.int64]


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""


def train_demonstration(
    out_dir: str | os.PathLike[str],
    n: int = FIRMS,
    seed: int = SEED,
    on: date = SIMULATED_ON,
    progress: Progress = _quiet,
) -> Mapping[str, float]:
    """Simulate, train, judge on a hold-out and save into `out_dir`; returns the metrics.

    An older model in `out_dir` is replaced. The same arguments give the same model, whatever the
    number of processors.
    """
    firms = simulated_rows(n, seed, on, progress)
    first_unseen = round(n * (1 - HOLD_OUT))
    model = _fitted(firms, first_unseen, seed, progress)
    metrics = _metrics(model, firms, first_unseen)
    card = ModelCard(created_on=on, data_hash=_key(n, seed, on), metrics=dict(metrics))
    _replace(Path(out_dir), model, card)
    return metrics


def is_current(
    directory: str | os.PathLike[str], n: int = FIRMS, seed: int = SEED, on: date = SIMULATED_ON
) -> bool:
    """Whether `directory` holds the model that training now would give, undamaged."""
    try:
        return load(directory).card.data_hash == _key(n, seed, on)
    except ModelError:
        return False


def directions() -> dict[str, int]:
    """The monotone direction of PD by feature: opposite to that of safety."""
    return {feature.name: -feature.direction for feature in FEATURES if feature.direction}


def simulated_rows(
    n: int, seed: int, on: date = SIMULATED_ON, progress: Progress = _quiet, processes: int = 0
) -> Simulated:
    """The first `n` firms of the population as numbers; `processes` 0 means up to two."""
    parts = [(first, min(_PART, n - first), seed, on) for first in range(0, n, _PART)]
    wanted = processes or min(_MOST_PROCESSES, os.cpu_count() or 1)
    drawn = []
    for part in _drawn(parts, min(wanted, len(parts))):
        drawn.append(part)
        progress("simulate", min(len(drawn) * _PART, n), n)
    columns = [np.concatenate(column) for column in zip(*drawn, strict=True)]
    return Simulated(*columns)


_Part = tuple[int, int, int, date]
_Arrays = tuple[FloatArray, FloatArray, NDArray[np.int64]]


def _drawn(parts: list[_Part], processes: int) -> Iterator[_Arrays]:
    if processes == 1:
        yield from map(_draw, parts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw, parts)


def _draw(part: _Part) -> _Arrays:
    first, count, seed, on = part
    truths: list[tuple[float, bool]] = []

    def records() -> Iterator[Any]:
        for each in simulate(count, seed, on, first):
            truths.append((each.true_pd, each.default))
            yield each.firm

    features = feature_rows(records(), on)
    true_pd, default = zip(*truths, strict=True)
    return features, np.array(true_pd), np.array(default, dtype=np.int64)


def _fitted(firms: Simulated, first_unseen: int, seed: int, progress: Progress) -> "CreditModel":
    import pandas as pd

    from models.boosting import TreeSettings
    from models.credit import CreditModel

    trees = TreeSettings(
        n_trees=600, learning_rate=0.04, max_depth=3, min_leaf=100, l2=10.0, feature_fraction=0.5
    )
    model = CreditModel(directions(), trees, validation_share=0.25, seed=seed)
    seen = pd.DataFrame(firms.features[:first_unseen], columns=list(FEATURE_NAMES))
    model.fit(
        seen, firms.default[:first_unseen], on_tree=lambda done, most: progress("train", done, most)
    )
    middle = (first_unseen + len(firms.default)) // 2
    unseen = pd.DataFrame(firms.features[first_unseen:middle], columns=list(FEATURE_NAMES))
    return model.learn_interval(unseen, firms.true_pd[first_unseen:middle])


def _metrics(model: "CreditModel", firms: Simulated, first_unseen: int) -> dict[str, float]:
    """How well the model does on firms it has not seen, beside the best that is possible."""
    from sklearn.metrics import brier_score_loss, roc_auc_score

    from models.calibration import calibration_line, pds_of

    margin = model.served_.explain(firms.features[first_unseen:]).margin
    default, true_pd = firms.default[first_unseen:], firms.true_pd[first_unseen:]
    auc, best = float(roc_auc_score(default, margin)), float(roc_auc_score(default, true_pd))
    line = calibration_line(margin, default.astype(np.float64))
    later = len(margin) // 2
    bounds = model.served_.interval(margin[later:])
    inside = (bounds[:, 0] <= true_pd[later:]) & (true_pd[later:] <= bounds[:, 1])
    return {
        "hold_out_firms": float(len(margin)),
        "hold_out_defaults": float(default.sum()),
        "auc": auc,
        "auc_true_pd": best,
        "auc_share_of_best": (auc - 0.5) / (best - 0.5),
        "calibration_slope": line.slope,
        "calibration_intercept": line.intercept,
        "brier": float(brier_score_loss(default, pds_of(margin))),
        "brier_true_pd": float(brier_score_loss(default, true_pd)),
        "interval_coverage": float(inside.mean()),
    }


def _replace(directory: Path, model: "CreditModel", card: ModelCard) -> None:
    """Save beside and swap, so that a reader finds the old model or the new one."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        model.save(beside / "new", card)
        if directory.exists():
            directory.rename(beside / "old")
        (beside / "new").rename(directory)
    finally:
        rmtree(beside, ignore_errors=True)


def _key(n: int, seed: int, on: date) -> str:
    """What the model depends on: the code from record to trees, and the arguments."""
    return sha256(f"{_code()} {n} {seed} {on}".encode()).hexdigest()


@cache
def _code() -> str:
    digest = sha256()
    for pattern in _SOURCES:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
