"""How are measured ratios shown: on a terminal, and as BENCHMARKS.md?"""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version

from rich.table import Table

from tests.bench.measure import Ratio

TITLES = {
    "scores": "Explained scores",
    "files": "Files",
    "routing": "Routing",
    "features": "Facts and features",
    "memory": "Memory",
    "service": "The service",
}
_PEERS = (
    "lightgbm", "shap", "woodelf-explainer", "polars", "numba", "numpy", "scipy", "pydantic",
    "fastapi",
)  # fmt: skip
_INTRO = """# Benchmarks

Written by `make bench`: do not edit. Ours beside its peers in one run; each ratio is the median of
ratios of rounds in which the two take turns, on rows that vary. **Only the ratios mean something**:
absolute figures swing with the machine. One core unless a row says otherwise. Equality of the
answers is checked in the same run, or by the tests, before anything is measured.
"""


def goal_of(each: Ratio) -> str:
    """The goal as people read it: at most so much, for small ones as a part."""
    if each.goal is None:
        return ""
    return f"<= 1/{1 / each.goal:,.0f}" if each.goal <= 0.5 else f"<= {each.goal:g}"


def ratio_of(each: Ratio) -> str:
    """The ratio, and for small ones how many times as fast that is."""
    many = f" (1/{1 / each.ratio:,.1f})" if 0.0 < each.ratio <= 0.5 else ""
    return f"{each.ratio:.4g}{many}"


def met_of(each: Ratio) -> str:
    """Whether the goal is met."""
    return "" if each.goal is None else "yes" if each.ratio <= each.goal else "NO"


def _cells(each: Ratio) -> tuple[str, ...]:
    numbers = f"{each.ours:,.4g}", f"{each.peer:,.4g}"
    return each.name, *numbers, each.unit, ratio_of(each), goal_of(each), met_of(each)


_HEAD = ("what / peer", "ours", "peer", "unit", "ratio", "goal", "met")


def table(name: str, rows: Sequence[Ratio]) -> Table:
    """The rows of one part for a terminal."""
    shown = Table(title=TITLES[name])
    for title in _HEAD:
        left = title in ("what / peer", "unit")
        shown.add_column(title, justify="left" if left else "right")
    for each in rows:
        shown.add_row(*_cells(each))
    return shown


def markdown(found: Mapping[str, Sequence[Ratio]], machine: str, day: date) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    parts = [_INTRO, f"Measured on {day.isoformat()}, {machine}; {versions}.\n"]
    for name, rows in found.items():
        parts.append(f"## {TITLES[name]}\n")
        lines = [_HEAD, tuple("---" for _ in _HEAD), *map(_cells, rows)]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)
