"""Which numbers may a product state, and what does each of them carry?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from engine.catalogue.kinds import Purpose, Status

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
    budget_year_yuan: Number | None = None  # the whole pot of a year, all firms together
    budget_total_yuan: Number | None = None

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

    # what a tax relief or a service gives
    tax_deduction_share: Number | None = None  # of the basis, on top of the cost itself
    price_yuan: Number | None = None

    def value(self, key: str) -> Decimal | None:
        """The bare number under `key`, None where no source says it."""
        number = getattr(self, key)
        return number.value if isinstance(number, Number) else None
