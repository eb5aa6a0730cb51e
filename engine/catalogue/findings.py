"""What should a banker look at in the catalogue: expired, contradictory, out of reach, missing?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.catalogue.checks import CORE_KEYS
from engine.catalogue.loader import DatedCatalogue
from engine.catalogue.product import Catalogue, Product, Rule
from engine.catalogue.terms import Terms
from engine.text import Text

FindingKind = Literal["expired", "ends_soon", "stale", "contradictory", "out_of_reach", "missing"]
SOON_DAYS = 90
STALE_DAYS = 730
LOWER, UPPER = ("at_least", "above"), ("at_most", "below")
PAIRS = tuple(
    (low, low.replace("_min_", "_max_"))
    for low in Terms.model_fields
    if "_min_" in low and low.replace("_min_", "_max_") in Terms.model_fields
)


@dataclass(frozen=True)
class Finding:
    """One thing to look at; `key` is the part of the product's file."""

    product: str
    kind: FindingKind
    key: str
    message: Text


def check_products(files: DatedCatalogue, on: date) -> tuple[Finding, ...]:
    """All findings of a catalogue that loads, as on `on`: by product, in the catalogue's order."""
    catalogue = files.on(on)
    return tuple(
        finding for product in catalogue.products for finding in _findings(product, catalogue)
    )


def _findings(product: Product, catalogue: Catalogue) -> Iterator[Finding]:
    yield from _time_findings(product, catalogue.on)
    yield from _rule_findings(product)
    yield from _number_findings(product)
    yield from _reach_findings(product, catalogue)
    yield from _missing_findings(product)


def _time_findings(product: Product, on: date) -> Iterator[Finding]:
    end = product.valid_to
    if product.state == "expired":
        said = Text(zh=f"已于 {end} 到期", en=f"expired on {end}")
        yield Finding(product.id, "expired", "validity", said)
    elif end is not None and (end - on).days <= SOON_DAYS:
        said = Text(zh=f"将于 {end} 到期", en=f"ends on {end}")
        yield Finding(product.id, "ends_soon", "validity", said)
    if (on - product.as_of).days > STALE_DAYS:
        said = Text(zh=f"资料截至 {product.as_of},待核", en=f"last read as of {product.as_of}")
        yield Finding(product.id, "stale", "as_of", said)


def _rule_findings(product: Product) -> Iterator[Finding]:
    required = product.rules.all_of
    for place, rule in enumerate(required):
        for other in required[place + 1 :]:
            if rule.fact == other.fact and _exclude(rule, other):
                said = Text(
                    zh=f"对“{rule.label.zh}”的两个条件不能同时成立",
                    en=f"two rules on {rule.fact} can never both hold",
                )
                yield Finding(product.id, "contradictory", "eligibility.all", said)


def _exclude(one: Rule, other: Rule) -> bool:
    forms = {one.form, other.form}
    if forms == {"is_true", "is_false"}:
        return True
    if forms == {"one_of"}:
        return not set(one.codes) & set(other.codes)
    if forms == {"one_of", "none_of"}:
        asked, banned = (one, other) if one.form == "one_of" else (other, one)
        return set(asked.codes) <= set(banned.codes)
    return _empty_range(one, other) or _empty_range(other, one)


def _empty_range(low: Rule, high: Rule) -> bool:
    if low.form not in LOWER or high.form not in UPPER:
        return False
    if low.threshold is None or high.threshold is None:
        return False
    strict = low.form == "above" or high.form == "below"
    return low.threshold > high.threshold or (strict and low.threshold == high.threshold)


def _number_findings(product: Product) -> Iterator[Finding]:
    for low_key, high_key in PAIRS:
        low, high = product.terms.value(low_key), product.terms.value(high_key)
        if low is not None and high is not None and low > high:
            said = Text(zh=f"下限 {low} 高于上限 {high}", en=f"{low} is above {high}")
            yield Finding(product.id, "contradictory", f"terms.{low_key}", said)


def _reach_findings(product: Product, catalogue: Catalogue) -> Iterator[Finding]:
    if not product.is_countable:
        return
    attachments = product.attachments
    countable = [each for each in catalogue.products if each.is_countable]
    ids = {each.id for each in countable}
    hang = attachments.attaches_to
    if hang is not None and not hang.any_bank:
        kinds = {each.kind for each in countable}
        if not (ids & set(hang.products) or kinds & set(hang.kinds)):
            yield _unreachable(product, "attachments.attaches_to")
    for place, required in enumerate(attachments.requires):
        if not ids & set(required.any_of):
            yield _unreachable(product, f"attachments.requires.{place}")


def _unreachable(product: Product, key: str) -> Finding:
    said = Text(
        zh="所依附或所需的产品当日均不可用", en="nothing it needs or hangs on is on offer that day"
    )
    return Finding(product.id, "out_of_reach", key, said)


def _missing_findings(product: Product) -> Iterator[Finding]:
    for key in sorted(CORE_KEYS[product.channel]):
        if product.terms.value(key) is None:
            said = Text(zh="来源未载明", en="no source states it")
            yield Finding(product.id, "missing", f"terms.{key}", said)
