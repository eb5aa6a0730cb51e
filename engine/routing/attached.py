"""What can hang on a loan or a policy: guarantees, bonds, warrants and subsidies?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engine.eligibility import told
from engine.plan import Because
from engine.pricing import best_faces
from engine.routing.offer import ZERO, Offer
from engine.routing.ready import (
    DAYS_PER_YEAR,
    USED_UP,
    Gain,
    Most,
    Ready,
    WhyNot,
    because,
    caps_left,
    most,
    step_of,
    value,
    worth,
)
from engine.routing.situation import Situation

GOVERNMENT = "government"
_NO_EQUITY = told(because("企业不接受股权投资", "The firm accepts no equity"))
CLAIM_AFTER = 90  # illustrative: days from the last interest payment to the subsidy
NO_HOST = told(
    because(
        "它只能附在另一产品上,而那些产品本次都不可用",
        "It can only hang on another product, and none of those is available",
    )
)
_NO_COUPON = told(
    because("需求中没有填写持有的贴息消费券", "The need names no interest coupon held", "coupons")
)
_NO_SHARE = told(because("没有公布补贴比例", "No share is stated"))


@dataclass(frozen=True)
class Host:
    """A line that others may hang on; `days_left` is how long its uses can wait for its money."""

    ready: Ready
    days_left: int | None

    @property
    def tenor(self) -> int | None:
        """Months it runs, None for what has no tenor."""
        repayment = self.ready.repayment
        return None if repayment is None else repayment.tenor_months


Hosts = Mapping[str, Host]


def hosts_among(made: Mapping[str, Ready], situation: Situation) -> Hosts:
    """Those of `made` that have an offer."""
    left = situation.days_left
    return {
        name: Host(ready, min([left[use] for use in ready.offer.uses], default=None))
        for name, ready in made.items()
        if ready.offer is not None
    }


def hosts_of(ready: Ready, hosts: Hosts) -> frozenset[str]:
    """The offers among `hosts` that the product may hang on."""
    rule = ready.product.attachments.attaches_to
    found = ready.outline.hosts.intersection(hosts)
    shortest = None if rule is None else value(rule.tenor_min_months)
    if shortest is None:
        return found
    tenors = {name: hosts[name].tenor for name in found}
    return frozenset([n for n, tenor in tenors.items() if tenor is None or tenor >= shortest])


def _runs_as_long(ready: Ready, host: Host) -> bool:
    """Whether a guarantee can last as long as its loan (R1)."""
    longest, tenor = ready.outline.tenor_max, host.tenor
    return longest is None or tenor is None or tenor <= longest


def backing_of(ready: Ready, situation: Situation, hosts: Hosts) -> Ready:
    """A guarantee, a bond or a warrant as an offer on the loans that still arrive in time."""
    if ready.product.channel == "invest" and not situation.need.accepts_equity:
        return ready.refused(_NO_EQUITY)
    on = frozenset([
        name
        for name in hosts_of(ready, hosts)
        if _still_in_time(ready, hosts[name]) and _runs_as_long(ready, hosts[name])
    ])  # fmt: skip
    if not on:
        return ready.refused(NO_HOST)
    cap = most(ready, situation)
    if cap.yuan <= 0:
        return ready.refused(partial(_no_room, cap))
    offer = _backing_offer(ready, situation, cap, on)
    span = ready.outline.fee_span
    return Ready(ready.outline, ready.eligibility, offer, span, notes=cap.open_because)


def _no_room(cap: Most) -> Because:
    said = cap.says()
    return because(f"额度已用完:{said.zh}", said.en)


def _backing_offer(ready: Ready, situation: Situation, cap: Most, on: frozenset[str]) -> Offer:
    terms = ready.terms
    share = value(terms.coverage_max_share) or value(terms.option_cover_max_share) or Decimal(1)
    counted = any(limit.total_with == "guaranteed_balance" for limit in ready.product.limits)
    return Offer(
        **ready.outline.common,
        role="backing",
        is_sure=ready.is_sure and not cap.open_because,
        least=ready.outline.least(step_of(ready, situation)),
        most=cap.yuan,
        cost=ready.outline.fee_span.counted,
        share=share,
        attaches_to=on,
        balance=GOVERNMENT if ready.product.channel == "guarantee" else None,
        room=cap.yuan if counted else situation.need_total,
        weights={"dilution": Decimal(1)} if ready.product.channel == "invest" else {},
        burden=situation.budget_price(ready.product.id),
    )


def _still_in_time(ready: Ready, host: Host) -> bool:
    """Whether the loan reaches every use it serves although it waits for the backing."""
    if host.days_left is None or any(ready.product.id in r for r in host.ready.outline.requires):
        return True
    return host.days_left >= days_together(host.ready, [ready])


def days_together(host: Ready, others: Iterable[Ready]) -> int:
    """Days to the money when `host` waits for `others`: side by side if joint, else in turn."""
    days = host.days
    for other in others:
        joint = other.product.approval_mode == "joint"
        days = max(days, other.days) if joint else days + other.days
    return days


def rebate_of(ready: Ready, situation: Situation, hosts: Hosts) -> Ready:
    """An interest or premium subsidy as an offer on the lines it may hang on."""
    share, cap = _share(ready, situation), _firm_cap(ready, situation)
    on = hosts_of(ready, hosts)
    problem = _no_rebate(ready, situation, share, cap) or (None if on else NO_HOST)
    if problem is not None:
        return ready.refused(problem)
    loan_cap = ready.terms.value("loan_base_max_yuan")
    offer = Offer(
        **ready.outline.common,
        role="rebate",
        is_sure=ready.is_sure,
        most=cap,
        most_each=None if loan_cap is None else loan_cap * share,
        hosts_most=1 if ready.terms.coupon_faces_yuan else None,
        share=share,
        share_of="amount" if ready.product.basis in _ON_PRINCIPAL else "cost",
        attaches_to=on,
        worth=worth(situation, DAYS_PER_YEAR + CLAIM_AFTER),
        burden=situation.budget_price(ready.product.id),
    )
    return Ready(ready.outline, ready.eligibility, offer, gain=Gain(None, cap))


_ON_PRINCIPAL = frozenset({"loan_principal", "interest_at_lpr"})


def _no_rebate(ready: Ready, situation: Situation, share: Decimal, cap: Decimal) -> WhyNot | None:
    if ready.terms.coupon_faces_yuan is not None and _coupons(ready, situation) <= 0:
        return _NO_COUPON
    if share <= 0:
        return _NO_SHARE
    return told(USED_UP) if cap <= 0 else None


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
    return max(ZERO, min([cap for cap in stated if cap is not None], default=situation.need_total))
