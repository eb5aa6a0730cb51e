"""Which fields does the form have? Read off the models of firm and need, so none is forgotten."""

import types
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.firm import Firm, Need, Section
from engine.firm.base import MAX_TEXT
from engine.text import Text

Kind = Literal[
    "text", "money", "count", "percent", "day", "month", "yes_no", "choice", "choices"
]  # fmt: skip
SOURCE, OBSERVED_ON = "source", "observed_on"
NONE, ROWS = "none", "rows"
MOST_ROWS = 500


@dataclass(frozen=True)
class Field:
    """One input: its name inside its group or row, its titles, and how it is typed.

    `otherwise` is what the record says where the field is left blank; None means unknown.
    """

    name: str
    title: Text
    kind: Kind
    required: bool
    options: tuple[str, ...] = ()
    otherwise: str | None = None
    longest: int = MAX_TEXT


@dataclass(frozen=True)
class Table:
    """A list: rows of several columns, or of one nameless value where `scalar`.

    `may_be_none`: the applicant can state that there is not a single row, which is not unknown.
    """

    name: str
    title: Text
    columns: tuple[Field, ...]
    scalar: bool
    most: int
    required: bool
    may_be_none: bool


@dataclass(frozen=True)
class Group:
    """A section of the record, or the loose fields of firm or need."""

    path: str
    title: Text
    about: Text | None
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    dated: bool


def text_of(info: FieldInfo) -> Text:
    """A field's titles from its metadata."""
    extra = info.json_schema_extra
    known = extra if isinstance(extra, dict) else {}
    return Text(zh=str(known.get("title_zh", "")), en=str(known.get("title_en", "")))


@cache
def groups() -> tuple[Group, ...]:
    """Everything that can be typed, in the order of the models."""
    sections = tuple(
        _group(f"firm.{name}", core, text_of(info))
        for name, info in Firm.model_fields.items()
        if _is_part(core := _core(info.annotation)) and issubclass(core, Section)
    )
    identity = _group("firm", Firm, Text(zh="企业标识", en="Identity"))
    need = _group("need", Need, Text(zh="资金需求", en="Funding need"))
    return (identity, *sections, need)


def _group(path: str, model: type[BaseModel], title: Text) -> Group:
    fields, tables = [], []
    for name, info in model.model_fields.items():
        core = _core(info.annotation)
        if _is_part(core):
            continue
        if get_origin(core) is tuple and not _is_choices(core):
            tables.append(_table(name, info, core))
        else:
            fields.append(_field(name, info))
    dated = issubclass(model, Section)
    return Group(path, title, None, tuple(fields), tuple(tables), dated)


def _table(name: str, info: FieldInfo, core: Any) -> Table:
    item = _core(get_args(core)[0])
    rows = _is_part(item)
    columns = (
        tuple(_field(each, column) for each, column in item.model_fields.items())
        if rows
        else (Field("", text_of(info), _scalar_kind(item, info), required=False),)
    )
    return Table(
        name=name,
        title=text_of(info),
        columns=columns,
        scalar=not rows,
        most=min(_limit(info, MaxLen, MOST_ROWS), MOST_ROWS),
        required=info.is_required(),
        may_be_none=_limit(info, MinLen, 0) == 0 and info.default != (),
    )


def _field(name: str, info: FieldInfo) -> Field:
    core = _core(info.annotation)
    return Field(
        name=name,
        title=text_of(info),
        kind=_kind(core, info),
        required=info.is_required(),
        options=_options(core),
        otherwise=_otherwise(info),
        longest=_limit(info, MaxLen, MAX_TEXT),
    )


def _otherwise(info: FieldInfo) -> str | None:
    if info.is_required() or info.default is None:
        return None
    if isinstance(info.default, bool):
        return "yes" if info.default else "no"
    return str(info.default)


def _kind(core: Any, info: FieldInfo) -> Kind:
    if get_origin(core) is Literal:
        return "choice"
    if _is_choices(core):
        return "choices"
    return _scalar_kind(core, info)


def _scalar_kind(core: Any, info: FieldInfo) -> Kind:
    plain: dict[Any, Kind] = {bool: "yes_no", int: "count", date: "day"}
    if core is Decimal:
        return "money" if _unit(info) == "CNY" else "percent"
    if core is str and any(r"\d\d-(0" in getattr(m, "pattern", "") for m in info.metadata):
        return "month"
    return plain.get(core, "text")


def _unit(info: FieldInfo) -> object:
    extra = info.json_schema_extra
    return extra.get("unit") if isinstance(extra, dict) else None


def _options(core: Any) -> tuple[str, ...]:
    inner = _core(get_args(core)[0]) if _is_choices(core) else core
    return tuple(get_args(inner)) if get_origin(inner) is Literal else ()


def _is_choices(core: Any) -> bool:
    return get_origin(core) is tuple and get_origin(_core(get_args(core)[0])) is Literal


def _is_part(core: Any) -> bool:
    return isinstance(core, type) and issubclass(core, BaseModel)


def _core(annotation: Any) -> Any:
    """The type itself, without `| None` and without constraints."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _core(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _core(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return annotation


def _limit(info: FieldInfo, kind: type[MinLen] | type[MaxLen], otherwise: int) -> int:
    for limit in info.metadata:
        if isinstance(limit, MinLen) and kind is MinLen:
            return limit.min_length
        if isinstance(limit, MaxLen) and kind is MaxLen:
            return limit.max_length
    return otherwise
