"""Which products exist on a day, on which terms, by which source?"""

from engine.catalogue.kinds import CHANNELS, KINDS, Channel
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
]
