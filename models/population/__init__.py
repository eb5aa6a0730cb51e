"""Which firms could apply, and how risky are they in truth? Simulated firms with known PDs.

Nothing here is a real firm: names say so and codes lie in a region that does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.firm import Firm
from models.population.draw import BLOCK, block_columns
from models.population.records import firms_of
from models.population.risk import EFFECTS
from models.population.segments import SEGMENTS, Segment

SIMULATED_ON = date(2026, 6, 30)
MOST_FIRMS = 10_000_000  # as many credit codes are reserved

__all__ = [
    "BLOCK",
    "EFFECTS",
    "SEGMENTS",
    "SIMULATED_ON",
    "Segment",
    "SimulatedFirm",
    "simulate",
]


@dataclass(frozen=True)
class SimulatedFirm:
    """A whole record, its true 12-month PD, and whether it then defaulted."""

    firm: Firm
    true_pd: float
    default: bool
    segment: str


def simulate(n: int, seed: int, on: date = SIMULATED_ON, first: int = 0) -> Iterator[SimulatedFirm]:
    """Firms `first` to `first + n - 1` of the population of `seed`, one by one.

    A firm depends on its number, `seed` and `on` only: a longer run starts with the same firms,
    and several processes may each draw a part. `first` must be a multiple of 1,000.
    """
    if first + n > MOST_FIRMS:
        raise ValueError(f"a population has at most {MOST_FIRMS} firms")
    if first % BLOCK:
        raise ValueError(f"first must be a multiple of {BLOCK}, not {first}")
    for start in range(first, first + n, BLOCK):
        yield from _block(start, min(BLOCK, first + n - start), seed, on)


def _block(start: int, count: int, seed: int, on: date) -> Iterator[SimulatedFirm]:
    columns = block_columns(seed, start // BLOCK, on)
    truths = zip(
        columns["true_pd"].tolist(),
        columns["default"].tolist(),
        columns["segment"].tolist(),
        strict=True,
    )
    for firm, (pd, default, place) in zip(
        firms_of(columns, start, count, on), truths, strict=False
    ):
        yield SimulatedFirm(firm, pd, default, SEGMENTS[place].name)
