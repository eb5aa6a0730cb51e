"""How are two ways of doing one thing compared fairly on a noisy machine?"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """Our time over the peer's in the same run; `met` where `ratio` is at most `goal`."""

    name: str
    ours: float
    peer: float
    ratio: float
    unit: str
    goal: float | None

    def as_row(self) -> dict[str, Any]:
        met = None if self.goal is None else self.ratio <= self.goal
        return {**asdict(self), "met": met}


def _seconds(work: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def compare(
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    times: int = 1,
    goal: float | None = None,
) -> Ratio:
    """Median of per-round ratios; the two take turns, so that noise hits both."""
    ours(), peer()
    rounds = [(_seconds(ours, times), _seconds(peer, times)) for _ in range(ROUNDS)]
    mine, theirs = (_median_us(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(a / b for a, b in rounds)
    return Ratio(name, mine, theirs, ratio, "microseconds", goal)


def _median_us(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1e6
