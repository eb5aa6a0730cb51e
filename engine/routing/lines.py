"""How does one priced entry become a line that a person reads?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from engine.catalogue import Catalogue, Product
from engine.money import CENT
from engine.plan import IfRefused, Line, RateRange, UseCover, YuanRange
from engine.pricing import MONTHS
from engine.routing.attached import CLAIM_AFTER, days_together
from engine.routing.losses import loss_borne
from engine.routing.outline import stated_days
from engine.routing.priced import Entry, Mix
from engine.routing.ready import DAYS_PER_YEAR
from engine.routing.situation import Situation
from engine.routing.words import ACTORS, line_sentence


@dataclass(frozen=True)
class Dates:
    """When to apply and when the money or the answer comes."""

    apply_by: date | None
    earliest: date | None
    expected: date | None
    latest: date | None
    dates_assumed: bool


def line_of(entry: Entry, mix: Mix, situation: Situation, if_refused: IfRefused | None) -> Line:
    """The line of `entry` within `mix`."""
    uses = tuple(use.purpose for use in situation.need.uses)
    rate = rate_range(entry)
    is_sure = entry.ready.is_sure and entry.offer.is_sure
    return Line(
        id=entry.line_id,
        verdict="eligible" if is_sure else "unknown",
        provider_decides=not is_sure,
        amount=amount_range(entry),
        uses=_covers(entry, uses, situation),
        rate_annual=rate,
        cost_first_year=cost_range(entry),
        tenor_months=_tenor(entry, mix),
        attached_to=entry.host,
        gives_cash=entry.offer.role == "cash",
        depends_on=_depends_on(entry, mix),
        assembly_step=_assembly_step(entry, mix),
        conditions=(*entry.ready.product.conditions, *entry.ready.conditions),
        if_refused=if_refused,
        loss_borne=loss_borne(entry, mix, situation),
        sentence=line_sentence(entry, uses, rate),
        **vars(dates_of(entry, mix, situation)),
        **situation.catalogue.once(_terms)[entry.offer.id],
    )


def _terms(catalogue: Catalogue) -> Mapping[str, dict[str, Any]]:
    return {each.id: _terms_of(each) for each in catalogue.products}


def _terms_of(product: Product) -> dict[str, Any]:
    """What a line says as its product says it."""
    return {
        "product": product.id,
        "product_name": product.name,
        "channel": product.channel,
        "provider": product.provider,
        "decided_by": ACTORS[product.decided_by],
        "next_actor": ACTORS[product.next_actor],
        "approval_mode": product.approval_mode,
        "documents": product.documents,
        "founder_liability": product.founder_liability,
        "terms_status": product.terms_status,
        "terms_as_of": product.as_of,
        "source": "; ".join(sorted(each.title for each in product.sources.values())) or None,
    }


def amount_range(entry: Entry) -> YuanRange:
    """Sure for cash, guarantees and policies; a claim may be less than its most."""
    if entry.offer.role == "rebate":
        return YuanRange(low=None, high=entry.amount)
    if entry.offer.role == "claim" and entry.ready.gain is not None:
        return YuanRange(low=entry.ready.gain.low, high=entry.ready.gain.high)
    return YuanRange(low=entry.amount, high=entry.amount)


def rate_range(entry: Entry) -> RateRange | None:
    """The yearly rate, fee or premium rate; None where the line has none."""
    if entry.rate is None:
        return None
    return RateRange(low=entry.rate.low, high=entry.rate.high)


def cost_range(entry: Entry) -> YuanRange | None:
    """The first year's cost, negative for subsidies; None for shares and claims."""
    if entry.cost is None:
        return None
    return YuanRange(low=entry.cost.low.quantize(CENT), high=entry.cost.high.quantize(CENT))


def _covers(entry: Entry, uses: tuple[str, ...], situation: Situation) -> tuple[UseCover, ...]:
    return tuple(
        UseCover(use=use, purpose=uses[use], amount=paid)
        for use, paid in sorted((entry.pays or {}).items())
    )


