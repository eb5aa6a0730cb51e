"""Does the model hold: calibration, grades, stability and separation, each in one picture?"""

from collections.abc import Sequence

import altair as alt

from engine.text import Text
from models.charts import axes
from models.charts.axes import VERDICT_COLOURS
from models.charts.canvas import ACCENT, INK, MUTED, SMALL, STRONG, Row, text_width

_PREDICTED = Text(zh="预测违约概率", en="Predicted PD")
_OBSERVED = Text(zh="实际违约率(90%区间)", en="Observed default rate (90 % interval)")
_GRADE = Text(zh="等级(A1最安全)", en="Grade (A1 is the safest)")
_RATE = Text(zh="违约率与区间;菱形为预测", en="Default rate with interval; diamonds: predicted")
_PSI = Text(zh="稳定性指数 PSI", en="Population stability index")
_AUC = Text(zh="AUC(95%区间)", en="AUC (95 % interval)")
_SQUARE = 330
_ROW, _BESIDE = 24, 16
_FEWEST, _MOST = 90, 340  # pixels for the names beside a chart
_AMBER, _RED = 0.10, 0.25
_CHANCE = 0.5


def reliability_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Observed default rates against predicted PDs, on the diagonal where all comes true.

    Both axes are on a square-root scale, so that low PDs, where most firms are, can be read.

    Args:
        rows: `predicted`, `observed`, `low` and `high`, shares 0..1.
    """
    end = max((max(row["predicted"], row["high"]) for row in rows), default=1.0)
    domain = [0.0, end]
    scale = alt.Scale(type="sqrt", domain=domain)
    x = axes.across("predicted", _PREDICTED, ".0%", scale)
    y = axes.up("observed", _OBSERVED, ".0%", scale)
    line: list[Row] = [{"predicted": at, "observed": at} for at in domain]
    return axes.framed(
        [
            axes.data(line).mark_line(color=MUTED, strokeDash=[4, 3], strokeWidth=1).encode(x, y),
            axes.data(rows).mark_rule(color=STRONG, strokeWidth=1.5).encode(
                x, y=alt.Y("low:Q", scale=scale), y2="high:Q"
            ),
            axes.data(rows).mark_point(color=STRONG, filled=True, size=50, opacity=1).encode(x, y),
        ],
        height=_SQUARE,
        width=_SQUARE,
    )  # fmt: skip


def grades_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Each grade's observed default rate with its Jeffreys interval beside the predicted PD.

    On a square-root scale, as PDs of grades span three orders of magnitude.

    Args:
        rows: `grade`, `predicted`, `observed`, `low`, `high` (shares 0..1) and `flagged`.
    """
    x = axes.coded("grade", _GRADE, [row["grade"] for row in rows])
    scale = alt.Scale(type="sqrt")
    y = axes.up("observed", _RATE, ".0%", scale)
    flagged = axes.coloured("mark", ("no", "yes"), (STRONG, ACCENT))
    marked = [row | {"mark": "yes" if row["flagged"] else "no"} for row in rows]
    return axes.framed([
        axes.data(marked).mark_rule(strokeWidth=2).encode(
            x, alt.Y("low:Q", scale=scale), flagged, y2="high:Q"
        ),
        axes.data(marked).mark_point(filled=True, size=55, opacity=1).encode(x, y, flagged),
        axes.data(marked).mark_point(
            shape="diamond", size=90, color=INK, strokeWidth=1.5, opacity=1
        ).encode(x, alt.Y("predicted:Q", scale=scale)),
    ])  # fmt: skip


def psi_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """Bars of the stability index with the bounds 0.10 and 0.25.

    Args:
        rows: `name`, `psi` and `verdict` (green, amber or red), in the order to be shown.
    """
    names = [row["name"] for row in rows]
    end = max([_RED * 1.1, *(row["psi"] for row in rows)])
    bars = axes.data(rows).mark_bar(height=10)
    verdicts = tuple(VERDICT_COLOURS)
    colour = axes.coloured("verdict", verdicts, tuple(VERDICT_COLOURS.values()))
    scale = alt.Scale(domain=[0.0, end])
    x = axes.across("psi", _PSI, ".2f", scale)
    layers = [
        bars.encode(x, axes.listed("name", names), colour),
        axes.rule_at(_AMBER, scale),
        axes.rule_at(_RED, scale, ACCENT),
    ]
    return axes.framed(layers, _height(names), _room(names))


def forest_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """AUCs with their intervals, one below the other, and the line of chance.

    Args:
        rows: `name`, `auc`, `low`, `high`, and `whole` where it is of all firms.
    """
    names = [row["name"] for row in rows]
    start = min([_CHANCE, *(row["low"] for row in rows)])
    scale = alt.Scale(domain=[max(start - 0.02, 0.0), 1.0], nice=False, zero=False)
    x = axes.across("auc", _AUC, ".2f", scale)
    y = axes.listed("name", names)
    whole = [{"at": row["auc"]} for row in rows if row.get("whole")]
    return axes.framed(
        [
            axes.rule_at(_CHANCE, scale),
            axes.data(whole).mark_rule(color=STRONG, strokeWidth=1, opacity=0.5).encode(
                alt.X("at:Q", scale=scale)
            ),
            axes.data(rows).mark_rule(color=STRONG, strokeWidth=2).encode(
                alt.X("low:Q", scale=scale), y, x2="high:Q"
            ),
            axes.data(rows).mark_point(
                color=STRONG, filled=True, shape="square", size=50, opacity=1
            ).encode(x, y),
        ],
        _height(names),
        _room(names),
    )  # fmt: skip


def _room(names: Sequence[str]) -> int:
    """Pixels that the longest name surely needs, whatever font draws it."""
    widest = max((text_width(name, SMALL) for name in names), default=0.0)
    return int(min(max(widest + _BESIDE, _FEWEST), _MOST))


def _height(names: Sequence[str]) -> int:
    return axes.TOP + axes.BOTTOM + _ROW * max(len(names), 1)
