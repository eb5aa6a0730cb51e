"""Which few of many plans stand for the whole trade-off, none of them dominated?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.routing.merits import Goods, Merits, dominates, is_better
from engine.routing.offer import ZERO
from engine.routing.priced import Mix

MOST_ALTERNATIVES = 5
_ABOUT_ALL = Decimal("0.95")  # of what the best plan covers: such plans come first
_LEAST_COVER = Decimal(1) / 3  # a plan that covers less answers another need
_COST, _DILUTION, _DAYS, _COVERED, _SURE, _INSURED = range(6)
_WEIGHTS = (Decimal(1), Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.5"), ZERO)


@dataclass(frozen=True)
class Candidate:
    """A mix and what it is judged by."""

    mix: Mix
    merits: Merits

    @property
    def is_sure(self) -> bool:
        """Whether every line is known to be eligible."""
        return all(each.ready.is_sure and each.offer.is_sure for each in self.mix.entries)


def front(best: Candidate, others: Sequence[Candidate], least: Goods) -> tuple[Candidate, ...]:
    """The others that neither the best plan nor one of them dominates, and that are worth a look.

    Worth a look is what covers a third of what the best plan covers, and beats it in some merit by
    `least`.
    """
    floor = best.merits.covered * _LEAST_COVER
    worth = [
        each
        for each in others
        if each.merits.covered >= floor and is_better(each.merits, best.merits, least)
    ]
    rivals = (best, *worth)
    return tuple(e for e in worth if not any(dominates(o.merits, e.merits) for o in rivals))


def picked(best: Candidate, ends: Sequence[Candidate], least: Goods) -> tuple[Candidate, ...]:
    """At most five of a front, materially different: its ends first, then those farthest apart.

    Plans that cover about as much as the best one come before those that cover less: whoever needs
    the money asks first how else to get all of it. What only adds insurance comes last.
    """
    choosing = _Choosing(best, ends, least)
    like = [each for each in ends if covers_alike(each, best)]
    choosing.take(like, (_COST, _DILUTION, _DAYS, _SURE, _INSURED))
    choosing.take(ends, (_COST, _DILUTION, _DAYS, _SURE))
    while choosing.take_farthest():
        pass
    return tuple(sorted(choosing.chosen, key=lambda e: e.merits.insured > best.merits.insured))


def covers_alike(one: Candidate, best: Candidate) -> bool:
    """Whether it covers about what the best plan covers, or more."""
    return one.merits.covered >= best.merits.covered * _ABOUT_ALL


@dataclass
class _Choosing:
    best: Candidate
    ends: Sequence[Candidate]
    least: Goods
    chosen: list[Candidate] = field(default_factory=list)

    def take(self, pool: Sequence[Candidate], axes: Sequence[int]) -> None:
        """The best plan of each axis, where it differs from all that were taken."""
        for axis in axes:
            better = [each for each in pool if self._gain(each, axis) >= self.least[axis]]
            if better:
                self._add(max(better, key=lambda each: _along(each, axis)))

    def take_farthest(self) -> bool:
        """The plan least like any taken; whether there was one."""
        shown = (self.best, *self.chosen)
        left = [each for each in self.ends if self._is_new(each)]
        if not left or len(self.chosen) >= MOST_ALTERNATIVES:
            return False
        spans = [_span(axis, (self.best, *self.ends)) for axis in range(len(self.least))]
        self._add(max(left, key=lambda each: min(_apart(each, one, spans) for one in shown)))
        return True

    def _gain(self, one: Candidate, axis: int) -> Decimal:
        return one.merits.goods[axis] - self.best.merits.goods[axis]

    def _add(self, one: Candidate) -> None:
        if len(self.chosen) < MOST_ALTERNATIVES and self._is_new(one):
            self.chosen.append(one)

    def _is_new(self, one: Candidate) -> bool:
        """Whether it and each plan taken differ both ways by what is worth a look."""
        return all(
            is_better(one.merits, each.merits, self.least)
            and is_better(each.merits, one.merits, self.least)
            for each in self.chosen
        )


def _along(one: Candidate, axis: int) -> Goods:
    goods = one.merits.goods
    rest = (_COVERED, _SURE, _COST, _DILUTION, _DAYS, _INSURED)
    return (goods[axis], *(goods[each] for each in rest))


def _span(axis: int, plans: Sequence[Candidate]) -> Decimal:
    values = [each.merits.goods[axis] for each in plans]
    return max(values) - min(values)


def _apart(one: Candidate, other: Candidate, spans: Sequence[Decimal]) -> Decimal:
    """How unlike two plans are, each merit in shares of its whole range."""

    def parts() -> Iterator[Decimal]:
        pairs = zip(one.merits.goods, other.merits.goods, spans, _WEIGHTS, strict=True)
        for mine, theirs, span, weight in pairs:
            if span > 0:
                yield abs(mine - theirs) / span * weight

    return sum(parts(), ZERO)
