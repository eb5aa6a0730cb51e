"""What sets each alternative apart from the recommended plan?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.charts.alternatives import weighed
from api.pages import show
from engine.plan import Line, Plan
from engine.text import Text

TRADED = (
    Text(zh="标记", en="Mark"),
    Text(zh="方案", en="Plan"),
    Text(zh="首年比推荐多付(万元)", en="More in the first year, CNY 10,000"),
    Text(zh="到账天数", en="Days to the last cash"),
    Text(zh="稀释至多", en="Dilution at most"),
    Text(zh="覆盖(万元)", en="Covered, CNY 10,000"),
)


@dataclass(frozen=True)
class Changed:
    """A line that an alternative has otherwise, in yuan; None where a plan does without it."""

    channel: str
    name: Text
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Other:
    """An alternative with the lines that set it apart from the recommended plan."""

    plan: Plan
    changes: tuple[Changed, ...]


def others_of(best: Plan, alternatives: Sequence[Plan]) -> tuple[Other, ...]:
    """Each alternative with its changed lines."""
    return tuple(Other(each, _changed(best, each)) for each in alternatives)


def traded_rows(plans: Sequence[Plan]) -> tuple[tuple[str, ...], ...]:
    """The table behind the chart of alternatives, in the columns of `TRADED`."""
    return tuple(
        (
            each.mark, each.name, f"{each.more_wan:+.2f}".replace("-", "\u2212"), str(each.days),
            show.percent(each.dilution, 1), show.wan(each.covered),
        )
        for each in weighed(plans)
    )  # fmt: skip


def _changed(best: Plan, other: Plan) -> tuple[Changed, ...]:
    """What brings or backs cash or insures, where it differs; subsidies follow their loans."""
    ours, theirs = (
        {each.id: each for each in plan.lines if each.channel != "subsidy"}
        for plan in (best, other)
    )
    shown = {**ours, **theirs}
    pairs = [(line, _high(ours.get(name)), _high(theirs.get(name))) for name, line in shown.items()]
    return tuple(
        Changed(line.channel, line.product_name, before, after)
        for line, before, after in pairs
        if before != after
    )


def _high(line: Line | None) -> Decimal | None:
    return None if line is None else line.amount.high
