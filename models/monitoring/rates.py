"""How sure can one be of a share that was counted?"""

from scipy.stats import beta

LEVEL = 0.90
_HALF = 0.5


def posterior(hits: int, n: int) -> tuple[float, float]:
    """The two parameters of Jeffreys' beta posterior."""
    return hits + _HALF, n - hits + _HALF


def bounds(hits: int, n: int) -> tuple[float | None, float | None]:
    """The 90 % Jeffreys interval, closed at 0 and 1 where none or all were hit; null without any.

    Source: Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion".
    """
    if not n:
        return None, None
    tail = (1.0 - LEVEL) / 2.0
    low = 0.0 if hits == 0 else float(beta.ppf(tail, *posterior(hits, n)))
    return low, 1.0 if hits == n else float(beta.isf(tail, *posterior(hits, n)))


def chance_at_most(rate: float, hits: int, n: int) -> float:
    """The posterior chance that the true share is not above `rate`."""
    return float(beta.cdf(rate, *posterior(hits, n)))


def chance_at_least(rate: float, hits: int, n: int) -> float:
    """The posterior chance that the true share is not below `rate`."""
    return float(beta.sf(rate, *posterior(hits, n)))
