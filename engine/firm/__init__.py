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
from engine.firm.footprint import Customs, RealEstate, Utilities, UtilityMonth
from engine.firm.innovation import (
    Equity,
    IntellectualProperty,
    Qualification,
    Qualifications,
    Research,
    Round,
)
from engine.firm.judicial import Judicial, JudicialEvent
from engine.firm.main_business import MainBusiness
from engine.firm.need import PURPOSES, Need, Purpose, Use
from engine.firm.record import SECTIONS, Firm, sections_of
from engine.firm.registration import InsuredMonth, People, Registration
from engine.firm.statements import MONEY_ITEMS, Statement, Statements

__all__ = [
    "MONEY_ITEMS",
    "PURPOSES",
    "SECTIONS",
    "VERIFIED_SOURCES",
    "Customs",
    "Debt",
    "Debts",
    "Equity",
    "Firm",
    "InsuredMonth",
    "IntellectualProperty",
    "InvoiceMonth",
    "Invoices",
    "Judicial",
    "JudicialEvent",
    "MainBusiness",
    "Need",
    "Order",
    "Orders",
    "People",
    "Purpose",
    "Qualification",
    "Qualifications",
    "RealEstate",
    "Registration",
    "Research",
    "Round",
    "Section",
    "Source",
    "Statement",
    "Statements",
    "Tax",
    "Use",
    "Utilities",
    "UtilityMonth",
    "sections_of",
]
