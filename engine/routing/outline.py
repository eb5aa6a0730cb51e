"""What of a product is the same for every firm, worked out once for a catalogue?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from engine.catalogue import Catalogue, Product, Terms
from engine.eligibility import Ruled, ruled_products
from engine.pricing import BASIS_POINT, Repayment
from engine.routing.offer import ZERO
from engine.routing.policy import ASSUMED_DAYS

FLOW_KINDS = frozenset({
    "unsecured", "guaranteed_working_capital", "pledge_ip", "pledge_receivable",
    "joint_unsecured", "venture_debt",
})  # fmt: skip
NOT_FOR_FLOW = frozenset({"equipment", "acquisition"})  # R14
_IN_PARTS = ("fixed_asset", "acquisition")
_ATTACHED_SUBSIDIES = ("interest_subsidy", "premium_subsidy")
_ONE_YEAR = 12


@dataclass(frozen=True)
class Span:
    """A yearly rate at its lowest, as counted in the choice, and at its highest."""

    low: Decimal
    counted: Decimal
    high: Decimal


@dataclass(frozen=True)
class Outline:
    """A product on some of its terms, in the words of routing.

    `base` is the reference rate of its basis on the day, None where there is none; `hosts` are the
    products of the catalogue that it may hang on, whatever their tenor.
    """

    product: Product
    terms: Terms
    base: Decimal | None
    hosts: frozenset[str]

    @cached_property
    def days(self) -> int:
        """Calendar days to the money or the answer, assumed where no source states them."""
        stated = stated_days(self.product)
        return ASSUMED_DAYS[self.product.channel] if stated is None else stated

    @cached_property
    def common(self) -> dict[str, Any]:
        """What every offer of it says: which it is, and with what it goes together or does not."""
        attachments = self.product.attachments
        group, excludes = attachments.exclusive_group, attachments.excludes
        return {
            "id": self.product.id,
            "channel": self.product.channel,
            "requires": self.requires,
            "excludes": frozenset(excludes.products) if excludes else frozenset(),
            "group": group.name if group else None,
            "group_scope": group.scope if group else "loan",
        }

    @cached_property
    def requires(self) -> tuple[frozenset[str], ...]:
        """Of each of these sets a plan needs at least one beside it."""
        return tuple(frozenset(rule.any_of) for rule in self.product.attachments.requires)

    @cached_property
    def is_attached(self) -> bool:
        """Whether it only exists on a loan or a policy."""
        product = self.product
        if product.channel == "subsidy":
            return product.kind in _ATTACHED_SUBSIDIES
        hangs = product.attachments.attaches_to is not None
        return product.channel == "guarantee" or product.basis == "option" or hangs

    @cached_property
    def is_for_flow(self) -> bool:
        """Whether it is a loan for the running business only."""
        return self.product.kind in FLOW_KINDS

    @cached_property
    def serves(self) -> frozenset[str] | None:
        """The purposes it may pay for, None for any."""
        purposes = self.product.purposes
        return None if purposes is None else frozenset(purposes.values)

    @cached_property
    def amount_max(self) -> Decimal | None:
        """The product's own maximum."""
        return self.terms.value("amount_max_yuan")

    def least(self, step: Decimal) -> Decimal:
        """The product's least amount, up to a multiple of `step`."""
        return (self._amount_min / step).to_integral_value(rounding=ROUND_CEILING) * step

    @cached_property
    def _amount_min(self) -> Decimal:
        return self.terms.value("amount_min_yuan") or ZERO

    @cached_property
    def step(self) -> Decimal | None:
        """The product's own step, None where the house's holds."""
        return self.terms.value("step_yuan") or None

    @cached_property
    def own_funds(self) -> Decimal | None:
        """The share of a project that the firm must bring itself."""
        return self.terms.value("own_funds_min_share")

    @cached_property
    def stake_max(self) -> Decimal | None:
        """The largest share of the firm that the provider takes."""
        return self.terms.value("stake_max_share")

    @cached_property
    def repayment(self) -> Repayment:
        """Term loans run as long as they may, in quarterly parts; flow loans a year, at the end."""
        shortest = int(self.terms.value("tenor_min_months") or 1)
        longest = int(self.terms.value("tenor_max_months") or max(_ONE_YEAR, shortest))
        in_parts = self.product.kind in _IN_PARTS
        tenor = longest if in_parts else min(longest, max(_ONE_YEAR, shortest))
        return Repayment(tenor, in_parts)

    @cached_property
    def tenor_max(self) -> Decimal | None:
        """The longest tenor in months."""
        return self.terms.value("tenor_max_months")

    @cached_property
    def spreads(self) -> tuple[Decimal | None, Decimal | None]:
        """The lowest and the highest stated spread over `base`."""
        both = (self.terms.rate_spread_min_bp, self.terms.rate_spread_max_bp)
        low, high = (None if each is None else each.value * BASIS_POINT for each in both)
        return low, high

    @cached_property
    def spreads_assumed(self) -> bool:
        """Whether a spread is ours for the demonstration."""
        both = (self.terms.rate_spread_min_bp, self.terms.rate_spread_max_bp)
        return any(each is not None and each.is_assumed for each in both)

    @cached_property
    def states_rate(self) -> bool:
        """Whether a source says what it costs."""
        return self.product.basis == "fixed" or self.spreads != (None, None)

    @cached_property
    def fixed_span(self) -> Span | None:
        """A stated yearly rate; counted at its highest."""
        high = self.terms.value("rate_max_annual") or self.terms.value("rate_min_annual")
        low = self.terms.value("rate_min_annual") or high
        return None if high is None or low is None else Span(low, high, high)

    @cached_property
    def fee_span(self) -> Span:
        """The yearly fee of a guarantee, or the premium; nothing where none is stated."""
        terms = self.terms
        high = terms.value("fee_max_annual") or terms.value("premium_max_annual")
        low = terms.value("fee_min_annual") or terms.value("premium_min_annual") or high
        return Span(low or ZERO, high or ZERO, high or ZERO)


def stated_days(product: Product) -> int | None:
    """The expected processing days by a source, None where none states them."""
    days = product.processing_days
    return None if days is None or days.expected is None else int(days.expected.value)


@dataclass(frozen=True)
class Shelved:
    """A product with its rules made ready and its terms outlined, the base first."""

    ruled: Ruled
    outlines: tuple[Outline, ...]

    def outline(self, known: Mapping[str, float]) -> Outline:
        """The product on the terms that a firm gets."""
        return self.outlines[self.ruled.place(known)] if self.ruled.variants else self.outlines[0]


def shelved(catalogue: Catalogue) -> Mapping[str, Shelved]:
    """All products by id, in the order of the catalogue; for `Catalogue.once`."""
    ready = catalogue.once(ruled_products)
    return {
        each.id: Shelved(ready[each.id], tuple(_outlines(ready[each.id], catalogue)))
        for each in catalogue.products
    }


def _outlines(ruled: Ruled, catalogue: Catalogue) -> list[Outline]:
    product = ruled.product
    base = catalogue.reference_rate(product.basis or "")
    hosts = _hosts(product, catalogue)
    return [Outline(product, terms, base, hosts) for terms in ruled.terms]


def _hosts(product: Product, catalogue: Catalogue) -> frozenset[str]:
    rule = product.attachments.attaches_to
    if rule is None:
        return frozenset()
    return frozenset(
        each.id
        for each in catalogue.products
        if each.id in rule.products
        or each.kind in rule.kinds
        or (rule.any_bank and each.channel == "loan")
    )
