"""Small tables and their configurations, for the tests of the benchmark."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.benchmark.config import DataConfig
from models.benchmark.data import BenchmarkData, read_data

STATED: dict[str, Any] = {
    "name": "t", "title": "A table", "path": "t.csv", "source": "made for the test",
    "traps": "none", "target": {"column": "bad", "default_values": [1]},
    "split": {"kind": "repeated", "folds": 2, "repeats": 1},
}  # fmt: skip


def a_config(**changes: Any) -> DataConfig:
    return DataConfig.model_validate(STATED | changes)


def read_text(folder: Path, text: str, name: str = "t.csv", **changes: Any) -> BenchmarkData:
    """What is read of a file with this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return read_data(a_config(path=name, **changes), folder)


def made_data(n: int = 240, **changes: Any) -> BenchmarkData:
    """Rows of 40 firms over three years, a tenth of them in default, split as `changes` say."""
    draw = np.random.default_rng(0)
    config = a_config(**changes)
    days = np.datetime64("2020-01-01") + draw.integers(0, 1095, n).astype("timedelta64[D]")
    return BenchmarkData(
        config=config,
        features=pd.DataFrame({"x": draw.normal(size=n)}),
        target=(np.arange(n) % 10 == 0).astype(np.int64),
        groups=draw.integers(0, 40, n).astype(np.str_) if config.group else None,
        dates=days if config.date else None,
    )
