"""Which mix is best, once all that cannot matter is left out?"""

from dataclasses import replace

from engine.routing.offer import Choice, Offer, saving
from engine.routing.policy import Prices
from engine.routing.program import TIE, program_of
from engine.routing.search import UnsuitedError, search
from engine.routing.solve import NODE_LIMIT, Solution, solve


def best_mix(
    choice: Choice,
    prices: Prices,
    banned: frozenset[str] = frozenset(),
    forced: frozenset[str] = frozenset(),
    node_limit: int = NODE_LIMIT,
) -> Solution | None:
    """The cheapest mix without the `banned` and with all `forced` offers, None if there is none.

    Equal to solving the whole program, which tests compare on many choices: claims that touch
    nothing else are decided by themselves, and what can only add cost is left out.
    """
    kept = tuple(each for each in choice.offers if each.id not in banned)
    allowed = replace(choice, offers=kept, order=choice.ranks)
    apart = tuple(
        each for each in allowed.offers if each.id not in forced and stands_apart(each, allowed)
    )
    core = reduced(replace(allowed, offers=_without(allowed, apart)), prices, forced)
    solution = _solved(core, prices, forced, node_limit)
    if solution is None:
        return None
    priced = [(each, _price(each, choice, prices)) for each in apart]
    wanted = [(each, price) for each, price in priced if price < 0]
    total = sum(price for _, price in wanted)
    return replace(
        solution,
        objective=solution.objective + total,
        bound=solution.bound + total,
        taken=solution.taken | {each.id for each, _ in wanted},
    )


def _solved(
    core: Choice, prices: Prices, forced: frozenset[str], node_limit: int
) -> Solution | None:
    """By the exact search where the choice is small and plain, else by the general solver."""
    try:
        return search(core, prices, forced)
    except UnsuitedError:
        return solve(program_of(core, prices, forced=forced), node_limit)


def reduced(choice: Choice, prices: Prices, forced: frozenset[str]) -> Choice:
    """`choice` without policies nobody asks for and without backing that costs more than it saves.

    Neither can be part of a cheapest mix: they only add cost and constraints.
    """
    wanted = forced | _required(choice)
    kept = (each for each in choice.offers if each.role != "policy" or each.id in wanted)
    trimmed = (_worth_hanging(each, choice, prices, wanted) for each in kept)
    return replace(choice, offers=tuple(trimmed))


def _worth_hanging(offer: Offer, choice: Choice, prices: Prices, wanted: frozenset[str]) -> Offer:
    if offer.role != "backing" or offer.id in wanted:
        return offer
    doubt = 0 if offer.is_sure else prices.unknown
    fee = (offer.cost * offer.worth + doubt + offer.burden) * offer.share
    hosts = choice.hosts_of(offer)
    good = frozenset(host.id for host in hosts if fee < saving(host, offer) * host.worth)
    return replace(offer, attaches_to=good)


def _required(choice: Choice) -> frozenset[str]:
    return frozenset(
        name for each in choice.offers for options in each.requires for name in options
    )


def stands_apart(offer: Offer, choice: Choice) -> bool:
    """Whether it is a claim that touches no other offer at all."""
    if offer.role != "claim" or offer.requires or offer.excludes:
        return False
    others = [each for each in choice.offers if each.id != offer.id]
    alone = offer.group is None or all(each.group != offer.group for each in others)
    excluded = any(offer.id in each.excludes for each in others)
    shares = any(offer.base_fact == each.base_fact for each in others if offer.base_fact)
    return alone and not excluded and not shares and offer.id not in _required(choice)


def _without(choice: Choice, left_out: tuple[Offer, ...]) -> tuple[Offer, ...]:
    names = {each.id for each in left_out}
    return tuple(each for each in choice.offers if each.id not in names)


def _price(claim: Offer, choice: Choice, prices: Prices) -> float:
    doubt = 1 if claim.is_sure else prices.claim_unknown
    effort = float(prices.line) + TIE * choice.ranks[claim.id]
    return effort - float(claim.most * (claim.worth * doubt - claim.burden))
