"""What has changed since the model was approved: populations, defaults, grades?"""

from collections.abc import Iterable, Sequence

import altair as alt

from engine.scoring import GRADES
from engine.text import Text
from models.charts import axes
from models.charts.canvas import ACCENT, INK, MUTED, PAPER, STRONG, Row
from models.charts.validation import grades_chart

_PSI = Text(zh="PSI;缺失率 ○现 □前", en="PSI; missing ○ now □ before")
_AFTER = Text(zh="新等级(每行为原等级)", en="Grade after (each row: grade before)")
_COLOURS = {**axes.VERDICT_COLOURS, "too_few": MUTED}
_NAMES, _ROW, _SQUARE, _LEFT = 190, 24, 420, 60
_AMBER, _RED, _END = 0.10, 0.25, 1.0
_DARK = 0.6
_GRADES = [grade for grade, _ in GRADES]
_FADE = alt.Scale(domain=[0.0, 1.0], range=[0.2, 1.0])
_WHOLE = alt.Scale(domain=[0.0, 1.08], nice=False)  # room for what is written beyond 1


def drift_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """The stability index of each column, what chance alone gives, and its missing shares.

    Bars end at 1; a greater index is written beside its bar.

    Args:
        rows: `name`, `psi`, `by_chance`, `missing_before`, `missing_now` (shares 0..1) and
            `verdict`, in the order to be shown; `Drift.rows()` gives them.
    """
    y = axes.listed("name", [str(row["name"]) for row in rows])
    x = axes.across("bar", _PSI, ".2f", _WHOLE)
    colour = axes.coloured("verdict", tuple(_COLOURS), tuple(_COLOURS.values()))
    bars: list[Row] = [
        {**row, "bar": min(row["psi"], _END), "chance": min(row["by_chance"], row["psi"], _END)}
        for row in rows
    ]
    beyond: list[Row] = [
        {**row, "bar": _END, "text": f"{row['psi']:.1f}"} for row in bars if row["psi"] > _END
    ]
    layers = [
        axes.data(bars).mark_bar(height=12).encode(x, y, colour),
        axes.data(bars).mark_bar(height=12, color=PAPER, opacity=0.6).encode(
            alt.X("chance:Q", scale=_WHOLE), y
        ),
        axes.data(beyond).mark_text(align="left", dx=5, color=INK, fontWeight=600).encode(
            alt.X("bar:Q", scale=_WHOLE), y, text="text:N"
        ),
        axes.rule_at(_AMBER, _WHOLE),
        axes.rule_at(_RED, _WHOLE, ACCENT),
        *_missing(rows, y),
    ]  # fmt: skip
    return axes.framed(layers, axes.TOP + axes.BOTTOM + _ROW * max(len(bars), 1), _NAMES)


def _missing(rows: Sequence[Row], y: alt.Y) -> list[alt.Chart]:
    """From the missing share before to that of now."""
    points = axes.data(rows).mark_point(size=45, strokeWidth=1.4, opacity=1, color=INK, fill=PAPER)
    line = axes.data(rows).mark_rule(color=INK, strokeWidth=1)
    before, now = (alt.X(f"missing_{side}:Q", scale=_WHOLE) for side in ("before", "now"))
    return [
        line.encode(before, y, x2="missing_now:Q"),
        points.encode(before, y, shape=alt.ShapeValue("square")),
        points.encode(now, y, shape=alt.ShapeValue("circle")),
    ]


def backtest_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Each grade's observed default rate with its Jeffreys interval beside the expected rate.

    Args:
        rows: `grade`, `predicted`, `observed`, `low`, `high` (shares 0..1) and `flagged`;
            `Backtest.rows()` gives them.
    """
    return grades_chart(rows)


def moved_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """How many firms went from which grade to which: those off the diagonal moved.

    Args:
        rows: `before`, `after` and `firms`; `Retraining.rows()` gives them.
    """
    most = max((row["firms"] for row in rows), default=1)
    cells: list[Row] = [
        {**row, "share": row["firms"] / most, "moved": "no" if _stayed(row) else "yes"}
        for row in rows
    ]
    x = axes.coded("after", _AFTER, _GRADES).scale(domain=_GRADES)
    y = axes.listed("before", _GRADES).scale(domain=_GRADES)
    colour = axes.coloured("moved", ("no", "yes"), (STRONG, ACCENT))
    shade = alt.Opacity("share:Q", legend=None, scale=_FADE)
    dark, pale = ([c for c in cells if (c["share"] > _DARK) is side] for side in (True, False))
    return axes.framed(
        [
            axes.data(cells).mark_rect(stroke=PAPER).encode(x, y, colour, shade),
            _counts(dark, PAPER, x, y),
            _counts(pale, INK, x, y),
        ],
        height=_SQUARE,
        left=_LEFT,
    )


def _stayed(row: Row) -> bool:
    return bool(row["before"] == row["after"])


def _counts(cells: Iterable[Row], ink: str, x: alt.X, y: alt.Y) -> alt.Chart:
    drawn: alt.Chart = axes.data(cells).mark_text(fontSize=11, color=ink).encode(
        x, y, text="firms:Q"
    )  # fmt: skip
    return drawn
