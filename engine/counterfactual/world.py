"""What would the facts be, and what would the model give, if some of them were changed?"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.counterfactual.levers import Lever
from engine.facts.accounts import derived_items
from engine.facts.definition import NAN
from engine.facts.size import size_class
from engine.features import feature_values
from engine.features.definition import FloatArray
from engine.scoring import BoolArray

Facts = Mapping[str, float]
ROUNDING = 1e-6  # yuan, far below a fen: what float addition may leave of nothing


def over(above: Any, below: Any) -> Any:
    """`above / below`; NaN where `below` is not positive or anything is unknown."""
    return np.asarray(above, dtype=np.float64) / np.where(np.asarray(below) > 0, below, NAN)


def changed_columns(facts: Facts, levers: Sequence[Lever], values: FloatArray) -> dict[str, Any]:
    """The facts with each row of `values` (n, levers) in place of the levers' facts.

    Facts that no lever moves stay floats. What follows from moved facts follows by the formulas
    that made it; the size class alone, which no feature reads, is left to `changed_facts`.
    """
    columns: dict[str, Any] = dict(facts)
    for place, lever in enumerate(levers):
        _move(columns, lever, values[:, place])
    derived = derived_items(columns, over)
    return columns | {name: each for name, each in derived.items() if _moves(each, facts[name])}


def _move(columns: dict[str, Any], lever: Lever, to: FloatArray) -> None:
    moved = np.abs(to - lever.today)
    columns[lever.fact] = to
    for name, by in lever.along.items():
        columns[name] = columns[name] + by * moved
    for name, value in lever.sets.items():
        columns[name] = np.where(to != lever.today, value, columns[name])
    for name in lever.floors:
        columns[name] = np.where(np.isnan(columns[name]), NAN, np.maximum(columns[name], to))


def _moves(column: Any, today: float) -> bool:
    known = np.atleast_1d(column)
    return bool(np.any((known != today) & ~(np.isnan(known) & np.isnan(today))))


def changed_facts(facts: Facts, changes: Mapping[Lever, float]) -> dict[str, float]:
    """All facts of the firm once the changes are made: a row of `changed_columns`, as floats."""
    changed = dict(facts)
    for lever, to in changes.items():
        _move_one(changed, lever, float(to))
    for name, each in derived_items(changed).items():
        if each != facts[name] and not (math.isnan(each) and math.isnan(facts[name])):
            changed[name] = each
    sizes = ("industry_division", "headcount", "revenue", "total_assets")
    return changed | {"size_class": size_class(*(changed[name] for name in sizes))}


def _move_one(facts: dict[str, float], lever: Lever, to: float) -> None:
    moved = abs(to - lever.today)
    facts[lever.fact] = to
    for name, by in lever.along.items():
        facts[name] += by * moved
    for name, value in lever.sets.items():
        facts[name] = float(value) if to != lever.today else facts[name]
    for name in lever.floors:
        facts[name] = NAN if math.isnan(facts[name]) else max(facts[name], to)


def matrix_at(columns: Mapping[str, Any], names: Sequence[str], n: int) -> FloatArray:
    """The named features (n, k) of changed columns."""
    found = feature_values(columns)
    rows = np.empty((n, len(names)))
    for place, name in enumerate(names):
        rows[:, place] = found[name]
    return rows


def possible(columns: Mapping[str, Any], lowered: frozenset[str], n: int) -> BoolArray:
    """Which rows (n,) spend no more than there is: nothing that falls ends below zero."""
    allowed = np.ones(n, dtype=np.bool_)
    for name in lowered:
        allowed &= ~(np.asarray(columns[name]) < -ROUNDING)
    return allowed
