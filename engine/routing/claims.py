"""Which sums come back later by themselves, and what could be insured?"""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from engine.eligibility import told
from engine.facts import FACT_BY_NAME
from engine.money import CENT
from engine.plan import Because
from engine.pricing import capped
from engine.routing.offer import ZERO, Offer
from engine.routing.outline import Span
from engine.routing.policy import SMALL_PROFIT, TAX_RATE, TAX_RATE_HNTE, TAX_RATE_SMALL
from engine.routing.ready import USED_UP, Gain, Ready, WhyNot, because, caps_left, value, worth
from engine.routing.situation import Situation
from engine.text import Text


def claim_of(ready: Ready, situation: Situation) -> Ready:
    """A grant, reward, cost share or tax relief as a fixed sum that comes later."""
    gain = _already(ready, situation) or _gain(ready, situation)
    if not isinstance(gain, Gain):
        return ready.refused(gain)
    offer = Offer(
        **ready.outline.common,
        role="claim",
        is_sure=ready.is_sure,
        most=gain.high,
        worth=worth(situation, ready.days),
        burden=situation.budget_price(ready.product.id),
        base_fact=ready.product.base_fact if ready.product.kind == "cost_share" else None,
    )
    return Ready(ready.outline, ready.eligibility, offer, gain=gain)


_NOT_DEDUCTED = Text(
    zh="用不征税补助支付的研发支出不得加计扣除;补助计入应税收入的除外",
    en="R&D paid by an untaxed grant is not deducted again, unless the grant is taxed as income",
)
_RECEIVED = told(because("已经享受过,只发放一次", "Already received; it is paid once"))
_NO_AMOUNT = told(because("没有公布金额", "No amount is stated"))
_NO_COST = told(because("没有对应支出", "There is no such cost"))
_NO_BASE = told(because("没有说明计算基数", "What it is counted on is not stated"))
_NO_ESTIMATE = told(
    because("净利润未知,不能估算节税", "Net profit not known: no estimate", "net_profit")
)
_NO_PROFIT = told(
    because(
        "当年没有应纳税所得,加计扣除只增加结转亏损",
        "No taxable profit: the deduction only raises the loss carried forward",
        "net_profit",
    )
)
_NO_PREMIUM = told(because("没有公布保费率", "No premium is stated"))
_NO_SUM = told(because("没有公布保额", "No insured sum is stated"))
_ONCE = frozenset({"one_off_grant", "qualification_reward"})


def _already(ready: Ready, situation: Situation) -> WhyNot | None:
    """A grant that is paid once and was received; a cap that is used up."""
    if ready.product.kind in _ONCE and situation.given.ledger.knows(ready.product.id, situation.on):
        return _RECEIVED
    left = [cap for cap in caps_left(ready, situation) if cap is not None]
    return told(USED_UP) if left and min(left) <= 0 else None


def _gain(ready: Ready, situation: Situation) -> Gain | WhyNot:
    if ready.product.kind == "tax":
        return _tax_gain(ready, situation)
    if ready.product.basis == "cost":
        return _cost_gain(ready, situation)
    return _fixed_gain(ready, situation)


def _fixed_gain(ready: Ready, situation: Situation) -> Gain | WhyNot:
    terms = ready.terms
    high = capped(
        value(terms.grant_yuan) or value(terms.amount_max_yuan) or ZERO,
        *caps_left(ready, situation),
    )
    if high <= 0:
        return _NO_AMOUNT
    low = value(terms.grant_renewal_yuan) or value(terms.amount_min_yuan)
    return Gain(None if low is None else min(low, high), high)


def _cost_gain(ready: Ready, situation: Situation) -> Gain | WhyNot:
    base = _base(ready, situation)
    if not isinstance(base, Decimal):
        return base
    share = value(ready.terms.subsidy_max_share)
    high = capped(base * (Decimal(1) if share is None else share), *caps_left(ready, situation))
    return Gain(None, high) if high > 0 else _NO_COST


def _base(ready: Ready, situation: Situation) -> Decimal | WhyNot:
    fact = ready.product.base_fact
    if fact is None:
        return _NO_BASE
    base = situation.yuan(fact)
    if base is None:
        return partial(_missing, fact)
    return base


def _missing(fact: str) -> Because:
    label = FACT_BY_NAME[fact].label
    return because(f"缺少资料:{label.zh},金额未知", f"{label.en} not known: no amount", fact)


def _tax_gain(ready: Ready, situation: Situation) -> Gain | WhyNot:
    base, profit = _base(ready, situation), situation.yuan("net_profit")
    if not isinstance(base, Decimal):
        return base
    if profit is None:
        return _NO_ESTIMATE
    if profit <= 0:
        return _NO_PROFIT
    saved = _saved(ready, situation, base, profit)
    return Gain(None, saved) if saved > 0 else _NO_COST


def _saved(ready: Ready, situation: Situation, base: Decimal, profit: Decimal) -> Decimal:
    deduction = base * (value(ready.terms.tax_deduction_share) or ZERO)
    return (min(deduction, profit) * _tax_rate(situation, profit)).quantize(CENT)


def net_of_grants(ready: Ready, granted: Decimal, situation: Situation) -> Ready:
    """Tax relief without the spending that grants pay, unless they are taken as taxable income.

    Source: 财税〔2011〕70号; domain handbook 5, R12. The lower amount is what plans count.
    """
    base, profit = _base(ready, situation), situation.yuan("net_profit")
    if ready.offer is None or ready.gain is None or not isinstance(base, Decimal) or profit is None:
        return ready
    least = _saved(ready, situation, max(ZERO, base - granted), profit)
    if granted <= 0 or least >= ready.gain.high:
        return ready
    return replace(
        ready,
        offer=replace(ready.offer, most=least),
        gain=Gain(least, ready.gain.high),
        notes=(*ready.notes, told(_NOT_DEDUCTED)),
    )


def _tax_rate(situation: Situation, profit: Decimal) -> Decimal:
    if profit <= SMALL_PROFIT:
        return TAX_RATE_SMALL
    return TAX_RATE_HNTE if situation.number("holds_HNTE") == 1.0 else TAX_RATE


def policy_of(ready: Ready, situation: Situation) -> Ready:
    """An insurance of what the firm has at risk, within the sums the product insures."""
    terms = ready.terms
    high = value(terms.premium_max_annual)
    if high is None:
        return ready.refused(_NO_PREMIUM)
    insured = _insured(ready, situation)
    if insured <= 0:
        return ready.refused(_NO_SUM)
    span = Span(value(terms.premium_min_annual) or high, high, high)
    offer = Offer(
        **ready.outline.common, role="policy", is_sure=ready.is_sure, most=insured, cost=high
    )
    return Ready(ready.outline, ready.eligibility, offer, span)


def _insured(ready: Ready, situation: Situation) -> Decimal:
    """What is at risk within the stated sums; the least sum where it is not known."""
    low, high = value(ready.terms.amount_min_yuan), value(ready.terms.amount_max_yuan)
    fact = ready.product.base_fact
    at_risk = situation.yuan(fact) if fact else None
    wanted = max(at_risk or ZERO, low or ZERO)
    return wanted if high is None else min(wanted, high)
