"""When do the data not carry a score, so that a person must decide without one?"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.familiarity import Familiarity
from engine.features import FEATURE_BY_NAME
from engine.features.definition import FloatArray
from engine.text import Text

LEAST_KNOWN_WEIGHT = 0.5
MOST_STRANGE_WEIGHT = 0.2
_MOST_NAMED = 3
_CLOSE = 1e-9
_SENTENCES_KEPT = 4_096

BoolArray = NDArray[np.bool_]
Names = tuple[tuple[str, ...], ...]


class Seen(Protocol):
    """What a model has seen of its k features in training."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The k features, in the order of the columns of `values`."""

    @property
    def ranges(self) -> FloatArray:
        """Lowest and highest training value of each feature (k, 2); NaN where never seen."""

    @property
    def weights(self) -> FloatArray:
        """Each feature's share of the mean absolute contribution in training (k,); sums to 1."""

    @property
    def missing_shares(self) -> FloatArray:
        """How often each feature was missing in training (k,); 0 where always known."""

    @property
    def familiarity(self) -> Familiarity | None:
        """What the features had in common in training; None where that was not learnt."""


def refer_because(values: FloatArray, seen: Seen) -> tuple[Text, ...]:
    """Why a person must decide without a score on one firm (k,); empty where the data carry one.

    Too little: the known features hold under half of the model's weight. Out of range: features
    beyond anything seen in training, or missing where training never saw them missing, hold over
    a fifth of it. Unlike: further from the training firms than all but one in twenty of them.
    """
    return refer_rows(values[None, :], seen)[0]


def refer_rows(values: FloatArray, seen: Seen) -> list[tuple[Text, ...]]:
    """`refer_because` of many firms (n, k), the same for each as alone."""
    known = ~np.isnan(values)
    strange = (values < seen.ranges[:, 0]) | (values > seen.ranges[:, 1])
    strange |= ~known & (seen.missing_shares == 0)
    relations = _relations(values, seen)
    found: list[tuple[Text, ...]] = [()] * len(values)
    for row in {*np.flatnonzero(_doubtful(known, strange, seen)).tolist(), *relations}:
        found[row] = tuple(_because(known[row], strange[row], relations.get(row), seen))
    return found


def _doubtful(known: BoolArray, strange: BoolArray, seen: Seen) -> BoolArray:
    """The firms (n,) whose weights need an exact look: all others carry a score for certain."""
    # A product of matrices rounds as it likes, but never by as much as `_CLOSE`.
    doubtful: BoolArray = known @ seen.weights < LEAST_KNOWN_WEIGHT + _CLOSE
    doubtful |= strange @ seen.weights > MOST_STRANGE_WEIGHT - _CLOSE
    return doubtful


def _because(
    known: BoolArray, strange: BoolArray, relations: Names | None, seen: Seen
) -> Iterator[Text]:
    known_weight = _weight(known, seen)
    if known_weight < LEAST_KNOWN_WEIGHT:
        yield _TOO_LITTLE.filled(known=known_weight, least=LEAST_KNOWN_WEIGHT)
    if _weight(strange, seen) > MOST_STRANGE_WEIGHT:
        named = zip(seen.feature_names, strange.tolist(), strict=True)
        yield _outside(tuple((name,) for name, flagged in named if flagged))
    if relations is not None:
        yield _unlike(relations)


_TOO_LITTLE = Text(
    zh="数据不足:已知特征只占模型权重的{known:.0%},至少需要{least:.0%}",
    en="too little data: known features carry {known:.0%} of the model's weight, "
    "{least:.0%} is needed",
)
_STRANGE = Text(zh="超出模型训练范围:{labels}", en="outside the model's training range: {labels}")
_UNLIKE = Text(
    zh="与模型学习过的企业不相似,或数据相互矛盾:{relations}",
    en="unlike the firms the model learnt from, or contradictory: {relations}",
)
_TOGETHER = Text(zh="{one}与{other}", en="{one} with {other}")


def _weight(chosen: BoolArray, seen: Seen) -> float:
    return math.fsum(seen.weights[chosen])


def _relations(values: FloatArray, seen: Seen) -> dict[int, Names]:
    """By row of the firms unlike those of the training: the strangest values and pairs of them."""
    known = seen.familiarity
    if known is None:
        return {}
    rows = np.flatnonzero(known.distance(values) > known.limit)
    strangest = known.strangest_rows(values[rows], _MOST_NAMED)
    names = seen.feature_names
    return {
        row: tuple(tuple(names[place] for place in places) for places in found)
        for row, found in zip(rows.tolist(), strangest, strict=True)
    }


@lru_cache(maxsize=_SENTENCES_KEPT)
def _outside(names: Names) -> Text:
    return _STRANGE.filled(labels=_listed([_label(name) for (name,) in names]))


@lru_cache(maxsize=_SENTENCES_KEPT)
def _unlike(names: Names) -> Text:
    labels = [[_label(name) for name in each] for each in names]
    return _UNLIKE.filled(
        relations=_listed(
            [
                each[0] if len(each) == 1 else _TOGETHER.filled(one=each[0], other=each[1])
                for each in labels
            ]
        )
    )


def _label(name: str) -> Text:
    feature = FEATURE_BY_NAME.get(name)
    return Text(zh=name, en=name) if feature is None else feature.label


def _listed(texts: Sequence[Text]) -> Text:
    return Text(zh="、".join(text.zh for text in texts), en=", ".join(text.en for text in texts))
