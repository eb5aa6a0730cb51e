"""Which facts does a product rest on, so that another fact cannot change anything of it?"""

from collections.abc import Iterator, Mapping

from engine.catalogue import Catalogue, Product
from engine.eligibility import facts_asked
from engine.routing.exclusions import LISTED, is_policy
from engine.routing.pledges import facts_of_pledges

_EARNS = frozenset({"ebitda", "revenue", "invoiced_sales_12m", "declared_revenue_12m"})
_VALUE = frozenset({"valuation_latest", "last_round"})
_PROJECT = frozenset({"need_amount_equipment", "capex_total"})
_TAX = frozenset({"net_profit", "holds_HNTE"})
Reads = Mapping[str, frozenset[str]]


def reads(catalogue: Catalogue) -> Reads:
    """By product: the facts that verdict, terms, amounts and price are made of.

    For `Catalogue.once`. The limits of the firm as a whole are not part of a product.
    """
    return {each.id: frozenset(_of_product(each)) for each in catalogue.products}


def _of_product(product: Product) -> Iterator[str]:
    yield from facts_asked(product)
    yield from LISTED if is_policy(product) else ()
    for limit in product.limits:
        yield from (part.of for part in limit.parts)
        yield from () if limit.total_with is None else (limit.total_with,)
    yield from facts_of_pledges(product)
    if product.base_fact is not None:
        yield product.base_fact
    if product.kind == "tax":
        yield from _TAX
    if product.channel in ("loan", "invest"):
        yield from ("pd", *_EARNS, *_VALUE, *_PROJECT)


def changed_products(
    catalogue: Catalogue, before: Mapping[str, float], after: Mapping[str, float]
) -> frozenset[str]:
    """The products that read a fact which is another in `after` than in `before`."""
    facts = frozenset(
        fact for fact in catalogue.once(_all_reads) if _differ(before.get(fact), after.get(fact))
    )
    return frozenset(name for name, each in catalogue.once(reads).items() if each & facts)


def _all_reads(catalogue: Catalogue) -> frozenset[str]:
    return frozenset().union(*catalogue.once(reads).values())


def _differ(one: float | None, other: float | None) -> bool:
    """Whether two values differ; NaN is as unknown as None."""
    return one != other and not (_is_unknown(one) and _is_unknown(other))


def _is_unknown(value: float | None) -> bool:
    return value is None or value != value
