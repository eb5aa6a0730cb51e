"""What is known of a firm on a day, as flat floats: the only input of features and rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.facts import (
    accounts,
    footprint,
    innovation,
    invoices,
    need,
    obligations,
    registers,
    registration,
    size,
    standing,
)
from engine.facts.definition import NAN, YES, Fact, fact
from engine.facts.need import need_facts
from engine.firm import Firm

# The larger of the accounts' figure and the deduction ledger's (project handbook, 1.4).
RND_RECOGNISED = fact(
    "rnd_recognised", "yuan", "研发费用(报表与辅助账取大)", "R&D expense, larger of two books",
    "statements",
)  # fmt: skip
FACTS: tuple[Fact, ...] = (
    *registration.FACTS,
    *accounts.FACTS,
    *invoices.FACTS,
    *obligations.FACTS,
    *innovation.FACTS,
    *standing.FACTS,
    *registers.FACTS,
    *footprint.FACTS,
    *size.FACTS,
    RND_RECOGNISED,
)
_NOTHING_KNOWN = dict.fromkeys((each.name for each in FACTS), NAN)
NEED_FACTS: tuple[Fact, ...] = need.FACTS
OWN_NUMBERS = ("pd", "credit_score", "innovation_points", "potential_score")
FACT_BY_NAME: dict[str, Fact] = {each.name: each for each in (*FACTS, *NEED_FACTS)}
FACT_NAMES: tuple[str, ...] = tuple(each.name for each in FACTS)

# How each section becomes facts: called with the section, the firm and the day.
_READERS: dict[str, Callable[[Any, Firm, date], dict[str, float]]] = {
    "registration": lambda s, firm, on: registration.registration_facts(s, firm.credit_code, on),
    "people": lambda s, _, on: registration.people_facts(s, on),
    "main_business": lambda s, _, on: innovation.main_business_facts(s, on),
    "statements": lambda s, _, on: accounts.statement_facts(s, on),
    "invoices": lambda s, _, on: invoices.invoice_facts(s, on),
    "tax": lambda s, _firm, _on: obligations.tax_facts(s),
    "debts": lambda s, _, on: obligations.debt_facts(s, on),
    "orders": lambda s, _, on: obligations.order_facts(s, on),
    "intellectual_property": lambda s, _firm, _on: innovation.intellectual_property_facts(s),
    "research": lambda s, _firm, _on: innovation.research_facts(s),
    "qualifications": lambda s, _, on: standing.qualification_facts(s, on),
    "equity": lambda s, _, on: standing.equity_facts(s, on),
    "judicial": lambda s, _, on: registers.judicial_facts(s, on),
    "utilities": lambda s, _, on: footprint.utility_facts(s, on),
    "customs": lambda s, _firm, _on: footprint.customs_facts(s),
    "real_estate": lambda s, _firm, _on: footprint.real_estate_facts(s),
}

__all__ = [
    "FACTS",
    "FACT_BY_NAME",
    "FACT_NAMES",
    "NEED_FACTS",
    "OWN_NUMBERS",
    "Fact",
    "columns_of",
    "facts_of",
    "need_facts",
]


def facts_of(firm: Firm, on: date) -> dict[str, float]:
    """All facts of `firm` as known on `on`, in the order of `FACT_NAMES`; NaN is unknown.

    A section observed after `on` is unknown, and nothing dated after `on` is used.
    """
    facts = dict(_NOTHING_KNOWN)
    for name, facts_in in _READERS.items():
        section = getattr(firm, name)
        if section is not None and section.observed_on <= on:
            facts.update(facts_in(section, firm, on))
    facts["size_class"] = size.size_class(
        facts["industry_division"], facts["headcount"], facts["revenue"], facts["total_assets"]
    )
    facts["is_scitech"] = _is_scitech(facts)
    facts["rnd_recognised"] = _larger(facts["rnd_expense"], facts["declared_rnd_expense"])
    return facts


def columns_of(facts: Sequence[Mapping[str, float]]) -> dict[str, NDArray[np.float64]]:
    """The facts of many firms as one float64 column per fact, firms in the order given."""
    return {name: np.array([each[name] for each in facts], dtype=np.float64) for name in FACT_NAMES}


def _is_scitech(facts: Mapping[str, float]) -> float:
    if facts["scitech_industry"] == YES or facts["qualification_count"] > 0:
        return YES
    unknown = facts["qualification_count"] != facts["qualification_count"]
    return NAN if unknown else facts["scitech_industry"]


def _larger(one: float, other: float) -> float:
    """The larger number, or the one that is known."""
    return other if one != one or other > one else one
