"""How is the outcome of a rule said to a person?"""

from collections.abc import Mapping

from engine.catalogue.product import Rule
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
ASSUMED = Text(zh="(假设条件,由提供方决定)", en=" (assumed rule: the provider decides)")
OWN = Text(zh="(平台自有分数,由提供方决定)", en=" (our own score: the provider decides)")


def because_of(rule: Rule, value: float | None, softened: Text | None) -> Text:
    """One sentence with the fact, its value and what is asked; `softened` says why not a no."""
    shown = _value(rule, value)
    asked = rule.text or _wanted(rule)
    if shown is None:
        zh, en = f"缺少资料:{rule.label.zh},{asked.zh}", f"{rule.label.en} not known; {asked.en}"
    else:
        mark = ":" if rule.unit in ("flag", "code") else " "
        zh = f"{rule.label.zh}{mark}{shown.zh},{asked.zh}"
        en = f"{rule.label.en}: {shown.en}; {asked.en}"
    tail = softened or Text(zh="", en="")
    return Text(zh=zh + tail.zh, en=en + tail.en)


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
