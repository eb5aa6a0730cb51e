"""Which loans, notes and shares may pay for the need, how much of each and at what rate?"""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from engine.catalogue import Product
from engine.eligibility import told
from engine.plan import Because
from engine.pricing import Repayment, loan_rate, rate_relief, risk_spread
from engine.routing.offer import ZERO, Offer
from engine.routing.outline import Outline, Span
from engine.routing.pledges import nothing_free, pledge_notes
from engine.routing.ready import (
    DAYS_PER_YEAR,
    Most,
    Ready,
    Said,
    WhyNot,
    because,
    most,
    not_usable,
    step_of,
    uses_in_time,
    worth,
)
from engine.routing.situation import Situation
from engine.routing.working_capital import CEILING
from engine.text import Text

_HALF_YEAR = 182  # interest of a year is paid quarter by quarter, in the mean after half a year
_BURDEN_STEP = Decimal("1e-6")
_ONE = Decimal(1)
_NO_STATED_RATE = told(
    Text(zh="没有公布利率,按示例利率估算", en="No rate is stated: an illustrative rate is used")
)
_NO_BASE = told(because("当日没有基准利率,无法定价", "No base rate is known on the day: no price"))
_NO_RATE = told(because("没有公布利率", "No rate is stated"))
_NO_EQUITY = told(because("企业不接受股权投资", "The firm accepts no equity"))


@dataclass(frozen=True)
class _Sized:
    """What of the need a product may pay for, between which amounts, and what caps it."""

    uses: frozenset[int]
    most: Decimal
    least: Decimal
    step: Decimal
    burden: Decimal
    cap: Most

    def offered(
        self, ready: Ready, offer: Offer, span: Span | None = None,
        repayment: Repayment | None = None, notes: tuple[Said, ...] = (),
    ) -> Ready:  # fmt: skip
        """`ready` with its offer, and what a loan costs and how it is paid back."""
        return Ready(
            ready.outline, ready.eligibility, offer, span, repayment,
            capped_by=self.cap.says, notes=(*notes, *self.cap.open_because),
        )  # fmt: skip


def loan_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """The loan as an offer."""
    outline = ready.outline
    span = _loan_span(outline, situation)
    if span is None:
        return ready.refused(_NO_BASE)
    sized = nothing_free(ready.product, situation) or _sized(
        ready, situation, days, situation.lives_on_equity
    )
    if not isinstance(sized, _Sized):
        return ready.refused(sized)
    offer = _loan_offer(ready, span, sized, situation)
    rate = () if outline.states_rate else (_NO_STATED_RATE,)
    notes = (*rate, *pledge_notes(ready.product, situation))
    return sized.offered(ready, offer, span, outline.repayment, notes)


def _loan_offer(ready: Ready, span: Span, sized: _Sized, situation: Situation) -> Offer:
    outline, repayment = ready.outline, ready.outline.repayment
    owed = repayment.owed_first_year
    floor = span.counted if outline.spreads[0] is None else span.low
    return Offer(
        **outline.common,
        **_amounts(ready, sized),
        cost=span.counted * owed,
        cost_least=min(floor, span.counted) * owed,
        cost_bare=_bare(outline, situation, span) * owed,
        cost_floor=situation.policy.rate_floor * owed,
        relief=rate_relief(situation.number("pd")) * owed,
        owed=owed,
        worth=worth(situation, _HALF_YEAR),
        collateral=frozenset(ready.product.collateral),
        weights={
            "bank_debt": _ONE,
            **({CEILING: _ONE} if outline.is_for_flow else {}),
            "bank_debt_without_profit": _ONE,
            "service": span.counted * owed + repayment.principal_first_year,
        },
    )


def _amounts(ready: Ready, sized: _Sized) -> dict[str, Any]:
    """What every offer of cash says of its amounts."""
    return {
        "role": "cash",
        "is_sure": ready.is_sure and not sized.cap.open_because,
        "uses": sized.uses,
        "most": sized.most,
        "least": sized.least,
        "step": sized.step,
        "burden": sized.burden,
    }


def _loan_span(outline: Outline, situation: Situation) -> Span | None:
    """The loan's rate by pd within its stated spreads; a range where they are assumed."""
    if outline.product.basis == "fixed":
        return outline.fixed_span
    base = outline.base
    if base is None:
        return None
    pd, (low, high) = situation.number("pd"), outline.spreads
    counted = loan_rate(base, pd, low, high)
    if not outline.spreads_assumed and not math.isnan(pd):
        return Span(counted, counted, counted)
    lowest = counted if low is None else base + low
    highest = counted if high is None else base + high
    return Span(min(lowest, counted), counted, max(highest, counted))


def _bare(outline: Outline, situation: Situation, span: Span) -> Decimal:
    """The rate by risk alone, which a guarantee must bring below the product's bounds to help."""
    base = outline.base
    return span.counted if base is None else base + risk_spread(situation.number("pd"))


