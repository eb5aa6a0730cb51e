"""What does it cost to explain a file of a million firms, beside LightGBM's bare scores of it?

`python -m tests.bench.files` measures it alone.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import lightgbm
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from models import CreditModel, ServedModel, TreeSettings
from models.batch import write_scores
from models.demonstration import simulated_rows
from models.feature_tables import FeatureTable, score_table
from tests.bench.measure import Ratio, compare

FIRMS, PART = 1_000_000, 50_000
THREADS, ROUNDS = 2, 3
MOST = 3.0
Rows = NDArray[np.float64]


def file_ratios(model: CreditModel, firms: Rows) -> Iterator[Ratio]:
    """A million firms, drawn from `firms` (n, k), on two cores: explained, and only scored."""
    before = pa.cpu_count()
    pa.set_cpu_count(THREADS)  # it takes the number for one core from the environment
    try:
        with TemporaryDirectory() as folder:
            yield _ratio(model, firms, Path(folder))
    finally:
        pa.set_cpu_count(before)


def _ratio(model: CreditModel, firms: Rows, folder: Path) -> Ratio:
    source, ours, peer = (folder / f"{name}.parquet" for name in ("in", "explained", "scored"))
    write_firms(firms, model.served_, source)
    booster = lightgbm.Booster(model_str=model.booster_text_)
    found = compare(
        f"{FIRMS:,} firms explained from Parquet to Parquet, {booster.num_trees()} trees, two "
        "cores / reading them, LightGBM's raw scores and writing these",
        lambda: explain(model.served_, source, ours),
        lambda: score_only(booster, model.served_.feature_names, source, peer),
        goal=MOST,
        count=ROUNDS,
    )
    _require_equal(model.served_, ours, peer)
    return found


def write_firms(firms: Rows, model: ServedModel, path: Path) -> None:
    """A million rows of `firms` in another order each time, with identifiers, as Parquet."""
    rng = np.random.default_rng(3)
    names = ["identifier", *model.feature_names]
    schema = pa.schema([(name, pa.float64() if place else pa.string())
                        for place, name in enumerate(names)])  # fmt: skip
    with parquet.ParquetWriter(path, schema, use_dictionary=["identifier"]) as writer:
        for start in range(0, FIRMS, PART):
            rows = firms[rng.integers(len(firms), size=PART)]
            columns = [pa.array(column, from_pandas=True) for column in np.array(rows.T, order="C")]
            named = pa.array([f"F{start + place:07d}" for place in range(PART)])
            writer.write_table(pa.table([named, *columns], schema=schema))


def explain(model: ServedModel, source: Path, target: Path) -> int:
    """What `hangcuang score-batch --explain` does."""
    table = FeatureTable(source, model.feature_names)
    scores = score_table(table, model, explain=True, threads=THREADS)
    return write_scores(scores, target, model.feature_names)


def score_only(
    booster: lightgbm.Booster, names: tuple[str, ...], source: Path, target: Path
) -> None:
    """The least that anyone does: a group of rows after the other, LightGBM on both cores."""
    file = parquet.ParquetFile(source)
    with parquet.ParquetWriter(target, pa.schema({"margin": pa.float64()})) as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=list(names))
            rows = np.column_stack([column.to_numpy() for column in table.columns])
            scores = booster.predict(rows, raw_score=True, num_threads=THREADS)
            writer.write_table(pa.table({"margin": scores}))


def _require_equal(model: ServedModel, ours: Path, peer: Path) -> None:
    """An unequal answer is no speed-up."""
    margin = parquet.read_table(ours, columns=["margin"])["margin"].to_numpy()
    raw = parquet.read_table(peer)["margin"].to_numpy()
    if not np.array_equal(margin, model.calibration.apply(raw)):
        raise ValueError("the file's scores are not LightGBM's")


def main() -> None:
    """Measure with a model of 300 trees, grown without a stop on simulated firms."""
    firms = simulated_rows(30_000, 5)
    trees = TreeSettings(n_trees=300)
    model = CreditModel(None, trees, 0.0).fit(firms.features[:20_000], firms.default[:20_000])
    for each in file_ratios(model, firms.features[20_000:]):
        seconds = each.ours / 1e6, each.peer / 1e6
        sys.stdout.write(
            f"{each.name}: {seconds[0]:.2f} s / {seconds[1]:.2f} s = {each.ratio:.2f}\n"
        )


if __name__ == "__main__":
    main()
