"""What is known of one product for this firm: terms, amounts, days and doubts?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from engine.catalogue import Number, Product, Terms
from engine.eligibility import Eligibility, check, limits_of, terms_for
from engine.money import CENT, floor_to_step, in_wan
from engine.plan import Because
from engine.pricing import Repayment
from engine.routing.exclusions import with_exclusions
from engine.routing.offer import ZERO, Offer
from engine.routing.policy import ASSUMED_DAYS
from engine.routing.situation import Situation
from engine.text import Text

FLOW_KINDS = frozenset({
    "unsecured", "guaranteed_working_capital", "pledge_ip", "pledge_receivable",
    "joint_unsecured", "venture_debt",
})  # fmt: skip
NOT_FOR_FLOW = frozenset({"equipment", "acquisition"})  # R14
DAYS_PER_YEAR = 365
_ONE_YEAR = 12


@dataclass(frozen=True)
class Span:
    """A yearly rate at its lowest, as counted in the choice, and at its highest."""

    low: Decimal
    counted: Decimal
    high: Decimal


@dataclass(frozen=True)
class Gain:
    """What a claim brings: `low` is None where terms only say "up to"."""

    low: Decimal | None
    high: Decimal


@dataclass(frozen=True)
class Ready:
    """One product made ready for the choice; `offer` is None where `blocked` says why."""

    product: Product
    terms: Terms
    eligibility: Eligibility
    offer: Offer | None = None
    span: Span | None = None
    repayment: Repayment | None = None
    gain: Gain | None = None
    cap: Text | None = None
    conditions: tuple[Text, ...] = ()
    blocked: tuple[Because, ...] = ()

    @property
    def days(self) -> int:
        """Calendar days to the money or the answer, assumed where no source states them."""
        stated = stated_days(self.product)
        return ASSUMED_DAYS[self.product.channel] if stated is None else stated

    @property
    def is_sure(self) -> bool:
        """Whether no rule is open."""
        return self.eligibility.verdict == "yes"


@dataclass(frozen=True)
class Most:
    """The most of a product for this firm; `open_because` where a cap rests on missing facts."""

    yuan: Decimal
    because: Text
    open_because: tuple[Text, ...]


def ready_of(product: Product, situation: Situation) -> Ready:
    """The product with the firm's terms and its verdict, not yet an offer."""
    eligibility = with_exclusions(
        check(product, situation.known, situation.on), product, situation.known
    )
    if product.id in situation.given.assumed | situation.given.agreed.products:
        eligibility = Eligibility(product.id, "yes", ())
    terms = terms_for(product, situation.known)
    return Ready(product, terms, eligibility, conditions=tuple(_open_rules(eligibility)))


def _open_rules(eligibility: Eligibility) -> Iterator[Text]:
    if eligibility.verdict != "unknown":
        return iter(())
    return (each.because for each in eligibility.decisive)


def stated_days(product: Product) -> int | None:
    """The expected processing days by a source, None where none states them."""
    days = product.processing_days
    return None if days is None or days.expected is None else int(days.expected.value)


def because(zh: str, en: str, fact: str | None = None) -> Because:
    """One reason in both languages."""
    return Because(sentence=Text(zh=zh, en=en), fact=fact)


def value(number: Number | None) -> Decimal | None:
    """The bare value, None where none is stated."""
    return None if number is None else number.value


USED_UP = because(
    "本企业已领取的金额已达该政策上限",
    "What the firm already received reaches the cap of this policy",
)


def caps_left(ready: Ready, situation: Situation) -> tuple[Decimal | None, ...]:
    """What the caps per firm and year and per firm leave after support already received."""
    product, on, terms = ready.product.id, situation.on, ready.terms
    ledger = situation.given.ledger
    caps = (
        (value(terms.cap_per_firm_year_yuan), ledger.in_year(product, on)),
        (value(terms.cap_per_firm_yuan), ledger.ever(product, on)),
    )
    return tuple(None if cap is None else max(ZERO, cap - received) for cap, received in caps)


