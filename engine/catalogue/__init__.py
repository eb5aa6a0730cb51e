"""Which products exist on a day, on which terms, by which source?"""

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
    "AttachesTo",
    "Attachments",
    "Catalogue",
    "Channel",
    "DatedCatalogue",
    "Limit",
    "LimitPart",
    "Number",
    "Numbers",
    "Product",
    "Rule",
    "Rules",
    "Source",
    "Terms",
    "Variant",
    "load_catalogue",
    "read_catalogue",
]
