"""How do records become rows of numbers: the one path of training, batch and online?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

import numpy as np

from engine.facts import columns_of, facts_of
from engine.features import FEATURE_NAMES, feature_values, matrix_of
from engine.features.definition import FloatArray
from engine.firm import Firm

CHUNK = 1_000
Item = TypeVar("Item")


def feature_rows(
    firms: Iterable[Firm], on: date, names: Sequence[str] = FEATURE_NAMES
) -> FloatArray:
    """The named features (n, k) of the firms as known on `on`, in the order given; NaN is missing.

    Holds the firms' facts at once: pass chunks of a long stream.
    """
    facts = [facts_of(firm, on) for firm in firms]
    if not facts:
        return np.empty((0, len(names)))
    return matrix_of(feature_values(columns_of(facts)), names)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter.

    >>> list(chunks("abc", 2))
    [['a', 'b'], ['c']]
    """
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
