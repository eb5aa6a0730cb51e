"""What does one line cost with what hangs on it, as a function of its amount?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.routing.constraints import TRIAL
from engine.routing.offer import Choice, Offer, least_backed, saving
from engine.routing.policy import Prices

_DUST = 1e-9
Piece = tuple[float, float]  # price of one more yuan, for so many yuan


class UnsuitedError(Exception):
    """The choice has a form that only the general solver knows."""


@dataclass(frozen=True)
class Frame:
    """What all packs of a choice share."""

    choice: Choice
    prices: Prices
    forced: frozenset[str]
    per_firm: frozenset[str | None]
    single: frozenset[str]
    ranks: Mapping[str, int]


def _weight(frame: Frame, rebate: Offer) -> float:
    sure = 1.0 if rebate.is_sure else float(frame.prices.claim_unknown)
    return float(rebate.worth) * sure - float(rebate.burden)


class Cost:
    """The cost of one pack as a function of its amount."""

    def __init__(self, frame: Frame, offer: Offer, hanging: tuple[Offer, ...]) -> None:
        """Read all parameters once, as floats."""
        self.frame, self.offer = frame, offer
        self.backings = [each for each in hanging if each.role == "backing"]
        rebates = [each for each in hanging if each.role == "rebate"]
        self.rebates = sorted(rebates, key=lambda each: -_weight(frame, each))
        if sum(each.relief_from_cover for each in self.backings) > 1:
            raise UnsuitedError
        self.is_fixed = offer.role in ("policy", "claim")
        self.rate = float(offer.cost)
        self.floor = min(float(offer.cost_floor), self.rate)
        self._bound()

    def _bound(self) -> None:
        offer, choice = self.offer, self.frame.choice
        if self.is_fixed:
            self.least = self.most = 0.0
            self.plain: dict[str, float] = {}
            return
        served = float(sum(choice.uses[use] for use in offer.uses))
        self.most, self.least = min(float(offer.most), served), float(offer.least)
        if offer.id in self.frame.forced:
            self.least = max(self.least, min(float(TRIAL), self.most))
        self.full = {each.id: self._is_full(each) for each in self.backings}
        self.cap = {each.id: self._cap(each) for each in self.backings}
        for each in self.backings:
            self.least = max(self.least, float(least_backed(offer, each)))
            if self.full[each.id] == "whole":
                self.most = min(self.most, self.cap[each.id])
            elif each.weights:
                raise UnsuitedError

    def _cap(self, backing: Offer) -> float:
        most = backing.most if backing.balance is None else min(backing.most, backing.room)
        return float(most / backing.share)

    def _is_full(self, backing: Offer) -> str:
        """Whether it stands behind the whole line, as much as it may, or as little."""
        if any(backing.id in options for options in self.offer.requires):
            return "whole"
        price, saved = self._price(backing), float(saving(self.offer, backing))
        by_cost = sum(float(r.share) for r in self.rebates if r.share_of == "cost")
        gain = max([0.0, *(_weight(self.frame, r) for r in self.rebates)])
        if price + gain * saved * max(1.0, by_cost) <= 0:
            return "most"
        if price >= 0:
            return "least"
        raise UnsuitedError

    def _price(self, backing: Offer) -> float:
        doubt = 0 if backing.is_sure else self.frame.prices.unknown
        fee = (backing.cost * backing.worth + doubt + backing.burden) * backing.share
        return float(fee - saving(self.offer, backing) * self.offer.worth)

    def backed(self, backing: Offer, amount: float) -> float:
        """How much of the amount the backing stands behind."""
        if self.full[backing.id] == "whole":
            return amount
        if self.full[backing.id] == "most":
            return min(amount, self.cap[backing.id])
        return float(least_backed(self.offer, backing))

    def _left(self, amount: float) -> float:
        """What the line costs in the first year after backing."""
        saved = sum(
            float(saving(self.offer, each)) * self.backed(each, amount) for each in self.backings
        )
        return self.rate * amount - saved

    def gains(self, amount: float) -> list[float]:
        """What each rebate pays back, the best first, within caps and above the floor."""
        amount = float(self.offer.most) if self.offer.role == "policy" else amount
        left = self.rate * amount if self.is_fixed else self._left(amount)
        room, found = left - self.floor * amount, []
        for each in self.rebates:
            gain = 0.0 if _weight(self.frame, each) <= 0 else self._gain(each, amount, left)
            found.append(max(0.0, min(gain, room)))
            room -= found[-1]
        return found

    def _gain(self, rebate: Offer, amount: float, left: float) -> float:
        by_cost = rebate.share_of == "cost" or self.offer.role == "policy"
        base = left if by_cost else float(self.offer.owed) * amount
        cap = rebate.most if rebate.most_each is None else min(rebate.most, rebate.most_each)
        return min(float(rebate.share) * base, float(cap))

    def at(self, amount: float) -> float:
        """The price of the pack at an amount, without its fixed price."""
        back = sum(
            _weight(self.frame, each) * gain
            for each, gain in zip(self.rebates, self.gains(amount), strict=True)
        )
        if self.is_fixed:
            return self._once() - back
        doubt = 0 if self.offer.is_sure else self.frame.prices.unknown
        own = float(self.offer.cost * self.offer.worth + doubt + self.offer.burden) * amount
        backing = sum(self._price(each) * self.backed(each, amount) for each in self.backings)
        return own + backing - back

    def _once(self) -> float:
        offer = self.offer
        if offer.role == "policy":
            return float(offer.most * offer.cost * offer.worth)
        doubt = 1 if offer.is_sure else self.frame.prices.claim_unknown
        return -float(offer.most * (offer.worth * doubt - offer.burden))

    def pieces(self) -> tuple[float, tuple[Piece, ...]]:
        """The price at the least amount, and the straight pieces from there to the most."""
        points = self._points()
        values = [self.at(point) for point in points]
        steps = pairwise(zip(points, values, strict=True))
        pieces = tuple(((v - u) / (b - a), b - a) for (a, u), (b, v) in steps if b - a > _DUST)
        rising = all(one[0] <= two[0] + 1e-7 for one, two in pairwise(pieces))
        if not rising:
            raise UnsuitedError
        return values[0], pieces

    def _points(self) -> list[float]:
        if self.is_fixed or self.most <= self.least:
            return [self.least]
        inside = {self.least, self.most, *self._kinks()}
        points = sorted(p for p in inside if self.least <= p <= self.most)
        for _ in self.rebates:
            points = sorted({*points, *self._crossings(points)})
        return points

    def _kinks(self) -> Iterator[float]:
        """Where a cap of a backing or a rebate begins to bind."""
        for each in self.backings:
            yield self.cap[each.id]
        ends = sorted({self.least, self.most, *(self.cap[b.id] for b in self.backings)})
        for rebate in self.rebates:
            for low, high in pairwise(ends):
                yield from self._reached(rebate, low, high)

    def _reached(self, rebate: Offer, low: float, high: float) -> Iterator[float]:
        cap = float(rebate.most if rebate.most_each is None else min(rebate.most, rebate.most_each))
        base = [self._base(rebate, end) - cap for end in (low, high)]
        if base[0] < 0 < base[1]:
            yield low + (high - low) * -base[0] / (base[1] - base[0])

    def _base(self, rebate: Offer, amount: float) -> float:
        by_cost = rebate.share_of == "cost"
        whole = self._left(amount) if by_cost else float(self.offer.owed) * amount
        return float(rebate.share) * whole

    def _crossings(self, points: Sequence[float]) -> Iterator[float]:
        """Where the floor begins to bind for the first, the first two, ... rebates."""
        for count in range(1, len(self.rebates) + 1):
            over = [self._over(count, point) for point in points]
            for (a, u), (b, v) in pairwise(zip(points, over, strict=True)):
                if (u < 0 < v) or (v < 0 < u):
                    yield a + (b - a) * u / (u - v)

    def _over(self, count: int, amount: float) -> float:
        left = self._left(amount)
        wanted = sum(
            self._gain(each, amount, left)
            for each in self.rebates[:count]
            if _weight(self.frame, each) > 0
        )
        return wanted - (left - self.floor * amount)

    def weights(self) -> dict[str, float]:
        """How much of each ceiling one yuan takes up."""
        found = {name: float(weight) for name, weight in self.offer.weights.items()}
        for each in self.backings:
            for name, weight in each.weights.items():
                found[name] = found.get(name, 0.0) + float(weight * each.share)
        return found
