"""What is a product, on one day, in the words routing and pricing use?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from engine.text import Text

Channel = Literal["invest", "loan", "subsidy", "guarantee", "insurance", "service"]
Actor = Literal["firm", "bank", "guarantor", "fund", "bureau", "insurer", "platform", "tax"]
Beneficiary = Literal["firm", "bank", "guarantor"]
Purpose = Literal[
    "working_capital", "equipment", "rnd", "compute", "order", "acquisition", "expansion"
]
Status = Literal["official", "official_partial", "illustrative", "policy"]
TermsStatus = Literal["official", "official_partial", "illustrative"]
State = Literal["open", "not_yet", "expired", "closed_season", "unknown"]
Form = Literal["at_least", "at_most", "above", "below", "one_of", "none_of", "is_true", "is_false"]
Scope = Literal["loan", "firm"]
Collateral = Literal["patents", "receivables", "equipment"]
Basis = Literal[
    "lpr1y",
    "lpr5y",
    "fixed",
    "equity",
    "option",
    "interest_paid",
    "interest_at_lpr",
    "loan_principal",
    "fixed_amount",
    "cost",
    "premium_paid",
    "fee_on_balance",
    "premium_on_insured",
    "premium_on_limit",
    "premium_on_loan",
]

CHANNELS: tuple[Channel, ...] = (
    "invest", "loan", "subsidy", "guarantee", "insurance", "service",
)  # fmt: skip
KINDS: Mapping[Channel, tuple[str, ...]] = {
    "invest": ("equity_direct", "equity_fund", "convertible", "option"),
    "loan": (
        "unsecured",
        "guaranteed_working_capital",
        "pledge_ip",
        "pledge_receivable",
        "fixed_asset",
        "acquisition",
        "joint_unsecured",
        "venture_debt",
    ),
    "subsidy": (
        "interest_subsidy",
        "one_off_grant",
        "qualification_reward",
        "cost_share",
        "premium_subsidy",
        "tax",
    ),
    "guarantee": ("guarantee",),
    "insurance": ("A_rnd_conversion", "B_first_use", "C_ip", "D_basic"),
    "service": ("matching", "compute", "data", "space", "event", "policy", "testing", "training"),
}
BASES: Mapping[Channel, tuple[Basis, ...]] = {
    "invest": ("equity", "fixed", "option"),
    "loan": ("lpr1y", "lpr5y", "fixed"),
    "subsidy": (
        "interest_paid",
        "interest_at_lpr",
        "loan_principal",
        "fixed_amount",
        "cost",
        "premium_paid",
    ),
    "guarantee": ("fee_on_balance",),
    "insurance": ("premium_on_insured", "premium_on_limit", "premium_on_loan"),
    "service": (),
}
_DIGITS = 15  # a double prints a decimal of up to 15 digits back unchanged


def _as_number(value: Decimal) -> float | int:
    whole = int(value)
    return whole if whole == value else float(value)


Value = Annotated[
    Decimal,
    Field(max_digits=_DIGITS, allow_inf_nan=False),
    PlainSerializer(_as_number, return_type=float | int, when_used="json"),
]


class Frozen(BaseModel):
    """Base of all resolved parts: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a value was read; `href` is None where only a title was kept."""

    title: str
    href: str | None
    read_on: date
    tier: Literal["gov", "repost", "law", "memory", "none"]
    confidence: Literal["high", "medium", "low", "illustrative"]


class Dated(Frozen):
    """What every stated value carries: since when, by which source (key), how sure."""

    since: date
    source: str
    status: Status

    @property
    def is_assumed(self) -> bool:
        """Whether the value is ours for the demonstration, not a provider's."""
        return self.status == "illustrative"


class Number(Dated):
    """One number in force on the day; the unit is in the key that holds it."""

    value: Value


class Numbers(Dated):
    """A list of numbers in force on the day, such as coupon faces."""

    values: tuple[Value, ...]


