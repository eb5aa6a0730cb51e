"""How does the money of a plan flow: from each use through channels to products?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import altair as alt

from api.charts.channels import CHANNEL_COLOURS, CHANNEL_MARKS
from engine.money import in_wan
from engine.plan import Plan
from engine.text import Text
from models.charts import canvas
from models.charts.canvas import Row

_GAP = "gap"
_NODE, _LABEL, _SPACE = 8, 22, 12
_BODY = 190
_LEAST = 3.0
_TITLES = (Text(zh="用途", en="Use"), Text(zh="通道", en="Channel"), Text(zh="产品", en="Product"))
_HEAD = 24
_PAD = 4


@dataclass(frozen=True)
class FlowRow:
    """Cash of one product for one use; channel and product are `gap` for what stays open."""

    use: str
    channel: str
    product: str
    amount: Decimal


def flow_rows(plan: Plan, names: Sequence[str]) -> tuple[FlowRow, ...]:
    """Every payment of the plan, use by use; `names` are the names of the uses."""
    rows = []
    for state, name in zip(plan.uses, names, strict=True):
        rows += [
            FlowRow(name, line.channel, line.product_name.zh, cover.amount)
            for line in plan.lines
            for cover in line.uses
            if cover.use == state.use
        ]
        if state.gap > 0:
            rows.append(FlowRow(name, _GAP, _GAP, state.gap))
    return tuple(rows)


@dataclass
class _Node:
    label: str
    colour: str
    yuan: Decimal = Decimal(0)
    top: float = 0.0
    height: float = 0.0
    left_at: float = 0.0
    right_at: float = 0.0


def flows_chart(plan: Plan, names: Sequence[str], width: int = canvas.WIDE) -> alt.LayerChart:
    """Bands as wide as their money: from uses to channels to products, and what stays open."""
    rows = flow_rows(plan, names)
    columns = _columns(rows)
    height = max(_placed(nodes, rows) for nodes in columns)
    across = [0.0, (width - _NODE) / 2, float(width - _NODE)]
    layers = [
        canvas.bands(_bands(rows, columns, across)),
        *_drawn(columns, across, width),
    ]
    return canvas.drawing(layers, width, int(height))


def _columns(rows: Sequence[FlowRow]) -> list[dict[str, _Node]]:
    columns: list[dict[str, _Node]] = [{}, {}, {}]
    for row in sorted(rows, key=lambda row: row.channel == _GAP):
        colour = CHANNEL_COLOURS.get(row.channel, canvas.ACCENT)
        ends = (
            (row.use, row.use, canvas.INK),
            (row.channel, CHANNEL_MARKS.get(row.channel, "缺口"), colour),
            (row.product, "缺口" if row.product == _GAP else row.product, colour),
        )
        for nodes, (key, label, painted) in zip(columns, ends, strict=True):
            nodes.setdefault(key, _Node(label, painted)).yuan += row.amount
    return columns


def _placed(nodes: dict[str, _Node], rows: Sequence[FlowRow]) -> float:
    """Set the nodes of a column below each other; the height they need."""
    whole = sum((row.amount for row in rows), Decimal(0))
    top = float(_HEAD)
    for node in nodes.values():
        node.top = top + _LABEL
        node.height = max(_LEAST, float(node.yuan / whole) * _BODY)
        node.left_at = node.right_at = node.top
        top = node.top + node.height + _SPACE
    return top


def _bands(
    rows: Sequence[FlowRow], columns: Sequence[dict[str, _Node]], across: Sequence[float]
) -> list[Row]:
    points: list[Row] = []
    for number, row in enumerate(sorted(rows, key=lambda row: row.channel == _GAP)):
        nodes = [
            n[key] for n, key in zip(columns, (row.use, row.channel, row.product), strict=True)
        ]
        colour = CHANNEL_COLOURS.get(row.channel, canvas.ACCENT)
        for step in (0, 1):
            points += _band(f"{number}-{step}", nodes[step : step + 2], row.amount,
                            across[step : step + 2], colour)  # fmt: skip
    return points


def _band(
    name: str, ends: Sequence[_Node], yuan: Decimal, across: Sequence[float], colour: str
) -> list[Row]:
    one, two = ends
    thick = [node.height * float(yuan / node.yuan) for node in ends]
    start, end = one.right_at, two.left_at
    one.right_at += thick[0]
    two.left_at += thick[1]
    x0, x1 = across[0] + _NODE, across[1]
    bend = (x1 - x0) * 0.4
    return [
        {"x": x, "y": y, "y2": y + t, "id": name, "colour": colour}
        for x, y, t in (
            (x0, start, thick[0]), (x0 + bend, start, thick[0]),
            (x1 - bend, end, thick[1]), (x1, end, thick[1]),
        )
    ]  # fmt: skip


def _drawn(
    columns: Sequence[dict[str, _Node]], across: Sequence[float], width: int
) -> list[alt.Chart]:
    layers = []
    aligns: tuple[canvas.Align, ...] = ("left", "center", "right")
    ends = (0.0, width / 2, float(width))
    for nodes, x, align, at, title in zip(columns, across, aligns, ends, _TITLES, strict=True):
        boxes: list[Row] = [
            {"x": x, "x2": x + _NODE, "y": n.top, "y2": n.top + n.height, "colour": n.colour}
            for n in nodes.values()
        ]
        labels: list[Row] = [
            {"x": at, "y": n.top - _LABEL / 2, "text": _label(n, width), "colour": n.colour}
            for n in nodes.values()
        ]
        head: list[Row] = [{"x": at, "y": 10, "text": title.zh, "colour": canvas.MUTED}]
        layers += [
            canvas.boxes(boxes),
            canvas.texts(labels, align, canvas.SMALL, bold=True),
            canvas.texts(head, align, canvas.SMALL),
        ]
    return layers


def _label(node: _Node, width: int) -> str:
    """Name and money of a node in a third of the width, the name cut where it must be."""
    money, room = f"{in_wan(node.yuan)}万", width / 3 - _PAD
    name = node.label
    while name and canvas.text_width(f"{name}… {money}", canvas.SMALL) > room:
        name = name[:-1]
    return f"{name if name == node.label else name + '…'} {money}"
