"""Reads each file of a folder and tells what came of it, what it cost and what was left behind."""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from api.importers.sheets import read_sheets
from engine.errors import RecordError

_KILOBYTE, _MEGABYTE = 1_024, 1_000_000
# Linux counts kilobytes, macOS bytes.
_UNIT = _KILOBYTE if sys.platform == "linux" else 1


def told(content: bytes, name: str) -> dict[str, object]:
    start = perf_counter()
    try:
        sheets = read_sheets(content, name)
        outcome = f"{len(sheets)} sheet(s)"
    except RecordError as error:
        outcome = error.errors[0].message.en
    return {"outcome": outcome, "seconds": perf_counter() - start}


def own_peak() -> float:
    """Of this program alone: what the system calls its own includes who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) * _KILOBYTE / _MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / _MEGABYTE


def peak_of_children() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT / _MEGABYTE


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    answers = {path.name: told(path.read_bytes(), path.name) for path in sorted(folder.iterdir())}
    megabytes = {"child": peak_of_children(), "service": own_peak()}
    sys.stdout.write(json.dumps({"answers": answers, "megabytes": megabytes}))