class Purposes(Dated):
    """The purposes that the money of a product may serve."""

    values: tuple[Purpose, ...]


class Terms(Frozen):
    """The stated numbers of a product on the day; None where no source says it.

    `_yuan` money, `_annual` per year as decimal, `_share` 0..1, `_bp` basis points over the basis
    rate, `_months` and `_days` time. `min`/`max` bound what the provider may choose.
    """

    amount_min_yuan: Number | None = None
    amount_max_yuan: Number | None = None
    step_yuan: Number | None = None  # amounts are rounded down to a multiple of it
    tenor_min_months: Number | None = None
    tenor_max_months: Number | None = None
    budget_year_yuan: Number | None = None  # the whole pot, all firms together

    # what a loan, note or share costs
    rate_spread_min_bp: Number | None = None
    rate_spread_max_bp: Number | None = None
    rate_min_annual: Number | None = None
    rate_max_annual: Number | None = None
    own_funds_min_share: Number | None = None  # of the project, brought by the firm
    conversion_discount_min_share: Number | None = None
    conversion_discount_max_share: Number | None = None
    option_cover_min_share: Number | None = None  # of the loan
    option_cover_max_share: Number | None = None
    stake_max_share: Number | None = None

    # what a guarantee costs and who bears the loss
    fee_min_annual: Number | None = None  # of the guaranteed balance
    fee_max_annual: Number | None = None
    coverage_max_share: Number | None = None  # of the loan
    bank_min_share: Number | None = None
    national_fund_max_share: Number | None = None
    province_min_share: Number | None = None
    guarantor_min_share: Number | None = None
    loss_cap_share: Number | None = None  # of released guarantees, of the whole scheme
    reguarantee_fee_max_annual: Number | None = None  # paid by the guarantor, not by the firm

    # what a subsidy pays
    subsidy_max_share: Number | None = None  # of the basis: interest paid, cost, premium paid
    subsidy_max_annual: Number | None = None  # of the loan principal, per year
    subsidy_years_max: Number | None = None
    loan_base_max_yuan: Number | None = None  # principal beyond it earns nothing
    grant_yuan: Number | None = None  # a fixed amount, or its upper bound
    grant_renewal_yuan: Number | None = None
    cap_per_firm_year_yuan: Number | None = None
    cap_per_firm_yuan: Number | None = None
    coupon_faces_yuan: Numbers | None = None
    coupons_per_loan_max: Number | None = None
    coupons_per_firm_max: Number | None = None

    # what an insurance costs
    premium_min_annual: Number | None = None  # of the insured amount
    premium_max_annual: Number | None = None
    deductible_share: Number | None = None

    def value(self, key: str) -> Decimal | None:
        """The bare number under `key`, None where no source says it."""
        number = getattr(self, key)
        return number.value if isinstance(number, Number) else None


class Rule(Dated):
    """One condition on one fact, with all a sentence about it needs.

    `threshold` for the four comparisons; `allowed` (shown) and `codes` (compared) for lists;
    neither for yes/no forms. `labels` names the codes of the fact, empty if it has none.
    """

    fact: str
    form: Form
    threshold: Value | None = None
    allowed: tuple[str, ...] = ()
    codes: tuple[float, ...] = ()
    label: Text
    unit: str
    labels: Mapping[float, str] = {}
    text: Text | None = None


class Rules(Frozen):
    """`all_of` must hold; of `any_of` at least one branch, whose rules must all hold."""

    all_of: tuple[Rule, ...] = ()
    any_of: tuple[tuple[Rule, ...], ...] = ()


class LimitPart(Frozen):
    """`share` of the fact `of` (yuan)."""

    share: Number
    of: str
    label: Text


class Limit(Frozen):
    """A cap on the amount of a line, never on the need.

    amount + known[total_with] <= max_yuan + sum(share x fact); absent parts count as nothing.
    `total_with` is what the firm already holds of the same kind, affiliates included.
    """

    text: Text
    max_yuan: Number | None = None
    parts: tuple[LimitPart, ...] = ()
    total_with: str | None = None


