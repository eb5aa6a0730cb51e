"""Does one rule hold for what is known of the firm?"""

import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from engine.catalogue.product import Rule, Rules
from engine.catalogue.terms import Source
from engine.eligibility.earliest import first_day
from engine.eligibility.outcomes import Known, RuleOutcome, Verdict
from engine.eligibility.sentences import ASSUMED, OWN, because_of
from engine.facts import OWN_NUMBERS
from engine.reach import Direction, can_change
from engine.text import Text

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "at_least": float.__ge__,
    "at_most": float.__le__,
    "above": float.__gt__,
    "below": float.__lt__,
}
_DIRECTION: Mapping[str, Direction] = {
    "at_least": "up", "above": "up", "is_true": "up", "at_most": "down", "below": "down",
    "is_false": "down", "one_of": "either", "none_of": "either",
}  # fmt: skip


def outcomes_of(
    rules: Rules, known: Known, sources: Mapping[str, Source], on: date | None = None
) -> tuple[RuleOutcome, ...]:
    """One outcome per rule, in the order of the file; without `on` no earliest day is sought."""
    required = (outcome(rule, known, sources, on) for rule in rules.all_of)
    alternatives = (
        outcome(rule, known, sources, on, (number, place))
        for number, group in enumerate(rules.any_of)
        for place, branch in enumerate(group)
        for rule in branch
    )
    return (*required, *alternatives)


def outcome(
    rule: Rule,
    known: Known,
    sources: Mapping[str, Source],
    on: date | None = None,
    place: tuple[int, int] | tuple[None, None] = (None, None),
) -> RuleOutcome:
    """How `rule` turns out; a missing or NaN fact is unknown."""
    raw = known.get(rule.fact, math.nan)
    value = None if math.isnan(raw) else float(raw)
    holds = None if value is None else _holds(rule, value)
    softened = softened_by(rule) if holds is False else None
    return RuleOutcome(
        fact=rule.fact,
        value=value,
        threshold=rule.threshold if rule.threshold is not None else rule.allowed or None,
        comparison=rule.form,
        distance=_distance(rule, value),
        verdict=_verdict(holds, softened),
        source=sources.get(rule.source),
        status=rule.status,
        changeable=can_change(rule.fact, _DIRECTION[rule.form]),
        says=partial(because_of, rule, value, softened),
        unit=rule.unit,
        earliest=first_day(rule, known, partial(_holds, rule), on)
        if on is not None and holds is False
        else None,
        group=place[0],
        branch=place[1],
    )


def _holds(rule: Rule, value: float) -> bool:
    if rule.threshold is not None:
        return _COMPARE[rule.form](value, float(rule.threshold))
    if rule.form in ("one_of", "none_of"):
        return (value in rule.codes) == (rule.form == "one_of")
    return (value != 0.0) == (rule.form == "is_true")


def softened_by(rule: Rule) -> Text | None:
    """Why the rule, where it fails, never says no; None where it does."""
    if rule.fact in OWN_NUMBERS:
        return OWN
    return ASSUMED if rule.is_assumed else None


def _verdict(holds: bool | None, softened: Text | None) -> Verdict:
    if holds is None or (not holds and softened is not None):
        return "unknown"
    return "yes" if holds else "no"


def _distance(rule: Rule, value: float | None) -> float | None:
    """Above 0 what is short, below 0 what is to spare."""
    if rule.threshold is None or value is None:
        return None
    least = _DIRECTION[rule.form] == "up"
    return float(rule.threshold) - value if least else value - float(rule.threshold)