def least(ready: Ready, step: Decimal) -> Decimal:
    """The product's least amount, up to a multiple of the step."""
    stated = ready.terms.value("amount_min_yuan") or ZERO
    return (stated / step).to_integral_value(rounding=ROUND_CEILING) * step


def step_of(ready: Ready, situation: Situation) -> Decimal:
    """The product's own step, else the house's."""
    return ready.terms.value("step_yuan") or situation.policy.step


def most(ready: Ready, situation: Situation) -> Most:
    """The tightest of the product's own maximum and the caps on the amount of a line.

    A cap that rests on missing facts holds at what is sure; where nothing is sure it is left open.
    """
    product, total = ready.product, sum((use.amount for use in situation.need.uses), ZERO)
    caps = [(total, Text(zh="需求总额", en="the whole need"))]
    stated = ready.terms.value("amount_max_yuan")
    if stated is not None:
        caps.append((stated, _own_maximum(stated)))
    doubts = []
    for limit, outcome in zip(product.limits, limits_of(product, situation.known), strict=True):
        cap = outcome.most_yuan if not math.isnan(outcome.most_yuan) else outcome.sure_yuan
        if outcome.missing:
            doubts.append(outcome.because)
        if outcome.missing and outcome.sure_yuan == 0.0:
            if limit.max_yuan is not None:
                caps.append((limit.max_yuan.value, outcome.because))
            continue
        caps.append((Decimal(repr(cap)).quantize(CENT), outcome.because))
    cap_yuan, said = min(caps, key=lambda each: each[0])
    return Most(floor_to_step(cap_yuan, step_of(ready, situation)), said, tuple(doubts))


def _own_maximum(stated: Decimal) -> Text:
    return Text(zh=f"产品上限{in_wan(stated)}万元", en=f"the product's maximum CNY {stated:,.0f}")


def usable_uses(ready: Ready, situation: Situation, days: int) -> tuple[frozenset[int], Because]:
    """The uses that the product may pay for and reaches in time; the reason where there is none."""
    product = ready.product
    allowed = None if product.purposes is None else frozenset(product.purposes.values)
    barred = NOT_FOR_FLOW if product.kind in FLOW_KINDS else frozenset()
    arrival = situation.on + timedelta(days=days)
    fits = [
        place
        for place, use in enumerate(situation.need.uses)
        if (allowed is None or use.purpose in allowed) and use.purpose not in barred
    ]
    in_time = frozenset(p for p in fits if situation.need.uses[p].needed_by >= arrival)
    return in_time, _not_usable(bool(fits), arrival, stated_days(product) is None)


def _not_usable(fits: bool, arrival: date, is_assumed: bool) -> Because:
    if not fits:
        return because(
            "需求中没有它可以支付的用途", "The need has no use that it may pay for", "purposes"
        )
    zh = "(办理时长为示例假设)" if is_assumed else ""
    en = " (processing time assumed)" if is_assumed else ""
    return because(
        f"预计{arrival}到账,晚于各项用途的最晚到账日{zh}",
        f"The money would come about {arrival}, after every use needs it{en}",
    )


def worth(situation: Situation, days: int) -> Decimal:
    """Present value of one yuan in `days`, to 1e-6."""
    return _worth(situation.discount, days)


@lru_cache(maxsize=1_024)
def _worth(discount: Decimal, days: int) -> Decimal:
    years = Decimal(days) / DAYS_PER_YEAR
    return ((1 + discount) ** -years).quantize(Decimal("0.000001"))


def repayment_of(ready: Ready) -> Repayment:
    """Term loans run as long as they may, in quarterly parts; flow loans a year, at the end."""
    shortest = int(ready.terms.value("tenor_min_months") or 1)
    longest = int(ready.terms.value("tenor_max_months") or max(_ONE_YEAR, shortest))
    in_parts = ready.product.kind in ("fixed_asset", "acquisition")
    tenor = longest if in_parts else min(longest, max(_ONE_YEAR, shortest))
    return Repayment(tenor, in_parts)
