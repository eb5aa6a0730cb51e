"""What does a plan trade against the recommended one, in numbers?"""

from collections.abc import Iterator
from decimal import Decimal

from engine.money import in_wan
from engine.plan import TradeOff
from engine.routing.merits import Merits
from engine.routing.words import money
from engine.text import Text

_POINT = Decimal("0.001")  # smaller shares of the firm are not told
Part = tuple[bool, Text]  # whether it is in favour of the plan, and what it is


def trade_off(one: Merits, best: Merits) -> TradeOff:
    """All differences from the best plan, and a sentence that tells those that can be seen.

    What is known to be eligible is told where it changes otherwise than the cover.
    """
    return TradeOff(
        cost_more=one.cost - best.cost,
        dilution_more=one.dilution - best.dilution,
        dilution_least_more=one.dilution_least - best.dilution_least,
        days_more=one.days - best.days,
        covered_more=one.covered - best.covered,
        sure_more=one.sure - best.sure,
        insured_more=one.insured - best.insured,
        sentence=_sentence(list(_parts(one, best))),
    )


def _sentence(parts: list[Part]) -> Text:
    good, bad = ([text for favours, text in parts if favours is side] for side in (True, False))
    zh = ";但".join("、".join(each.zh for each in side) for side in (good, bad) if side)
    en = "; but ".join(", ".join(each.en for each in side) for side in (good, bad) if side)
    return Text(zh=f"比推荐方案{zh}", en=f"Against the recommended plan: {en}")


def _parts(one: Merits, best: Merits) -> Iterator[Part]:
    days = one.days - best.days
    if days:
        zh, en = ("晚", "later") if days > 0 else ("早", "sooner")
        yield days < 0, Text(zh=f"{zh}{abs(days)}天到位", en=f"{abs(days)} days {en}")
    yield from _yuan(best.cost - one.cost, "首年少付{zh}", "首年多付{zh}",
                     "{en} less in the first year", "{en} more in the first year")  # fmt: skip
    yield from _dilution(one, best)
    covered, sure = one.covered - best.covered, one.sure - best.sure
    yield from _yuan(covered, "多覆盖{zh}", "少覆盖{zh}",
                     "{en} more covered", "{en} less covered")  # fmt: skip
    if sure != covered:
        yield from _yuan(sure, "已知符合条件的多{zh}", "已知符合条件的少{zh}",
                         "{en} more known eligible", "{en} less known eligible")  # fmt: skip
    yield from _yuan(one.insured - best.insured, "多投保{zh}", "少投保{zh}",
                     "{en} more insured", "{en} less insured")  # fmt: skip


def _yuan(better: Decimal, zh: str, zh_worse: str, en: str, en_worse: str) -> Iterator[Part]:
    """What is better by so many yuan, or worse; nothing where it rounds to nothing."""
    yuan = money(abs(better))
    if in_wan(abs(better)) == "0":
        return
    said = Text(zh=zh, en=en) if better > 0 else Text(zh=zh_worse, en=en_worse)
    yield better > 0, Text(zh=said.zh.format(zh=yuan.zh), en=said.en.format(en=yuan.en))


def _dilution(one: Merits, best: Merits) -> Iterator[Part]:
    """At the most; also at the least where that goes the other way, as with notes for shares."""
    most, least = one.dilution - best.dilution, one.dilution_least - best.dilution_least
    opposed = (most <= 0 < least) or (least < 0 <= most)
    zh_at, en_at = ("至多", " at most") if opposed else ("", "")
    yield from _points(most, f"{zh_at}稀释", f" of dilution{en_at}")
    if opposed:
        yield from _points(least, "至少稀释", " of dilution at least")


def _points(more: Decimal, zh: str, en: str) -> Iterator[Part]:
    if abs(more) < _POINT:
        return
    points = f"{abs(more) * 100:.1f}"
    zh_way, en_way = ("多", "more") if more > 0 else ("少", "fewer")
    yield more < 0, Text(zh=f"{zh}{zh_way}{points}个百分点", en=f"{points} points {en_way}{en}")
