"""What is known of one product for this firm: terms, amounts, days and doubts?"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache, partial

from engine.catalogue import Number, Product, Terms
from engine.eligibility import Eligibility, LimitOutcome, limits_of, told
from engine.money import CENT, floor_to_step, in_wan
from engine.plan import Because
from engine.pricing import Repayment
from engine.routing.exclusions import is_listed, with_exclusions
from engine.routing.offer import ZERO, Offer
from engine.routing.outline import NOT_FOR_FLOW, Outline, Shelved, Span, shelved, stated_days
from engine.routing.situation import Situation
from engine.text import Text

DAYS_PER_YEAR = 365
Said = Callable[[], Text]
WhyNot = Callable[[], Because]


@dataclass(frozen=True)
class Gain:
    """What a claim brings: `low` is None where terms only say "up to"."""

    low: Decimal | None
    high: Decimal


@dataclass(frozen=True)
class Ready:
    """One product made ready for the choice; `offer` is None where `why_not` says why.

    Sentences are made when they are read: of most products nobody reads them.
    """

    outline: Outline
    eligibility: Eligibility
    offer: Offer | None = None
    span: Span | None = None
    repayment: Repayment | None = None
    gain: Gain | None = None
    capped_by: Said | None = field(default=None, compare=False)
    notes: tuple[Said, ...] = field(default=(), compare=False)
    why_not: WhyNot | None = field(default=None, compare=False)

    @property
    def product(self) -> Product:
        """The product itself."""
        return self.outline.product

    @property
    def terms(self) -> Terms:
        """Its terms for this firm."""
        return self.outline.terms

    @property
    def days(self) -> int:
        """Calendar days to the money or the answer, assumed where no source states them."""
        return self.outline.days

    @property
    def is_sure(self) -> bool:
        """Whether no rule is open."""
        return self.eligibility.verdict == "yes"

    @property
    def cap(self) -> Text | None:
        """What keeps the amount from being higher."""
        return None if self.capped_by is None else self.capped_by()

    @property
    def conditions(self) -> tuple[Text, ...]:
        """What must still hold or be supplied: the open rules, then what is missing for terms."""
        return (*_open_rules(self.eligibility), *(says() for says in self.notes))

    @property
    def blocked(self) -> tuple[Because, ...]:
        """Why there is no offer; nothing where there is one, or none is to be expected."""
        return () if self.why_not is None else (self.why_not(),)

    def refused(self, why_not: WhyNot) -> "Ready":
        """The product without an offer, for a reason."""
        return Ready(self.outline, self.eligibility, why_not=why_not)


@dataclass(frozen=True)
class Most:
    """The most of a product for this firm; `open_because` where a cap rests on missing facts."""

    yuan: Decimal
    says: Said
    open_because: tuple[Said, ...]


def ready_of(product: Product, situation: Situation) -> Ready:
    """The product with the firm's terms and its verdict, not yet an offer."""
    return readied(situation.catalogue.once(shelved)[product.id], situation)


def readied(shelf: Shelved, situation: Situation) -> Ready:
    """The same of a product whose rules and terms are worked out."""
    known, product = situation.known, shelf.ruled.product
    outline = shelf.outline(known)
    if product.id in situation.granted:
        return Ready(outline, Eligibility(product.id, "yes", told(())))
    eligibility = shelf.ruled.check(known, situation.on)
    if situation.once(_is_listed):
        eligibility = with_exclusions(eligibility, product, known)
    return Ready(outline, eligibility)


def _is_listed(situation: Situation) -> bool:
    return is_listed(situation.known)


def _open_rules(eligibility: Eligibility) -> Iterator[Text]:
    if eligibility.verdict != "unknown":
        return iter(())
    return (each.because for each in eligibility.decisive)


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
    yearly, ever = value(terms.cap_per_firm_year_yuan), value(terms.cap_per_firm_yuan)
    return (
        None if yearly is None else max(ZERO, yearly - ledger.in_year(product, on)),
        None if ever is None else max(ZERO, ever - ledger.ever(product, on)),
    )


def step_of(ready: Ready, situation: Situation) -> Decimal:
    """The product's own step, else the house's."""
    return ready.outline.step or situation.policy.step


_WHOLE_NEED = told(Text(zh="需求总额", en="the whole need"))


def most(ready: Ready, situation: Situation) -> Most:
    """The tightest of the product's own maximum and the caps on the amount of a line.

    A cap that rests on missing facts holds at what is sure; where nothing is sure it is left open.
    """
    product, stated = ready.product, ready.outline.amount_max
    yuan, says, doubts = situation.need_total, _WHOLE_NEED, []
    if stated is not None and stated < yuan:
        yuan, says = stated, partial(_own_maximum, stated)
    for limit, outcome in zip(product.limits, limits_of(product, situation.known), strict=True):
        if outcome.missing:
            doubts.append(outcome.says)
        if outcome.missing and outcome.sure_yuan == 0.0:
            cap = value(limit.max_yuan)
        else:
            cap = _exact(outcome)
        if cap is not None and cap < yuan:
            yuan, says = cap, outcome.says
    return Most(floor_to_step(yuan, step_of(ready, situation)), says, tuple(doubts))


def _exact(outcome: LimitOutcome) -> Decimal:
    cap = outcome.most_yuan if not math.isnan(outcome.most_yuan) else outcome.sure_yuan
    return Decimal(repr(cap)).quantize(CENT)


def _own_maximum(stated: Decimal) -> Text:
    return Text(zh=f"产品上限{in_wan(stated)}万元", en=f"the product's maximum CNY {stated:,.0f}")


def uses_in_time(ready: Ready, situation: Situation, days: int) -> frozenset[int]:
    """The uses that the product may pay for and reaches in time."""
    left = situation.days_left
    return frozenset([use for use in _fitting(ready, situation) if left[use] >= days])


def _fitting(ready: Ready, situation: Situation) -> list[int]:
    allowed = ready.outline.serves
    barred = NOT_FOR_FLOW if ready.outline.is_for_flow else frozenset()
    return [
        place
        for place, use in enumerate(situation.need.uses)
        if (allowed is None or use.purpose in allowed) and use.purpose not in barred
    ]


def not_usable(ready: Ready, situation: Situation, days: int) -> Because:
    """Why there is no use that the product may pay for and reaches in time."""
    if not _fitting(ready, situation):
        return because(
            "需求中没有它可以支付的用途", "The need has no use that it may pay for", "purposes"
        )
    arrival, is_assumed = situation.on + timedelta(days=days), stated_days(ready.product) is None
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
