"""What is a feature: a function of facts, written once, run on one firm or on columns of many?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from engine.facts import FACT_BY_NAME
from engine.facts.definition import NAN, Unit
from engine.features.columns import SMALLEST_DENOMINATOR
from engine.features.columns import FloatArray as FloatArray
from engine.features.family import Family, family_of
from engine.text import Text

# A float for one firm, or for many an array or a `Term`; operators behave alike on all.
Number = Any
Facts = Mapping[str, Number]
Compute = Callable[[Facts], Number]
Question = Literal[
    "liquidity", "leverage", "profitability", "growth", "cash", "customers", "tax", "people",
    "innovation", "equity", "history", "judicial",
]  # fmt: skip
Direction = Literal[-1, 0, 1]
_NUMBER = (float, int)
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
_HELPS = Text(zh=",使分数提高{points}", en=", which raises the score by {points}")
_HURTS = Text(zh=",使分数降低{points}", en=", which lowers the score by {points}")
_MISSING = Text(zh="{label}未知({missing})", en="{label}: unknown ({missing})")


@dataclass(frozen=True)
class Feature:
    """One model input: how it is computed and what a person must know to read it.

    `direction` is +1 where a higher value is safer, -1 where it is riskier, 0 where neither holds.
    `says` states the value in a clause with `{value}`; `missing` says what an unknown value means.
    `code` is the stable reason code. What it reads is found by running `compute` once.
    """

    name: str
    definition: str
    compute: Compute
    unit: Unit
    direction: Direction
    label: Text
    says: Text
    missing: Text
    question: Question

    @property
    def code(self) -> str:
        """The stable reason code."""
        return self.name.upper()

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The facts it reads, in the order of reading."""
        read = _Recorded()
        self.compute(read)
        return tuple(read.names)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections of the record that it reads."""
        return tuple(dict.fromkeys(FACT_BY_NAME[name].section for name in self.inputs))

    @cached_property
    def family(self) -> Family:
        """Who usually vouches for it; the source stated in the record decides for one firm."""
        return family_of(FACT_BY_NAME[name] for name in self.inputs)

    @cached_property
    def helps(self) -> Text:
        """The sentence where it raises the score, with `{value}` and `{points}`."""
        return _joined(self.says, _HELPS)

    @cached_property
    def hurts(self) -> Text:
        """The sentence where it lowers the score, with `{value}` and `{points}`."""
        return _joined(self.says, _HURTS)

    def unknown(self, points: Text, helps: bool) -> Text:
        """The sentence where its value is missing."""
        effect = self._unknown_helps if helps else self._unknown_hurts
        return Text(zh=effect.zh.format(points=points.zh), en=effect.en.format(points=points.en))

    @cached_property
    def _unknown_helps(self) -> Text:
        return self._unknown(_HELPS)

    @cached_property
    def _unknown_hurts(self) -> Text:
        return self._unknown(_HURTS)

    def _unknown(self, effect: Text) -> Text:
        """The sentence for a missing value, with `{points}`."""
        said = _MISSING.filled(label=self.label, missing=self.missing)
        return _joined(said, effect)


class _Recorded(Mapping[str, float]):
    """Facts that are all 1.0 and remember which of them were read."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def __getitem__(self, name: str) -> float:
        self.names[FACT_BY_NAME[name].name] = None
        return 1.0

    def __iter__(self) -> Iterator[str]:
        return iter(FACT_BY_NAME)

    def __len__(self) -> int:
        return len(FACT_BY_NAME)


@dataclass(frozen=True)
class Theme:
    """The features of one question share it; each call makes one feature, one row of a table.

    Texts are given as "zh / en".
    """

    question: Question

    def computed(
        self, compute: Compute, unit: Unit, direction: Direction, label: str, says: str,
        missing: Text,
    ) -> Feature:  # fmt: skip
        """A feature named after its function and defined by its docstring."""
        definition = (compute.__doc__ or "").partition("\n")[0]
        return Feature(
            compute.__name__, definition, compute, unit, direction, both(label), both(says),
            missing, self.question,
        )  # fmt: skip

    def fact(self, name: str, direction: Direction, says: str, missing: Text) -> Feature:
        """A feature that is a fact as it stands."""
        known = FACT_BY_NAME[name]
        return Feature(
            name, f"{known.label.en}.", lambda facts: facts[name], known.unit, direction,
            known.label, both(says), missing, self.question,
        )  # fmt: skip


def both(text: str) -> Text:
    """The `Text` written as "zh / en".

    >>> both("毛利率 / Gross margin").en
    'Gross margin'
    """
    zh, en = text.split(" / ")
    return Text(zh=zh, en=en)


def ratio(above: Number, below: Number) -> Number:
    """`above / below`; missing where `below` is not positive or anything is unknown.

    >>> ratio(3.0, 2.0), ratio(1.0, 0.0)
    (1.5, nan)
    """
    if isinstance(below, _NUMBER):
        return above / below if below > SMALLEST_DENOMINATOR else NAN
    if isinstance(below, np.ndarray):
        return above / np.where(below > SMALLEST_DENOMINATOR, below, NAN)
    return below.under(above)


def change(now: Number, before: Number) -> Number:
    """The change as a share of what was before.

    >>> change(9.0, 6.0), change(1.0, 0.0)
    (0.5, nan)
    """
    return ratio(now - before, before)


def _joined(statement: Text, effect: Text) -> Text:
    return Text(zh=statement.zh + effect.zh, en=statement.en + effect.en)
