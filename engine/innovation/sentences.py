"""How is an indicator's result said in Chinese and in English?"""

from decimal import Decimal

from engine.facts import FACT_BY_NAME
from engine.innovation.files import IndicatorFile
from engine.innovation.measures import Measured
from engine.money import WAN
from engine.reasons import shown
from engine.text import Text

_EARNED = Text(
    zh="{label}:{value},得{points}分(满分{weight}分)",
    en="{label}: {value}; {points} of {weight} points",
)
_UNKNOWN = Text(
    zh="{label}:未知(缺少:{facts}),暂计0分,补充后最多可得{weight}分",
    en="{label}: unknown (not known: {facts}); 0 points until then, at most {weight}",
)
_UNDEFINED = Text(
    zh="{label}:无法计算({fact}不为正),计0分(满分{weight}分)",
    en="{label}: cannot be computed ({fact} is not positive); 0 of {weight} points",
)
UNKNOWN_STAGE = Text(
    zh="发展阶段未知(缺少:{facts}),积分在{low}与{high}之间",
    en="the stage is unknown (not known: {facts}): between {low} and {high} points",
)
NO_TABLE = Text(zh="{day}尚无生效的积分表", en="no table of points holds on {day}")


def sentence(indicator: IndicatorFile, found: Measured, points: Decimal, weight: Decimal) -> Text:
    """What the firm has, and what that earns."""
    label, most = indicator.label, plain(weight)
    if found.not_positive is not None:
        fact = FACT_BY_NAME[found.not_positive].label
        return _UNDEFINED.filled(label=label, fact=fact, weight=most)
    if found.value is None:
        return _UNKNOWN.filled(label=label, facts=fact_labels(found.unknown), weight=most)
    said = {"value": _value(indicator, found.value), "points": plain(points), "weight": most}
    return _EARNED.filled(label=label, **said)


def fact_labels(names: tuple[str, ...]) -> Text:
    """The facts' labels, one after another."""
    labels = [FACT_BY_NAME[name].label for name in names]
    return Text(zh="、".join(each.zh for each in labels), en=", ".join(each.en for each in labels))


def plain(number: Decimal) -> Text:
    """A number without zeros at its end.

    >>> plain(Decimal("4.50")).zh, plain(Decimal("10.00")).en
    ('4.5', '10')
    """
    words = f"{number:f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return Text(zh=words, en=words)


def _value(indicator: IndicatorFile, value: float) -> Text:
    match indicator.unit:
        case "wan_yuan":
            return shown(value * float(WAN), "yuan")
        case "share":
            return shown(value, "share")
        case "persons":
            return Text(zh=f"{value:,.0f}人", en=f"{value:,.0f} persons")
        case "count":
            return Text(zh=f"{value:,.0f}项", en=f"{value:,.0f}")
