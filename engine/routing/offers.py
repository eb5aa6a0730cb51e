"""Which products of the catalogue can this firm's plan be made of?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from engine.plan import Because
from engine.routing.attached import (
    NO_HOST,
    Hosts,
    backing_of,
    days_together,
    hosts_among,
    rebate_of,
)
from engine.routing.cash import is_note, loan_of, note_of, shares_of
from engine.routing.claims import claim_of, net_of_grants, policy_of
from engine.routing.offer import ZERO, Ceiling, Choice, Offer
from engine.routing.outline import shelved
from engine.routing.ready import Ready, WhyNot, because, readied
from engine.routing.situation import Situation, ceilings
from engine.routing.working_capital import working_capital_ceiling

Readies = dict[str, Ready]


@dataclass(frozen=True)
class Made:
    """What became of the products, step by step: a small change is then made in small time.

    `found` are the verdicts, `own` the lines that hang on none, `net` these without what grants pay
    (R12), `hung` the lines that hang on others, `ready` all products as they go into the choice.
    """

    found: Readies
    own: Readies
    net: Readies
    hung: Readies
    ready: Readies


_NOTHING_YET = Made({}, {}, {}, {}, {})


def readies(situation: Situation) -> Readies:
    """Every product by id, ready for the choice or blocked with the reason why."""
    return made_ready(situation).ready


def made_ready(situation: Situation) -> Made:
    """Every product of the catalogue made ready."""
    everything = frozenset(situation.catalogue.once(shelved))
    return made_again(_NOTHING_YET, situation, everything)


def made_again(before: Made, situation: Situation, changed: frozenset[str]) -> Made:
    """The same as `made_ready`, where of `before` only the products `changed` read what is new."""
    found = {
        name: readied(shelf, situation) if name in changed else before.found[name]
        for name, shelf in situation.catalogue.once(shelved).items()
    }
    possible = {name: ready for name, ready in found.items() if ready.eligibility.verdict != "no"}
    own = _own(possible, situation, before, changed)
    net = _net_of_grants(own, situation)
    moved = changed.union([name for name, each in net.items() if each is not before.net.get(name)])
    hung = _hung(possible, situation, before, (changed, moved), hosts_among(net, situation))
    return Made(found, own, net, hung, found | _consistent(net | hung, situation))


def choice_of(found: Readies, situation: Situation) -> Choice:
    """The offers among `found`, by id, with the need and the limits of the firm."""
    offers = (found[name].offer for name in sorted(found))
    return Choice(
        offers=tuple(offer for offer in offers if offer is not None),
        uses=tuple(use.amount for use in situation.need.uses),
        ceilings=situation.once(_ceilings),
        public_most=_public_most(found, situation),
    )


def _ceilings(situation: Situation) -> tuple[Ceiling, ...]:
    return (*ceilings(situation), *working_capital_ceiling(situation))


def _public_most(found: Readies, situation: Situation) -> dict[str, Decimal]:
    """The most public money on each cost that claims pay a share of (R10)."""
    shares: dict[str, Decimal] = {}
    for each in found.values():
        fact = each.offer.base_fact if each.offer is not None else None
        if fact is not None:
            stated = each.terms.value("subsidy_max_share") or ZERO
            shares[fact] = max(stated, shares.get(fact, situation.policy.public_share))
    return {fact: share * (situation.yuan(fact) or ZERO) for fact, share in shares.items()}


def _own(possible: Readies, situation: Situation, before: Made, changed: frozenset[str]) -> Readies:
    """Lines of their own: loans, notes, shares, claims, policies."""
    return {
        name: _of_its_own(ready, possible, situation)
        if name in changed or not all(map(changed.isdisjoint, ready.outline.requires))
        else before.own[name]
        for name, ready in possible.items()
        if not ready.outline.is_attached
    }


def _of_its_own(ready: Ready, possible: Readies, situation: Situation) -> Ready:
    product = ready.product
    if product.channel == "service":
        return ready
    if product.channel == "insurance":
        return policy_of(ready, situation)
    if product.channel == "subsidy":
        return claim_of(ready, situation)
    missing = _missing(ready, possible, situation)
    if missing is not None:
        return ready.refused(missing)
    days = _days(ready, possible)
    if product.channel == "loan":
        return loan_of(ready, situation, days)
    return (note_of if is_note(product) else shares_of)(ready, situation, days)


def _net_of_grants(made: Readies, situation: Situation) -> Readies:
    """Tax relief counted without the spending that grants may pay (R12)."""
    relief = {name: ready for name, ready in made.items() if ready.product.kind == "tax"}
    granted: dict[str, Decimal] = {}
    for each in made.values():
        if each.offer is not None and each.offer.base_fact is not None:
            fact = _family(each.offer.base_fact)
            granted[fact] = granted.get(fact, ZERO) + each.offer.most
    return made | {
        name: net_of_grants(
            ready, granted.get(_family(ready.product.base_fact or ""), ZERO), situation
        )
        for name, ready in relief.items()
    }


def _family(fact: str) -> str:
    return "rnd" if fact.startswith("rnd_") else fact


def _hung(
    possible: Readies,
    situation: Situation,
    before: Made,
    new: tuple[frozenset[str], frozenset[str]],
    hosts: Hosts,
) -> Readies:
    """Lines that hang on those of `hosts`; `new` are the products changed, and hosts moved."""
    changed, moved = new
    return {
        name: (rebate_of if ready.product.channel == "subsidy" else backing_of)(
            ready, situation, hosts
        )
        if name in changed or not moved.isdisjoint(ready.outline.hosts)
        else before.hung[name]
        for name, ready in possible.items()
        if ready.outline.is_attached
    }


def _missing(ready: Ready, possible: Readies, situation: Situation) -> WhyNot | None:
    for options in ready.outline.requires:
        if options.isdisjoint(possible):
            return partial(_needs, options, situation)
    return None


def _days(ready: Ready, possible: Readies) -> int:
    """Days to the money, waiting for whatever the product cannot do without."""
    days = ready.days
    for names in ready.outline.requires:
        options = [possible[name] for name in names if name in possible]
        if options:
            days = max(days, min(days_together(ready, [option]) for option in options))
    return days


def _consistent(made: Readies, situation: Situation) -> Readies:
    """`made` without offers that need, or hang on, what is not there; until nothing changes."""
    while True:
        present = {name: each.offer for name, each in made.items() if each.offer is not None}
        gone = {
            name: why for name, each in present.items() if (why := _lacks(each, present, situation))
        }
        if not gone:
            return made
        made = made | {name: made[name].refused(why) for name, why in gone.items()}


def _lacks(offer: Offer, present: Mapping[str, Offer], situation: Situation) -> WhyNot | None:
    if offer.is_attached and offer.attaches_to.isdisjoint(present):
        return NO_HOST
    for options in offer.requires:
        if options.isdisjoint(present):
            return partial(_needs, options, situation)
    return None


def _needs(options: Iterable[str], situation: Situation) -> Because:
    names = situation.named(options)
    return because(
        f"必须与{names.zh}一起办理,而它对本企业不可用",
        f"It goes only with {names.en}, which this firm cannot have now",
    )
