"""How is the outcome of one condition said to a person?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from engine.facts import FACT_BY_NAME
from engine.facts.definition import Unit
from engine.facts.labels import label_text
from engine.facts.quantity import quantity_words
from engine.qualifications.interval import Interval
from engine.qualifications.measures import Measure
from engine.qualifications.result import Operator, Result
from engine.text import Said, Text, Words

_DIGITS = (2, 4, 8)
_PERCENT = 100
NOTHING = Text(zh="", en="")
_ASKED: Mapping[Operator, Text] = {
    "at_least": Text(zh="要求不低于 {0}", en="at least {0} asked"),
    "at_most": Text(zh="要求不超过 {0}", en="at most {0} asked"),
    "above": Text(zh="要求高于 {0}", en="above {0} asked"),
    "below": Text(zh="要求低于 {0}", en="below {0} asked"),
    "is_true": Text(zh="要求为“是”", en="yes asked"),
    "is_false": Text(zh="要求为“否”", en="no asked"),
}
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
_VERDICTS: Mapping[Result, Text] = {
    "met": Text(zh="符合", en="met"),
    "not_met": Text(zh="不符合", en="not met"),
    "unknown": Text(zh="尚不能判断", en="not decided"),
}
_SHORT = Text(zh=",差 {0}", en=", {0} short")
_OVER = Text(zh=",超出 {0}", en=", {0} too much")
_BRACKETED = Text(zh="({0})", en=" ({0})")
_MEANINGLESS = Text(zh="(分母不为正,不可计算)", en=" (not computable: nothing to divide by)")
_LACKING = Text(zh=";缺少:{0}", en="; not known: {0}")
_NOT_KNOWN = Text(zh="未知", en="not known")
_BETWEEN = Text(zh="{0} 至 {1}", en="{0} to {1}")
_FROM = Text(zh="至少 {0}", en="at least {0}")
_UP_TO = Text(zh="最多 {0}", en="at most {0}")
_POINTS = Text(zh="{0} 分", en="{0} points")
_SCORE = Text(
    zh="{label}:{points}(满分 {most}),要求不低于 {bar} 分:{verdict}",
    en="{label}: {points} (of {most}), at least {bar} asked: {verdict}",
)
_ITEM = Text(zh="{label}:{seen}{points}(满分 {most})", en="{label}: {seen}{points} (of {most})")
_JUDGED = Text(zh="区间内由专家评定,", en="within its range for experts to judge, ")
_STATED = Text(zh="{0} {1},", en="{0} {1}, ")


def joined(texts: Sequence[Said], zh: str = "、", en: str = ", ") -> Words:
    """All texts in a row."""
    return Words(zh.join([text.zh for text in texts]), en.join([text.en for text in texts]))


def chained(*texts: Said) -> Words:
    """The texts one after another without anything between."""
    return joined(texts, "", "")


def fill(form: Said, *parts: Said, **named: Said) -> Words:
    """The form with each place filled in its own language."""
    return Words(
        form.zh.format(*[each.zh for each in parts], **{k: v.zh for k, v in named.items()}),
        form.en.format(*[each.en for each in parts], **{k: v.en for k, v in named.items()}),
    )


def plain(value: object) -> Words:
    """The same in both languages."""
    return Words(str(value), str(value))


def amount(value: float, measure: Measure, digits: int = 2) -> Said:
    """A value as a person reads it: yes or no, a label, or a number with its unit."""
    return _amount(value, measure.unit, measure.facts[0], digits)


def _amount(value: float, unit: Unit, fact: str, digits: int) -> Said:
    if unit == "flag":
        return _YES_NO[value != 0]
    if unit == "code":
        codes = FACT_BY_NAME[fact].codes or {}
        labels = {code: label for label, code in codes.items()}
        return label_text(labels.get(value, f"{value:g}"))
    return quantity_words(value, unit, digits)


# Thresholds are few and asked of every firm.
_threshold = lru_cache(maxsize=1_024)(_amount)


@lru_cache(maxsize=1_024)
def _asked(operator: Operator, threshold: float, unit: Unit, fact: str) -> Words:
    return fill(_ASKED[operator], _amount(threshold, unit, fact, _DIGITS[0]))


def seen(measure: Measure, interval: Interval, digits: int = 2) -> Said:
    """What is known of a number."""
    low_known, high_known = interval.low > -float("inf"), interval.high < float("inf")
    if interval.is_exact:
        return amount(interval.low, measure, digits)
    low, high = (amount(end, measure, digits) if abs(end) < float("inf") else NOTHING
                 for end in interval)  # fmt: skip
    if low_known and high_known:
        return fill(_BETWEEN, low, high)
    if low_known and interval.low > 0:
        return fill(_FROM, low)
    return fill(_UP_TO, high) if high_known else _NOT_KNOWN


def bound_sentence(
    measure: Measure, interval: Interval, operator: Operator, threshold: float, outcome: Said
) -> Text:
    """One condition: label, what is known, what is asked, how it turned out."""
    asked = _asked(operator, threshold, measure.unit, measure.facts[0])
    label = measure.label
    known = _told_apart(measure, interval, threshold)
    return Text(
        zh=f"{label.zh}:{known.zh},{asked.zh}:{outcome.zh}",
        en=f"{label.en}: {known.en}; {asked.en}: {outcome.en}",
    )


def _told_apart(measure: Measure, interval: Interval, threshold: float) -> Said:
    """A value just beside the threshold is not shown as the threshold itself."""
    shown = seen(measure, interval)
    if threshold in interval:
        return shown
    for digits in _DIGITS:
        shown = shown if digits == _DIGITS[0] else seen(measure, interval, digits)
        asked = _threshold(threshold, measure.unit, measure.facts[0], digits)
        if (shown.zh, shown.en) != (asked.zh, asked.en):
            break
    return shown


def remark(measure: Measure, meaningless: bool) -> Said:
    """Why nothing is decided although no fact is missing."""
    if meaningless:
        return _MEANINGLESS
    return fill(_BRACKETED, measure.note) if measure.note else NOTHING


def verdict_text(verdict: Result, missing: Sequence[str], note: Said = NOTHING) -> Said:
    """The verdict, with the facts that would decide it, or the note that says why not."""
    if verdict == "unknown" and missing:
        return chained(_VERDICTS[verdict], fill(_LACKING, labels_of(missing)))
    return _VERDICTS[verdict] if note is NOTHING else chained(_VERDICTS[verdict], note)


def short_by(distance: float, unit: Unit, operator: Operator) -> Words:
    """How far off, in percentage points where the unit is a share."""
    gap, form = abs(distance), _OVER if operator in ("at_most", "below") else _SHORT
    if unit == "share":
        points = f"{gap * _PERCENT:.2f}".rstrip("0").rstrip(".")
        return fill(form, Words(f"{points} 个百分点", f"{points} percentage points"))
    return fill(form, quantity_words(gap, unit))


def labels_of(names: Sequence[str]) -> Words:
    """The labels of facts."""
    return joined([FACT_BY_NAME[name].label if name in FACT_BY_NAME else plain(name)
                   for name in names])  # fmt: skip


def points_text(points: Interval) -> Words:
    """Points, as a range where they are not certain."""
    low, high = f"{points.low:g}", f"{points.high:g}"
    return fill(_POINTS, plain(low if points.is_exact else f"{low}~{high}"))


def item_sentence(label: Text, seen_parts: Said, points: Interval, most: float) -> Text:
    """One line of a score."""
    return fill(
        _ITEM, label=label, seen=seen_parts, points=points_text(points), most=plain(f"{most:g}")
    ).text


def stated(values: Sequence[tuple[Measure, Interval]], judged: bool) -> Words:
    """What is known of each number behind a line of a score, and whether experts decide."""
    parts = [fill(_STATED, measure.label, seen(measure, value)) for measure, value in values]
    return chained(*parts, _JUDGED if judged else NOTHING)


def score_sentence(label: Text, points: Interval, most: float, bar: float, verdict: Said) -> Text:
    """A whole score against its bar."""
    return fill(
        _SCORE, label=label, points=points_text(points), most=plain(f"{most:g}"),
        bar=plain(f"{bar:g}"), verdict=verdict,
    ).text  # fmt: skip


def group_sentence(label: Text, verdict: Said, deciding: Sequence[Text]) -> Text:
    """A group of conditions: its label, its verdict and the parts that led to it."""
    named = fill(_BRACKETED, joined(deciding)) if deciding else NOTHING
    return Text(zh=f"{label.zh}:{verdict.zh}{named.zh}", en=f"{label.en}: {verdict.en}{named.en}")
