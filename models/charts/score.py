"""How are the scores spread, and how well do they part defaults from the others?"""

from collections.abc import Sequence

import altair as alt

from engine.text import Text
from models.charts import axes
from models.charts.canvas import ACCENT, MUTED, STRONG, Row

GOOD, BAD = "good", "bad"
_OUTCOMES = (GOOD, BAD)
_SCORE = Text(zh="信用分(越高越安全)", en="Credit score (higher is safer)")
_SHARE = Text(zh="占该组企业的比例", en="Share of the group's firms")
_FOUND = Text(zh="已识别的违约比例", en="Share of defaults found")
_WRONGLY = Text(zh="被误判的正常企业比例", en="Share of other firms flagged")
_BELOW = Text(zh="分数不高于此值的比例", en="Share scored at or below")
_SQUARE = 330
_TIGHT = alt.Scale(zero=False, nice=False)


def distribution_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """The spread of scores: filled for firms that did not default, outlined for those that did.

    Args:
        rows: `low`, `high` (score), `share` (0..1) and `outcome` (`good` or `bad`).
    """
    x = axes.across("low", _SCORE, "d", _TIGHT)
    y = axes.up("share", _SHARE, ".0%")
    filled = axes.data(row for row in rows if row["outcome"] == GOOD)
    steps = [each for row in rows if row["outcome"] == BAD for each in _step(row)]
    return axes.framed([
        filled.mark_rect(color=STRONG, opacity=0.35, stroke=STRONG, strokeWidth=0.5).encode(
            x=x, x2="high:Q", y=y, y2=alt.datum(0.0)
        ),
        axes.data(steps).mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y=y),
    ])  # fmt: skip


def _step(row: Row) -> list[Row]:
    return [{"low": row[end], "share": row["share"]} for end in ("low", "high")]


def roc_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """The ROC curve with the diagonal of chance.

    Args:
        rows: `false` and `true` shares (0..1), ascending.
    """
    x, y = axes.across("false", _WRONGLY, ".0%"), axes.up("true", _FOUND, ".0%")
    chance: list[Row] = [{"false": end, "true": end} for end in (0.0, 1.0)]
    return axes.framed(
        [
            axes.data(chance).mark_line(color=MUTED, strokeDash=[4, 3], strokeWidth=1).encode(x, y),
            axes.data(rows).mark_line(color=STRONG, strokeWidth=2).encode(x, y),
        ],
        height=_SQUARE,
        width=_SQUARE,
    )


def ks_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Both cumulated distributions of the score, and where they lie farthest apart.

    Args:
        rows: `score`, `share` (0..1) and `outcome` (`good` or `bad`), ascending in score.
    """
    x, y = axes.across("score", _SCORE, "d", _TIGHT), axes.up("share", _BELOW, ".0%")
    curves = axes.data(rows).mark_line(strokeWidth=2, interpolate="step-after")
    layers = [
        curves.encode(x, y, axes.coloured("outcome", _OUTCOMES), axes.dashed("outcome", _OUTCOMES)),
        axes.data(_widest(rows)).mark_rule(color=MUTED, strokeWidth=2).encode(x, y, y2="upper:Q"),
    ]
    return axes.framed(layers)


def _widest(rows: Sequence[Row]) -> list[Row]:
    good = {row["score"]: row["share"] for row in rows if row["outcome"] == GOOD}
    bad = {row["score"]: row["share"] for row in rows if row["outcome"] == BAD}
    at = max(good, key=lambda score: abs(bad[score] - good[score]), default=None)
    if at is None:
        return []
    low, high = sorted((good[at], bad[at]))
    return [{"score": at, "share": low, "upper": high}]
