"""What changed between two plans of one firm?"""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from engine.money import Yuan
from engine.plan import Line, Plan
from engine.routing.words import joined, money
from engine.text import Text


class LineChange(BaseModel):
    """One line before and after, in yuan; None where it is not in that plan."""

    model_config = ConfigDict(frozen=True)

    line: str
    product_name: Text
    before: Yuan | None
    after: Yuan | None
    sentence: Text


class PlanDifference(BaseModel):
    """What the second plan covers and costs more (less: negative) than the first, line by line."""

    model_config = ConfigDict(frozen=True)

    covered_more: Yuan
    cost_more: Yuan
    lines: tuple[LineChange, ...]
    sentence: Text


def difference_of(before: Plan, after: Plan) -> PlanDifference:
    """The difference in cash covered in time, counted first-year cost, and every changed line."""
    lines = tuple(_changes(before, after))
    covered = after.covered_amount - before.covered_amount
    cost = after.counted_cost_first_year - before.counted_cost_first_year
    return PlanDifference(
        covered_more=covered, cost_more=cost, lines=lines, sentence=_sentence(covered, cost, lines)
    )


def _changes(before: Plan, after: Plan) -> Iterator[LineChange]:
    was, now = ({each.id: each for each in plan.lines} for plan in (before, after))
    for name in (*was, *(name for name in now if name not in was)):
        old, new = was.get(name), now.get(name)
        amounts = [None if each is None else each.amount.high for each in (old, new)]
        if amounts[0] != amounts[1]:
            yield _change(name, old, new)


def _change(name: str, old: Line | None, new: Line | None) -> LineChange:
    shown = new or old
    if shown is None:
        raise ValueError("a line is in neither plan")
    title = shown.product_name
    if old is None or new is None:
        amount = money(shown.amount.high)
        zh, en = ("新增", "added") if old is None else ("退出", "dropped")
        said = Text(zh=f"{zh}《{title.zh}》{amount.zh}", en=f"{title.en} {en}, {amount.en}")
    else:
        first, then = money(old.amount.high), money(new.amount.high)
        said = Text(
            zh=f"《{title.zh}》由{first.zh}改为{then.zh}",
            en=f"{title.en} from {first.en} to {then.en}",
        )
    return LineChange(
        line=name, product_name=title, before=None if old is None else old.amount.high,
        after=None if new is None else new.amount.high, sentence=said,
    )  # fmt: skip


def _sentence(covered: Decimal, cost: Decimal, lines: tuple[LineChange, ...]) -> Text:
    if not lines and covered == cost == 0:
        return Text(zh="方案不变", en="The plan stays as it is")
    parts = [each.sentence for each in lines]
    if covered:
        zh, en = ("多覆盖", "more") if covered > 0 else ("少覆盖", "less")
        yuan = money(abs(covered))
        parts.append(Text(zh=f"按期{zh}{yuan.zh}", en=f"{yuan.en} {en} is covered in time"))
    if cost:
        zh, en = ("增加", "more") if cost > 0 else ("减少", "less")
        yuan = money(abs(cost))
        parts.append(Text(zh=f"首年成本{zh}{yuan.zh}", en=f"first-year cost {yuan.en} {en}"))
    return joined(parts)
