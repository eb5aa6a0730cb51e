"""May the firm have this product: yes, no or not known, and by which rule?"""

from datetime import date

from engine.catalogue.product import Product
from engine.eligibility.earliest import cleared_on
from engine.eligibility.limits import limits_of, terms_for, variant_for
from engine.eligibility.outcomes import (
    Eligibility,
    Known,
    LimitOutcome,
    RuleOutcome,
    Verdict,
    told,
)
from engine.eligibility.ruled import Ruled, facts_asked, ruled, ruled_products
from engine.eligibility.sentences import asked_of, gap_of

__all__ = [
    "Eligibility",
    "LimitOutcome",
    "RuleOutcome",
    "Ruled",
    "Verdict",
    "asked_of",
    "check",
    "cleared_on",
    "facts_asked",
    "gap_of",
    "limits_of",
    "ruled_products",
    "terms_for",
    "told",
    "variant_for",
]


def check(product: Product, known: Known, on: date) -> Eligibility:
    """Whether a firm with the facts `known` may have `product` on `on`, the catalogue's day.

    A missing or NaN fact gives unknown. A failed rule that is illustrative or rests on our own
    numbers gives unknown, never no. A product that is not on offer that day gives no.
    """
    return ruled(product).check(known, on)
