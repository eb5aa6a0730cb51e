"""What does a line cost: flows, all-in cost, fees, subsidies and premiums, in Decimal?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from engine.money import CENT, cents

MONTHS = 12
QUARTER = 3
BASIS_POINT = Decimal("0.0001")
RATE_STEP = Decimal("0.000001")
LGD = Decimal("0.45")  # illustrative: share of an unsecured loan lost when the firm defaults
MARGIN = Decimal("0.004")  # illustrative: what a bank adds to LPR beside expected loss
_ZERO = Decimal(0)
_DIGITS = 34
_LOWEST, _HIGHEST = -0.99, 10.0
_HALVINGS, _FIRST_HALVINGS, _MOST_STEPS = 60, 7, 12
_STEP, _SMALLEST_STEP = 1e-6, 1e-12  # Newton's next step would be far smaller still
_DOUBT = 1e-3  # of a step of 1e-6: nearer to where rounding turns, only halving decides


@dataclass(frozen=True)
class Flow:
    """Money that reaches (+) or leaves (-) the firm, `month` months after the first payment."""

    month: int
    amount: Decimal


@dataclass(frozen=True)
class Repayment:
    """How a loan is paid back: `tenor_months`, in equal quarterly parts or at the end.

    Interest is paid each quarter on what is still owed, as Chinese banks do.
    """

    tenor_months: int
    in_parts: bool

    @property
    def quarters(self) -> int:
        """Number of interest payments."""
        return max(1, -(-self.tenor_months // QUARTER))

    @property
    def owed_first_year(self) -> Decimal:
        """Years of interest on one yuan of principal that fall into the first twelve months.

        >>> Repayment(12, False).owed_first_year, Repayment(24, True).owed_first_year
        (Decimal('1.00'), Decimal('0.81250'))
        """
        return self.owed_in_year(0)

    def owed_in_year(self, year: int) -> Decimal:
        """The same for any year, the first being 0."""
        return _owed_in_year(self, year)

    @property
    def years(self) -> int:
        """Years begun until the loan is paid back."""
        return -(-self.tenor_months // MONTHS)

    @property
    def principal_first_year(self) -> Decimal:
        """Share of the principal that is paid back in parts within the first year."""
        if not self.in_parts:
            return _ZERO
        return Decimal(min(self.quarters, MONTHS // QUARTER)) / self.quarters

    def owed_share(self, quarter: int) -> Decimal:
        """What of the principal is owed in a quarter, the first being 0."""
        return 1 - Decimal(quarter) / self.quarters if self.in_parts else Decimal(1)

    def years_of(self, quarter: int) -> Decimal:
        """How long a quarter lasts, the last one until the loan is paid back."""
        return Decimal(min(QUARTER, self.tenor_months - quarter * QUARTER)) / MONTHS

    def flows(self, principal: Decimal, rate: Decimal) -> tuple[Flow, ...]:
        """The loan's own flows: principal in, interest each quarter, principal back."""
        paid_back = [self._part(principal, quarter) for quarter in range(1, self.quarters + 1)]
        flows = [Flow(0, principal)]
        owed = principal
        for quarter, part in enumerate(paid_back, start=1):
            interest = cents(owed * rate * self.years_of(quarter - 1))
            month = min(quarter * QUARTER, self.tenor_months)
            flows.append(Flow(month, -interest - part))
            owed -= part
        return tuple(flows)

    def _part(self, principal: Decimal, quarter: int) -> Decimal:
        if not self.in_parts:
            return principal if quarter == self.quarters else _ZERO
        done = cents(principal * (quarter - 1) / self.quarters)
        return cents(principal * quarter / self.quarters) - done


@lru_cache(maxsize=1_024)
def _owed_in_year(repayment: Repayment, year: int) -> Decimal:
    per_year = MONTHS // QUARTER
    counted = range(year * per_year, min(repayment.quarters, (year + 1) * per_year))
    shares = (repayment.owed_share(each) * repayment.years_of(each) for each in counted)
    return sum(shares, _ZERO)


def present_value(flows: Sequence[Flow], rate: Decimal) -> Decimal:
    """Worth today of `flows` at the yearly `rate`."""
    with localcontext() as context:
        context.prec = _DIGITS
        monthly = (1 + rate) ** (Decimal(1) / MONTHS)
        return sum((flow.amount / monthly**flow.month for flow in flows), _ZERO)


def all_in_rate(flows: Sequence[Flow]) -> Decimal | None:
    """The yearly rate at which borrowed `flows` are worth nothing today (EIR), to 1e-6.

    None where money does not come in first and go out later. Source: domain handbook 5,
    "EIR s.t. sum CF_t / (1 + EIR)^t = 0".

    >>> all_in_rate([Flow(0, Decimal(1000)), Flow(12, Decimal(-1050))])
    Decimal('0.050000')
    """
    paid: dict[int, Decimal] = {}
    for flow in flows:
        paid[flow.month] = paid.get(flow.month, _ZERO) + flow.amount
    months = sorted(paid)
    by_month = [paid[month] for month in months]
    if not by_month or by_month[0] <= 0 or sum(by_month[1:], _ZERO) >= 0:
        return None
    root = _root(tuple(months), tuple(map(float, by_month)))
    return Decimal(repr(root)).quantize(RATE_STEP)


