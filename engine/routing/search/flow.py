"""Which line pays which use, once all amounts are known?"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.routing.offer import Choice
from engine.routing.search.costs import UnsuitedError
from engine.routing.sets import Column

_DUST = 1e-7


@dataclass(frozen=True)
class Places:
    """Uses as classes that the same lines may pay for; a ceiling on some uses splits them in two.

    `parts` are (use, yuan, class); `reach` gives the classes of each line as bits.
    """

    yuan: tuple[float, ...]
    parts: tuple[tuple[int, float, int], ...]
    reach: Mapping[str, int]


def places_of(choice: Choice) -> Places:
    """The classes of need of a choice.

    Raises:
        UnsuitedError: a ceiling on uses is no plain sum over uses of one class.
    """
    cash = [each for each in choice.offers if each.role == "cash"]
    kinds: dict[frozenset[str], list[tuple[int, float]]] = {}
    limited = _limited(choice)
    for use, amount in enumerate(choice.uses):
        payers = frozenset(each.id for each in cash if use in each.uses)
        for names, yuan in _split(choice, use, float(amount), payers, limited):
            if names and yuan > 0:
                kinds.setdefault(names, []).append((use, yuan))
    classes = list(kinds)
    reach = {
        each.id: sum(1 << place for place, names in enumerate(classes) if each.id in names)
        for each in cash
    }
    parts = tuple((use, yuan, place) for place, names in enumerate(classes)
                  for use, yuan in kinds[names])  # fmt: skip
    return Places(tuple(sum(y for _, y in kinds[names]) for names in classes), parts, reach)


def _limited(choice: Choice) -> dict[int, tuple[str, float]]:
    """The one ceiling that counts what is paid for certain uses, by use."""
    found: dict[int, tuple[str, float]] = {}
    for ceiling in choice.ceilings:
        if ceiling.uses is None:
            continue
        weights = {each.weights[ceiling.id] for each in choice.offers if ceiling.id in each.weights}
        if len(ceiling.uses) > 1 or not weights <= {1} or ceiling.uses & found.keys():
            raise UnsuitedError
        found |= {use: (ceiling.id, float(ceiling.most)) for use in ceiling.uses}
    return found


def _split(
    choice: Choice,
    use: int,
    amount: float,
    payers: frozenset[str],
    limited: Mapping[int, tuple[str, float]],
) -> list[tuple[frozenset[str], float]]:
    if use not in limited:
        return [(payers, amount)]
    name, most = limited[use]
    free = frozenset(each for each in payers if name not in choice.offer(each).weights)
    open_to_all = min(amount, most)
    return [(payers, open_to_all), (free, amount - open_to_all)]


def payments(choice: Choice, places: Places, amounts: Mapping[str, float]) -> dict[Column, float]:
    """What each line pays for each use; every yuan of every amount is placed."""
    left = [yuan for _, yuan, _ in places.parts]
    paid = {name: [0.0] * len(left) for name in amounts}
    for name, amount in amounts.items():
        rest = amount
        while rest > _DUST:
            moved = _place(name, rest, left, paid, places)
            if moved <= _DUST:
                break
            rest -= moved
    columns: dict[Column, float] = {}
    for name in amounts:
        for use in choice.offer(name).uses:
            columns["pay", name, str(use)] = 0.0
        for at, (use, _, _) in enumerate(places.parts):
            if paid[name][at]:
                columns["pay", name, str(use)] += paid[name][at]
    return columns


def _place(
    name: str, rest: float, left: list[float], paid: dict[str, list[float]], places: Places
) -> float:
    """Pay more by the shortest chain: into a part with room, moving another line out if need be."""
    came: dict[int, tuple[str, int | None]] = {}
    queue = [at for at, (_, _, c) in enumerate(places.parts) if places.reach[name] >> c & 1]
    came |= dict.fromkeys(queue, (name, None))
    for at in queue:
        if left[at] > _DUST:
            return _move(at, rest, left, paid, came)
        for other, row in paid.items():
            if row[at] > _DUST:
                for to, (_, _, c) in enumerate(places.parts):
                    if to not in came and places.reach[other] >> c & 1:
                        came[to] = other, at
                        queue.append(to)
    return 0.0


def _move(
    end: int,
    rest: float,
    left: list[float],
    paid: dict[str, list[float]],
    came: Mapping[int, tuple[str, int | None]],
) -> float:
    yuan, at = min(rest, left[end]), end
    while came[at][1] is not None:
        other, before = came[at]
        yuan, at = min(yuan, paid[other][before or 0]), before or 0
    left[end] -= yuan
    at = end
    while True:
        other, before = came[at]
        paid[other][at] += yuan
        if before is None:
            return yuan
        paid[other][before] -= yuan
        at = before
