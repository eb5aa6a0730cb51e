"""`make bench`: ours beside its peers, ratios within one run, as BENCHMARKS.md and var/bench.json.

`python -m tests.bench PART ...` prints some parts only, and writes nothing.
"""

import json
import platform
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from engine.assessment import Scorers
from tests.bench.champion import champion
from tests.bench.features import feature_ratios
from tests.bench.files import file_ratios
from tests.bench.measure import Ratio
from tests.bench.memory import memory_ratios
from tests.bench.page import markdown, table
from tests.bench.routing import routing_ratios
from tests.bench.scores import score_ratios
from tests.bench.service import service_ratios

ROOT = Path(__file__).parents[2]
# Trained before memory is filled; the service last, as it needs both cores.
PARTS: Mapping[str, Callable[[], Iterator[Ratio]]] = {
    "scores": score_ratios,
    "files": lambda: file_ratios(champion().model, champion().firms),
    "routing": lambda: routing_ratios(Scorers(credit=champion().model.served_)),
    "features": feature_ratios,
    "memory": memory_ratios,
    "service": service_ratios,
}


def main() -> None:
    """Measure all parts or those named, and say what came out."""
    warnings.filterwarnings("ignore", message="LightGBM binary classifier", category=UserWarning)
    asked, console = sys.argv[1:] or list(PARTS), Console(width=140)
    found: dict[str, list[Ratio]] = {}
    for name in asked:
        console.print(f"measuring {name} ...")
        found[name] = list(PARTS[name]())
        console.print(table(name, found[name]))
    if asked == list(PARTS):
        _write(found)


def _write(found: Mapping[str, list[Ratio]]) -> None:
    rows = [each.as_row() for part in found.values() for each in part]
    out = ROOT / "var" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    day = datetime.now(UTC).date()
    (ROOT / "BENCHMARKS.md").write_text(markdown(found, machine(), day), encoding="utf-8")


def machine() -> str:
    """What the figures were measured on."""
    return f"{_processor()}, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models)} cores of {models[0]}" if models else platform.machine()


if __name__ == "__main__":
    main()
