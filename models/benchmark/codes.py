"""How do the columns of any table become numbers, in a few stated ways?"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from engine.errors import TableError
from models.benchmark.config import CodeForm, DataConfig, Form

_MOST_VALUES = 50
_MOSTLY = 0.5
_MONEY = r"[$¥￥€£,\s]"


def feature_table(table: pd.DataFrame, config: DataConfig) -> pd.DataFrame:
    """The columns of `table` as float64, in order; a one-hot column becomes several.

    Raises:
        TableError: a column holds what no form of the closed list reads.
    """
    parts = [_coded(table[name], config) for name in table.columns]
    if not parts:
        return pd.DataFrame(index=table.index)
    features = pd.concat(parts, axis=1).astype(np.float64)
    for name in features.columns[np.isinf(features.to_numpy()).any(axis=0)]:
        raise TableError(f"column {name!r} holds infinity")
    return features


def _coded(column: "pd.Series[Any]", config: DataConfig) -> "pd.Series[Any] | pd.DataFrame":
    form = config.codes.get(str(column.name))
    if form is not None:
        read = _FORMS[form.form]
        return read(column, form)
    if is_numeric_dtype(column) or is_bool_dtype(column) or not column.notna().any():
        return column.astype(np.float64)
    if is_datetime64_any_dtype(column):
        raise TableError(f"column {column.name!r} holds days: name it as date, or drop it")
    return _text(column, config)


def _text(column: "pd.Series[Any]", config: DataConfig) -> "pd.Series[Any] | pd.DataFrame":
    words = column.dropna().astype(object)
    place = f"column {column.name!r}"
    numbers = pd.to_numeric(words, errors="coerce")
    if numbers.notna().all():
        return numbers.astype(np.float64).reindex(column.index)
    if numbers.notna().mean() > _MOSTLY:
        odd = words[numbers.isna()].iloc[0]
        raise TableError(f"{place}: {odd!r} is no number; is it a marker of missing?")
    if config.text_columns == "refused":
        raise TableError(
            f"{place} holds text such as {words.iloc[0]!r}: drop it, or give it a form under codes"
        )
    return _one_hot(column, CodeForm(form="one_hot"))


def _number(column: "pd.Series[Any]", form: CodeForm) -> "pd.Series[Any]":
    """Numbers written as money, such as "$60,000.00 "."""
    texts = column.astype("string").str.replace(_MONEY, "", regex=True)
    numbers = pd.to_numeric(texts, errors="coerce").astype("Float64")
    odd = column[numbers.isna() & column.notna()]
    if len(odd):
        raise TableError(f"column {column.name!r}: {odd.iloc[0]!r} is no number")
    return numbers.astype(np.float64)


def _ordinal(column: "pd.Series[Any]", form: CodeForm) -> "pd.Series[Any]":
    """The place of each value in the order stated, from 0."""
    texts = column.astype("string").str.strip()
    strange = sorted(set(texts.dropna()) - set(form.order))
    if strange:
        raise TableError(f"column {column.name!r}: {strange[0]!r} has no place in its order")
    return texts.map({each: float(n) for n, each in enumerate(form.order)}).astype(np.float64)


def _one_hot(column: "pd.Series[Any]", form: CodeForm) -> pd.DataFrame:
    """A column per value, 1 where it is; all missing where the value is missing."""
    texts = column.astype("string").str.strip()
    values = sorted(set(texts.dropna()))
    if len(values) > _MOST_VALUES:
        raise TableError(
            f"column {column.name!r} has {len(values)} different texts: if it says whose rows they"
            " are, name it as group; otherwise drop it"
        )
    known = texts.notna()
    coded = {f"{column.name}_{each}": (texts == each).astype("Float64") for each in values}
    return pd.DataFrame(coded).where(known).astype(np.float64)


_FORMS: Mapping[Form, Callable[["pd.Series[Any]", CodeForm], "pd.Series[Any] | pd.DataFrame"]] = {
    "number": _number,
    "ordinal": _ordinal,
    "one_hot": _one_hot,
}
