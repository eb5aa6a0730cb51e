"""In which ways can one line be taken, with what hangs on it?

A pack is one line with one allowed set of guarantees and subsidies; its block says what it costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.routing.offer import Offer
from engine.routing.program import TIE
from engine.routing.search.blocks import Block, Frame, UnsuitedError, block_of, most_saved

_MOST_HANGING = 6


@dataclass(frozen=True)
class Pack:
    """One way to take one line.

    `tokens` may stand in a plan once; `needs` are sets of lines of which one must be taken too.
    """

    offer: Offer
    hanging: tuple[Offer, ...]
    block: Block
    tokens: frozenset[str]
    needs: tuple[frozenset[str], ...]

    @property
    def names(self) -> frozenset[str]:
        """All products of the pack."""
        return frozenset({self.offer.id, *(each.id for each in self.hanging)})


def packs_of(frame: Frame, offer: Offer, wanted: frozenset[str]) -> tuple[Pack, ...]:
    """Every allowed way to take `offer` that could be part of a cheapest mix.

    What saves less than the work of one more line is left out unless `wanted`.

    Raises:
        UnsuitedError: too much may hang on it.
    """
    hangers = [each for each in frame.hangers[offer.id] if may_pay(frame, offer, each, wanted)]
    if len(hangers) > _MOST_HANGING:
        raise UnsuitedError
    sets = (c for size in range(len(hangers) + 1) for c in combinations(hangers, size))
    return tuple(pack for s in sets if _agree(offer, s) for pack in _pack(frame, offer, s))


def may_pay(frame: Frame, host: Offer, hanging: Offer, wanted: frozenset[str]) -> bool:
    """Whether a line is wanted, or may save more than its own work."""
    saved = most_saved(frame, host, hanging)
    return hanging.id in wanted or saved > float(frame.prices.line)


def _agree(offer: Offer, hanging: Sequence[Offer]) -> bool:
    groups = [each.group for each in hanging if each.group is not None]
    names = {offer.id, *(each.id for each in hanging)}
    alone = not any(each.excludes & names for each in (offer, *hanging))
    return alone and len(groups) == len(set(groups))


def _pack(frame: Frame, offer: Offer, hanging: tuple[Offer, ...]) -> Iterator[Pack]:
    block = block_of(frame, offer, hanging)
    if block is None:
        return
    line = float(frame.prices.line)
    block.start += sum(line + TIE * frame.ranks[each.id] for each in (offer, *hanging))
    here = frozenset(each.id for each in hanging)
    tokens = frozenset(_tokens(frame, offer, hanging))
    yield Pack(offer, hanging, block, tokens, tuple(_needs(offer, hanging, here)))


def _needs(
    offer: Offer, hanging: Sequence[Offer], here: frozenset[str]
) -> Iterator[frozenset[str]]:
    yield from (options for options in offer.requires if not options & here)
    for each in hanging:
        for options in each.requires:
            if offer.id not in options and not options & here:
                yield options


def _tokens(frame: Frame, offer: Offer, hanging: Sequence[Offer]) -> Iterator[str]:
    for each in (offer, *hanging):
        yield from (f"pledge {name}" for name in each.collateral)
        if each.group is not None and (each is offer or each.group in frame.per_firm):
            yield f"group {each.group}"
        if each.id in frame.single:
            yield f"once {each.id}"
