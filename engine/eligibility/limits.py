"""How much of a product may one line be at most, by the firm's own facts?"""

import math
from functools import partial

from engine.catalogue.product import Limit, Product, Variant
from engine.catalogue.terms import Number, Terms
from engine.eligibility.outcomes import Known, LimitOutcome, verdict_of
from engine.eligibility.rules import outcomes_of
from engine.facts.quantity import quantity
from engine.text import Text

_NAN = math.nan


def variant_for(product: Product, known: Known) -> Variant | None:
    """The first variant whose condition surely holds, None for the base terms."""
    for variant in product.variants:
        if verdict_of(outcomes_of(variant.when, known, product.sources)) == "yes":
            return variant
    return None


def terms_for(product: Product, known: Known) -> Terms:
    """The terms for this firm: the base, with the numbers of the variant that surely holds."""
    variant = variant_for(product, known)
    return product.terms if variant is None else variant.over(product.terms)


def limits_of(product: Product, known: Known) -> tuple[LimitOutcome, ...]:
    """The caps on the amount of one line of `product`, in the order of its file."""
    return tuple(_limit(each, known) for each in product.limits)


def _limit(limit: Limit, known: Known) -> LimitOutcome:
    constant = float(limit.max_yuan.value) if limit.max_yuan else 0.0
    shares = [float(part.share.value) * known.get(part.of, _NAN) for part in limit.parts]
    held = 0.0 if limit.total_with is None else known.get(limit.total_with, _NAN)
    most = constant + sum(shares) - held
    sure = constant + sum(share for share in shares if not math.isnan(share)) - held
    return LimitOutcome(
        most_yuan=most if math.isnan(most) else max(most, 0.0),
        sure_yuan=0.0 if math.isnan(sure) else max(sure, 0.0),
        missing=tuple(fact for fact in _facts(limit) if math.isnan(known.get(fact, _NAN))),
        is_assumed=any(each.is_assumed for each in _numbers(limit)),
        says=partial(_because, limit, most),
    )


def _facts(limit: Limit) -> tuple[str, ...]:
    with_total = () if limit.total_with is None else (limit.total_with,)
    return (*(part.of for part in limit.parts), *with_total)


def _numbers(limit: Limit) -> tuple[Number, ...]:
    constant = () if limit.max_yuan is None else (limit.max_yuan,)
    return (*constant, *(part.share for part in limit.parts))


def _because(limit: Limit, most: float) -> Text:
    if math.isnan(most):
        return Text(
            zh=f"{limit.text.zh};缺少资料,上限未知", en=f"{limit.text.en}; cap not known yet"
        )
    shown = quantity(max(most, 0.0), "yuan")
    return Text(zh=f"{limit.text.zh};上限 {shown.zh}", en=f"{limit.text.en}; at most {shown.en}")
