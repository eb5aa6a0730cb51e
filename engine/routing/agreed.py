"""How does an answer of a provider change what may be chosen?"""

from collections.abc import Iterable
from dataclasses import replace

from engine.eligibility import told
from engine.errors import AgreementError
from engine.money import CENT
from engine.routing.answers import Accepted, Agreed
from engine.routing.offer import ZERO, Offer
from engine.routing.offers import Readies
from engine.routing.outline import Span
from engine.routing.ready import Gain, Ready, because
from engine.text import Text

_REFUSED_TOO = Text(zh="{name}既已接受又被拒绝", en="{name} is both accepted and refused")
_UNKNOWN = Text(zh="目录中没有产品 {name}", en="the catalogue has no product {name}")
_NO_USE = Text(zh="方案中没有它可用之处", en="the plan has no use for it")
_REFUSED = told(because("提供方已拒绝", "The provider has refused"))
_NOT_POSSIBLE = Text(zh="《{name}》不能这样接受:{why}", en="{name} cannot be accepted so: {why}")


def check_answers(agreed: Agreed, products: Iterable[str]) -> None:
    """Refuse answers about products that do not exist or that contradict each other.

    Raises:
        AgreementError: with the product named.
    """
    known = frozenset(products)
    for name in sorted(agreed.products | agreed.refused):
        if name not in known:
            raise AgreementError(_UNKNOWN.filled(name=name))
    for name in sorted(agreed.products & agreed.refused):
        raise AgreementError(_REFUSED_TOO.filled(name=name))


def with_answers(found: Readies, agreed: Agreed) -> Readies:
    """The products with what was accepted as fixed lines and without what was refused.

    Raises:
        AgreementError: a product was accepted that can have no line in this plan.
    """
    fixed = {each.product: _accepted(found[each.product], each) for each in agreed.accepted}
    gone = {name: replace(found[name], offer=None, why_not=_REFUSED) for name in agreed.refused}
    return found | fixed | gone


def _accepted(ready: Ready, answer: Accepted) -> Ready:
    if ready.offer is None:
        why = ready.blocked[0].sentence if ready.blocked else _NO_USE
        raise AgreementError(_NOT_POSSIBLE.filled(name=ready.product.name, why=why))
    rate, span = answer.rate_annual, ready.span
    if rate is not None and span is not None:
        span = Span(rate, rate, rate)
    gain = None if ready.gain is None else Gain(answer.amount, answer.amount)
    return replace(ready, offer=_fixed(ready.offer, answer), span=span, gain=gain)


def _fixed(offer: Offer, answer: Accepted) -> Offer:
    cost = offer.cost if answer.rate_annual is None else answer.rate_annual * offer.owed
    hosts = offer.attaches_to if answer.on is None else offer.attaches_to & {answer.on}
    fixed = replace(offer, is_sure=True, most=answer.amount, attaches_to=hosts, burden=ZERO)
    if offer.role == "cash":
        least = min(cost, offer.cost_least) if answer.rate_annual is None else cost
        bare = offer.cost_bare if answer.rate_annual is None else None
        return replace(fixed, least=answer.amount, step=CENT, cost=cost, cost_least=least,
                       cost_bare=bare)  # fmt: skip
    if offer.role == "backing":
        room = max(offer.room, answer.amount)
        return replace(fixed, least=answer.amount, room=room, cost=cost)
    return replace(fixed, most_each=None) if offer.role == "rebate" else fixed
