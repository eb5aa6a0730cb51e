"""How is the outcome of a rule said to a person?"""

from collections.abc import Iterator, Mapping

from engine.catalogue.product import Rule
from engine.eligibility.outcomes import RuleOutcome
from engine.facts.labels import label_text
from engine.facts.quantity import quantity
from engine.text import Text

_DIGITS = (2, 4, 8)
_ASKED: Mapping[str, Text] = {
    "at_least": Text(zh="不低于 {0}", en="at least {0}"),
    "at_most": Text(zh="不超过 {0}", en="at most {0}"),
    "above": Text(zh="高于 {0}", en="above {0}"),
    "below": Text(zh="低于 {0}", en="below {0}"),
    "one_of": Text(zh="为 {0} 之一", en="one of {0}"),
    "none_of": Text(zh="不为 {0}", en="none of {0}"),
    "is_true": Text(zh="为“是”", en="yes"),
    "is_false": Text(zh="为“否”", en="no"),
}
_ONLY = Text(zh="为 {0}", en="{0}")
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
_SHORT = Text(zh="还差 {0}", en="{0} short")
_OVER = Text(zh="超出 {0}", en="{0} too much")
_IN_TIME = Text(zh="仅随时间推移,最早 {0} 可满足", en="by time alone it holds from {0}")
_IN_REACH = Text(zh="企业可以改变", en="the firm can change it")
ASSUMED = Text(zh="(假设条件,由提供方决定)", en=" (assumed rule: the provider decides)")
OWN = Text(zh="(平台自有分数,由提供方决定)", en=" (our own score: the provider decides)")


def because_of(rule: Rule, value: float | None, softened: Text | None) -> Text:
    """One sentence with the fact, its value and what is asked; `softened` says why not a no."""
    shown = _value(rule, value)
    asked = asked_of(rule)
    if shown is None:
        zh, en = f"缺少资料:{rule.label.zh},{asked.zh}", f"{rule.label.en} not known; {asked.en}"
    else:
        mark = ":" if rule.unit in ("flag", "code") else " "
        zh = f"{rule.label.zh}{mark}{shown.zh},{asked.zh}"
        en = f"{rule.label.en}: {shown.en}; {asked.en}"
    tail = softened or Text(zh="", en="")
    return Text(zh=zh + tail.zh, en=en + tail.en)


def gap_of(outcome: RuleOutcome) -> Text | None:
    """How far a failing rule is from holding, from when it could, whether the firm can change it.

    None where there is nothing to say of it: it holds, or the fact is not known.
    """
    parts = list(_gap_parts(outcome))
    if not parts:
        return None
    return Text(zh=";".join(part.zh for part in parts), en="; ".join(part.en for part in parts))


def _gap_parts(outcome: RuleOutcome) -> Iterator[Text]:
    if outcome.distance is not None and outcome.distance > 0 and outcome.unit is not None:
        form = _SHORT if outcome.comparison in ("at_least", "above") else _OVER
        yield _put(form, _visible(outcome.distance, outcome.unit))
    if outcome.earliest is not None:
        day = outcome.earliest.isoformat()
        yield _put(_IN_TIME, Text(zh=day, en=day))
    if outcome.changeable and outcome.verdict == "no" and outcome.comparison != "stands":
        yield _IN_REACH


def _put(form: Text, shown: Text) -> Text:
    return Text(zh=form.zh.format(shown.zh), en=form.en.format(shown.en))


def _visible(distance: float, unit: str) -> Text:
    """A small distance is not shown as none."""
    shown = (quantity(distance, unit, digits) for digits in _DIGITS)
    nothing = quantity(0, unit)
    return next((each for each in shown if each != nothing), quantity(distance, unit, _DIGITS[-1]))


def asked_of(rule: Rule) -> Text:
    """What the rule asks of its fact, in words."""
    return rule.text or _wanted(rule)


def _wanted(rule: Rule) -> Text:
    form = _ONLY if rule.form == "one_of" and len(rule.allowed) == 1 else _ASKED[rule.form]
    target = _target(rule)
    zh, en = form.zh.format(target.zh), form.en.format(target.en)
    return Text(zh=f"要求{zh}", en=f"{en} asked")


def _target(rule: Rule) -> Text:
    if rule.threshold is not None:
        return quantity(rule.threshold, rule.unit)
    words = [label_text(label) for label in rule.allowed]
    return Text(zh="、".join(word.zh for word in words), en=", ".join(word.en for word in words))


def _value(rule: Rule, value: float | None) -> Text | None:
    if value is None:
        return None
    if rule.unit == "flag":
        return _YES_NO[value != 0]
    if rule.unit == "code":
        return label_text(rule.labels.get(value, f"{value:g}"))
    return _told_apart(rule, value)


def _told_apart(rule: Rule, value: float) -> Text:
    """A value just beside the threshold is not shown as the threshold itself."""
    shown = quantity(value, rule.unit)
    if rule.threshold is None or value == float(rule.threshold):
        return shown
    for digits in _DIGITS:
        shown = quantity(value, rule.unit, digits)
        if shown != quantity(rule.threshold, rule.unit, digits):
            break
    return shown
