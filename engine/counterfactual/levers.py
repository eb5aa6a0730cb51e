"""How far could this firm move each fact, by which steps, and at what effort?"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from engine.actions import ACTIONS, Action
from engine.features.definition import FloatArray

Kind = Literal["change", "if_known"]
MOST_STEPS = 25
_NICE = (1.0, 2.0, 5.0, 10.0)
_FINEST = {"yuan": 10_000.0, "share": 0.01, "count": 1.0, "flag": 1.0}


@dataclass(frozen=True, eq=False)
class Lever:
    """One action on one firm: the fact today, the values it may take (m,), the effort of each (m,).

    Effort is the least number of months times the share of the plausible range that is used: half
    of what is plausible in six months costs as much as all of what is plausible in three.
    """

    fact: str
    kind: Kind
    today: float
    values: FloatArray
    efforts: FloatArray
    months: int
    action: Action | None = None
    along: Mapping[str, float] = field(default_factory=dict)
    sets: Mapping[str, float] = field(default_factory=dict)
    floors: tuple[str, ...] = ()
    lowered: frozenset[str] = frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """The facts that the action itself writes, without what follows from them."""
        return frozenset({self.fact, *self.along, *self.sets, *self.floors})


def levers_of(
    facts: Mapping[str, float],
    months: float,
    frozen: Collection[str] = frozenset(),
    actions: Iterable[Action] = ACTIONS,
) -> tuple[Lever, ...]:
    """What the firm can change within so many months without touching a frozen fact."""
    found = (_lever(action, facts) for action in actions if action.months <= months)
    return tuple(each for each in found if each and not each.touched & set(frozen))


def if_known(fact: str, value: float) -> Lever:
    """The lever of a missing fact that is supposed to become known: no effort, no delay."""
    at, none = np.array([value]), np.zeros(1)
    return Lever(fact, "if_known", math.nan, at, none, months=0)


def _lever(action: Action, facts: Mapping[str, float]) -> Lever | None:
    today = facts[action.fact]
    way = 1.0 if action.towards == "up" else -1.0
    wanted = way * (action.limit.value(facts, today) - today)
    room = min([wanted, *_rooms(action, facts)])
    if not room > 0 or (action.whole and room < wanted):  # also where today or limit is unknown
        return None
    amounts = np.array(list(_steps(room, action)))
    if not len(amounts):
        return None
    return Lever(
        fact=action.fact, kind="change", today=today, values=today + way * amounts,
        efforts=action.months * amounts / wanted, months=action.months, action=action,
        along=action.along, sets=action.sets, floors=action.floors, lowered=action.lowered,
    )  # fmt: skip


def _rooms(action: Action, facts: Mapping[str, float]) -> Iterator[float]:
    """How far each other fact that falls lets the action go, where it is known."""
    for name in sorted(action.lowered - {action.fact}):
        if not math.isnan(facts[name]):
            yield facts[name] / -action.along[name]


def _steps(room: float, action: Action) -> Sequence[float]:
    """Amounts moved, in steps a person would say, up to `room`.

    >>> from engine.actions import ACTION_BY_FACT
    >>> list(_steps(25_000.0, ACTION_BY_FACT["cogs"]))
    [10000.0, 20000.0, 25000.0]
    """
    if action.whole:
        return [room]
    if action.unit == "count":
        room = math.floor(room)
    step = _nice(room / MOST_STEPS, _FINEST[action.unit])
    whole = [step * place for place in range(1, math.ceil(room / step))]
    return [*whole, room] if room > 0 else []


def _nice(least: float, finest: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... times `finest` that is not under `least`.

    >>> _nice(0.03, 0.01), _nice(3.0, 1.0), _nice(0.5, 1.0)
    (0.05, 5.0, 1.0)
    """
    scale = finest
    while True:
        for each in _NICE:
            if each * scale >= least:
                return each * scale
        scale *= 10.0
