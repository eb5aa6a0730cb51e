"""What should a banker look at in the catalogue: expired, contradictory, out of reach, missing?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from engine.catalogue.checks import CORE_KEYS
from engine.catalogue.clashes import clashes_in
from engine.catalogue.loader import DatedCatalogue
from engine.catalogue.product import Catalogue, Product
from engine.catalogue.terms import Terms
from engine.text import Text

FindingKind = Literal[
    "contradictory", "out_of_reach", "nobody", "expired", "ends_soon", "stale", "unreachable",
    "redundant", "lonely", "nobody_for_sure", "missing",
]  # fmt: skip
Severity = Literal["error", "warning", "note"]
# An error makes the product useless or wrong; a warning wants a look; a note states a gap.
SEVERITY: Mapping[str, Severity] = {
    "contradictory": "error", "out_of_reach": "error", "nobody": "error", "expired": "warning",
    "ends_soon": "warning", "stale": "warning", "unreachable": "warning", "redundant": "warning",
    "lonely": "warning", "nobody_for_sure": "note", "missing": "note",
}  # fmt: skip
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
SOON_DAYS = 90
STALE_DAYS = 730
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

    @property
    def severity(self) -> Severity:
        """How much it matters: only an `error` makes the check fail."""
        return SEVERITY[self.kind]


def check_products(files: DatedCatalogue, on: date) -> tuple[Finding, ...]:
    """All findings of a catalogue that loads, as on `on`: by product, in the catalogue's order."""
    catalogue = files.on(on)
    return tuple(
        finding for product in catalogue.products for finding in _findings(product, catalogue)
    )


def _findings(product: Product, catalogue: Catalogue) -> Iterator[Finding]:
    yield from _time_findings(product, catalogue.on)
    for kind, key, said in clashes_in(product, catalogue):
        yield Finding(product.id, cast("FindingKind", kind), key, said)
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
    if hang is not None and hang.tenor_min_months is not None:
        longest = [each.terms.value("tenor_max_months") for each in countable if each.gives_cash]
        if not any(each is None or each >= hang.tenor_min_months.value for each in longest):
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
