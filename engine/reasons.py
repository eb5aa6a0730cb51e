"""Why did the score come out so: contributions in points, as codes and sentences?"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from engine.facts import FACT_BY_NAME
from engine.facts.labels import label_text
from engine.features import FEATURE_BY_NAME, QUESTIONS
from engine.features.definition import Feature
from engine.money import in_wan
from engine.text import Text

SMALLEST_REASON = 0.5


class Contribution(BaseModel):
    """What one feature adds to the score, in points; `value` is null where it is missing."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    feature: str
    value: float | None
    points: float
    missing: bool


class Reason(BaseModel):
    """One contribution a person should read, with its stable code and its sentence."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    code: str
    question: str
    question_text: Text
    feature: str
    points: float
    sentence: Text


def shown(value: float, unit: str, name: str = "") -> Text:
    """A value as a person reads it in its unit.

    >>> shown(0.1234, "share").en, shown(1.5, "ratio").en, shown(3_450_000.0, "yuan").zh
    ('12.3%', '1.50', '345万元')
    """
    match unit:
        case "share":
            return _same(f"{value:.1%}")
        case "yuan":
            return Text(zh=f"{in_wan(value)}万元", en=f"CNY {value:,.0f}")
        case "years":
            return Text(zh=f"{value:.1f}年", en=f"{value:.1f} years")
        case "months":
            return Text(zh=f"{value:.0f}个月", en=f"{value:.0f} months")
        case "flag":
            return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
        case "code":
            return label_text(_label_of(value, name))
        case "count":
            return _same(f"{value:,.0f}")
        case _:
            return _same(f"{value:,.2f}")


def _same(words: str) -> Text:
    return Text(zh=words, en=words)


def _label_of(value: float, name: str) -> str:
    known = FACT_BY_NAME.get(name)
    codes = (known.codes if known else None) or {}
    return next((label for label, code in codes.items() if code == value), f"{value:.0f}")


def reasons_of(contributions: Sequence[Contribution]) -> tuple[Reason, ...]:
    """The contributions of at least half a point, the strongest first, grouped by question.

    Groups stand in the order of their strongest reason; within a group the strongest is first.
    """
    reasons = [_reason(each) for each in contributions if abs(each.points) >= SMALLEST_REASON]
    reasons.sort(key=lambda reason: (-abs(reason.points), reason.feature))
    order = list(dict.fromkeys(reason.question for reason in reasons))
    return tuple(sorted(reasons, key=lambda reason: order.index(reason.question)))


def _reason(contribution: Contribution) -> Reason:
    feature = FEATURE_BY_NAME[contribution.feature]
    return Reason(
        code=feature.code,
        question=feature.question,
        question_text=QUESTIONS[feature.question],
        feature=feature.name,
        points=contribution.points,
        sentence=_sentence(feature, contribution),
    )


def _sentence(feature: Feature, contribution: Contribution) -> Text:
    points, helps = _points(abs(contribution.points)), contribution.points > 0
    if contribution.value is None:
        return feature.unknown(points, helps)
    template = feature.helps if helps else feature.hurts
    value = shown(contribution.value, feature.unit, feature.name)
    return Text(
        zh=template.zh.format(value=value.zh, points=points.zh),
        en=template.en.format(value=value.en, points=points.en),
    )


def _points(points: float) -> Text:
    number = f"{points:.0f}"
    return Text(zh=f"{number}分", en=f"{number} point" if number == "1" else f"{number} points")
