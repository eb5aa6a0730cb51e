"""Which products exist on a day, on which terms, by which source?"""

from engine.catalogue.findings import SEVERITIES, Finding, Severity, check_products
from engine.catalogue.kinds import CHANNELS, KINDS, Channel
from engine.catalogue.loader import DatedCatalogue, load_catalogue, read_catalogue
from engine.catalogue.product import (
    AttachesTo,
    Attachments,
    Catalogue,
    Limit,
    LimitPart,
    Product,
    Rule,
    Rules,
    Variant,
)
from engine.catalogue.terms import Number, Numbers, Source, Terms

__all__ = [
    "CHANNELS",
    "KINDS",
    "SEVERITIES",
    "AttachesTo",
    "Attachments",
    "Catalogue",
    "Channel",
    "DatedCatalogue",
    "Finding",
    "Limit",
    "LimitPart",
    "Number",
    "Numbers",
    "Product",
    "Rule",
    "Rules",
    "Severity",
    "Source",
    "Terms",
    "Variant",
    "check_products",
    "load_catalogue",
    "read_catalogue",
]
