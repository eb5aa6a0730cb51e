"""In which stage is a firm: start-up, growth or stable?"""

import math
from collections.abc import Mapping

from engine.innovation.files import Stage, StageRuleFile
from engine.money import to_float

STAGE_FACTS = ("firm_age_years", "revenue")


def possible_stages(facts: Mapping[str, float], rule: StageRuleFile) -> tuple[Stage, ...]:
    """The stages a firm may be in; one where age and revenue tell, more where they are unknown.

    Start-up: at most so old and with less revenue than the one limit. Stable: revenue of at least
    the other limit. Growth: everything between.
    """
    age, revenue = facts["firm_age_years"], facts["revenue"]
    young = _at_most(age, to_float(rule.start_up_max_age_years.value))
    small = _below(revenue, to_float(rule.start_up_revenue_below_yuan.value))
    large = _not(_below(revenue, to_float(rule.stable_revenue_from_yuan.value)))
    start_up = _both(young, small)
    holds: dict[Stage, bool | None] = {
        "start_up": start_up,
        "growth": _both(_not(start_up), _not(large)),
        "stable": large,
    }
    return tuple(stage for stage, held in holds.items() if held is not False)


def _at_most(value: float, most: float) -> bool | None:
    return None if math.isnan(value) else value <= most


def _below(value: float, limit: float) -> bool | None:
    return None if math.isnan(value) else value < limit


def _not(held: bool | None) -> bool | None:
    return None if held is None else not held


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
