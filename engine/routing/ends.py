"""Which lines of the plan stay the best choice at both ends of terms that are assumed?"""

from dataclasses import replace

from engine.routing.desk import Desk
from engine.routing.offer import Choice, Offer
from engine.routing.offers import Readies
from engine.routing.outline import Span
from engine.text import Text


def surviving(desk: Desk) -> frozenset[str] | None:
    """Products of the plan that the best plan holds at low and at high rates alike.

    None where every rate, fee and premium of the plan is known exactly.
    """
    spans = [each.ready.span for each in desk.best.entries]
    if not any(span is not None and span.low != span.high for span in spans):
        return None
    survivors = desk.best.products
    for end in ("low", "high"):
        choice = _at_end(desk.choice, desk.found, end)
        solution = desk.other(choice, desk.situation.policy.prices)
        if solution is not None:
            used = solution.taken | {name for name, _ in solution.hung}
            survivors &= used
    return survivors


def survival_words(survivors: frozenset[str], desk: Desk) -> Text:
    """The sentence that names them."""
    lost = desk.best.products - survivors
    kept = desk.situation.listed(survivors)
    if not lost:
        return Text(
            zh="示例条款取区间任一端,各项都仍在最优方案中",
            en="Every line stays in the best plan at both ends of the assumed terms",
        )
    open_to_doubt = desk.situation.listed(lost)
    return Text(
        zh=f"示例条款取区间两端时,始终入选:{kept.zh or '无'};取决于实际条款:{open_to_doubt.zh}",
        en=f"At both ends of the assumed terms the best plan holds {kept.en or 'none'};"
        f" it depends on the real terms for {open_to_doubt.en}",
    )


def _at_end(choice: Choice, found: Readies, end: str) -> Choice:
    return replace(
        choice, offers=tuple(_priced_at(each, found[each.id].span, end) for each in choice.offers)
    )


def _priced_at(offer: Offer, span: Span | None, end: str) -> Offer:
    if span is None or span.low == span.high:
        return offer
    rate = getattr(span, end)
    moved = (rate - span.counted) * (offer.owed if offer.role == "cash" else 1)
    cost = offer.cost + moved
    return replace(offer, cost=cost, cost_least=min(offer.cost_least, cost))
