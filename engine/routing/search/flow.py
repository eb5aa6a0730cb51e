"""Which line may pay which use, and which does, once all amounts are known?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import inf

import numpy as np
from numpy.typing import NDArray

from engine.routing.offer import Ceiling, Choice, Offer
from engine.routing.search.blocks import UnsuitedError
from engine.routing.sets import Column

_CENT = 0.01
Together = dict[frozenset[str], float]  # lines, and the most yuan that they can pay together


def together(choice: Choice) -> Together:
    """Sets of lines that can only pay for so much together.

    Uses with the same payers count as one; what a ceiling on a use leaves to other lines is a use
    of its own. Amounts within all of these can be paid out, unless a ceiling counts several uses
    with different payers: then `payments` has the last word.

    Raises:
        UnsuitedError: a ceiling on uses is no plain sum, or two count the same use.
    """
    cash = {each.id: each for each in choice.offers if each.role == "cash"}
    capped = _capped(choice)
    kinds: dict[tuple[frozenset[str], str], float] = {}
    for use, yuan in enumerate(choice.uses):
        payers = frozenset(name for name, each in cash.items() if use in each.uses)
        kind = payers, capped[use].id if use in capped else ""
        kinds[kind] = kinds.get(kind, 0.0) + float(yuan)
    classes: Together = {}
    for (payers, name), whole in kinds.items():
        counted = frozenset(each for each in payers if name in cash[each].weights)
        is_one = sum(other == name for _, other in kinds) == 1
        capped_at = min(whole, _most(capped, name)) if is_one else whole
        _add(classes, payers, capped_at)
        _add(classes, payers - counted, whole - capped_at)
    found = _sums(classes, frozenset(cash))
    for lines, most in _alone(capped, cash.values()):
        found[lines] = min(most, found.get(lines, most))
    return found


def _most(capped: Mapping[int, Ceiling], name: str) -> float:
    return min((float(each.most) for each in capped.values() if each.id == name), default=inf)


def _alone(
    capped: Mapping[int, Ceiling], cash: Iterable[Offer]
) -> Iterator[tuple[frozenset[str], float]]:
    """The lines that a ceiling counts whole, as they pay for nothing else."""
    for each in {ceiling.id: ceiling for ceiling in capped.values()}.values():
        uses = each.uses or frozenset()
        yield (
            frozenset(o.id for o in cash if each.id in o.weights and o.uses <= uses),
            float(each.most),
        )


def _add(classes: Together, payers: frozenset[str], yuan: float) -> None:
    if payers and yuan > 0:
        classes[payers] = classes.get(payers, 0.0) + yuan


def _sums(classes: Together, cash: frozenset[str]) -> Together:
    """For every set of classes, the lines that can pay for nothing else."""
    found: Together = {}
    for some in _subsets(list(classes)):
        others = frozenset(chain.from_iterable(each for each in classes if each not in some))
        lines = cash - others
        room = sum(classes[each] for each in some)
        if lines:
            found[lines] = min(room, found.get(lines, room))
    return found


def _subsets(classes: list[frozenset[str]]) -> Iterator[tuple[frozenset[str], ...]]:
    sizes = range(len(classes) + 1)
    return chain.from_iterable(combinations(classes, size) for size in sizes)


def _capped(choice: Choice) -> dict[int, Ceiling]:
    """The one ceiling that counts what is paid for certain uses, by use."""
    found: dict[int, Ceiling] = {}
    for ceiling in choice.ceilings:
        weights = {each.weights[ceiling.id] for each in choice.offers if ceiling.id in each.weights}
        if ceiling.uses is None or not weights:
            continue
        if not weights <= {1} or ceiling.uses & found.keys():
            raise UnsuitedError
        found |= dict.fromkeys(sorted(ceiling.uses), ceiling)
    return found


def payments(choice: Choice, amounts: Mapping[str, float]) -> dict[Column, float]:
    """What each line pays for each use; every yuan of every amount is placed.

    Raises:
        UnsuitedError: the amounts cannot be paid out within a ceiling on several uses.
    """
    from engine.routing.search.simplex import lowest

    columns = [(name, use) for name in amounts for use in sorted(choice.offer(name).uses)]
    if not columns:
        return {}
    table = _table(choice, amounts, columns)
    labels = lowest(table)
    paid = dict.fromkeys(columns, 0.0)
    for row, label in enumerate(labels[len(columns) :].tolist()):
        if label < len(columns):
            paid[columns[label]] = float(table[row, -1])
    if sum(paid.values()) < sum(amounts.values()) * (1 - 1e-9) - _CENT:
        raise UnsuitedError
    return {("pay", name, str(use)): yuan for (name, use), yuan in paid.items()}


def _table(
    choice: Choice, amounts: Mapping[str, float], columns: Sequence[tuple[str, int]]
) -> NDArray[np.float64]:
    """As much as possible is paid, within amounts, uses and ceilings on uses."""
    every = range(len(choice.uses))
    rows: list[tuple[set[str], Collection[int], float]]
    rows = [({name}, every, amount) for name, amount in amounts.items()]
    rows += [(set(amounts), (use,), float(yuan)) for use, yuan in enumerate(choice.uses)]
    for each in choice.ceilings:
        if each.uses is not None:
            counted = {name for name in amounts if each.id in choice.offer(name).weights}
            rows.append((counted, each.uses, float(each.most)))
    table = np.zeros((len(rows) + 1, len(columns) + 1))
    for at, (names, uses, most) in enumerate(rows):
        table[at, :-1] = [name in names and use in uses for name, use in columns]
        table[at, -1] = most
    table[-1, :-1] = -1.0
    return table
