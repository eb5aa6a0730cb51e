"""Which firms could apply, and how risky are they in truth? Simulated firms with known PDs.

Nothing here is a real firm: names say so and codes lie in a region that does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isnan

from engine.firm import Firm
from models.population.draw import BLOCK, block_columns, record_columns
from models.population.records import firms_of
from models.population.risk import EFFECTS
from models.population.segments import SEGMENTS, Segment

SIMULATED_ON = date(2026, 6, 30)
_FATE = ("true_pd", "default", "segment", "true_lgd", "loss", "true_next_round", "next_round")
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
    """A whole record, what is true of the firm, and what then became of it.

    `true_pd` and `default` are of 12 months, `true_next_round` and `next_round` (an equity round
    closed) of 24. `true_lgd` is the expected and `loss` the realised share lost of an unsecured
    claim; `loss` is None where the firm did not default.
    """

    firm: Firm
    true_pd: float
    default: bool
    segment: str
    true_lgd: float
    loss: float | None
    true_next_round: float
    next_round: bool


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
    block = start // BLOCK
    truth = block_columns(seed, block, on)
    shown = record_columns(truth, seed, block, on)
    fates = zip(*(truth[name].tolist() for name in _FATE), strict=True)
    for firm, fate in zip(firms_of(shown, start, count, on), fates, strict=False):
        pd, default, place, lgd, loss, *raising = fate
        lost = None if isnan(loss) else loss
        yield SimulatedFirm(firm, pd, default, SEGMENTS[place].name, lgd, lost, *raising)
