"""How do polars expressions come out of the very functions that are our features?"""

import os
from collections.abc import Callable
from typing import Any

from engine.facts.definition import NAN
from engine.features import FEATURES
from engine.features.columns import SMALLEST_DENOMINATOR
from models.fact_tables import FACTS_READ
from models.feature_rows import Columns


class Expression:
    """A polars expression that answers to the operators of features, and to `ratio`."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    def __add__(self, other: Any) -> "Expression":
        return Expression(self.expression + _plain(other))

    def __sub__(self, other: Any) -> "Expression":
        return Expression(self.expression - _plain(other))

    def __mul__(self, other: Any) -> "Expression":
        return Expression(self.expression * _plain(other))

    def under(self, above: "Expression") -> "Expression":
        """`above` over this; missing where this is not positive."""
        below = self.expression
        positive = _polars().when(below > SMALLEST_DENOMINATOR).then(below).otherwise(NAN)
        return Expression(above.expression / positive)


def _plain(value: Any) -> Any:
    return value.expression if isinstance(value, Expression) else value


def _polars() -> Any:
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars

    return polars


def polars_features(facts: Columns) -> Callable[[str], Any]:
    """All features of these columns as a lazy query, run on one core by the engine named."""
    import pyarrow as pa

    polars = _polars()
    if polars.thread_pool_size() != 1:
        raise RuntimeError("polars was imported before it was told to use one core")
    table = polars.from_arrow(pa.table(dict(facts)))
    columns = {name: Expression(polars.col(name)) for name in FACTS_READ}
    wanted = [each.compute(columns).expression.alias(each.name) for each in FEATURES]
    return lambda engine: table.lazy().select(wanted).collect(engine=engine)
