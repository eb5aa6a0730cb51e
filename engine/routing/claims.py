"""Which sums come back later by themselves, and what could be insured?"""

from dataclasses import replace
from decimal import Decimal

from engine.facts import FACT_BY_NAME
from engine.money import CENT
from engine.plan import Because
from engine.pricing import capped
from engine.routing.offer import ZERO, Offer
from engine.routing.policy import SMALL_PROFIT, TAX_RATE, TAX_RATE_HNTE, TAX_RATE_SMALL
from engine.routing.ready import Gain, Ready, Span, because, value, worth
from engine.routing.situation import Situation


def claim_of(ready: Ready, situation: Situation) -> Ready:
    """A grant, reward, cost share or tax relief as a fixed sum that comes later."""
    gain = _gain(ready, situation)
    if isinstance(gain, Because):
        return replace(ready, blocked=(gain,))
    offer = Offer(
        id=ready.product.id,
        channel=ready.product.channel,
        role="claim",
        is_sure=ready.is_sure,
        most=gain.high,
        worth=worth(situation, ready.days),
    )
    return replace(ready, offer=offer, gain=gain)


def _gain(ready: Ready, situation: Situation) -> Gain | Because:
    if ready.product.kind == "tax":
        return _tax_gain(ready, situation)
    if ready.product.basis == "cost":
        return _cost_gain(ready, situation)
    return _fixed_gain(ready)


def _fixed_gain(ready: Ready) -> Gain | Because:
    terms = ready.terms
    high = capped(value(terms.grant_yuan) or value(terms.amount_max_yuan) or ZERO, *_caps(ready))
    if high <= 0:
        return because("没有公布金额", "No amount is stated")
    low = value(terms.grant_renewal_yuan) or value(terms.amount_min_yuan)
    return Gain(None if low is None else min(low, high), high)


def _caps(ready: Ready) -> tuple[Decimal | None, ...]:
    terms = ready.terms
    return value(terms.cap_per_firm_year_yuan), value(terms.cap_per_firm_yuan)


def _cost_gain(ready: Ready, situation: Situation) -> Gain | Because:
    base = _base(ready, situation)
    if isinstance(base, Because):
        return base
    share = value(ready.terms.subsidy_max_share)
    high = capped(base * (Decimal(1) if share is None else share), *_caps(ready))
    return Gain(None, high) if high > 0 else because("没有对应支出", "There is no such cost")


def _base(ready: Ready, situation: Situation) -> Decimal | Because:
    fact = ready.product.base_fact
    if fact is None:
        return because("没有说明计算基数", "What it is counted on is not stated")
    base = situation.yuan(fact)
    if base is None:
        label = FACT_BY_NAME[fact].label
        return because(f"缺少资料:{label.zh},金额未知", f"{label.en} not known: no amount", fact)
    return base


def _tax_gain(ready: Ready, situation: Situation) -> Gain | Because:
    base, profit = _base(ready, situation), situation.yuan("net_profit")
    if isinstance(base, Because):
        return base
    if profit is None:
        return because("净利润未知,不能估算节税", "Net profit not known: no estimate", "net_profit")
    if profit <= 0:
        return because(
            "当年没有应纳税所得,加计扣除只增加结转亏损",
            "No taxable profit: the deduction only raises the loss carried forward",
            "net_profit",
        )
    deduction = base * (value(ready.terms.tax_deduction_share) or ZERO)
    saved = (min(deduction, profit) * _tax_rate(situation, profit)).quantize(CENT)
    return Gain(None, saved) if saved > 0 else because("没有对应支出", "There is no such cost")


def _tax_rate(situation: Situation, profit: Decimal) -> Decimal:
    if profit <= SMALL_PROFIT:
        return TAX_RATE_SMALL
    return TAX_RATE_HNTE if situation.number("holds_HNTE") == 1.0 else TAX_RATE


def policy_of(ready: Ready, situation: Situation) -> Ready:
    """An insurance of what the firm has at risk, within the sums the product insures."""
    terms = ready.terms
    high = value(terms.premium_max_annual)
    if high is None:
        return replace(ready, blocked=(because("没有公布保费率", "No premium is stated"),))
    insured = _insured(ready, situation)
    if insured <= 0:
        return replace(ready, blocked=(because("没有公布保额", "No insured sum is stated"),))
    span = Span(value(terms.premium_min_annual) or high, high, high)
    offer = Offer(
        id=ready.product.id,
        channel="insurance",
        role="policy",
        is_sure=ready.is_sure,
        most=insured,
        cost=high,
    )
    return replace(ready, offer=offer, span=span)


def _insured(ready: Ready, situation: Situation) -> Decimal:
    """What is at risk within the stated sums; the least sum where it is not known."""
    low, high = value(ready.terms.amount_min_yuan), value(ready.terms.amount_max_yuan)
    fact = ready.product.base_fact
    at_risk = situation.yuan(fact) if fact else None
    wanted = max(at_risk or ZERO, low or ZERO)
    return wanted if high is None else min(wanted, high)
