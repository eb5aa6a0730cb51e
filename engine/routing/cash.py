"""Which loans, notes and shares may pay for the need, how much of each and at what rate?"""

import math
from dataclasses import replace
from decimal import Decimal

from engine.catalogue import Number, Product
from engine.plan import Because
from engine.pricing import BASIS_POINT, Repayment, loan_rate, rate_relief, risk_spread
from engine.routing.offer import ZERO, Offer
from engine.routing.ready import (
    DAYS_PER_YEAR,
    FLOW_KINDS,
    Most,
    Ready,
    Span,
    because,
    least,
    most,
    repayment_of,
    step_of,
    usable_uses,
    value,
    worth,
)
from engine.routing.situation import Situation
from engine.routing.working_capital import CEILING
from engine.text import Text

_HALF_YEAR = 182  # interest of a year is paid quarter by quarter, in the mean after half a year
_NO_STATED_RATE = Text(
    zh="没有公布利率,按示例利率估算", en="No rate is stated: an illustrative rate is used"
)


def loan_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """The loan as an offer."""
    span = _loan_span(ready, situation)
    if span is None:
        said = because("当日没有基准利率,无法定价", "No base rate is known on the day: no price")
        return replace(ready, blocked=(said,))
    ready = replace(ready, span=span, repayment=repayment_of(ready))
    if not _states_rate(ready):
        ready = replace(ready, conditions=(*ready.conditions, _NO_STATED_RATE))
    return _sized(ready, situation, _loan_offer(ready, span, situation), days)


def _states_rate(ready: Ready) -> bool:
    spreads = (ready.terms.value(f"rate_spread_{end}_bp") for end in ("min", "max"))
    return ready.product.basis == "fixed" or any(spread is not None for spread in spreads)


def _loan_offer(ready: Ready, span: Span, situation: Situation) -> Offer:
    repayment = repayment_of(ready)
    owed = repayment.owed_first_year
    floor = span.counted if ready.terms.value("rate_spread_min_bp") is None else span.low
    return Offer(
        id=ready.product.id,
        channel="loan",
        role="cash",
        is_sure=ready.is_sure,
        most=ZERO,
        cost=span.counted * owed,
        cost_least=min(floor, span.counted) * owed,
        cost_bare=_bare(ready, situation, span) * owed,
        cost_floor=situation.policy.rate_floor * owed,
        relief=rate_relief(situation.number("pd")) * owed,
        owed=owed,
        worth=worth(situation, _HALF_YEAR),
        collateral=frozenset(ready.product.collateral),
        weights={
            "bank_debt": Decimal(1),
            **({CEILING: Decimal(1)} if ready.product.kind in FLOW_KINDS else {}),
            "bank_debt_without_profit": Decimal(1),
            "service": span.counted * owed + repayment.principal_first_year,
        },
    )


def _loan_span(ready: Ready, situation: Situation) -> Span | None:
    """The loan's rate by pd within its stated spreads; a range where they are assumed."""
    if ready.product.basis == "fixed":
        return fixed_span(ready)
    base = situation.catalogue.reference_rate(ready.product.basis or "")
    if base is None:
        return None
    low, high = ready.terms.rate_spread_min_bp, ready.terms.rate_spread_max_bp
    spreads = [None if each is None else each.value * BASIS_POINT for each in (low, high)]
    pd = situation.number("pd")
    counted = loan_rate(base, pd, *spreads)
    lowest = counted if spreads[0] is None else base + spreads[0]
    if not _is_open((low, high)) and not math.isnan(pd):
        return Span(counted, counted, counted)
    highest = counted if spreads[1] is None else base + spreads[1]
    return Span(min(lowest, counted), counted, max(highest, counted))


def _bare(ready: Ready, situation: Situation, span: Span) -> Decimal:
    """The rate by risk alone, which a guarantee must bring below the product's bounds to help."""
    base = situation.catalogue.reference_rate(ready.product.basis or "")
    return span.counted if base is None else base + risk_spread(situation.number("pd"))


def _is_open(numbers: tuple[Number | None, ...]) -> bool:
    return any(each is not None and each.is_assumed for each in numbers)


def fixed_span(ready: Ready) -> Span | None:
    """A stated yearly rate; counted at its highest."""
    high = value(ready.terms.rate_max_annual) or value(ready.terms.rate_min_annual)
    low = value(ready.terms.rate_min_annual) or high
    return None if high is None or low is None else Span(low, high, high)


