"""In which ways can one line be taken, with what hangs on it, and what does each way cost?

A pack is one line with one allowed set of guarantees and subsidies. Its cost is a convex function
of the amount: straight pieces between break points, found exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.routing.offer import Offer
from engine.routing.program import TIE
from engine.routing.search.costs import Cost, Frame, Piece, UnsuitedError

_MOST_HANGING = 5


@dataclass(frozen=True)
class Pack:
    """One way to take one line; amounts and money in yuan.

    `start` is the whole price at the least amount; `pieces` go on from there with rising prices.
    `tokens` may stand in a plan once; `needs` are sets of lines of which one must be taken too.
    """

    offer: Offer
    hanging: tuple[Offer, ...]
    least: float
    most: float
    start: float
    pieces: tuple[Piece, ...]
    weights: Mapping[str, float]
    tokens: frozenset[str]
    needs: tuple[frozenset[str], ...]

    @property
    def names(self) -> frozenset[str]:
        """All products of the pack."""
        return frozenset({self.offer.id, *(each.id for each in self.hanging)})


def packs_of(frame: Frame, offer: Offer) -> tuple[Pack, ...]:
    """Every allowed way to take `offer`.

    Raises:
        UnsuitedError: a combination has no closed cost.
    """
    hangers = [each for each in frame.choice.offers if offer.id in each.attaches_to]
    if len(hangers) > _MOST_HANGING:
        raise UnsuitedError
    sets = (c for size in range(len(hangers) + 1) for c in combinations(hangers, size))
    return tuple(pack for s in sets if _agree(offer, s) for pack in _pack(frame, offer, s))


def _agree(offer: Offer, hanging: Sequence[Offer]) -> bool:
    lines = (offer, *hanging)
    groups = [each.group for each in hanging if each.group is not None]
    names = {each.id for each in lines}
    return len(groups) == len(set(groups)) and not any(each.excludes & names for each in lines)


def _pack(frame: Frame, offer: Offer, hanging: tuple[Offer, ...]) -> Iterator[Pack]:
    here = frozenset(each.id for each in hanging)
    cost = Cost(frame, offer, hanging)
    if cost.most < cost.least:
        return
    start, pieces = cost.pieces()
    yield Pack(
        offer=offer,
        hanging=hanging,
        least=cost.least,
        most=cost.most,
        start=start + _fixed(frame, offer, hanging),
        pieces=pieces,
        weights=cost.weights(),
        tokens=frozenset(_tokens(frame, offer, hanging)),
        needs=tuple(_needs(offer, hanging, here)),
    )


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


def _fixed(frame: Frame, offer: Offer, hanging: Sequence[Offer]) -> float:
    line = float(frame.prices.line)
    return sum(line + TIE * frame.ranks[each.id] for each in (offer, *hanging))
