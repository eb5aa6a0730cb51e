"""Where does a score lie on the scale, with its grades and its interval?"""

import math
from dataclasses import dataclass

from engine.scoring import GRADES, HIGHEST, LOWEST, Score, points_of

_SHARE = 100.0


@dataclass(frozen=True)
class Band:
    """The grades of one letter: from `left`, `width` wide, in per cent of the scale."""

    letter: str
    left: float
    width: float
    middle: float
    least_points: int


@dataclass(frozen=True)
class Scale:
    """A marker and the interval of the score, in per cent of the scale."""

    bands: tuple[Band, ...]
    marker: float
    interval: tuple[float, float] | None


def scale_of(score: Score) -> Scale | None:
    """The place of a score; None for a referred one."""
    if score.credit_score is None:
        return None
    interval = None
    if score.pd_interval is not None:
        low, high = score.pd_interval
        interval = (_place(_points(high)), _place(_points(low)))
    return Scale(bands(), _place(float(score.credit_score)), interval)


def bands() -> tuple[Band, ...]:
    """The four letters from the riskiest to the safest."""
    highest_pd: dict[str, float] = {grade[0]: upper for grade, upper in GRADES}
    found, right = [], _SHARE
    for letter, upper in highest_pd.items():
        least = _points(upper)
        left = _place(least)
        found.append(Band(letter, left, right - left, (left + right) / 2, round(least)))
        right = left
    return tuple(reversed(found))


def _points(pd: float) -> float:
    return LOWEST if pd >= 1 else points_of(math.log(pd / (1 - pd)))


def _place(points: float) -> float:
    held = min(max(points, LOWEST), HIGHEST)
    return round((held - LOWEST) / (HIGHEST - LOWEST) * _SHARE, 2)