def _tenor(entry: Entry, mix: Mix) -> int | None:
    if entry.offer.role == "backing":
        return _tenor(next(each for each in mix.entries if each.offer.id == entry.host), mix)
    if entry.ready.repayment is not None:
        return entry.ready.repayment.tenor_months
    longest = entry.ready.terms.value("tenor_max_months")
    return None if longest is None or entry.offer.role == "policy" else int(longest)


def _assembly_step(entry: Entry, mix: Mix) -> Literal[1, 2, 3, 4, 5]:
    """The place of the line in the order of assembly of the domain handbook (R18)."""
    if entry.offer.role in ("claim", "policy"):
        return 1 if entry.offer.role == "claim" else 2
    host = next((each for each in mix.entries if each.offer.id == entry.host), entry)
    if host.offer.role == "policy":
        return 2
    if entry.offer.channel == "invest":
        return 5
    backed = any(each.offer.role == "backing" for each in mix.hanging_on(host))
    subsidised = any(each.offer.role == "rebate" for each in mix.hanging_on(host))
    return 3 if backed or subsidised else 4


def _depends_on(entry: Entry, mix: Mix) -> tuple[str, ...]:
    if entry.offer.role == "cash":
        hanging = mix.hanging_on(entry)
        return tuple(each.line_id for each in hanging if each.offer.role == "backing")
    return () if entry.host is None or entry.offer.role == "backing" else (entry.host,)


def dates_of(entry: Entry, mix: Mix, situation: Situation) -> Dates:
    """The calendar of a line; a loan waits for what stands behind it, a subsidy for its loan."""
    if entry.offer.role == "rebate":
        return _rebate_dates(entry, mix, situation)
    if entry.host is not None:
        return _backing_dates(entry, mix, situation)
    backing = [each.ready for each in mix.hanging_on(entry) if each.offer.role == "backing"]
    together = [entry.ready, *backing]
    days = days_together(entry.ready, backing)
    is_assumed = any(stated_days(each.product) is None for each in together)
    deadlines = [situation.need.uses[use].needed_by for use in entry.pays or {}]
    apply_by = [due - timedelta(days=days) for due in deadlines]
    if entry.ready.product.valid_to is not None:
        apply_by.append(entry.ready.product.valid_to)
    slowest = entry.ready.product.processing_days
    latest = slowest.slowest if slowest is not None and not backing else None
    return Dates(
        apply_by=min(apply_by, default=None),
        earliest=None,
        expected=situation.on + timedelta(days=days),
        latest=None if latest is None else situation.on + timedelta(days=int(latest.value)),
        dates_assumed=is_assumed,
    )


def _backing_dates(entry: Entry, mix: Mix, situation: Situation) -> Dates:
    """A guarantee is applied for together with its loan."""
    host = next(each for each in mix.entries if each.offer.id == entry.host)
    expected = situation.on + timedelta(days=entry.ready.days)
    assumed = stated_days(entry.ready.product) is None
    apply_by = dates_of(host, mix, situation).apply_by
    return Dates(apply_by, None, expected, None, assumed)


def _rebate_dates(entry: Entry, mix: Mix, situation: Situation) -> Dates:
    host = next(each for each in mix.entries if each.offer.id == entry.host)
    hosted = dates_of(host, mix, situation)
    paid = None
    if hosted.expected is not None:
        tenor = host.ready.repayment.tenor_months if host.ready.repayment else MONTHS
        year = DAYS_PER_YEAR * min(tenor, MONTHS) // MONTHS
        paid = hosted.expected + timedelta(days=year + CLAIM_AFTER)
    redeem_by = entry.ready.product.valid_to
    if paid is not None and redeem_by is not None and entry.ready.terms.coupon_faces_yuan:
        paid = min(paid, redeem_by)  # a coupon lapses then
    return Dates(redeem_by, None, paid, None, dates_assumed=True)
