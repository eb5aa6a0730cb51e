"""What does a better situation bring, in words?"""

from decimal import Decimal

from engine.money import in_wan
from engine.routing.outlook import Outlook
from engine.text import Text

_ZERO = Decimal(0)
WORTH_TELLING = Decimal(1_000)  # yuan of priced cost below which a change is not worth a sentence


def is_better(after: Outlook, before: Outlook) -> bool:
    """Whether the best plan is priced clearly lower."""
    return before.priced - after.priced > WORTH_TELLING


def gain_words(after: Outlook, before: Outlook) -> Text:
    """More covered, more sure, more back, lower cost: what of it is true."""
    parts = [
        _part(after.covered - before.covered, "多覆盖", "covers {} more"),
        _part(after.sure - before.sure, "确定的覆盖多", "has {} more of it sure"),
        _part(after.back - before.back, "多返还", "gets {} more back"),
        _part(before.cost - after.cost, "首年成本少", "costs {} less in the first year"),
    ]
    told = [each for each in parts if each is not None]
    if not told:
        return Text(zh="总代价更低", en="is priced lower in all")
    return Text(zh="、".join(each.zh for each in told), en=", ".join(each.en for each in told))


def _part(yuan: Decimal, zh: str, en: str) -> Text | None:
    if yuan < 1:
        return None
    return Text(zh=f"{zh}{in_wan(yuan)}万元", en=en.format(f"CNY {yuan:,.0f}"))


def more(after: Decimal, before: Decimal) -> Decimal:
    """How much more, never below zero."""
    return max(_ZERO, after - before)
