"""Between which bounds does a number lie that is not fully known?"""

import math
from typing import NamedTuple

INFINITY = math.inf


class Interval(NamedTuple):
    """All that is known of a number: it lies between `low` and `high`, both included."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Whether the number itself is known."""
        return self.low == self.high


UNKNOWN = Interval(-INFINITY, INFINITY)


def exact(value: float, within: Interval = UNKNOWN) -> Interval:
    """The number itself, or `within` where it is unknown (NaN).

    >>> exact(2.0), exact(float("nan"), Interval(0, 5))
    (Interval(low=2.0, high=2.0), Interval(low=0, high=5))
    """
    return within if math.isnan(value) else Interval(value, value)


def divided(above: Interval, below: float) -> Interval:
    """`above / below`; unknown where `below` is unknown or not positive."""
    return Interval(above.low / below, above.high / below) if below > 0 else UNKNOWN


def sum_of(parts: list[Interval]) -> Interval:
    """The sum, added in the order given."""
    low, high = 0.0, 0.0
    for part in parts:
        low, high = low + part.low, high + part.high
    return Interval(low, high)


def best_of(parts: list[Interval]) -> Interval:
    """The bounds of the largest of several numbers."""
    return Interval(max(part.low for part in parts), max(part.high for part in parts))
