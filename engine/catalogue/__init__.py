"""Which products exist on a day, on which terms, by which source?"""

from engine.catalogue.product import (
    AttachesTo,
    Attachments,
    Catalogue,
    Channel,
    Limit,
    LimitPart,
    Number,
    Numbers,
    Product,
    Rule,
    Rules,
    Source,
    Terms,
    Variant,
)

__all__ = [
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
