"""What can hang on a loan or a policy: guarantees, bonds, warrants and subsidies?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from engine.catalogue import AttachesTo
from engine.plan import Because
from engine.pricing import best_faces
from engine.routing.offer import ZERO, Offer
from engine.routing.ready import (
    DAYS_PER_YEAR,
    USED_UP,
    Gain,
    Most,
    Ready,
    Span,
    because,
    caps_left,
    least,
    most,
    step_of,
    value,
    worth,
)
from engine.routing.situation import Situation
from engine.text import Text

GOVERNMENT = "government"
_NO_EQUITY = because("企业不接受股权投资", "The firm accepts no equity")
CLAIM_AFTER = 90  # illustrative: days from the last interest payment to the subsidy
_NO_HOST = because(
    "它只能附在另一产品上,而那些产品本次都不可用",
    "It can only hang on another product, and none of those is available",
)


def hosts_of(ready: Ready, hosts: Mapping[str, Ready]) -> frozenset[str]:
    """The offers among `hosts` that the product may hang on."""
    rule = ready.product.attachments.attaches_to
    if rule is None:
        return frozenset()
    return frozenset(name for name, host in hosts.items() if _may_hang(rule, host))


def _may_hang(rule: AttachesTo, host: Ready) -> bool:
    product = host.product
    by_bank = rule.any_bank and product.channel == "loan"
    if not (product.id in rule.products or product.kind in rule.kinds or by_bank):
        return False
    shortest = value(rule.tenor_min_months)
    tenor = host.repayment.tenor_months if host.repayment else None
    return shortest is None or tenor is None or tenor >= shortest


def _runs_as_long(ready: Ready, host: Ready) -> bool:
    """Whether a guarantee can last as long as its loan (R1)."""
    longest = ready.terms.value("tenor_max_months")
    return longest is None or host.repayment is None or host.repayment.tenor_months <= longest


def backing_of(ready: Ready, situation: Situation, hosts: Mapping[str, Ready]) -> Ready:
    """A guarantee, a bond or a warrant as an offer on the loans that still arrive in time."""
    if ready.product.channel == "invest" and not situation.need.accepts_equity:
        return replace(ready, blocked=(_NO_EQUITY,))
    return _backing_of(ready, situation, hosts)


def _backing_of(ready: Ready, situation: Situation, hosts: Mapping[str, Ready]) -> Ready:
    terms = ready.terms
    share = value(terms.coverage_max_share) or value(terms.option_cover_max_share) or Decimal(1)
    on = frozenset(
        name
        for name in hosts_of(ready, hosts)
        if _still_in_time(ready, situation, hosts[name]) and _runs_as_long(ready, hosts[name])
    )
    cap = most(ready, situation)
    if not on or cap.yuan <= 0:
        said = _NO_HOST if not on else because(f"额度已用完:{cap.because.zh}", cap.because.en)
        return replace(ready, blocked=(said,))
    span = _fee_span(ready)
    offer = _backing_offer(ready, situation, cap, on, share)
    conditions = (*ready.conditions, *cap.open_because)
    return replace(ready, offer=offer, span=span, conditions=conditions)


def _backing_offer(
    ready: Ready, situation: Situation, cap: Most, on: frozenset[str], share: Decimal
) -> Offer:
    counted = any(limit.total_with == "guaranteed_balance" for limit in ready.product.limits)
    return Offer(
        id=ready.product.id,
        channel=ready.product.channel,
        role="backing",
        is_sure=ready.is_sure and not cap.open_because,
        least=least(ready, step_of(ready, situation)),
        most=cap.yuan,
        cost=_fee_span(ready).counted,
        share=share,
        attaches_to=on,
        balance=GOVERNMENT if ready.product.channel == "guarantee" else None,
        room=cap.yuan if counted else _whole(situation),
        weights={"dilution": Decimal(1)} if ready.product.channel == "invest" else {},
        burden=situation.budget_price(ready.product.id),
    )


def _still_in_time(ready: Ready, situation: Situation, host: Ready) -> bool:
    """Whether the loan reaches every use it serves although it waits for the backing."""
    if host.offer is None or ready.product.id in {i for r in host.offer.requires for i in r}:
        return True
    arrival = situation.on + timedelta(days=days_together(host, [ready]))
    return all(situation.need.uses[use].needed_by >= arrival for use in host.offer.uses)


def days_together(host: Ready, others: Iterable[Ready]) -> int:
    """Days to the money when `host` waits for `others`: side by side if joint, else in turn."""
    days = host.days
    for other in others:
        joint = other.product.approval_mode == "joint"
        days = max(days, other.days) if joint else days + other.days
    return days


def _fee_span(ready: Ready) -> Span:
    terms = ready.terms
    high = value(terms.fee_max_annual) or value(terms.premium_max_annual)
    low = value(terms.fee_min_annual) or value(terms.premium_min_annual) or high
    return Span(low or ZERO, high or ZERO, high or ZERO)


def rebate_of(ready: Ready, situation: Situation, hosts: Mapping[str, Ready]) -> Ready:
    """An interest or premium subsidy as an offer on the lines it may hang on."""
    problem = _no_rebate(ready, situation) or (None if hosts_of(ready, hosts) else _NO_HOST)
    if problem is not None:
        return replace(ready, blocked=(problem,))
    share = _share(ready, situation)
    loan_cap = ready.terms.value("loan_base_max_yuan")
    offer = Offer(
        id=ready.product.id,
        channel="subsidy",
        role="rebate",
        is_sure=ready.is_sure,
        most=_firm_cap(ready, situation),
        most_each=None if loan_cap is None else loan_cap * share,
        hosts_most=1 if ready.terms.coupon_faces_yuan else None,
        share=share,
        share_of="amount" if ready.product.basis in _ON_PRINCIPAL else "cost",
        attaches_to=hosts_of(ready, hosts),
        worth=worth(situation, DAYS_PER_YEAR + CLAIM_AFTER),
        burden=situation.budget_price(ready.product.id),
    )
    return replace(ready, offer=offer, gain=Gain(None, offer.most))


_ON_PRINCIPAL = frozenset({"loan_principal", "interest_at_lpr"})


def _no_rebate(ready: Ready, situation: Situation) -> Because | None:
    if ready.terms.coupon_faces_yuan is not None and _coupons(ready, situation) <= 0:
        return because(
            "需求中没有填写持有的贴息消费券", "The need names no interest coupon held", "coupons"
        )
    if _share(ready, situation) <= 0:
        return because("没有公布补贴比例", "No share is stated")
    if _firm_cap(ready, situation) <= 0:
        return USED_UP
    return None


def _share(ready: Ready, situation: Situation) -> Decimal:
    terms = ready.terms
    yearly, share = value(terms.subsidy_max_annual), value(terms.subsidy_max_share)
    if ready.product.basis == "loan_principal":
        return yearly or share or ZERO
    if ready.product.basis == "interest_at_lpr":
        return (share or ZERO) * situation.discount
    return share or ZERO


def _coupons(ready: Ready, situation: Situation) -> Decimal:
    faces = ready.terms.coupon_faces_yuan
    issued = frozenset(faces.values) if faces else frozenset()
    held = [face for face in situation.need.coupons if face in issued]
    per_loan = value(ready.terms.coupons_per_loan_max) or Decimal(1)
    per_firm = value(ready.terms.coupons_per_firm_max) or per_loan
    return best_faces(held, int(min(per_loan, per_firm)))


def _firm_cap(ready: Ready, situation: Situation) -> Decimal:
    terms = ready.terms
    stated = [
        *caps_left(ready, situation),
        value(terms.amount_max_yuan),
        _coupons(ready, situation) if terms.coupon_faces_yuan else None,
    ]
    return max(ZERO, min([cap for cap in stated if cap is not None], default=_whole(situation)))


def _whole(situation: Situation) -> Decimal:
    return sum((use.amount for use in situation.need.uses), ZERO)


PAID_FIRST = Text(
    zh="先付息后补贴,提前还款按实际期限计", en="Paid after the interest; pro rata if repaid early"
)
