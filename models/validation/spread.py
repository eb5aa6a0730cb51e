"""How are the scores of defaults and of others spread, as the rows of three pictures?"""

from collections.abc import Iterator

import numpy as np

from engine.scoring import points_of
from engine.text import Text
from models.charts.canvas import Row
from models.charts.score import BAD, GOOD
from models.tables import Floats
from models.validation.measures import Integers, Ranked
from models.validation.section import Picture

_SCORE_BINS = 24
_MOST_POINTS = 120
_CAPTIONS = {
    "distribution": (
        Text(zh="信用分分布", en="Distribution of the score"),
        Text(zh="填充:未违约企业;折线:违约企业。", en="Filled: no default; line: default."),
    ),
    "ks": (
        Text(zh="累积分布与KS", en="Cumulated distributions and KS"),
        Text(
            zh="实线:未违约;虚线:违约;竖线为最大距离。",
            en="Solid: no default; dashed: default; the upright line is the largest distance.",
        ),
    ),
    "roc": (Text(zh="ROC曲线", en="ROC curve"), Text(zh="虚线为随机。", en="Dashed: chance.")),
}


def pictures_of(margin: Floats, target: Integers) -> tuple[Picture, ...]:
    """Distribution, KS and ROC of log-odds of default and outcomes."""
    score = np.array([points_of(each) for each in margin.tolist()])
    rows = {
        "distribution": distribution_rows(score, target),
        "ks": ks_rows(score, target),
        "roc": roc_rows(margin, target),
    }
    return tuple(
        Picture(kind=kind, title=title, caption=caption, rows=tuple(rows[kind]))
        for kind, (title, caption) in _CAPTIONS.items()
    )


def distribution_rows(score: Floats, target: Integers) -> Iterator[Row]:
    """The share of each outcome's firms in bins of the score, for `distribution_chart`."""
    edges = np.linspace(score.min(), max(score.max(), score.min() + 1.0), _SCORE_BINS + 1)
    for value, outcome in ((0, GOOD), (1, BAD)):
        counts, _ = np.histogram(score[target == value], edges)
        for place, count in enumerate(counts.tolist()):
            yield {"low": float(edges[place]), "high": float(edges[place + 1]),
                   "share": count / max(counts.sum(), 1), "outcome": outcome}  # fmt: skip


def ks_rows(score: Floats, target: Integers) -> Iterator[Row]:
    """Both cumulated distributions at evenly spaced quantiles of the score, for `ks_chart`."""
    at = np.unique(np.quantile(score, np.linspace(0.0, 1.0, _MOST_POINTS)))
    for value, outcome in ((0, GOOD), (1, BAD)):
        own = np.sort(score[target == value])
        shares = np.searchsorted(own, at, side="right") / len(own)
        for place, share in zip(at.tolist(), shares.tolist(), strict=True):
            yield {"score": place, "share": share, "outcome": outcome}


def roc_rows(margin: Floats, target: Integers) -> Iterator[Row]:
    """The ROC curve at up to 120 points, for `roc_chart`."""
    bad, good = Ranked(margin, target).outcomes()
    true = np.append(0.0, np.cumsum(bad[::-1]) / bad.sum())
    false = np.append(0.0, np.cumsum(good[::-1]) / good.sum())
    places = np.unique(np.linspace(0, len(true) - 1, _MOST_POINTS).astype(int))
    for place in places.tolist():
        yield {"false": float(false[place]), "true": float(true[place])}
