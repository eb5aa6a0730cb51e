"""Which mix is best, once all that cannot matter is left out?"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from engine.routing.counted import backing_counted, gain_counted
from engine.routing.offer import Choice, Offer
from engine.routing.policy import Prices
from engine.routing.program import TIE, program_of
from engine.routing.search import Prepared, UnsuitedError, prepared
from engine.routing.solve import NODE_LIMIT, Solution, solve


@dataclass(frozen=True)
class Asked:
    """A choice at certain prices, asked for its best mix under one ban and demand or many."""

    choice: Choice
    prices: Prices

    def best(
        self,
        banned: frozenset[str] = frozenset(),
        forced: frozenset[str] = frozenset(),
        node_limit: int = NODE_LIMIT,
    ) -> Solution | None:
        """The cheapest mix without the `banned` and with all `forced` offers, None if none is.

        Equal to solving the whole program, which tests compare on many choices: claims that touch
        nothing else are decided by themselves, and what can only add cost is left out.
        """
        names = {each.id for each in self.choice.offers} - banned
        if not forced <= names:
            return None
        apart = {name: price for name, price in self._apart.items() if name in names}
        wanted = [name for name, price in apart.items() if price < 0 or name in forced]
        solution = self._of_core(banned, forced - self._apart.keys(), node_limit)
        if solution is None:
            return None
        total = sum(apart[name] for name in wanted)
        return replace(
            solution,
            objective=solution.objective + total,
            bound=solution.bound + total,
            taken=solution.taken | frozenset(wanted),
        )

    def _of_core(
        self, banned: frozenset[str], forced: frozenset[str], node_limit: int
    ) -> Solution | None:
        """By the exact search where the choice is small and plain, else by the general solver."""
        try:
            return self._prepared_for(forced).best(banned, forced)
        except UnsuitedError:
            left = replace(self._core, offers=_without(self._core.offers, banned))
            core = reduced(left, self.prices, forced)
            return solve(program_of(core, self.prices, forced=forced), node_limit)

    def _prepared_for(self, forced: frozenset[str]) -> Prepared:
        """What is demanded keeps every way to have it; the rest is prepared once."""
        wanted = forced - self._whole
        if not wanted:
            return self._prepared
        return prepared(reduced(self._core, self.prices, wanted), self.prices, wanted)

    @cached_property
    def _prepared(self) -> Prepared:
        return prepared(self._lean, self.prices)

    @cached_property
    def _lean(self) -> Choice:
        return reduced(self._core, self.prices, frozenset())

    @cached_property
    def _whole(self) -> frozenset[str]:
        """Lines of which nothing was left out."""
        lean = {each.id: each for each in self._lean.offers}
        same = {each.id for each in self._core.offers if lean.get(each.id) == each}
        return frozenset(same) - self._prepared.cut

    @cached_property
    def _core(self) -> Choice:
        """The choice without the claims that are decided by themselves."""
        offers = _without(self.choice.offers, self._apart)
        return replace(self.choice, offers=offers, order=self.choice.ranks)

    @cached_property
    def _apart(self) -> dict[str, float]:
        """Claims that touch no other offer, and what each adds to a plan's price."""
        return {
            each.id: _price(each, self.choice, self.prices)
            for each in self.choice.offers
            if stands_apart(each, self.choice)
        }


def best_mix(
    choice: Choice,
    prices: Prices,
    banned: frozenset[str] = frozenset(),
    forced: frozenset[str] = frozenset(),
    node_limit: int = NODE_LIMIT,
) -> Solution | None:
    """The best mix of a choice that is asked but once: see `Asked.best`."""
    return Asked(choice, prices).best(banned, forced, node_limit)


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
    hosts = choice.hosts_of(offer)
    good = frozenset(host.id for host in hosts if backing_counted(host, offer, prices) < 0)
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


def _without(offers: Iterable[Offer], names: Container[str]) -> tuple[Offer, ...]:
    return tuple(each for each in offers if each.id not in names)


def _price(claim: Offer, choice: Choice, prices: Prices) -> float:
    effort = float(prices.line) + TIE * choice.ranks[claim.id]
    return effort - float(claim.most * gain_counted(claim, prices))