class Variant(Frozen):
    """Terms that replace the base terms for firms that meet `when`; the first that holds wins.

    `terms` holds only the replacing numbers; all others stay None and mean "as in the base".
    """

    id: str
    text: Text
    when: Rules
    terms: Terms


class AttachesTo(Dated):
    """The line must hang on one other line: a named product, a kind, or any bank loan."""

    products: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    any_bank: bool = False


class Requires(Dated):
    """The plan must hold at least one of these products (attached to this one if it attaches)."""

    any_of: tuple[str, ...]


class Excludes(Dated):
    """None of these products on the same loan (of the same firm if this one hangs on no loan)."""

    products: tuple[str, ...]


class ExclusiveGroup(Dated):
    """At most one product of the group `name` per loan or per firm."""

    name: str
    scope: Scope


class Attachments(Frozen):
    """How the product goes together with others."""

    attaches_to: AttachesTo | None = None
    requires: tuple[Requires, ...] = ()
    excludes: Excludes | None = None
    exclusive_group: ExclusiveGroup | None = None


class ProcessingDays(Frozen):
    """Calendar days from a complete application to the money or the answer."""

    expected: Number | None
    slowest: Number | None


class Window(Dated):
    """Applications are taken from `opens` to `closes` (both included)."""

    opens: date
    closes: date


class Product(Frozen):
    """One offer with the terms of one day (`Catalogue.on`).

    State: `open`; `not_yet` and `expired` keep the nearest known terms and are never counted;
    `closed_season` = outside its application windows; `unknown` = not known if still offered.
    `gives_cash` = money that can pay for a use by its date; `base_fact` = the yuan fact a cost
    share or an insured sum refers to.
    """

    id: str
    channel: Channel
    kind: str
    name: Text
    summary: Text
    provider: Text
    decided_by: Actor
    next_actor: Actor
    beneficiary: Beneficiary
    gives_cash: bool
    approval_mode: Literal["joint", "separate"] | None
    founder_liability: Literal["yes", "no", "unknown"]
    purposes: Purposes | None
    basis: Basis | None
    base_fact: str | None
    collateral: tuple[Collateral, ...]
    terms: Terms
    variants: tuple[Variant, ...]
    limits: tuple[Limit, ...]
    rules: Rules
    attachments: Attachments
    processing_days: ProcessingDays | None
    documents: tuple[Text, ...] | None
    conditions: tuple[Text, ...]
    terms_status: TermsStatus
    state: State
    status_note: Text | None
    valid_from: date | None
    valid_to: date | None
    known_from: date
    apply_windows: tuple[Window, ...]
    as_of: date
    sources: Mapping[str, Source]

    @property
    def is_countable(self) -> bool:
        """Whether a plan may count on it at all on this day."""
        return self.state in ("open", "unknown", "closed_season")


@dataclass(frozen=True)
class Catalogue:
    """All products and reference rates as they stand on the day `on`.

    `hash` is the SHA-256 of the whole dated content: the same for every `on`.
    """

    on: date
    products: tuple[Product, ...]
    reference_rates: Mapping[str, Number]
    rate_sources: Mapping[str, Source]
    hash: str

    def product(self, product_id: str) -> Product:
        """The product with this id.

        Raises:
            KeyError: no such product.
        """
        for each in self.products:
            if each.id == product_id:
                return each
        raise KeyError(product_id)

    def of_channel(self, channel: Channel) -> tuple[Product, ...]:
        """The products of one channel, by id."""
        return tuple(each for each in self.products if each.channel == channel)

    def reference_rate(self, basis: str) -> Decimal | None:
        """The yearly rate of `lpr1y` or `lpr5y` on the day, None before the first known one."""
        number = self.reference_rates.get(basis)
        return None if number is None else number.value
