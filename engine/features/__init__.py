"""The feature dictionary: every model input, in order, and the only way from facts to them."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256

import numpy as np

from engine.features import (
    cash,
    customers,
    equity,
    growth,
    history,
    innovation,
    judicial,
    leverage,
    liquidity,
    people,
    profitability,
    tax,
)
from engine.features.definition import QUESTIONS, Facts, Feature, FloatArray, Number

FEATURES: tuple[Feature, ...] = (
    *liquidity.FEATURES,
    *leverage.FEATURES,
    *profitability.FEATURES,
    *growth.FEATURES,
    *cash.FEATURES,
    *customers.FEATURES,
    *tax.FEATURES,
    *people.FEATURES,
    *innovation.FEATURES,
    *equity.FEATURES,
    *history.FEATURES,
    *judicial.FEATURES,
)
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
FEATURE_BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}

__all__ = [
    "FEATURES",
    "FEATURE_BY_NAME",
    "FEATURE_NAMES",
    "QUESTIONS",
    "Feature",
    "feature_list_digest",
    "feature_values",
    "matrix_of",
]


def feature_values(facts: Facts) -> dict[str, Number]:
    """Every feature of one firm (floats) or of many (columns); NaN is missing."""
    return {feature.name: feature.compute(facts) for feature in FEATURES}


def matrix_of(values: Mapping[str, Number], names: Sequence[str]) -> FloatArray:
    """The named features as an (n, k) float64 matrix; n is 1 for one firm."""
    chosen = [values[name] for name in names]
    if not any(isinstance(each, np.ndarray) for each in chosen):
        return np.array([chosen], dtype=np.float64)
    columns = [np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in chosen]
    return np.ascontiguousarray(np.stack(columns, axis=1))


@cache
def feature_list_digest() -> str:
    """SHA-256 of names, units, definitions and facts read: the same list, the same digest."""
    rows = (
        "\t".join((each.name, each.unit, each.definition, *each.inputs)) + "\n" for each in FEATURES
    )
    return sha256("".join(rows).encode()).hexdigest()
