"""A firm of which everything is known: every field of every section, drawn from a seed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from engine.firm import SECTIONS, Firm
from engine.firm.record import section_type
from tests.builders import CODE, ON

OBSERVED_ON = ON - timedelta(days=20)
MONTHS, YEARS, ITEMS = 26, 3, 4
RARELY = 0.1
AHEAD = ("valid_to", "due_on", "deliver_by", "closed_on")
Random = np.random.Generator


def a_full_firm(seed: int = 0, **fields: Any) -> Firm:
    random = np.random.default_rng(seed)
    sections = {name: filled(section_type(name), random) for name in SECTIONS}
    return Firm.model_validate({"name": "全", "credit_code": CODE} | sections | fields)


def filled(part: type[BaseModel], random: Random, **fields: Any) -> dict[str, Any]:
    """Every field of `part`, but for those given."""
    known: dict[str, Any] = {"observed_on": OBSERVED_ON} | fields
    return {
        name: known.get(name, _value(name, field.annotation, field.metadata, random))
        for name, field in part.model_fields.items()
    }


def dated_field(part: type[BaseModel]) -> str | None:
    """The field that says when an item came about, if it has one."""
    return next(
        (name for name, field in part.model_fields.items()
         if name == "month" or field.annotation is date),
        None,
    )  # fmt: skip


def item_type(annotation: Any) -> type[BaseModel] | None:
    """The model of the items, where the field holds a list of models."""
    for kind in (annotation, *get_args(annotation)):
        kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        if get_origin(kind) is tuple and _is_model(get_args(kind)[0]):
            return get_args(kind)[0]
    return None


def month_before(day: date, months: int) -> str:
    number = day.year * 12 + day.month - 1 - months
    return f"{number // 12}-{number % 12 + 1:02d}"


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _value(name: str, annotation: Any, metadata: Any, random: Random) -> Any:
    if (item := item_type(annotation)) is not None:
        return _items(item, random)
    kind, limits = plain(annotation, list(metadata))
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_value(name, inner, (), random) for _ in range(ITEMS))
    if get_origin(kind) is Literal:
        return get_args(kind)[random.integers(len(get_args(kind)))]
    return _DRAWN[kind](name, limits, random)


def plain(annotation: Any, limits: list[Any]) -> tuple[Any, list[Any]]:
    """The type without None and Annotated, and its limits."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return plain(inner, limits + more)
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if NoneType in get_args(annotation):
        return plain(parts[0], limits)
    return annotation, limits


def _items(item: type[BaseModel], random: Random) -> tuple[dict[str, Any], ...]:
    when = dated_field(item)
    if when == "month":
        months = (month_before(ON, back) for back in range(1, MONTHS + 1))
        return tuple(filled(item, random, month=month) for month in months)
    if when == "fiscal_year_end":
        ends = (date(ON.year - 1 - back, 12, 31) for back in range(YEARS))
        return tuple(filled(item, random, fiscal_year_end=end) for end in ends)
    return tuple(
        filled(item, random, **({when: _day("", [], random)} if when else {})) for _ in range(ITEMS)
    )


def _limit(limits: list[Any], name: str) -> Any:
    """The first limit of this name, also inside a Field."""
    flat = [each for limit in limits for each in (limit, *getattr(limit, "metadata", ()))]
    found = (getattr(each, name, None) for each in flat)
    return next((each for each in found if each is not None), None)


def _number(name: str, limits: list[Any], random: Random) -> Decimal:
    places = _limit(limits, "decimal_places") or 2
    most = 1 if places > 2 else 10_000_000
    amount = Decimal(int(random.integers(1, most * 100))) / 100
    may_be_negative = _limit(limits, "ge") is None and _limit(limits, "gt") is None
    return -amount if may_be_negative and random.random() < RARELY else amount


def _day(name: str, limits: list[Any], random: Random) -> date:
    days = timedelta(days=int(random.integers(30, 700)))
    return ON + days if name in AHEAD else ON - days


_DRAWN: dict[Any, Callable[[str, list[Any], Random], Any]] = {
    bool: lambda name, limits, random: bool(random.integers(2)),
    int: lambda name, limits, random: int(random.integers(1, 90)),
    Decimal: _number,
    date: _day,
    str: lambda name, limits, random: "I6513" if name == "industry_code" else "杭州",
}
