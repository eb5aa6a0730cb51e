"""How far may the truth be from a predicted probability of default, by what came true so far?

Looked up from the score alone: no ensemble at request time.
"""

import numpy as np
from scipy.special import expit, logit
from scipy.stats import beta

from engine.errors import ModelError
from engine.scoring import IntervalOf
from models.calibration import PdInterval
from models.proportions import posterior
from models.tables import Floats

FEWEST_FIRMS = 20
_QUANTILES = (0.05, 0.95)
# Places along the firms ordered by margin, closer together at the ends where spreads change.
_PLACES = (0.005, 0.015, 0.03, *np.linspace(0.05, 0.95, 19).tolist(), 0.97, 0.985, 0.995)
_HALF_WINDOW = 0.05
_FEWEST_IN_WINDOW = 50
_MOST_BINS = 10
_EVENTS_A_BIN = 10


def fit_interval(margin: Floats, true_pd: Floats) -> PdInterval:
    """The interval from firms the model has not seen and whose true PD is known: simulated ones.

    Quantiles of the distance between true and predicted log-odds in windows along the margin; the
    bounds never fall as the margin rises.

    Raises:
        ModelError: fewer than 20 firms, or a true PD outside 0..1 or at its ends.
    """
    if len(margin) < FEWEST_FIRMS or not np.all((true_pd > 0.0) & (true_pd < 1.0)):
        raise ModelError("an interval needs 20 or more firms with true PD between 0 and 1")
    order = np.argsort(margin, kind="stable")
    ordered, distance = margin[order], logit(true_pd[order]) - margin[order]
    table = {}
    for window in _windows(len(margin)):
        low, high = np.quantile(distance[window], _QUANTILES, method="weibull")
        table[float(np.median(ordered[window]))] = (float(low), float(high))
    return _rising(table)


def _windows(firms: int) -> list[slice]:
    """Windows around the places, narrower at the ends so that the place is their middle."""
    found = []
    for place in _PLACES:
        half = min(_HALF_WINDOW, place, 1.0 - place) * firms
        half = max(half, min(_FEWEST_IN_WINDOW, firms) / 2)
        middle = min(max(place * firms, half), firms - half)
        found.append(slice(round(middle - half), round(middle + half)))
    return found


def _rising(table: dict[float, tuple[float, float]]) -> PdInterval:
    """Bounds half-way between those carried on from the left and those from the right."""
    at = np.array(list(table))
    low, high = (
        (np.maximum.accumulate(bound) + np.minimum.accumulate(bound[::-1])[::-1]) / 2.0
        for bound in (at[:, None] + np.array(list(table.values()))).T
    )
    return _interval("true_pd", at, low, high)


def fit_rate_interval(margin: Floats, target: Floats) -> PdInterval:
    """The interval from outcomes (1 = default) of firms the model has not seen.

    Firms are binned by margin, at most ten bins and about ten defaults in each; a bin's interval
    is Jeffreys' 90 % interval of its default rate, around the mean PD of the bin. With few
    defaults there are few bins and wide intervals. It says where the rate of such firms lies, not
    how far one firm's PD may be from it.

    Source: Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion".

    Raises:
        ModelError: fewer than 20 firms.
    """
    if len(margin) < FEWEST_FIRMS:
        raise ModelError("an interval of default rates needs 20 or more firms")
    wanted = int(np.clip(target.sum() // _EVENTS_A_BIN, 1, _MOST_BINS))
    cuts = np.unique(np.quantile(margin, np.linspace(0.0, 1.0, wanted + 1)[1:-1]))
    place = np.searchsorted(cuts, margin)
    firms = np.bincount(place)
    held = firms > 0
    firms, defaults = firms[held], np.bincount(place, weights=target)[held]
    pd = np.bincount(place, weights=expit(margin))[held] / firms
    shape = posterior(defaults, firms)
    low, high = (
        np.asarray(logit(beta.ppf(share, *shape)), dtype=np.float64) for share in _QUANTILES
    )
    return _interval("default_rate", logit(pd), low, high)


def _interval(of: IntervalOf, at: Floats, low: Floats, high: Floats) -> PdInterval:
    return PdInterval(
        of=of,
        at=tuple(at.tolist()),
        low=tuple((low - at).tolist()),
        high=tuple((high - at).tolist()),
    )
