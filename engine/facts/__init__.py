"""What is known of a firm on a day, as flat floats: the only input of features and rules."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.facts import accounts, business, need, registration, size, standing
from engine.facts.definition import NAN, YES, Fact
from engine.facts.need import need_facts
from engine.firm import Firm, Section

FACTS: tuple[Fact, ...] = (
    *registration.FACTS,
    *accounts.FACTS,
    *business.FACTS,
    *standing.FACTS,
    *size.FACTS,
)
NEED_FACTS: tuple[Fact, ...] = need.FACTS
OWN_NUMBERS = ("pd", "credit_score", "innovation_points", "potential_score")
FACT_BY_NAME: dict[str, Fact] = {each.name: each for each in (*FACTS, *NEED_FACTS)}
FACT_NAMES: tuple[str, ...] = tuple(each.name for each in FACTS)

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
    facts = dict.fromkeys(FACT_NAMES, NAN)
    facts.update(_section_facts(firm, on))
    facts["size_class"] = size.size_class(
        facts["industry_division"], facts["headcount"], facts["revenue"]
    )
    facts["is_scitech"] = _is_scitech(facts)
    return facts


def columns_of(facts: Sequence[Mapping[str, float]]) -> dict[str, NDArray[np.float64]]:
    """The facts of many firms as one float64 column per fact, firms in the order given."""
    return {name: np.array([each[name] for each in facts], dtype=np.float64) for name in FACT_NAMES}


def _known(section: Section | None, on: date) -> bool:
    return section is not None and section.observed_on <= on


def _section_facts(firm: Firm, on: date) -> dict[str, float]:
    facts: dict[str, float] = {}
    if firm.registration and _known(firm.registration, on):
        facts |= registration.registration_facts(firm.registration, firm.credit_code, on)
    if firm.people and _known(firm.people, on):
        facts |= registration.people_facts(firm.people)
    if firm.statements and _known(firm.statements, on):
        facts |= accounts.statement_facts(firm.statements, on)
    return facts | _business_facts(firm, on) | _standing_facts(firm, on)


def _business_facts(firm: Firm, on: date) -> dict[str, float]:
    facts: dict[str, float] = {}
    if firm.invoices and _known(firm.invoices, on):
        facts |= business.invoice_facts(firm.invoices, on)
    if firm.tax and _known(firm.tax, on):
        facts |= business.tax_facts(firm.tax)
    if firm.debts and _known(firm.debts, on):
        facts |= business.debt_facts(firm.debts, on)
    if firm.orders and _known(firm.orders, on):
        facts |= business.order_facts(firm.orders, on)
    return facts


def _standing_facts(firm: Firm, on: date) -> dict[str, float]:
    facts: dict[str, float] = {}
    if firm.intellectual_property and _known(firm.intellectual_property, on):
        facts |= standing.intellectual_property_facts(firm.intellectual_property)
    if firm.research and _known(firm.research, on):
        facts |= standing.research_facts(firm.research)
    if firm.qualifications and _known(firm.qualifications, on):
        facts |= standing.qualification_facts(firm.qualifications, on)
    if firm.equity and _known(firm.equity, on):
        facts |= standing.equity_facts(firm.equity, on)
    if firm.judicial and _known(firm.judicial, on):
        facts |= standing.judicial_facts(firm.judicial, on)
    return facts


def _is_scitech(facts: Mapping[str, float]) -> float:
    if facts["scitech_industry"] == YES or facts["qualification_count"] > 0:
        return YES
    unknown = facts["qualification_count"] != facts["qualification_count"]
    return NAN if unknown else facts["scitech_industry"]
