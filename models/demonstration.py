"""How are the demonstration models made, and are those at hand still the right ones?

Trained on simulated firms only: their numbers never support a credit decision.
"""

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.familiarity import Familiarity
from engine.features import FEATURE_NAMES, FEATURES
from engine.features.definition import FloatArray
from engine.firm import Firm
from models import real_firms
from models.artefact import POTENTIAL_FOLDER, read_saved
from models.examination import sign_model
from models.feature_rows import feature_rows
from models.manifest import ModelCard
from models.population import BLOCK, SIMULATED_ON, simulate
from models.signing import PrivateKey, TrustedKeys

if TYPE_CHECKING:
    from models.credit import CreditModel
    from models.potential import PotentialModel

FIRMS = 100_000
SEED = 20_260_630
HOLD_OUT = 0.3
_FOR_INTERVAL = 2 / 3  # of the firms held out; the rest judges it
_PART = 3 * BLOCK
_MOST_PROCESSES = 2
_SOURCES = (
    "engine/familiarity.py", "engine/firm/*.py", "engine/facts/*.py", "engine/features/*.py",
    "models/population/*.py",
    *(f"models/{name}.py" for name in (
        "arrays", "artefact", "boosting", "calibration", "classifier", "compiling", "credit",
        "demonstration", "estimator", "familiarity", "feature_rows", "golden", "growth", "inputs",
        "interval", "kernels", "layout", "manifest", "monotone", "potential",
        "real_firms", "served", "split", "tables", "trees",
    )),
)  # fmt: skip
_ROOT = Path(__file__).parents[1]

Progress = Callable[[str, int, int], None]
"""Called with a stage, `simulate` or `train`, and how many of how many steps are done."""


@dataclass(frozen=True)
class Simulated:
    """Simulated firms as numbers: features (n, k); the rest (n,).

    True probability and outcome of a default in 12 months, and of a next equity round in 24.
    """

    features: FloatArray
    true_pd: FloatArray
    default: NDArray[np.int64]
    true_next_round: FloatArray
    next_round: NDArray[np.int64]


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""


def train_demonstration(
    out_dir: str | os.PathLike[str],
    n: int = FIRMS,
    seed: int = SEED,
    on: date = SIMULATED_ON,
    progress: Progress = _quiet,
    key: PrivateKey | None = None,
) -> Mapping[str, float]:
    """Simulate, train, judge on a hold-out and save into `out_dir`; returns the metrics.

    The credit model goes into `out_dir` itself, the potential model into its subfolder
    `potential`; the metrics of the latter begin with `potential_`. Older models are replaced,
    both at once. The same arguments give the same models, whatever the number of processors.
    With a `key` both are signed before they take their place.
    """
    firms = simulated_rows(n, seed, on, progress)
    first_unseen = round(n * (1 - HOLD_OUT))
    credit, potential = _fitted(firms, first_unseen, seed, progress)
    of_credit = _credit_metrics(credit, firms, first_unseen)
    of_potential = _potential_metrics(potential, firms, first_unseen)
    if (n, seed, on) == (FIRMS, SEED, SIMULATED_ON):
        of_credit[real_firms.METRIC] = real_firms.AUC  # measured of this one model only
    card = ModelCard(created_on=on, data_hash=_key(n, seed, on), metrics=of_credit)
    with _swapped(Path(out_dir)) as folder:
        credit.save(folder, card)
        potential.save(folder / POTENTIAL_FOLDER, card.model_copy(update={"metrics": of_potential}))
        if key is not None:
            sign_model(folder, key)
    return of_credit | {f"potential_{name}": value for name, value in of_potential.items()}


def is_current(
    directory: str | os.PathLike[str],
    n: int = FIRMS,
    seed: int = SEED,
    on: date = SIMULATED_ON,
    trusted: TrustedKeys | None = None,
) -> bool:
    """Whether `directory` holds the bytes of both models that training now would give.

    With `trusted`, only if one of these keys signed both.
    """
    folders = Path(directory), Path(directory) / POTENTIAL_FOLDER
    try:
        cards = [read_saved(folder, trusted=trusted).manifest.card for folder in folders]
    except ModelError:
        return False
    return all(card.data_hash == _key(n, seed, on) for card in cards)


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
_Arrays = tuple[FloatArray, FloatArray, NDArray[np.int64], FloatArray, NDArray[np.int64]]


def _drawn(parts: list[_Part], processes: int) -> Iterator[_Arrays]:
    if processes == 1:
        yield from map(_draw, parts)
        return
    # Records hold no cycles: searching millions of them for some took a third of the time.
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=gc.disable
    ) as pool:
        yield from pool.map(_draw, parts)


def _draw(part: _Part) -> _Arrays:
    first, count, seed, on = part
    truths: list[tuple[float, bool, float, bool]] = []

    def records() -> Iterator[Firm]:
        for each in simulate(count, seed, on, first):
            truths.append((each.true_pd, each.default, each.true_next_round, each.next_round))
            yield each.firm

    features = feature_rows(records(), on)
    true_pd, default, true_next_round, next_round = map(np.array, zip(*truths, strict=True))
    return (
        features, true_pd, default.astype(np.int64), true_next_round, next_round.astype(np.int64),
    )  # fmt: skip


