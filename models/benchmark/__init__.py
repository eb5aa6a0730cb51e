"""How does the credit model fare beside its peers on real data, the same folds for all?"""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from os import PathLike
from pathlib import Path

from engine.errors import ModelError
from models.benchmark.config import DataConfig, builtin_configs, config_of, read_config
from models.benchmark.contenders import Entrant, contenders
from models.benchmark.data import read_data
from models.benchmark.judging import DRAWS
from models.benchmark.report import BenchmarkReport, EntrantTold
from models.benchmark.running import run_set
from models.benchmark.splits import folds_of

__all__ = [
    "BenchmarkReport",
    "DataConfig",
    "benchmark",
    "builtin_configs",
    "config_of",
    "contenders",
    "read_config",
]

_PACKAGES = {"interpret": "interpret-core", "xgboost": "xgboost-cpu", "sklearn": "scikit-learn"}


def benchmark(
    configs: Sequence[DataConfig],
    folder: str | PathLike[str],
    names: Sequence[str] | None = None,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda name, done, most: None,
) -> BenchmarkReport:
    """Every contender on every data set of `folder`; those not installed are left out and named.

    `progress` is called with the data set's name, the fits done and the fits in all.

    Raises:
        TableError: a data set cannot be read, split honestly, learnt from or judged by.
        ModelError: there is no contender of a name, or none is installed.
    """
    return compare(configs, folder, contenders(names, seed), seed, progress)


def compare(
    configs: Sequence[DataConfig],
    folder: str | PathLike[str],
    entrants: Sequence[Entrant],
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda name, done, most: None,
) -> BenchmarkReport:
    """`benchmark` with entrants of one's own, such as peers with other settings."""
    present = [each for each in entrants if each.installed]
    if not present:
        raise ModelError("none of the models to compare is installed: `make peers` installs them")
    loaded = [read_data(each, Path(folder)) for each in configs]
    return BenchmarkReport(
        seed=seed,
        draws=DRAWS,
        entrants=tuple(_entrant_told(each) for each in present),
        absent=tuple(each.name for each in entrants if not each.installed),
        sets=tuple(run_set(data, folds_of(data, seed), present, seed, progress) for data in loaded),
    )


def _entrant_told(entrant: Entrant) -> EntrantTold:
    library = entrant.library
    return EntrantTold(
        name=entrant.name,
        title=entrant.title,
        version=f"{library} {version(_PACKAGES.get(library, library))}",
        settings=", ".join(f"{name}={value}" for name, value in entrant.settings.items()),
        told=entrant.told,
    )
