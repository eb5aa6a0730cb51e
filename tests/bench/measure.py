"""How are two ways of doing one thing compared fairly on a noisy machine?"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

ROUNDS, LONG_ROUNDS = 7, 101
MICROSECONDS = "microseconds"
Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """Our figure over the peer's in the same run; `met` where `ratio` is at most `goal`."""

    name: str
    ours: float
    peer: float
    ratio: float
    unit: str
    goal: float | None

    def per(self, mine: int, theirs: int, goal: float) -> "Ratio":
        """The same per row, where the two worked on different numbers of rows."""
        ours, peer = self.ours / mine, self.peer / theirs
        return replace(self, ours=ours, peer=peer, ratio=self.ratio * theirs / mine, goal=goal)

    def as_row(self) -> dict[str, Any]:
        met = None if self.goal is None else self.ratio <= self.goal
        return {**asdict(self), "met": met}


def _seconds(work: Work, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def compare(  # what is compared, how often, and against which goal
    name: str,
    ours: Work,
    peer: Work,
    times: int = 1,
    goal: float | None = None,
    count: int = ROUNDS,
) -> Ratio:
    """Median of per-round ratios; the two take turns, so that noise hits both."""
    ours(), peer()
    rounds = [(_seconds(ours, times), _seconds(peer, times)) for _ in range(count)]
    mine, theirs = (_median_us(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(a / b for a, b in rounds)
    return Ratio(name, mine, theirs, ratio, MICROSECONDS, goal)


def within(name: str, ours: Work, limit_us: float, times: int = 1) -> Ratio:
    """Our own median over a limit, both in microseconds."""
    ours()
    mine = _median_us([_seconds(ours, times) for _ in range(LONG_ROUNDS)])
    return Ratio(name, mine, limit_us, mine / limit_us, MICROSECONDS, 1.0)


def _median_us(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1e6
