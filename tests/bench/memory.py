"""Does memory stay flat in the number of firms when a table of facts is streamed?

`python -m tests.bench.memory IN OUT` streams one table and tells by how many bytes its peak grew.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from pyarrow import parquet

from models.feature_files import Leaving, blocks_of_facts, write_features
from models.feature_rows import Columns
from models.population import SIMULATED_ON
from tests.bench.features import many_facts
from tests.bench.measure import Ratio

FEW, MANY = 200_000, 1_000_000
PART = 50_000
MOST = 1.2
ROOT = Path(__file__).parents[2]
MEGABYTE = 1e6


def memory_ratios() -> Iterator[Ratio]:
    with TemporaryDirectory() as folder:
        few, many = (_growth(Path(folder), count) for count in (FEW, MANY))
    name = f"memory to stream {MANY:,} firms from Parquet to features / {FEW:,} firms"
    yield Ratio(name, many / MEGABYTE, few / MEGABYTE, many / few, "megabytes", MOST)


def _growth(folder: Path, count: int) -> float:
    source, target = folder / f"{count}.parquet", folder / f"{count}-features.parquet"
    _write(many_facts(PART), source, count)
    command = [sys.executable, "-m", "tests.bench.memory", str(source), str(target)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    if parquet.read_metadata(target).num_rows != count:
        raise ValueError(f"not all of {count:,} firms were written")
    return float(told.stdout)


def _write(facts: Columns, path: Path, count: int) -> None:
    table = pa.table(dict(facts))
    with parquet.ParquetWriter(path, table.schema) as writer:
        for _ in range(0, count, PART):
            writer.write_table(table)


def _peak_bytes() -> float:
    """The most memory held so far by this process, not by the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return float(line.split()[1]) * 1_024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    before = _peak_bytes()
    write_features(blocks_of_facts(source, Leaving(SIMULATED_ON, "bench")), target)
    sys.stdout.write(f"{_peak_bytes() - before:.0f}\n")


if __name__ == "__main__":
    main()
