"""Which conditions do several qualifications share?"""

from engine.facts.definition import NO, YES
from engine.facts.size import SIZE_CODES
from engine.qualifications.conditions import Bound, Condition
from engine.qualifications.measures import of_fact
from engine.qualifications.result import RuleSource


def is_so(name: str, source: RuleSource, zh: str | None = None, en: str | None = None) -> Bound:
    """A yes/no fact that must be yes."""
    return Bound(of_fact(name, zh, en), "is_true", YES, source)


def is_not_so(name: str, source: RuleSource, zh: str | None = None, en: str | None = None) -> Bound:
    """A yes/no fact that must be no."""
    return Bound(of_fact(name, zh, en), "is_false", NO, source)


def at_least(name: str, threshold: float, source: RuleSource) -> Bound:
    """A fact with a lower bound, which is enough."""
    return Bound(of_fact(name), "at_least", threshold, source)


def at_most(name: str, threshold: float, source: RuleSource) -> Bound:
    """A fact with an upper bound, which is still allowed."""
    return Bound(of_fact(name), "at_most", threshold, source)


RESTRICTED = ("产品属禁止、限制或淘汰类", "Product prohibited, restricted or phased out")


def clean_record(source: RuleSource) -> tuple[Condition, ...]:
    """Not on the lists of abnormal operation and serious violation."""
    return (is_not_so("abnormal_operation", source), is_not_so("serious_violation", source))


def quality_sme(source: RuleSource) -> tuple[Condition, ...]:
    """What all tiers of quality SMEs ask before anything else (article 3 of the measures)."""
    return (
        is_so("is_company", source),
        at_most("size_class", SIZE_CODES["medium"], source),
        *clean_record(source),
        is_not_so("restricted_product", source, *RESTRICTED),
        is_not_so("major_incident", source),
    )
