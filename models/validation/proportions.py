"""How sure can one be of a default rate when few firms, or none, have defaulted?"""

from collections.abc import Sequence
from typing import NamedTuple

from scipy.stats import beta


class Bounds(NamedTuple):
    """A lower and an upper bound, shares 0..1."""

    low: float
    high: float


def jeffreys_interval(defaults: int, firms: int, level: float = 0.90) -> Bounds:
    """The equal-tailed interval of a default rate under Jeffreys' prior; 0 or 1 at the ends.

    Source: Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion".

    >>> [round(each, 4) for each in jeffreys_interval(0, 100, 0.95)]
    [0.0, 0.0247]
    """
    tail = (1.0 - level) / 2.0
    a, b = defaults + 0.5, firms - defaults + 0.5
    low = 0.0 if defaults == 0 else float(beta.ppf(tail, a, b))
    return Bounds(low, 1.0 if defaults == firms else float(beta.ppf(1.0 - tail, a, b)))


def jeffreys_p_value(defaults: int, firms: int, pd: float) -> float:
    """How likely the true default rate is at or below `pd`: small where the PD is too low.

    Source: ECB, "Instructions for reporting the validation results of internal models",
    February 2019, section 2.5.3.1 and annex 1.

    >>> round(jeffreys_p_value(5, 100, 0.02), 4)
    0.0286
    """
    return float(beta.cdf(pd, defaults + 0.5, firms - defaults + 0.5))


def clopper_pearson(defaults: int, firms: int, level: float = 0.90) -> Bounds:
    """The exact interval of a default rate.

    Source: Clopper and Pearson 1934, "The use of confidence or fiducial limits".

    >>> [round(each, 4) for each in clopper_pearson(0, 100, 0.95)]
    [0.0, 0.0362]
    """
    tail = (1.0 - level) / 2.0
    low = 0.0 if defaults == 0 else float(beta.ppf(tail, defaults, firms - defaults + 1))
    return Bounds(low, upper_bound(defaults, firms, 1.0 - tail))


def upper_bound(defaults: int, firms: int, confidence: float) -> float:
    """The largest default rate under which so few defaults are still no surprise."""
    if defaults >= firms:
        return 1.0
    return float(beta.ppf(confidence, defaults + 1, firms - defaults))


def most_prudent(
    defaults: Sequence[int], firms: Sequence[int], confidence: float
) -> tuple[float, ...]:
    """An upper bound of each grade's PD, the safest grade first.

    Each grade is pooled with all riskier ones, as its PD is at most theirs; independent defaults.
    Source: Pluto and Tasche 2005, "Thinking positively", sections 2 and 3.

    >>> [round(each, 4) for each in most_prudent([0, 0, 0], [100, 400, 300], 0.90)]
    [0.0029, 0.0033, 0.0076]
    """
    return tuple(
        upper_bound(sum(defaults[place:]), sum(firms[place:]), confidence)
        for place in range(len(firms))
    )
