"""Is the product on offer on the day, and does it serve any use that is asked for?"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from engine.catalogue.kinds import Purpose, State
from engine.catalogue.product import Product
from engine.catalogue.terms import Source
from engine.eligibility.earliest import offered_from
from engine.eligibility.outcomes import Known, RuleOutcome, Verdict, best, told
from engine.eligibility.sentences import ASSUMED
from engine.facts.need import PURPOSE_LABELS
from engine.reach import can_change
from engine.text import Text

_SAID: Mapping[State, tuple[Verdict, Text]] = {
    "expired": (
        "no",
        Text(
            zh="已于 {end} 到期,所示为截至 {as_of} 的最后已知条款",
            en="Expired on {end}; last known terms as of {as_of}",
        ),
    ),
    "not_yet": (
        "no",
        Text(
            zh="{begin} 起才有已知条款,{on} 尚不可用",
            en="Known only from {begin}; not on offer on {on}",
        ),
    ),
    "closed_season": (
        "no",
        Text(
            zh="申请窗口 {opens} 至 {closes},{on} 不在窗口内",
            en="Applications {opens} to {closes}; closed on {on}",
        ),
    ),
    "unknown": (
        "unknown",
        Text(
            zh="{as_of} 之后是否仍受理未知,由提供方确认",
            en="Not known whether still on offer after {as_of}: the provider decides",
        ),
    ),
}


def standing_outcome(product: Product, on: date) -> Iterator[RuleOutcome]:
    """One outcome where the product is not plainly on offer on `on`, else none.

    Coupons that are held can be redeemed outside the season in which they are issued.
    """
    verdict = standing_verdict(product)
    if verdict == "yes":
        return
    _, form = _SAID[product.state]
    because = form.filled(**_dates(product, on))
    source = product.sources.get(product.validity_source)
    opens = offered_from(product, on) if verdict == "no" else None
    yield replace(_plain("on_offer", verdict, because, source), earliest=opens)


def standing_verdict(product: Product) -> Verdict:
    """What the state of the product says for every firm; yes where it is plainly on offer."""
    if product.state == "closed_season" and product.terms.coupon_faces_yuan is not None:
        return "yes"
    said = _SAID.get(product.state)
    return "yes" if said is None else said[0]


def _dates(product: Product, on: date) -> dict[str, date | None]:
    windows = product.apply_windows
    nearest = min(windows, key=lambda w: abs((w.closes - on).days)) if windows else None
    return {
        "on": on,
        "end": product.valid_to,
        "begin": product.known_from,
        "as_of": product.as_of,
        "opens": nearest.opens if nearest else None,
        "closes": nearest.closes if nearest else None,
    }


def purpose_outcome(product: Product, known: Known) -> Iterator[RuleOutcome]:
    """One outcome where the product serves none of the uses asked for, or they are unknown."""
    purposes = product.purposes
    if purposes is None:
        return
    asked = [_asked(known.get(f"need_purpose_{each}", math.nan)) for each in purposes.values]
    verdict = best(asked)
    if verdict == "yes":
        return
    softened = verdict == "no" and purposes.is_assumed
    because = _fits_none(purposes.values, verdict, softened)
    source = product.sources.get(purposes.source)
    yield _plain("purposes", "unknown" if softened else verdict, because, source)


def _asked(value: float) -> Verdict:
    if math.isnan(value):
        return "unknown"
    return "yes" if value != 0.0 else "no"


def _fits_none(purposes: tuple[Purpose, ...], verdict: Verdict, softened: bool) -> Text:
    labels = [PURPOSE_LABELS[each] for each in purposes]
    zh, en = "、".join(zh for zh, _ in labels), ", ".join(en for _, en in labels)
    if verdict == "unknown":
        return Text(zh=f"只用于{zh},需求用途未知", en=f"Serves {en} only; the uses are not known")
    tail = ASSUMED if softened else Text(zh="", en="")
    return Text(
        zh=f"只用于{zh},需求中没有此类用途{tail.zh}",
        en=f"Serves {en} only; the need has no such use{tail.en}",
    )


def _plain(fact: str, verdict: Verdict, because: Text, source: Source | None) -> RuleOutcome:
    return RuleOutcome(
        fact=fact,
        value=None,
        threshold=None,
        comparison="stands",
        distance=None,
        verdict=verdict,
        source=source,
        status=None,
        changeable=can_change(fact, "either"),
        says=told(because),
    )