def _fitted(
    firms: Simulated, first_unseen: int, seed: int, progress: Progress
) -> tuple["CreditModel", "PotentialModel"]:
    """Both models, from the same firms and the same features."""
    import pandas as pd

    from models.boosting import TreeSettings
    from models.credit import CreditModel
    from models.potential import TREES, PotentialModel

    trees = TreeSettings(
        n_trees=600, learning_rate=0.04, max_depth=3, min_leaf=100, l2=10.0, feature_fraction=0.5,
        row_fraction=1.0, bins=255, patience=50,
    )  # fmt: skip
    most = 2 * (trees.n_trees + TREES.n_trees)

    def told(before: int) -> Callable[[int, int], None]:
        return lambda done, _most: progress("train", before + done, most)

    features = pd.DataFrame(firms.features, columns=list(FEATURE_NAMES))
    seen = features[:first_unseen]
    credit = CreditModel(directions(), trees, validation_share=0.25, seed=seed)
    credit.fit(seen, firms.default[:first_unseen], on_tree=told(0))
    of_interval = slice(first_unseen, _first_judge(first_unseen, len(features)))
    credit.learn_interval(features[of_interval], firms.true_pd[of_interval])
    potential = PotentialModel(trees=TREES, validation_share=0.25, seed=seed)
    potential.fit(seen, firms.next_round[:first_unseen], on_tree=told(2 * trees.n_trees))
    progress("train", most, most)
    return credit, potential


def _credit_metrics(model: "CreditModel", firms: Simulated, first_unseen: int) -> dict[str, float]:
    """How well the model does on firms it has not seen, beside the best that is possible."""
    margin = model.served_.explain(firms.features[first_unseen:]).margin
    true_pd = firms.true_pd[first_unseen:]
    later = _first_judge(first_unseen, len(firms.features)) - first_unseen
    bounds = model.served_.interval(margin[later:])
    inside = (bounds[:, 0] <= true_pd[later:]) & (true_pd[later:] <= bounds[:, 1])
    judged = _judged(margin, firms.default[first_unseen:], true_pd)
    return {
        "hold_out_firms": float(len(margin)),
        "hold_out_defaults": float(firms.default[first_unseen:].sum()),
        **{name.replace("true", "true_pd"): value for name, value in judged.items()},
        "interval_coverage": float(inside.mean()),
        **_flags(model.served_.familiarity, firms.features[first_unseen:]),
    }


def _first_judge(first_unseen: int, count: int) -> int:
    """The first firm that judges the interval learnt from the firms held out before it."""
    return first_unseen + round(_FOR_INTERVAL * (count - first_unseen))


def _flags(familiarity: Familiarity | None, unseen: FloatArray) -> dict[str, float]:
    """The share of firms drawn like the training firms that count as unlike them."""
    if familiarity is None:
        return {}
    return {"false_flags": float((familiarity.distance(unseen) > familiarity.limit).mean())}


def _potential_metrics(
    model: "PotentialModel", firms: Simulated, first_unseen: int
) -> dict[str, float]:
    """How well the model does on firms it has not seen, beside the best that is possible."""
    margin = model.served_.explain(firms.features[first_unseen:]).margin
    next_round = firms.next_round[first_unseen:]
    return {
        "hold_out_firms": float(len(margin)),
        "hold_out_next_rounds": float(next_round.sum()),
        **_judged(margin, next_round, firms.true_next_round[first_unseen:]),
    }


def _judged(margin: FloatArray, event: NDArray[np.int64], true: FloatArray) -> dict[str, float]:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    from models.calibration import calibration_line, pds_of

    auc, best = float(roc_auc_score(event, margin)), float(roc_auc_score(event, true))
    line = calibration_line(margin, event.astype(np.float64))
    return {
        "auc": auc,
        "auc_true": best,
        "auc_share_of_best": (auc - 0.5) / (best - 0.5),
        "calibration_slope": line.slope,
        "calibration_intercept": line.intercept,
        "brier": float(brier_score_loss(event, pds_of(margin))),
        "brier_true": float(brier_score_loss(event, true)),
    }


@contextmanager
def _swapped(directory: Path) -> Iterator[Path]:
    """A folder to save into, put in place afterwards: a reader finds all old files or all new."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        yield beside / "new"
        if directory.exists():
            directory.rename(beside / "old")
        (beside / "new").rename(directory)
    finally:
        rmtree(beside, ignore_errors=True)


def _key(n: int, seed: int, on: date) -> str:
    """What the models depend on: the code from record to trees, and the arguments."""
    return sha256(f"{_code()} {n} {seed} {on}".encode()).hexdigest()


@cache
def _code() -> str:
    digest = sha256()
    for pattern in _SOURCES:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.relative_to(_ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
