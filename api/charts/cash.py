"""When does money of a plan reach the firm, and when does the firm pay it back?"""

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


def cash_chart(plan: Plan, width: int = canvas.WIDE) -> alt.LayerChart:
    """A bar for each month in which money moves: up what comes in, down what is paid."""
    flows = plan.cash_flows
    last = max((flow.month for flow in flows), default=1) or 1
    most = max((max(flow.comes_in, flow.goes_out) for flow in flows), default=Decimal(1))
    room = (_HEIGHT - _TOP - _BELOW) / 2
    zero, scale = _TOP + room, room / float(most or 1)
    bar = max(3.0, min(14.0, width / (last + 2) * 0.7))
    boxes: list[Row] = []
    labels: list[Row] = []
    for flow in flows:
        x = (width - bar) * flow.month / last
        for yuan, way, colour in ((flow.comes_in, -1, canvas.UP), (flow.goes_out, 1, canvas.DOWN)):
            end = zero + way * float(yuan) * scale
            boxes.append({"x": x, "x2": x + bar, "y": zero, "y2": end, "colour": colour})
            if float(yuan) >= _LARGE * float(most):
                told = f"{'+' if way < 0 else '−'}{in_wan(yuan)}万"
                # In the last months the words stand before the bar, so that they stay inside.
                beside = x - _WORDS if x > width - _WORDS else x + bar + _GAP
                labels.append({"x": beside, "y": end - way * _GAP, "text": told, "colour": colour})
    for place in range(0, last + 1, max(1, -(-last // _MOST_LABELS))):
        if place < last:
            x = (width - bar) * place / last
            labels.append({"x": x, "y": _HEIGHT - 10, "text": f"{place}月", "colour": canvas.MUTED})
    sums: list[Row] = [
        {"x": 0, "y": 10, "colour": canvas.INK, "text": _summary(plan)},
    ]
    axis: list[Row] = [{"x": 0, "x2": width, "y": zero, "y2": zero}]
    layers = [
        canvas.lines(axis, canvas.MUTED),
        canvas.boxes(boxes),
        canvas.texts(labels, size=canvas.SMALL),
        canvas.texts(sums, size=canvas.SMALL),
    ]
    return canvas.drawing(layers, width, _HEIGHT)


def _summary(plan: Plan) -> str:
    comes = sum((flow.comes_in for flow in plan.cash_flows), Decimal(0))
    goes = sum((flow.goes_out for flow in plan.cash_flows), Decimal(0))
    return f"共流入 {in_wan(comes)}万,共流出 {in_wan(goes)}万(按区间高端)"
