"""What is a feature: a function of facts, written once, run on one firm or on columns of many?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.facts import FACT_BY_NAME
from engine.facts.definition import NAN, Unit
from engine.text import Text

FloatArray = NDArray[np.float64]
# A float for one firm or a column for many; operators behave alike on both.
Number = Any
Facts = Mapping[str, Number]
Compute = Callable[[Facts], Number]
Question = Literal[
    "liquidity", "leverage", "profitability", "growth", "cash", "customers", "tax", "people",
    "innovation", "equity", "history", "judicial",
]  # fmt: skip
Direction = Literal[-1, 0, 1]
SAFER_WHEN_HIGH: Direction = 1
SAFER_WHEN_LOW: Direction = -1
NO_DIRECTION: Direction = 0

QUESTIONS: dict[Question, Text] = {
    "liquidity": Text(zh="短期偿债能力", en="Can it pay what falls due?"),
    "leverage": Text(zh="负债水平", en="Does it owe too much?"),
    "profitability": Text(zh="盈利能力", en="Does it earn money?"),
    "growth": Text(zh="成长性", en="Is it growing?"),
    "cash": Text(zh="现金流与续航", en="How long does the cash last?"),
    "customers": Text(zh="发票与客户", en="Who buys, and how steadily?"),
    "tax": Text(zh="纳税", en="Does it pay its taxes?"),
    "people": Text(zh="人员", en="Who works there?"),
    "innovation": Text(zh="创新能力", en="Does it innovate?"),
    "equity": Text(zh="股权融资", en="Do investors back it?"),
    "history": Text(zh="经营历史", en="How long is its history?"),
    "judicial": Text(zh="司法与信用记录", en="Is its public record clean?"),
}


@dataclass(frozen=True)
class Feature:
    """One model input: how it is computed and what a person must know to read it.

    `direction` is +1 where a higher value is safer, -1 where it is riskier, 0 where neither holds.
    `missing` says what an unknown value means. `code` is the stable reason code.
    """

    name: str
    compute: Compute
    unit: Unit
    direction: Direction
    label: Text
    missing: Text
    question: Question
    code: str


@dataclass(frozen=True)
class Theme:
    """The features of one question share it; each call makes one feature."""

    question: Question

    def computed(  # a feature is one row of a table: its columns are these arguments
        self, compute: Compute, unit: Unit, direction: Direction, label: Text, missing: Text,
    ) -> Feature:  # fmt: skip
        """A feature named after its function."""
        name = compute.__name__
        return Feature(name, compute, unit, direction, label, missing, self.question, name.upper())

    def fact(self, name: str, direction: Direction, missing: Text) -> Feature:
        """A feature that is a fact as it stands."""
        known = FACT_BY_NAME[name]
        return Feature(
            name, lambda facts: facts[name], known.unit, direction, known.label, missing,
            self.question, name.upper(),
        )  # fmt: skip


def both(zh: str, en: str) -> Text:
    """A `Text`, short enough for a table of features."""
    return Text(zh=zh, en=en)


def ratio(above: Number, below: Number) -> Number:
    """`above / below`; missing where `below` is not positive or anything is unknown.

    >>> ratio(3.0, 2.0), ratio(1.0, 0.0)
    (1.5, nan)
    """
    if isinstance(below, np.ndarray):
        positive = below > 0
        return np.where(positive, above / np.where(positive, below, 1.0), NAN)
    return above / below if below > 0 else NAN
