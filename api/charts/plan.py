"""Which channel pays which use, and when does the money come?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import altair as alt

from api.charts import canvas
from api.charts.canvas import CHANNEL_COLOURS, Row
from engine.money import in_wan
from engine.plan import Line, Plan

MARKS = {"invest": "投", "loan": "贷", "subsidy": "补", "guarantee": "担", "insurance": "保",
         "service": "X"}  # fmt: skip
_USE_ROW, _USE_BAR, _USE_LABEL = 62, 26, 24
_PAD = 8
_LINE_ROW, _TALL_ROW, _LINE_BAR, _HEAD = 44, 60, 10, 46
_MONTH_ROOM = 64
_LATEST_SHOWN_DAYS = 62
_MONTHS = 12
_LONGEST_NAME = 22
_LEVELS = 2
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
    layers = [layer for place, row in enumerate(rows) for layer in _use(row, place, width / most)]
    heads: list[Row] = [
        {"x": 0, "y": place * _USE_ROW + _USE_LABEL / 2, "text": row.label, "colour": canvas.INK}
        for place, row in enumerate(rows)
    ]
    sides: list[Row] = [
        {"x": width, "y": place * _USE_ROW + _USE_LABEL / 2, "text": _coverage(row),
         "colour": canvas.ACCENT if row.gap else canvas.SOFT}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    layers += [canvas.texts(heads, bold=True), canvas.texts(sides, "right")]
    return canvas.drawing(layers, width, height)


def _use(row: UseRow, place: int, scale: float) -> list[alt.Chart]:
    """One bar: a box for each channel's cash, an outline for what stays open."""
    top, at = place * _USE_ROW + _USE_LABEL, 0.0
    boxes: list[Row] = []
    gaps: list[Row] = []
    inside: list[Row] = []
    for channel, amount in (*row.parts, *([(_GAP, row.gap)] if row.gap else [])):
        end = at + float(amount) * scale
        box: Row = {"x": at, "x2": end, "y": top, "y2": top + _USE_BAR}
        if channel == _GAP:
            gaps.append(box | {"x": at + 1, "x2": max(end - 1, at + 3)})
        else:
            boxes.append(box | {"colour": CHANNEL_COLOURS[channel]})
        colour = canvas.ACCENT if channel == _GAP else canvas.PAPER
        inside.append({"x": (at + end) / 2, "y": top + _USE_BAR / 2, "colour": colour,
                       "text": _fitting(channel, amount, end - at)})  # fmt: skip
        at = end
    return [
        canvas.boxes(boxes, stroke=canvas.PAPER, strokeWidth=1),
        canvas.outlines(gaps, canvas.ACCENT),
        canvas.texts(inside, "center", bold=True),
    ]


def _fitting(channel: str, amount: Decimal, room: float) -> str:
    """As much of a segment's name as fits into it."""
    mark = MARKS.get(channel, "缺口")
    for text in (f"{mark} {in_wan(amount)}万", mark):
        if canvas.text_width(text) + _PAD < room:
            return text
    return ""


def _coverage(row: UseRow) -> str:
    covered = f"{in_wan(row.amount - row.gap)} / {in_wan(row.amount)} 万"
    return f"{covered} · 缺 {in_wan(row.gap)} 万" if row.gap else covered


@dataclass(frozen=True)
class _Days:
    start: date
    end: date
    width: int

    def at(self, day: date) -> float:
        share = (day - self.start).days / (self.end - self.start).days
        return min(max(share, 0.0), 1.0) * self.width


def calendar_chart(plan: Plan, on: date, width: int = canvas.WIDE) -> alt.LayerChart:
    """Each line from the day assessed to its expected day, with the latest day to apply.

    Dashed lines are the days on which uses need their money; what comes long after the last of
    them points to the right.
    """
    days = _Days(on, _last_day(plan, on), width)
    lines = dated_lines(plan)
    row = _LINE_ROW if width > canvas.NARROW else _TALL_ROW
    height = _HEAD + max(len(lines), 1) * row
    layers = [*_months(days, height), *_needs(plan, days, height)]
    for place, line in enumerate(lines):
        layers += _line(line, days, _HEAD + place * row)
    return canvas.drawing(layers, width, height)


def dated_lines(plan: Plan) -> tuple[Line, ...]:
    """The lines of which any day is known, those that bring cash first."""
    dated = [line for line in plan.lines if line.expected or line.apply_by or line.latest]
    return tuple(sorted(dated, key=lambda line: not line.gives_cash))


def _last_day(plan: Plan, on: date) -> date:
    last = max((use.needed_by for use in plan.uses), default=on)
    return max(last, on) + timedelta(days=_LATEST_SHOWN_DAYS)