@lru_cache(maxsize=1_024)
def _root(months: tuple[int, ...], amounts: tuple[float, ...]) -> float:
    """The rate by Newton's steps, by halving alone where these could round to another 1e-6."""
    years = [month / MONTHS for month in months]
    low, high = _halved(years, amounts, (_LOWEST, _HIGHEST), _FIRST_HALVINGS)
    found = _by_newton(years, amounts, (low, high))
    if found is not None and abs(found / _STEP % 1 - 0.5) > _DOUBT:
        return found
    low, high = _halved(years, amounts, (low, high), _HALVINGS - _FIRST_HALVINGS)
    return (low + high) / 2


def _halved(
    years: Sequence[float], amounts: Sequence[float], within: tuple[float, float], times: int
) -> tuple[float, float]:
    low, high = within
    for _ in range(times):
        middle = (low + high) / 2
        worth = math.fsum([a / (1 + middle) ** t for a, t in zip(amounts, years, strict=True)])
        # Borrowed money is worth more to the firm the higher the rate it is discounted at.
        low, high = (middle, high) if worth < 0 else (low, middle)
    return low, high


def _by_newton(
    years: Sequence[float], amounts: Sequence[float], within: tuple[float, float]
) -> float | None:
    """The root between two rates to 1e-13 or so, None where the steps leave them or go on."""
    rate = sum(within) / 2
    for _ in range(_MOST_STEPS):
        parts = [a / (1 + rate) ** t for a, t in zip(amounts, years, strict=True)]
        slope = -sum([t * part for t, part in zip(years, parts, strict=True)]) / (1 + rate)
        step = math.fsum(parts) / slope if slope else math.inf
        rate -= step
        if not within[0] < rate < within[1]:
            return None
        if abs(step) < _SMALLEST_STEP:
            return rate
    return None


def simple_cost_annual(principal: Decimal, costs: Decimal, years: Decimal) -> Decimal:
    """Costs less subsidies, per yuan borrowed and year, without compounding, to 1e-6.

    Source: domain handbook 5, worked cost of the 专精特新贷.

    >>> simple_cost_annual(Decimal(10_000_000), Decimal(245_000), Decimal(1))
    Decimal('0.024500')
    """
    return (costs / principal / years).quantize(RATE_STEP)


def loan_rate(
    base: Decimal, pd: float, spread_min: Decimal | None, spread_max: Decimal | None
) -> Decimal:
    """`base` plus a margin and the expected loss, kept within the product's stated spreads.

    Spreads in yearly decimals; an unknown pd is priced at the highest spread stated. The margin and
    the loss given default are illustrative. A product that states only a highest spread is
    taken at it. Rounded to 1e-6.
    """
    highest, by_risk = spread_max if spread_max is not None else spread_min, risk_spread(pd)
    if math.isnan(pd) or spread_min is None:
        spread = highest if highest is not None else by_risk
    else:
        spread = max(spread_min, by_risk)
        spread = spread if spread_max is None else min(spread, spread_max)
    return (base + spread).quantize(RATE_STEP)


@lru_cache(maxsize=256)
def risk_spread(pd: float) -> Decimal:
    """Margin and expected loss, before any product's bounds; illustrative."""
    return MARGIN + LGD * _expected(pd)


def _expected(pd: float) -> Decimal:
    return _ZERO if math.isnan(pd) else Decimal(repr(pd))


@lru_cache(maxsize=256)
def rate_relief(pd: float) -> Decimal:
    """How much a lender's rate falls per unit of the loan that someone else guarantees."""
    return (LGD * _expected(pd)).quantize(RATE_STEP)


def interest_for_year(principal: Decimal, rate: Decimal, repayment: Repayment) -> Decimal:
    """Interest of the first twelve months, to the cent."""
    return cents(principal * rate * repayment.owed_first_year)


def fee_for_year(amount: Decimal, rate: Decimal) -> Decimal:
    """A guarantee fee or an insurance premium of one year, to the cent."""
    return cents(amount * rate)


def capped(amount: Decimal, *caps: Decimal | None) -> Decimal:
    """`amount` under every cap that is known, never below zero, rounded down to the cent."""
    known = [cap for cap in caps if cap is not None]
    return max(_ZERO, min(amount, *known) if known else amount) // CENT * CENT


def best_faces(faces: Sequence[Decimal], most: int) -> Decimal:
    """What the `most` largest coupons are worth together.

    Source: 2026 coupon notice, at most three coupons per loan.
    """
    return sum(sorted(faces, reverse=True)[:most], _ZERO)


def coupon_subsidy(faces: Sequence[Decimal], most: int, share: Decimal, paid: Decimal) -> Decimal:
    """What coupons bring: their faces, at most `share` of the interest `paid`.

    >>> coupon_subsidy([Decimal(30_000), Decimal(8_000), Decimal(5_000)], 3,
    ...                Decimal("0.25"), Decimal(150_000))
    Decimal('37500.00')
    """
    return capped(best_faces(faces, most), share * paid)


def net_premium(
    insured: Decimal, rate: Decimal, subsidy_share: Decimal, cap: Decimal | None = None
) -> Decimal:
    """A year's premium less its subsidy: at most `subsidy_share` of what was paid, and `cap`.

    Source: domain handbook 5, R13.

    >>> net_premium(Decimal(4_000_000), Decimal("0.005"), Decimal("0.5"), Decimal(8_000))
    Decimal('12000.00')
    """
    premium = fee_for_year(insured, rate)
    return premium - capped(premium * subsidy_share, cap)
