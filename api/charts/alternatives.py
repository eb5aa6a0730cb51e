"""What does each plan trade: how much is paid, how soon the money comes, what share is given?"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import altair as alt

from engine.money import WAN, in_wan
from engine.plan import Plan
from models.charts import canvas
from models.charts.canvas import Row

BEST_MARK = "荐"
_HEAD, _AXIS, _ROW = 44, 40, 26
_DEEP, _SHALLOW = 220, 90  # the field, where days differ and where they do not
_LEFT, _INSIDE = 46, 30
_BADGE = 10  # radius
_APART = 22
_LARGEST_HALO = 27
_HALO = "#2b4a8b"
_LEVELS_APART = 15
_TICKS = 5
_GAP = 8
_PERCENT = 100
_OFFSETS = ((0, 0), (0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, 1), (1, 1), (-1, -1),
            (2, 0), (-2, 0), (0, -2), (0, 2))  # fmt: skip


@dataclass(frozen=True)
class Weighed:
    """One plan as it is weighed: what it costs more than the first, in 万元, and the rest."""

    mark: str
    name: str
    more_wan: float
    days: int
    dilution: float
    covered: Decimal


def weighed(plans: Sequence[Plan]) -> tuple[Weighed, ...]:
    """The recommended plan, which comes first, and the others beside it.

    Empty where there is nothing to compare: one plan only, no cash, or plans stored before their
    net cost was told.
    """
    costs = [plan.net_cost_first_year for plan in plans]
    first = costs[0] if costs else None
    known = [cost is not None and plan.days_to_cash is not None
             for plan, cost in zip(plans, costs, strict=True)]  # fmt: skip
    if first is None or len(plans) == 1 or not all(known):
        return ()
    return tuple(
        Weighed(
            mark=str(place) if place else BEST_MARK,
            name=plan.name.zh,
            more_wan=float(((cost or first) - first) / WAN),
            days=plan.days_to_cash or 0,
            dilution=float(plan.dilution_share.high),
            covered=plan.covered_amount,
        )
        for place, (plan, cost) in enumerate(zip(plans, costs, strict=True))
    )


@dataclass(frozen=True)
class _Grid:
    """Where costs and days lie on the drawing, in pixels."""

    width: int
    low: float
    high: float
    soonest: int
    latest: int

    def x(self, wan: float) -> float:
        """Further right what is paid more."""
        room = self.width - _LEFT - 2 * _INSIDE
        return _LEFT + _INSIDE + (wan - self.low) / (self.high - self.low) * room

    def y(self, days: int) -> float:
        """Further down what comes later."""
        span = self.latest - self.soonest
        share = (days - self.soonest) / span if span else 0.5
        return _HEAD + _INSIDE + share * (self.bottom - _HEAD - 2 * _INSIDE)

    @property
    def bottom(self) -> float:
        """The lower end of the field."""
        return float(_HEAD + (_DEEP if self.latest > self.soonest else _SHALLOW))


def alternatives_chart(plans: Sequence[Plan], width: int = canvas.WIDE) -> alt.LayerChart:
    """Each plan at what it costs more than the recommended one and when its last cash comes.

    Left is cheaper, up is sooner, a larger ring dilutes more. The first plan is the recommended
    one; below the field stands what each mark means.

    Raises:
        ValueError: there is nothing to compare.
    """
    rows = weighed(plans)
    if not rows:
        raise ValueError("there are no plans to compare")
    grid = _grid(rows, width)
    height = int(grid.bottom) + _AXIS + _ROW * len(rows)
    layers = [*_field(grid, rows), *_rings(grid, rows), *_badges(grid, rows), *_meaning(grid, rows)]
    return canvas.drawing(layers, width, height)


def _grid(rows: Sequence[Weighed], width: int) -> _Grid:
    costs, days = [row.more_wan for row in rows], [row.days for row in rows]
    low, high = min(costs), max(costs)
    if high - low < 1:
        low, high = low - 1, high + 1
    return _Grid(width, low, high, min(days), max(days))


def _field(grid: _Grid, rows: Sequence[Weighed]) -> list[alt.Chart]:
    """The field with its costs below, its days at the left, and the recommended plan's cost."""
    right, zero = float(grid.width), grid.x(0.0)
    across = list(_levels(grid, rows))
    box: Row = {"x": _LEFT, "x2": right, "y": _HEAD, "y2": grid.bottom, "colour": canvas.PAPER}
    levels: list[Row] = [{"x": _LEFT, "x2": right, "y": y, "y2": y} for y, _ in across]
    ticks = list(_ticks(grid))
    below: list[Row] = [
        {"x": x, "y": grid.bottom + 12, "text": text, "colour": canvas.MUTED} for x, text in ticks
    ]
    days: list[Row] = [
        {"x": _LEFT - 6, "y": y, "text": text, "colour": canvas.MUTED} for y, text in across
    ]
    return [
        canvas.boxes([box]),
        canvas.lines(levels),
        canvas.lines([{"x": zero, "x2": zero, "y": _HEAD, "y2": grid.bottom}], canvas.ACCENT,
                     strokeDash=[3, 3]),
        canvas.texts(below, "center", canvas.SMALL),
        canvas.texts(days, "right", canvas.SMALL),
        canvas.texts([*_titles(grid, rows)], size=canvas.SMALL),
    ]  # fmt: skip


