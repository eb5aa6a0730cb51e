"""Does one rule hold for what is known of the firm?"""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.catalogue.product import Rule, Rules
from engine.catalogue.terms import Source
from engine.eligibility.outcomes import Known, RuleOutcome, Verdict
from engine.eligibility.sentences import ASSUMED, OWN, because_of
from engine.facts import OWN_NUMBERS
from engine.text import Text

# What a firm cannot bring about; time alone may.
FIXED_FACTS = frozenset({
    "firm_age_years", "in_hangzhou", "district", "is_company", "is_private", "industry_code",
    "industry_division", "scitech_industry", "major_incident", "in_group_296x",
    "in_group_ecosystem", "in_group_future", "in_group_key_chain", "in_group_producer_service",
    "in_group_ai",
})  # fmt: skip
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "at_least": float.__ge__,
    "at_most": float.__le__,
    "above": float.__gt__,
    "below": float.__lt__,
}


def outcomes_of(
    rules: Rules, known: Known, sources: Mapping[str, Source]
) -> tuple[RuleOutcome, ...]:
    """One outcome per rule, in the order of the file."""
    required = (outcome(rule, known, sources) for rule in rules.all_of)
    alternatives = (
        outcome(rule, known, sources, (number, place))
        for number, group in enumerate(rules.any_of)
        for place, branch in enumerate(group)
        for rule in branch
    )
    return (*required, *alternatives)


def outcome(
    rule: Rule,
    known: Known,
    sources: Mapping[str, Source],
    place: tuple[int, int] | tuple[None, None] = (None, None),
) -> RuleOutcome:
    """How `rule` turns out; a missing or NaN fact is unknown."""
    raw = known.get(rule.fact, math.nan)
    value = None if math.isnan(raw) else float(raw)
    holds = None if value is None else _holds(rule, value)
    softened = _softened(rule) if holds is False else None
    return RuleOutcome(
        fact=rule.fact,
        value=value,
        threshold=rule.threshold if rule.threshold is not None else rule.allowed or None,
        comparison=rule.form,
        distance=_distance(rule.threshold, value),
        verdict=_verdict(holds, softened),
        source=sources.get(rule.source),
        status=rule.status,
        changeable=rule.fact not in FIXED_FACTS,
        because=because_of(rule, value, softened),
        group=place[0],
        branch=place[1],
    )


def _holds(rule: Rule, value: float) -> bool:
    if rule.threshold is not None:
        return _COMPARE[rule.form](value, float(rule.threshold))
    if rule.form in ("one_of", "none_of"):
        return (value in rule.codes) == (rule.form == "one_of")
    return (value != 0.0) == (rule.form == "is_true")


def _softened(rule: Rule) -> Text | None:
    if rule.fact in OWN_NUMBERS:
        return OWN
    return ASSUMED if rule.is_assumed else None


def _verdict(holds: bool | None, softened: Text | None) -> Verdict:
    if holds is None or (not holds and softened is not None):
        return "unknown"
    return "yes" if holds else "no"


def _distance(threshold: Decimal | None, value: float | None) -> float | None:
    if threshold is None or value is None:
        return None
    return abs(value - float(threshold))
