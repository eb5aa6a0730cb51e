"""When does the money of a plan come, and by when must one apply?"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt

from api.charts.channels import CHANNEL_COLOURS, CHANNEL_MARKS
from engine.plan import Line, Plan
from models.charts import canvas
from models.charts.canvas import Row

_LINE_ROW, _TALL_ROW, _LINE_BAR, _HEAD = 44, 60, 10, 46
_LABEL, _MIDDLE, _BELOW = 14, 30, 46
_MONTH_ROOM = 64
_PAD = 8
_LATEST_SHOWN_DAYS = 62
_MONTHS = 12
_LONGEST_NAME = 22
_LEVELS = 2


Placed = tuple[Line, int]
"""A line and the top of its row."""


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
    tops = [(line, _HEAD + place * row) for place, line in enumerate(lines)]
    layers = [
        *_months(days, height),
        *_needs(plan, days, height),
        *_expected(tops, days),
        *_bounds(tops, days),
        *_names(tops, days),
    ]
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


def _expected(lines: list[Placed], days: _Days) -> list[alt.Chart]:
    """Bars to the expected day, thin where the line brings no cash, with a tip at their end."""
    known = [(line, top, line.expected) for line, top in lines if line.expected]
    bars = {cash: [_bar(line, top, day, days) for line, top, day in known
                   if line.gives_cash is cash] for cash in (True, False)}  # fmt: skip
    tips = {beyond: [_tip(line, top, day, days) for line, top, day in known
                     if (day > days.end) is beyond] for beyond in (True, False)}  # fmt: skip
    return [
        canvas.boxes(bars[True], opacity=0.55),
        canvas.boxes(bars[False], opacity=0.35),
        canvas.points(tips[False], "diamond", 110, filled=True),
        canvas.points(tips[True], "triangle-right", 110, filled=True),
    ]


def _bar(line: Line, top: int, day: date, days: _Days) -> Row:
    half = _LINE_BAR / 2 if line.gives_cash else _LINE_BAR / 5
    middle = top + _MIDDLE
    return {"x": 0, "x2": days.at(day), "y": middle - half, "y2": middle + half,
            "colour": CHANNEL_COLOURS[line.channel]}  # fmt: skip


def _tip(line: Line, top: int, day: date, days: _Days) -> Row:
    x = days.at(day) - (_PAD if day > days.end else 0)
    return {"x": x, "y": top + _MIDDLE, "colour": CHANNEL_COLOURS[line.channel]}


def _bounds(lines: list[Placed], days: _Days) -> list[alt.Chart]:
    """From the earliest to the latest day, and the latest day to apply."""
    spans: list[Row] = [
        {"x": days.at(line.earliest), "x2": days.at(line.latest), "y": top + _MIDDLE,
         "y2": top + _MIDDLE}
        for line, top in lines if line.earliest and line.latest
    ]  # fmt: skip
    applied: list[Row] = [
        {"x": days.at(line.apply_by), "y": top + _MIDDLE, "colour": canvas.INK}
        for line, top in lines if line.apply_by and line.apply_by <= days.end
    ]  # fmt: skip
    return [
        canvas.lines(spans, canvas.INK, strokeWidth=2.5),
        canvas.points(applied, "triangle-left", 80, strokeWidth=1.8, fill=canvas.PAPER),
    ]


def _names(lines: list[Placed], days: _Days) -> list[alt.Chart]:
    """Name and days of each line: side by side where there is room, else below each other."""
    wide = days.width > canvas.NARROW
    align: canvas.Align = "right" if wide else "left"
    names: list[Row] = [
        {"x": 0, "y": top + _LABEL, "text": _name(line), "colour": CHANNEL_COLOURS[line.channel]}
        for line, top in lines
    ]
    told: list[Row] = [
        {"x": days.width if wide else 0, "y": top + (_LABEL if wide else _BELOW),
         "text": _said(line, days.start), "colour": canvas.SOFT}
        for line, top in lines
    ]  # fmt: skip
    return [
        canvas.halos(names),
        canvas.halos(told, align, canvas.SMALL),
        canvas.texts(names, bold=True),
        canvas.texts(told, align, canvas.SMALL),
    ]


def _name(line: Line) -> str:
    name = line.product_name.zh
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return f"{CHANNEL_MARKS[line.channel]} {short}"


def _said(line: Line, on: date) -> str:
    def short(day: date) -> str:
        return f"{day:%m-%d}" if day.year == on.year else f"{day:%Y-%m-%d}"

    expected = [f"预计 {short(line.expected)}"] if line.expected else []
    apply_by = [f"最晚申请 {short(line.apply_by)}"] if line.apply_by else []
    return " · ".join([*expected, *apply_by])