def _titles(grid: _Grid, rows: Sequence[Weighed]) -> Iterator[Row]:
    yield {
        "x": 0,
        "y": 10,
        "colour": canvas.INK,
        "text": "越靠左越省,越靠上越快:纵向为最后一笔到账天数",
    }
    if any(row.dilution for row in rows):
        yield {"x": 0, "y": 28, "colour": _HALO, "text": "蓝圈越大,出让的股权越多"}
    words = "首年比推荐方案多付(万元,已减返还)"
    yield {"x": _LEFT, "y": grid.bottom + 28, "colour": canvas.MUTED, "text": words}


def _levels(grid: _Grid, rows: Sequence[Weighed]) -> Iterator[tuple[float, str]]:
    """The days that occur, those too near to the one above left out."""
    last = -math.inf
    for days in sorted({row.days for row in rows}):
        y = grid.y(days)
        if y - last >= _LEVELS_APART:
            yield y, f"{days}天"
            last = y


def _ticks(grid: _Grid) -> Iterator[tuple[float, str]]:
    """Round costs across the field; 0 is the recommended plan."""
    rough = (grid.high - grid.low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    for place in range(math.ceil(grid.low / step), math.floor(grid.high / step) + 1):
        value = place * step
        sign = "+" if value > 0 else "−" if value < 0 else ""
        yield grid.x(value), f"{sign}{abs(value):g}"


def _rings(grid: _Grid, rows: Sequence[Weighed]) -> list[alt.Chart]:
    """A ring around each plan that gives shares, its area as the share."""
    most = max(row.dilution for row in rows)
    return [
        canvas.points(
            [{"x": grid.x(row.more_wan), "y": grid.y(row.days), "colour": _HALO}], "circle",
            round(4 * (_BADGE**2 + (_LARGEST_HALO**2 - _BADGE**2) * row.dilution / most)),
            filled=True, fillOpacity=0.16, stroke=_HALO, strokeWidth=1, strokeOpacity=0.5,
        )
        for row in rows
        if row.dilution > 0
    ]  # fmt: skip


def _badges(grid: _Grid, rows: Sequence[Weighed]) -> list[alt.Chart]:
    """The mark of each plan where it lies, or beside it where another lies too."""
    spots = [(grid.x(row.more_wan), grid.y(row.days)) for row in rows]
    placed = _placed(grid, spots)
    leaders: list[Row] = [
        {"x": x, "y": y, "x2": px, "y2": py}
        for (x, y), (px, py) in zip(spots, placed, strict=True) if (x, y) != (px, py)
    ]  # fmt: skip
    dots: list[Row] = [{"x": x, "y": y, "colour": canvas.INK} for x, y in spots]
    layers = [canvas.lines(leaders, canvas.SOFT)] if leaders else []
    layers.append(canvas.points(dots, "circle", 16, filled=True))
    return layers + _marks([(x, y, row.mark) for (x, y), row in zip(placed, rows, strict=True)])


def _placed(grid: _Grid, spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A place for each badge, no two upon each other, the first where it belongs."""
    placed: list[tuple[float, float]] = []
    for x, y in spots:
        near = [(x + dx * _APART, y + dy * _APART) for dx, dy in _OFFSETS]
        inside = [spot for spot in near if _fits(grid, spot)]
        free = [s for s in inside if all(math.dist(s, other) >= _APART - 1 for other in placed)]
        placed.append((free or near)[0])
    return placed


def _fits(grid: _Grid, spot: tuple[float, float]) -> bool:
    x, y = spot
    return (
        _LEFT + _BADGE <= x <= grid.width - _BADGE and _HEAD + _BADGE <= y <= grid.bottom - _BADGE
    )


def _marks(marks: Sequence[tuple[float, float, str]]) -> list[alt.Chart]:
    discs: list[Row] = [
        {"x": x, "y": y, "colour": canvas.ACCENT if mark == BEST_MARK else canvas.STRONG}
        for x, y, mark in marks
    ]
    words: list[Row] = [{"x": x, "y": y, "text": m, "colour": canvas.PAPER} for x, y, m in marks]
    return [
        canvas.points(discs, "circle", 4 * _BADGE**2, filled=True),
        canvas.texts(words, "center", canvas.SMALL, bold=True),
    ]


def _meaning(grid: _Grid, rows: Sequence[Weighed]) -> list[alt.Chart]:
    """Below the field, row by row: mark, name, what share is given and what is covered."""
    top = grid.bottom + _AXIS + _ROW / 2
    at = [(top + place * _ROW, row) for place, row in enumerate(rows)]
    names: list[Row] = [
        {"x": 2 * _BADGE + _GAP, "y": y, "text": _name(row, grid.width), "colour": canvas.INK}
        for y, row in at
    ]
    told: list[Row] = [
        {"x": grid.width, "y": y, "text": _said(row), "colour": canvas.SOFT} for y, row in at
    ]
    return [
        *_marks([(_BADGE, y, row.mark) for y, row in at]),
        canvas.texts(names, size=canvas.NORMAL),
        canvas.texts(told, "right", canvas.SMALL),
    ]


def _said(row: Weighed) -> str:
    share = f"稀释{row.dilution * _PERCENT:.1f}%" if row.dilution else "不稀释"
    return f"{share} · 覆盖{in_wan(row.covered)}万"


def _name(row: Weighed, width: int) -> str:
    """The name of a plan in the room that is left beside what is said of it, cut where it must."""
    room = width - 2 * _BADGE - 2 * _GAP - canvas.text_width(_said(row), canvas.SMALL)
    name = row.name
    while name and canvas.text_width(f"{name}…") > room:
        name = name[:-1]
    return name if name == row.name else f"{name}…"