def note_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """A convertible note: it bears interest, counts as debt service, and may dilute later."""
    span = fixed_span(ready)
    if span is None:
        return replace(ready, blocked=(because("没有公布利率", "No rate is stated"),))
    discount = ready.terms.value("conversion_discount_max_share") or ZERO
    price = situation.policy.prices.equity / 2  # conversion is open: half the price of equity
    offer = Offer(
        id=ready.product.id,
        channel="invest",
        role="cash",
        is_sure=ready.is_sure,
        most=ZERO,
        cost=span.counted + price,
        cost_least=span.counted + price,
        worth=worth(situation, _HALF_YEAR),
        weights={"service": span.counted, "dilution": 1 / (1 - discount)},
    )
    shortest = ready.terms.value("tenor_min_months") or Decimal(12)
    longest = int(ready.terms.value("tenor_max_months") or shortest)
    ready = replace(ready, span=span, repayment=Repayment(longest, in_parts=False))
    return _for_owners(ready, situation, offer, days)


def shares_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """New shares: no interest, priced at the cost of equity, bounded by the dilution accepted."""
    offer = Offer(
        id=ready.product.id,
        channel="invest",
        role="cash",
        is_sure=ready.is_sure,
        most=ZERO,
        cost=situation.policy.prices.equity,
        cost_least=situation.policy.prices.equity,
        weights={"dilution": Decimal(1)},
    )
    return _for_owners(ready, situation, offer, days)


def _for_owners(ready: Ready, situation: Situation, offer: Offer, days: int) -> Ready:
    if not situation.need.accepts_equity:
        said = because("企业不接受股权投资", "The firm accepts no equity")
        return replace(ready, blocked=(said,))
    return _sized(ready, situation, offer, days)


def _sized(ready: Ready, situation: Situation, offer: Offer, days: int) -> Ready:
    """The offer with its uses and amounts; blocked where nothing is left."""
    uses, why_none = usable_uses(ready, situation, days)
    if not uses:
        return replace(ready, blocked=(why_none,))
    cap = _owners_cap(ready, situation, most(ready, situation))
    step = step_of(ready, situation)
    served = sum((situation.need.uses[use].amount for use in uses), ZERO)
    top, bottom = min(cap.yuan, served) // step * step, least(ready, step)
    if top < max(bottom, step):
        return replace(ready, blocked=(_too_small(top, bottom, step, served <= cap.yuan, cap),))
    sized = replace(
        offer,
        uses=uses,
        most=top,
        least=bottom,
        step=step,
        is_sure=offer.is_sure and not cap.open_because,
        burden=_burden(ready, situation, days),
    )
    conditions = (*ready.conditions, *cap.open_because)
    return replace(ready, offer=sized, cap=cap.because, conditions=conditions)


def _burden(ready: Ready, situation: Situation, days: int) -> Decimal:
    """Time until the cash comes, debt that nothing earned can serve, and shared budgets."""
    prices = situation.policy.prices
    risky = ready.repayment is not None and situation.lives_on_equity
    risk = prices.debt_without_profit if risky else ZERO
    waiting = prices.time * days / DAYS_PER_YEAR
    return (waiting + risk + situation.budget_price(ready.product.id)).quantize(Decimal("1e-6"))


def _owners_cap(ready: Ready, situation: Situation, cap: Most) -> Most:
    """Own funds of a project and the largest stake cap the amount too."""
    own, stake = ready.terms.value("own_funds_min_share"), ready.terms.value("stake_max_share")
    caps = [cap]
    if own is not None:
        asked = situation.yuan("need_amount_equipment") or ZERO
        project = situation.yuan("capex_total") or asked
        said = Text(
            zh=f"项目自有资金不少于{own:.0%}", en=f"own funds of the project at least {own:.0%}"
        )
        caps.append(Most(project * (1 - own), said, cap.open_because))
    if stake is not None and stake < 1:
        said = Text(zh=f"持股不超过{stake:.0%}", en=f"a stake of at most {stake:.0%}")
        caps.append(Most(situation.pre_money[0] * stake / (1 - stake), said, cap.open_because))
    return min(caps, key=lambda each: each.yuan)


def _too_small(top: Decimal, bottom: Decimal, step: Decimal, by_need: bool, cap: Most) -> Because:
    least_yuan = max(bottom, step)
    zh = "可用的用途金额" if by_need else cap.because.zh
    en = "the uses it may pay for" if by_need else cap.because.en
    return because(
        f"最多{top:,.0f}元({zh}),低于起点{least_yuan:,.0f}元",
        f"At most CNY {top:,.0f} ({en}), below the least amount CNY {least_yuan:,.0f}",
    )


def is_note(product: Product) -> bool:
    """Whether the product is a convertible note."""
    return product.kind == "convertible"
