"""Which mix is the cheapest of a small choice? Proved by packs, as often as it is asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from engine.routing.offer import ZERO, Choice, Offer
from engine.routing.policy import Prices
from engine.routing.search.blocks import Frame, UnsuitedError, trial_of
from engine.routing.search.flow import Together, payments, together
from engine.routing.search.packs import Pack, may_pay, packs_of
from engine.routing.search.parts import proved
from engine.routing.search.sheet import NAMES, Sheet, is_open, sheet_of
from engine.routing.sets import UNITS, Column
from engine.routing.solve import Solution

_MOST_PACKS = 150
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Prepared:
    """A choice at certain prices, ready to be asked for its best mix.

    Demand none of `cut`: they were left out where they cannot pay.
    """

    choice: Choice
    uncovered: float
    unit: float
    packs: tuple[Pack, ...]
    sheet: Sheet | None
    cut: frozenset[str]

    def best(
        self, banned: frozenset[str] = NOBODY, forced: frozenset[str] = NOBODY
    ) -> Solution | None:
        """The proven cheapest mix without the banned and with the forced, None where none is.

        Raises:
            UnsuitedError: the proof took too many steps.
        """
        if not forced <= {name for pack in self.packs for name in pack.names}:
            return None
        if self.sheet is None:
            return self._solution({}, 0.0)
        moved = np.array([self._moved(pack, forced) for pack in self.packs])
        packs = self.sheet.asked(
            moved, [[n in p.names for p in self.packs] for n in sorted(forced)]
        )
        state = is_open(packs) & (packs.masks[:, NAMES] & self.sheet.mask(banned) == 0)
        taken, values, price = proved(packs, state.astype(np.int64), self.sheet.mask(forced))
        if not isfinite(price):
            return None
        filled: dict[int, list[float]] = {}
        for at in taken:
            pack, start = self.packs[at], sum(map(len, filled.values()))
            filled[at] = values[start : start + len(pack.block.kinds)]
        for at, amounts in filled.items():
            if moved[at]:
                amounts[0] += float(moved[at])
        return self._solution(filled, price)

    def _moved(self, pack: Pack, forced: frozenset[str]) -> float:
        """By how much a forced line starts above its least amount, to be worth comparing."""
        if pack.offer.id not in forced or pack.offer.role != "cash":
            return 0.0
        return max(0.0, trial_of(self.choice, pack.offer) - pack.block.lower[0]) / self.unit

    def _solution(self, filled: Mapping[int, Sequence[float]], price: float) -> Solution:
        """Packs, by place, whose variables are so far above their least values."""
        chosen = [self.packs[at] for at in filled]
        yuan: dict[Column, float] = {}
        for pack, above in zip(chosen, filled.values(), strict=True):
            yuan |= self._yuan(pack, above)
        amounts = {p.offer.id: yuan["amount", p.offer.id] for p in chosen if p.offer.role == "cash"}
        total = price * self.unit + self.uncovered * float(sum(self.choice.uses))
        return Solution(
            optimality="optimal",
            objective=total,
            bound=total,
            taken=frozenset(pack.offer.id for pack in chosen),
            hung=frozenset((each.id, pack.offer.id) for pack in chosen for each in pack.hanging),
            yuan=yuan | payments(self.choice, amounts),
        )

    def _yuan(self, pack: Pack, above: Sequence[float]) -> dict[Column, float]:
        """What every variable of a pack comes to, and what stands for none of its own."""
        block, host = pack.block, pack.offer.id
        own = zip(block.kinds, block.lower, above, strict=True)
        found: dict[Column, float] = {kind: least + by * self.unit for kind, least, by in own}
        for each in pack.hanging:
            if each.role == "backing":
                found.setdefault(("backed", each.id, host), found["amount", host])
            else:
                found.setdefault(("gain", each.id, host), 0.0)
        return found


def prepared(choice: Choice, prices: Prices, wanted: frozenset[str] = NOBODY) -> Prepared:
    """Everything about a choice that no ban and no wish changes.

    Raises:
        UnsuitedError: the choice is too large, or of a form that needs the general solver.
    """
    paid = together(choice)
    frame = _frame(choice, prices, paid)
    wanted |= frozenset(n for each in choice.offers for options in each.requires for n in options)
    lines = [each for each in choice.offers if not each.is_attached]
    packs = tuple(pack for each in lines for pack in packs_of(frame, each, wanted))
    if len(packs) > _MOST_PACKS:
        raise UnsuitedError
    unit = max(float(sum(choice.uses)), 1.0) / UNITS
    uncovered = float(prices.uncovered)
    sheet = sheet_of(choice, packs, paid, uncovered, unit) if packs else None
    cut = frozenset(
        each.id
        for line in lines
        for each in frame.hangers[line.id]
        if not may_pay(frame, line, each, wanted)
    )
    return Prepared(choice, uncovered, unit, packs, sheet, cut)


def _frame(choice: Choice, prices: Prices, paid: Together) -> Frame:
    own = {each.id for each in choice.offers if not each.is_attached}
    hosts = Counter({each.id: len(each.attaches_to & own) for each in choice.offers})
    hangers = {
        name: tuple(each for each in choice.offers if name in each.attaches_to) for name in own
    }
    single = (each.id for each in choice.offers if each.hosts_most == 1 and hosts[each.id] > 1)
    per_firm = frozenset(each.group for each in choice.offers if each.group_scope == "firm")
    most = {each.id: _most(each, choice, paid) for each in choice.offers if each.role == "cash"}
    return Frame(choice, prices, most, hangers, hosts, per_firm, frozenset(single), choice.ranks)


def _most(offer: Offer, choice: Choice, paid: Together) -> float:
    """The most of a cash line that its own limits, the uses and each ceiling alone leave it."""
    limits = [float(offer.most), float(sum(choice.uses[use] for use in offer.uses))]
    limits += [yuan for lines, yuan in paid.items() if offer.id in lines]
    for ceiling in choice.ceilings:
        weight = offer.weights.get(ceiling.id, ZERO)
        if ceiling.uses is None and weight > 0:
            limits.append(float(ceiling.most / weight))
    return min(limits)
