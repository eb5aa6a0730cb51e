"""Can a firm bring a fact about itself, by an action, an application or what it asks for?

One home for that knowledge: the books' own changes are the actions, the rest of what rules read is
listed here. What is in neither is frozen: nobody at the firm can move it, though time may.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from engine.actions import ACTIONS, Towards
from engine.facts import OWN_NUMBERS

Direction = Towards | Literal["either"]

# What a firm reaches by applying, spending, hiring, trading or asking, beside the actions.
_RAISED = (
    "holds_KXZXQY", "holds_ZJKX", "holds_HNTE", "holds_CXX", "holds_ZJTX", "holds_XJR",
    "holds_SEED", "holds_HMZ", "holds_XCY", "holds_LEAD", "recognised_by_municipal_st",
    "in_first_set_catalogue", "national_project", "rnd_project", "rnd_expense", "rnd_recognised",
    "declared_rnd_expense", "rnd_to_revenue", "rnd_staff", "rnd_staff_share",
    "rnd_equipment_value", "ip_class2", "software_copyrights", "patent_value", "revenue", "dscr",
    "runway_months", "order_receivable_amount", "compute_contract_amount",
    "capex_total", "deal_price", "need_purpose_working_capital", "need_purpose_equipment",
    "need_purpose_rnd", "need_purpose_compute", "need_purpose_order", "need_purpose_acquisition",
    "need_purpose_expansion",
)  # fmt: skip
# What ends once the firm has performed, corrected or paid.
_ENDED = ("dishonest_debtor", "serious_violation", "restricted_consumption", "debt_ratio")
FROZEN = frozenset({
    "firm_age_years", "main_business_years", "in_hangzhou", "district", "is_company", "is_private",
    "industry_code", "industry_division", "scitech_industry", "size_class", "restricted_product",
    "in_group_296x", "in_group_ecosystem", "in_group_future", "in_group_key_chain",
    "in_group_producer_service", "in_group_ai", "major_incident", "major_incident_1y",
    "research_dishonesty", "tax_grade", "tax_grade_prior", "last_round", "years_since_round",
    "equity_raised_2y", "equity_raised_total", "qualified_equity_2y", "qualified_equity_3y",
    "valuation_latest", "headcount", "on_offer",
})  # fmt: skip


def _movable() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for action in ACTIONS:
        found.setdefault(action.fact, set()).add(action.towards)
        sign = 1.0 if action.towards == "up" else -1.0
        for name, by in action.along.items():
            found.setdefault(name, set()).add("up" if by * sign > 0 else "down")
        for name, value in action.sets.items():
            found.setdefault(name, set()).add("up" if value else "down")
    for name in _RAISED:
        found.setdefault(name, set()).add("up")
    for name in _ENDED:
        found.setdefault(name, set()).add("down")
    for name in (*OWN_NUMBERS, "purposes"):
        found[name] = {"up", "down"}
    return MappingProxyType({name: frozenset(ways) for name, ways in found.items()})


MOVABLE: Mapping[str, frozenset[str]] = _movable()


def can_change(fact: str, direction: Direction) -> bool:
    """Whether a firm can move `fact` that way; `either` asks whether it can move it at all.

    >>> can_change("ip_class1", "up"), can_change("ip_class1", "down"), can_change("district", "up")
    (True, False, False)
    """
    ways = MOVABLE.get(fact, frozenset()) if fact not in FROZEN else frozenset()
    return bool(ways) if direction == "either" else direction in ways
