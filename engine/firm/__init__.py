"""The record of an applicant and of its need: frozen, strict, sourced and dated."""

from engine.firm.base import VERIFIED_SOURCES, Section, Source
from engine.firm.business import (
    Debt,
    Debts,
    InvoiceMonth,
    Invoices,
    Order,
    Orders,
    Tax,
)
from engine.firm.innovation import (
    Equity,
    IntellectualProperty,
    Qualification,
    Qualifications,
    Research,
    Round,
)
from engine.firm.judicial import Judicial, JudicialEvent
from engine.firm.need import PURPOSES, Need, Purpose, Use
from engine.firm.record import SECTIONS, Firm, sections_of
from engine.firm.registration import People, Registration
from engine.firm.statements import Statement, Statements

__all__ = [
    "PURPOSES",
    "SECTIONS",
    "VERIFIED_SOURCES",
    "Debt",
    "Debts",
    "Equity",
    "Firm",
    "IntellectualProperty",
    "InvoiceMonth",
    "Invoices",
    "Judicial",
    "JudicialEvent",
    "Need",
    "Order",
    "Orders",
    "People",
    "Purpose",
    "Qualification",
    "Qualifications",
    "Registration",
    "Research",
    "Round",
    "Section",
    "Source",
    "Statement",
    "Statements",
    "Tax",
    "Use",
    "sections_of",
]
