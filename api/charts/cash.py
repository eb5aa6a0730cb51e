"""When does money of a plan reach the firm, and when does the firm pay it back?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import altair as alt

from engine.money import in_wan
from engine.plan import Plan
from models.charts import canvas
from models.charts.canvas import Row

_HEIGHT, _TOP, _BELOW = 180, 26, 24
_MOST_LABELS = 8
_LARGE = 0.15  # of the largest sum: such a bar is told in words
_WORDS, _GAP = 64, 4


@dataclass(frozen=True)
class _Grid:
    """Where months and sums lie on the drawing, in pixels."""

    width: int
    last: int
    most: float

    @property
    def bar(self) -> float:
        """How wide the bar of a month is."""
        return max(3.0, min(14.0, self.width / (self.last + 2) * 0.7))

    @property
    def zero(self) -> float:
        """The height of nothing."""
        return _TOP + (_HEIGHT - _TOP - _BELOW) / 2

    def x(self, month: int) -> float:
        """Where the bar of a month begins."""
        return (self.width - self.bar) * month / self.last

    def y(self, yuan: Decimal) -> float:
        """How high a sum reaches; what is paid, below zero, reaches down."""
        return self.zero - float(yuan) / self.most * (self.zero - _TOP)


def cash_chart(plan: Plan, width: int = canvas.WIDE) -> alt.LayerChart:
    """A bar for each month in which money moves: up what comes in, down what is paid."""
    flows = plan.cash_flows
    last = max((flow.month for flow in flows), default=1) or 1
    most = max((max(flow.comes_in, flow.goes_out) for flow in flows), default=Decimal(1))
    grid = _Grid(width, last, float(most or 1))
    moves = [(f.month, yuan) for f in flows for yuan in (f.comes_in, -f.goes_out) if yuan]
    head = {"x": 0, "y": 10, "colour": canvas.INK, "text": _summary(plan)}
    layers = [
        canvas.lines([{"x": 0, "x2": width, "y": grid.zero, "y2": grid.zero}], canvas.MUTED),
        canvas.boxes([_bar(grid, month, yuan) for month, yuan in moves]),
        canvas.texts([*_months(grid), *_sums(grid, moves), head], size=canvas.SMALL),
    ]
    return canvas.drawing(layers, width, _HEIGHT)


def _colour(yuan: Decimal) -> str:
    return canvas.UP if yuan > 0 else canvas.DOWN


def _bar(grid: _Grid, month: int, yuan: Decimal) -> Row:
    x, colour = grid.x(month), _colour(yuan)
    return {"x": x, "x2": x + grid.bar, "y": grid.zero, "y2": grid.y(yuan), "colour": colour}


def _months(grid: _Grid) -> Iterator[Row]:
    for month in range(0, grid.last, max(1, -(-grid.last // _MOST_LABELS))):
        x, words = grid.x(month), f"{month}月"
        yield {"x": x, "y": _HEIGHT - 10, "text": words, "colour": canvas.MUTED}


def _sums(grid: _Grid, moves: Sequence[tuple[int, Decimal]]) -> Iterator[Row]:
    """The large sums in words beside their bars; in the last months before them, to stay inside."""
    for month, yuan in moves:
        if abs(float(yuan)) < _LARGE * grid.most:
            continue
        x, inwards = grid.x(month), _GAP if yuan > 0 else -_GAP
        beside = x - _WORDS if x > grid.width - _WORDS else x + grid.bar + _GAP
        words = f"{'+' if yuan > 0 else '−'}{in_wan(abs(yuan))}万"
        yield {"x": beside, "y": grid.y(yuan) + inwards, "text": words, "colour": _colour(yuan)}


def _summary(plan: Plan) -> str:
    comes = sum((flow.comes_in for flow in plan.cash_flows), Decimal(0))
    goes = sum((flow.goes_out for flow in plan.cash_flows), Decimal(0))
    return f"共流入 {in_wan(comes)}万,共流出 {in_wan(goes)}万(按区间高端)"
