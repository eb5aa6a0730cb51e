"""What would lenders have seen of simulated firms, event by event?

Nothing here happened: it gives notebooks and tests events of which the truth is known.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from engine.firm import Firm
from models.outcomes import DAYS_PAST_DUE, Event, Kind, window_end

REFUSED_ABOVE = 0.09
"""A lender refuses where its own, noisy view of the PD lies above this; illustrative."""

_NOISE = 0.8
_MOST_DAYS_BEFORE = 300
_SHARES: tuple[tuple[Kind, float], ...] = (
    ("past_due", 0.60), ("unlikely_to_pay", 0.25), ("compensated", 0.15),
)  # fmt: skip
_LATE, _RENEWED, _LEFT = 0.06, 0.08, 0.02
_NOTED_WITHIN = 60


class Borrower(Protocol):
    """A simulated firm: its record, its true PD, and whether it defaults within 12 months."""

    @property
    def firm(self) -> Firm:
        """The record."""

    @property
    def true_pd(self) -> float:
        """The PD it was simulated with."""

    @property
    def default(self) -> bool:
        """What became of it."""


def simulated_events(firms: Iterable[Borrower], on: date, seed: int) -> Iterator[Event]:
    """Events around the 12 months after `on`: refusals, payments, delays, defaults, renewals.

    A funded firm shows a default within these months exactly if it was simulated to, unless it
    was transferred out of sight. The same arguments give the same events.
    """
    for number, borrower in enumerate(firms):
        yield from _events(borrower, on, np.random.default_rng([seed, number]))


def _events(borrower: Borrower, on: date, rng: np.random.Generator) -> Iterator[Event]:
    name = borrower.firm.identifier
    seen = borrower.true_pd * float(np.exp(_NOISE * rng.standard_normal()))
    start = on - timedelta(days=int(rng.integers(1, _MOST_DAYS_BEFORE)))
    if seen > REFUSED_ABOVE:
        yield Event(name, start, "refused")
        return
    yield Event(name, start, "funded")
    days = (window_end(on) - on).days
    if borrower.default:
        yield _default(name, on + timedelta(days=int(rng.integers(1, days + 1))), rng)
        return
    day = on + timedelta(days=int(rng.integers(1, days + 1)))
    chance = rng.random()
    if chance < _LATE:
        yield Event(name, day, "past_due", int(rng.integers(1, DAYS_PAST_DUE)))
    elif chance < _LATE + _RENEWED:
        yield Event(name, day, "renewed_without_repayment")
    elif chance < _LATE + _RENEWED + _LEFT:
        yield Event(name, day, "left_view")


def _default(name: str, day: date, rng: np.random.Generator) -> Event:
    """A default on `day`; one past due may be noted up to two months later."""
    kinds, shares = zip(*_SHARES, strict=True)
    kind: Kind = kinds[int(rng.choice(len(kinds), p=shares))]
    if kind != "past_due":
        return Event(name, day, kind)
    beyond = int(rng.integers(0, _NOTED_WITHIN))
    return Event(name, day + timedelta(days=beyond), kind, DAYS_PAST_DUE + beyond)
