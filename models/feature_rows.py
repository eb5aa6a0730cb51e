"""How do records and facts become rows of numbers: the one path of training, batch and online?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

import numpy as np

from engine.facts import columns_of, facts_of
from engine.features import FEATURE_NAMES, FEATURES, feature_values, matrix_of
from engine.features.columns import Steps
from engine.features.definition import FloatArray
from engine.firm import Firm

CHUNK = 1_000
COMPUTED = tuple(each for each in FEATURES if each.inputs != (each.name,))
_STEPS = Steps(
    tuple(dict.fromkeys(name for each in COMPUTED for name in each.inputs)),
    [each.compute for each in COMPUTED],
)
Columns = Mapping[str, FloatArray]
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


def feature_columns(facts: Columns, out: FloatArray | None = None) -> dict[str, FloatArray]:
    """Every feature of many firms as one column each, in the order of `FEATURES`.

    Works in chunks that stay in the cache. A feature that is a fact is that fact's column itself,
    not a copy. The others are rows of `out`, (len(COMPUTED), n), which a caller may keep and pass
    again: fresh memory costs more than the arithmetic.
    """
    count = len(next(iter(facts.values())))
    into = np.empty((len(COMPUTED), count)) if out is None else out
    _STEPS.run(facts, into)
    computed = {each.name: into[place] for place, each in enumerate(COMPUTED)}
    return {name: computed[name] if name in computed else facts[name] for name in FEATURE_NAMES}


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter.

    >>> list(chunks("abc", 2))
    [['a', 'b'], ['c']]
    """
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
