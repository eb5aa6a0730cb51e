"""How sure can one be of a share that was counted, such as a default rate of few firms?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from scipy.stats import beta

_HALF = 0.5


class Bounds(NamedTuple):
    """A lower and an upper bound, shares 0..1."""

    low: float
    high: float


def posterior(defaults: Any, firms: Any) -> tuple[Any, Any]:
    """The two parameters of Jeffreys' beta posterior of a default rate; of arrays, arrays.

    >>> posterior(1, 10)
    (1.5, 9.5)
    """
    return defaults + _HALF, firms - defaults + _HALF


def jeffreys_interval(defaults: int, firms: int, level: float = 0.90) -> Bounds:
    """The equal-tailed interval of a default rate under Jeffreys' prior; 0 or 1 at the ends.

    Source: Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion".

    >>> [round(each, 4) for each in jeffreys_interval(0, 100, 0.95)]
    [0.0, 0.0247]
    """
    tail = (1.0 - level) / 2.0
    shape = posterior(defaults, firms)
    low = 0.0 if defaults == 0 else float(beta.ppf(tail, *shape))
    return Bounds(low, 1.0 if defaults == firms else float(beta.isf(tail, *shape)))


def chance_at_most(defaults: int, firms: int, pd: float) -> float:
    """How likely the true default rate is at or below `pd`: small where the PD is too low.

    Jeffreys' test of a grade.

    Source: ECB, "Instructions for reporting the validation results of internal models",
    February 2019, section 2.5.3.1 and annex 1.

    >>> round(chance_at_most(5, 100, 0.02), 4)
    0.0286
    """
    return float(beta.cdf(pd, *posterior(defaults, firms)))


def chance_at_least(defaults: int, firms: int, pd: float) -> float:
    """How likely the true default rate is at or above `pd`: small where the PD is too high.

    >>> round(chance_at_least(5, 100, 0.02), 4)
    0.9714
    """
    return float(beta.sf(pd, *posterior(defaults, firms)))


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
