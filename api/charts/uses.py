"""Which channel pays which use of the need?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import altair as alt

from api.charts.channels import CHANNEL_COLOURS, CHANNEL_MARKS
from engine.money import in_wan
from engine.plan import Plan
from models.charts import canvas
from models.charts.canvas import Row

_USE_ROW, _USE_BAR, _USE_LABEL = 62, 26, 24
_PAD = 8
_GAP = "gap"


@dataclass(frozen=True)
class UseRow:
    """One use of the need, or the whole of it, with the cash that covers it."""

    label: str
    amount: Decimal
    gap: Decimal
    parts: tuple[tuple[str, Decimal], ...]


def use_rows(plan: Plan, names: Sequence[str]) -> tuple[UseRow, ...]:
    """The whole need first (where it has several uses), then each use; `names` are their names."""
    uses = tuple(
        UseRow(
            label=f"{name} · {use.needed_by.isoformat()} 前",
            amount=use.amount,
            gap=use.gap,
            parts=tuple(
                (line.channel, cover.amount)
                for line in plan.lines
                for cover in line.uses
                if cover.use == use.use
            ),
        )
        for use, name in zip(plan.uses, names, strict=True)
    )
    if len(uses) < 2:  # noqa: PLR2004 - one use is the whole need
        return uses
    sums: dict[str, Decimal] = {}
    for use in uses:
        for channel, amount in use.parts:
            sums[channel] = sums.get(channel, Decimal(0)) + amount
    whole = UseRow("全部需求", plan.need_amount, plan.bridge_gap, tuple(sums.items()))
    return (whole, *uses)


def uses_chart(plan: Plan, names: Sequence[str], width: int = canvas.WIDE) -> alt.LayerChart:
    """Stacked bars: for each use the cash of each channel, and what stays open."""
    rows = use_rows(plan, names)
    most = max((float(row.amount) for row in rows), default=1.0)
    height = max(len(rows), 1) * _USE_ROW - _PAD
    scale = width / most
    segments = [each for place, row in enumerate(rows) for each in _segments(row, place, scale)]
    heads = [_above(place, 0, row.label, canvas.INK) for place, row in enumerate(rows)]
    sides = [
        _above(place, width, _coverage(row), canvas.ACCENT if row.gap else canvas.SOFT)
        for place, row in enumerate(rows)
    ]
    cash = [each.box for each in segments if each.channel != _GAP]
    gaps = [each.box for each in segments if each.channel == _GAP]
    layers = [
        canvas.boxes(cash, stroke=canvas.PAPER, strokeWidth=1),
        canvas.outlines(gaps, canvas.ACCENT),
        canvas.texts([each.text for each in segments], "center", bold=True),
        canvas.texts(heads, bold=True),
        canvas.texts(sides, "right"),
    ]
    return canvas.drawing(layers, width, height)


def _above(place: int, x: float, text: str, colour: str) -> Row:
    return {"x": x, "y": place * _USE_ROW + _USE_LABEL / 2, "text": text, "colour": colour}


@dataclass(frozen=True)
class _Segment:
    channel: str
    box: Row
    text: Row


def _segments(row: UseRow, place: int, scale: float) -> list[_Segment]:
    """One bar: a box for each channel's cash, an outline for what stays open."""
    top, at = place * _USE_ROW + _USE_LABEL, 0.0
    found = []
    for channel, amount in (*row.parts, *([(_GAP, row.gap)] if row.gap else [])):
        end = at + float(amount) * scale
        box: Row = {"x": at, "x2": end, "y": top, "y2": top + _USE_BAR,
                    "colour": CHANNEL_COLOURS.get(channel, canvas.ACCENT)}  # fmt: skip
        text: Row = {"x": (at + end) / 2, "y": top + _USE_BAR / 2,
                     "text": _fitting(channel, amount, end - at),
                     "colour": canvas.ACCENT if channel == _GAP else canvas.PAPER}  # fmt: skip
        found.append(_Segment(channel, box, text))
        at = end
    return found


def _fitting(channel: str, amount: Decimal, room: float) -> str:
    """As much of a segment's name as fits into it."""
    mark = CHANNEL_MARKS.get(channel, "缺口")
    for text in (f"{mark} {in_wan(amount)}万", mark):
        if canvas.text_width(text) + _PAD < room:
            return text
    return ""


def _coverage(row: UseRow) -> str:
    covered = f"{in_wan(row.amount - row.gap)} / {in_wan(row.amount)} 万"
    return f"{covered} · 缺 {in_wan(row.gap)} 万" if row.gap else covered