def _months(days: _Days, height: int) -> list[alt.Chart]:
    firsts = _firsts(days)
    every = max(1, math.ceil(len(firsts) * _MONTH_ROOM / days.width))
    rules: list[Row] = [
        {"x": days.at(day), "x2": days.at(day), "y": _HEAD - 8, "y2": height} for day in firsts
    ]
    labels: list[Row] = [
        {"x": days.at(day) + 3, "y": _HEAD - 6, "colour": canvas.MUTED,
         "text": f"{day:%Y-%m}" if day.month == 1 or day == firsts[0] else f"{day:%m}月"}
        for day in firsts[::every] if days.at(day) < days.width - _MONTH_ROOM / 2
    ]  # fmt: skip
    return [canvas.lines(rules), canvas.texts(labels, size=canvas.SMALL)]


def _firsts(days: _Days) -> list[date]:
    """The first day of every month shown."""
    months = range(
        days.start.year * _MONTHS + days.start.month, days.end.year * _MONTHS + days.end.month
    )
    return [date(month // _MONTHS, month % _MONTHS + 1, 1) for month in months]


def _needs(plan: Plan, days: _Days, height: int) -> list[alt.Chart]:
    rules: list[Row] = []
    labels: list[Row] = []
    for place, day in enumerate(sorted({use.needed_by for use in plan.uses})):
        x, top = days.at(day), 8 + place % _LEVELS * 13
        rules.append({"x": x, "x2": x, "y": top + 4, "y2": height})
        labels.append({"x": x - 4, "y": top, "text": f"用款 {day:%m-%d}", "colour": canvas.ACCENT})
    return [
        canvas.lines(rules, canvas.ACCENT, strokeDash=[3, 3], strokeWidth=1.2),
        canvas.halos(labels, "right", canvas.SMALL),
        canvas.texts(labels, "right", canvas.SMALL, bold=True),
    ]


def _line(line: Line, days: _Days, top: int) -> list[alt.Chart]:
    colour, middle = CHANNEL_COLOURS[line.channel], top + 30
    layers = _names(line, days, top, colour)
    if line.expected:
        layers += _expected(line, line.expected, days, middle)
    if line.earliest and line.latest:
        span: Row = {"x": days.at(line.earliest), "x2": days.at(line.latest), "y": middle,
                     "y2": middle}  # fmt: skip
        layers.append(canvas.lines([span], colour, strokeWidth=2.5))
    if line.apply_by and line.apply_by <= days.end:
        mark: Row = {"x": days.at(line.apply_by), "y": middle, "colour": canvas.INK}
        layers.append(
            canvas.points([mark], "triangle-left", 80, strokeWidth=1.8, fill=canvas.PAPER)
        )
    return layers


def _names(line: Line, days: _Days, top: int, colour: str) -> list[alt.Chart]:
    """Name and days of a line: side by side where there is room, else below each other."""
    name = line.product_name.zh
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    label: Row = {"x": 0, "y": top + 14, "text": f"{MARKS[line.channel]} {short}", "colour": colour}
    wide = days.width > canvas.NARROW
    said: Row = {"x": days.width if wide else 0, "y": top + (14 if wide else 46),
                 "text": _said(line, days.start), "colour": canvas.SOFT}  # fmt: skip
    align: canvas.Align = "right" if wide else "left"
    return [
        canvas.halos([label]),
        canvas.halos([said], align, canvas.SMALL),
        canvas.texts([label], bold=True),
        canvas.texts([said], align, canvas.SMALL),
    ]


def _said(line: Line, on: date) -> str:
    def short(day: date) -> str:
        return f"{day:%m-%d}" if day.year == on.year else f"{day:%Y-%m-%d}"

    expected = [f"预计 {short(line.expected)}"] if line.expected else []
    apply_by = [f"最晚申请 {short(line.apply_by)}"] if line.apply_by else []
    return " · ".join([*expected, *apply_by])


def _expected(line: Line, day: date, days: _Days, middle: float) -> list[alt.Chart]:
    x, beyond, colour = days.at(day), day > days.end, CHANNEL_COLOURS[line.channel]
    half = _LINE_BAR / 2 if line.gives_cash else _LINE_BAR / 5
    bar: Row = {"x": 0, "x2": x, "y": middle - half, "y2": middle + half, "colour": colour}
    tip: Row = {"x": x - 6 if beyond else x, "y": middle, "colour": colour}
    shape = "triangle-right" if beyond else "diamond"
    return [
        canvas.boxes([bar], opacity=0.55 if line.gives_cash else 0.35),
        canvas.points([tip], shape, 110, filled=True),
    ]
