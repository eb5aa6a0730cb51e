"""What is the best mix, written as a mixed-integer program in textbook order?"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from engine.routing.constraints import constraints
from engine.routing.counted import backing_counted, cost_counted, gain_counted
from engine.routing.offer import Choice, Offer
from engine.routing.policy import Prices
from engine.routing.sets import Column, Row, Sets

TIE = 0.01  # yuan per place in the order of offers: equal plans are told apart, none is bought


@dataclass(frozen=True)
class Program:
    """Columns with cost and bounds, and rows; all money in `yuan_per_unit`."""

    columns: tuple[Column, ...]
    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    rows: tuple[Row, ...]
    yuan_per_unit: float

    def matrix(self) -> NDArray[np.float64]:
        """The rows' coefficients, dense."""
        place = {column: at for at, column in enumerate(self.columns)}
        matrix = np.zeros((len(self.rows), len(self.columns)))
        for at, row in enumerate(self.rows):
            for column, coefficient in row.terms.items():
                matrix[at, place[column]] += coefficient
        return matrix


def program_of(
    choice: Choice,
    prices: Prices,
    banned: frozenset[str] = frozenset(),
    forced: frozenset[str] = frozenset(),
) -> Program:
    """The program of `choice` without the `banned` and with each of the `forced` offers."""
    sets = Sets(choice, prices, banned, forced)
    variables = dict(_variables(sets))
    columns = tuple(variables)
    return Program(
        columns=columns,
        cost=np.array([variables[column][0] for column in columns]),
        upper=np.array([variables[column][1] for column in columns]),
        integer=np.array([column[0] in ("take", "hang") for column in columns]),
        rows=tuple(constraints(sets)),
        yuan_per_unit=sets.unit,
    )


# Variables, each with its price in the objective and its upper bound; all are >= 0.


def _variables(sets: Sets) -> Iterator[tuple[Column, tuple[float, float]]]:
    rank = sets.choice.ranks
    for offer in (*sets.by_role["cash"], *sets.by_role["policy"], *sets.by_role["claim"]):
        yield ("take", offer.id), (_price_of_taking(sets, offer, rank[offer.id]), 1.0)
    for offer in sets.by_role["cash"]:
        yield ("amount", offer.id), (_price_of_amount(sets, offer), sets.most(offer))
        for use in sorted(offer.uses):
            yield ("pay", offer.id, str(use)), (0.0, sets.units(sets.choice.uses[use]))
    for attached, host in sets.pairs:
        effort = float(sets.prices.line) + TIE * rank[attached.id]
        yield ("hang", attached.id, host.id), (effort / sets.unit, 1.0)
        if attached.role == "backing":
            yield ("backed", attached.id, host.id), _backed(sets, attached, host)
        else:
            yield (
                ("gain", attached.id, host.id),
                (-float(gain_counted(attached, sets.prices)), inf),
            )
    for use, amount in enumerate(sets.choice.uses):
        yield ("unmet", str(use)), (float(sets.prices.uncovered), sets.units(amount))


def _price_of_taking(sets: Sets, offer: Offer, rank: int) -> float:
    effort = (float(sets.prices.line) + TIE * rank) / sets.unit
    if offer.role == "policy":
        return effort + sets.units(offer.most * offer.cost * offer.worth)
    if offer.role == "claim":
        return effort - sets.units(offer.most) * float(gain_counted(offer, sets.prices))
    return effort


def _price_of_amount(sets: Sets, offer: Offer) -> float:
    return float(cost_counted(offer, sets.prices))


def _backed(sets: Sets, backing: Offer, host: Offer) -> tuple[float, float]:
    return float(backing_counted(host, backing, sets.prices)), sets.most(host)
