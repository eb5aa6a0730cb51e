"""May the firm have this product: yes, no or not known, and by which rule?"""

from collections.abc import Iterator
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
    verdict_of,
)
from engine.eligibility.rules import outcomes_of
from engine.eligibility.sentences import asked_of, gap_of
from engine.eligibility.standing import purpose_outcome, standing_outcome

__all__ = [
    "Eligibility",
    "LimitOutcome",
    "RuleOutcome",
    "Verdict",
    "asked_of",
    "check",
    "cleared_on",
    "gap_of",
    "limits_of",
    "terms_for",
    "told",
    "variant_for",
]


def check(product: Product, known: Known, on: date) -> Eligibility:
    """Whether a firm with the facts `known` may have `product` on `on`, the catalogue's day.

    A missing or NaN fact gives unknown. A failed rule that is illustrative or rests on our own
    numbers gives unknown, never no. A product that is not on offer that day gives no.
    """
    outcomes = tuple(_outcomes(product, known, on))
    return Eligibility(product.id, verdict_of(outcomes), outcomes)


def _outcomes(product: Product, known: Known, on: date) -> Iterator[RuleOutcome]:
    yield from standing_outcome(product, on)
    yield from purpose_outcome(product, known)
    yield from outcomes_of(product.rules, known, product.sources, on)