def note_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """A convertible note: it bears interest, counts as debt service, and may dilute later."""
    span = ready.outline.fixed_span
    if span is None:
        return ready.refused(_NO_RATE)
    sized = _for_owners(ready, situation, days, situation.lives_on_equity)
    if not isinstance(sized, _Sized):
        return ready.refused(sized)
    discount = ready.terms.value("conversion_discount_max_share") or ZERO
    price = situation.policy.prices.equity / 2  # conversion is open: half the price of equity
    offer = Offer(
        **ready.outline.common,
        **_amounts(ready, sized),
        cost=span.counted + price,
        cost_least=span.counted + price,
        worth=worth(situation, _HALF_YEAR),
        weights={"service": span.counted, "dilution": 1 / (1 - discount)},
    )
    shortest = ready.terms.value("tenor_min_months") or Decimal(12)
    longest = int(ready.terms.value("tenor_max_months") or shortest)
    return sized.offered(ready, offer, span, Repayment(longest, in_parts=False))


def shares_of(ready: Ready, situation: Situation, days: int) -> Ready:
    """New shares: no interest, priced at the cost of equity, bounded by the dilution accepted."""
    sized = _for_owners(ready, situation, days, is_risky=False)
    if not isinstance(sized, _Sized):
        return ready.refused(sized)
    price = situation.policy.prices.equity
    offer = Offer(
        **ready.outline.common,
        **_amounts(ready, sized),
        cost=price,
        cost_least=price,
        weights={"dilution": _ONE},
    )
    return sized.offered(ready, offer)


def _for_owners(ready: Ready, situation: Situation, days: int, is_risky: bool) -> _Sized | WhyNot:
    if not situation.need.accepts_equity:
        return _NO_EQUITY
    return _sized(ready, situation, days, is_risky)


def _sized(ready: Ready, situation: Situation, days: int, is_risky: bool) -> _Sized | WhyNot:
    """The uses and amounts; why not, where nothing is left."""
    uses = uses_in_time(ready, situation, days)
    if not uses:
        return partial(not_usable, ready, situation, days)
    cap = _owners_cap(ready, situation, most(ready, situation))
    step = step_of(ready, situation)
    served = sum([situation.need.uses[use].amount for use in uses], ZERO)
    top, bottom = min(cap.yuan, served) // step * step, ready.outline.least(step)
    if top < max(bottom, step):
        return partial(_too_small, top, max(bottom, step), served <= cap.yuan, cap)
    return _Sized(uses, top, bottom, step, _burden(ready, situation, days, is_risky), cap)


def _burden(ready: Ready, situation: Situation, days: int, is_risky: bool) -> Decimal:
    """Time until the cash comes, debt that nothing earned can serve, and shared budgets."""
    prices = situation.policy.prices
    risk = prices.debt_without_profit if is_risky else ZERO
    waiting = prices.time * days / DAYS_PER_YEAR
    return (waiting + risk + situation.budget_price(ready.product.id)).quantize(_BURDEN_STEP)


def _owners_cap(ready: Ready, situation: Situation, cap: Most) -> Most:
    """Own funds of a project and the largest stake cap the amount too."""
    own, stake = ready.outline.own_funds, ready.outline.stake_max
    if own is not None:
        asked = situation.yuan("need_amount_equipment") or ZERO
        project = situation.yuan("capex_total") or asked
        cap = _tighter(cap, project * (1 - own), partial(_own_funds, own))
    if stake is not None and stake < 1:
        largest = situation.pre_money[0] * stake / (1 - stake)
        cap = _tighter(cap, largest, partial(_largest_stake, stake))
    return cap


def _tighter(cap: Most, yuan: Decimal, says: Said) -> Most:
    return Most(yuan, says, cap.open_because) if yuan < cap.yuan else cap


def _own_funds(share: Decimal) -> Text:
    shown = f"{share:.0%}"
    return Text(zh=f"项目自有资金不少于{shown}", en=f"own funds of the project at least {shown}")


def _largest_stake(share: Decimal) -> Text:
    return Text(zh=f"持股不超过{share:.0%}", en=f"a stake of at most {share:.0%}")


def _too_small(top: Decimal, least_yuan: Decimal, by_need: bool, cap: Most) -> Because:
    said = _OF_USES if by_need else cap.says()
    return because(
        f"最多{top:,.0f}元({said.zh}),低于起点{least_yuan:,.0f}元",
        f"At most CNY {top:,.0f} ({said.en}), below the least amount CNY {least_yuan:,.0f}",
    )


_OF_USES = Text(zh="可用的用途金额", en="the uses it may pay for")


def is_note(product: Product) -> bool:
    """Whether the product is a convertible note."""
    return product.kind == "convertible"
