"""In how many parts is the search to go on where one is too large?"""

from collections.abc import Iterator
from math import inf

import numpy as np
from numpy.typing import NDArray

from engine.routing.search.blocks import UnsuitedError
from engine.routing.search.sheet import LINE, Packs

_FIRST_EFFORT, _MOST_EFFORT = 5_000.0, 500_000.0
_PRICE, _SPLIT = 0, -1
_MUST = 2
State = NDArray[np.int64]  # of every pack: 0 closed, 1 open, 2 must be taken
Proved = tuple[list[int], list[float], float]


def proved(packs: Packs, state: State, forced: np.uint64) -> Proved:
    """The cheapest packs, their variables one after the other, and their price, inf for none.

    Where the loops hit their limit, they go on apart for every way to take one line, at prices of
    each part's own.

    Raises:
        UnsuitedError: even so the proof took too many steps.
    """
    # Loads numba: only those who plan wait for it.
    from engine.routing.search.kernels import best_packs

    found: Proved = [], [], inf
    parts, spent = [(state, _FIRST_EFFORT)], 0.0
    while parts:
        part, effort = parts.pop()
        taken, values, told = best_packs(packs, part, forced, (found[-1], effort))
        if told[_PRICE] < found[-1]:
            found = taken.tolist(), values.tolist(), float(told[_PRICE])
        if told[_SPLIT] >= 0:
            # Longer and longer, as what parting does not decide only trying does.
            parts += [(each, 2 * effort) for each in _ways(packs, part, int(told[_SPLIT]))]
            spent += effort
        if spent > _MOST_EFFORT:
            raise UnsuitedError
    return found


def _ways(packs: Packs, state: State, line: int) -> Iterator[State]:
    """Without the line, and with each of its packs but none that does not go with it."""
    own = packs.heads[:-1, LINE] == line
    yield np.where(own, 0, state)
    for pack in np.flatnonzero(own & (state > 0))[::-1].tolist():
        part = np.where(own | _clash(packs, pack), 0, state)
        part[pack] = _MUST
        yield part


def _clash(packs: Packs, pack: int) -> NDArray[np.bool_]:
    tokens, names, own, excludes, hanging = packs.masks.T
    its = packs.masks[pack]
    clash = (tokens & its[0]) | (excludes & its[1]) | (names & its[3])
    return np.asarray((clash | (own & its[4]) | (hanging & its[2])) != 0)
