"""Which field of a firm does a column of a firm list hold? Headers are paths or Chinese titles."""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.firm import SECTIONS, Firm
from engine.firm.record import section_type
from engine.text import Text

ORIGIN = ("source", "observed_on", "authorisation")
# What a file may hold beside the firm; the reader of records knows what it means.
BESIDE = (
    "default", "true_pd", "segment", "true_lgd", "loss", "true_next_round", "next_round",
)  # fmt: skip
YEAR, MONTH = "fiscal_year_end", "month"
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)年?度?(.+)")
_YEAR_BEHIND = re.compile("(.+?)[(\uff08]?((?:19|20)[0-9]{2})年?度?[)\uff09]?")
_PLACE = re.compile(r"\d{1,3}")

UNKNOWN = Text(zh="没有这个字段", en="is no known field")
AMBIGUOUS = Text(
    zh="不止一个字段叫这个名称,请写成:{paths}", en="is the title of several fields: write {paths}"
)


@dataclass(frozen=True)
class Column:
    """Where the cells of a column go.

    `section` None: the firm itself, or the origin of all sections. `rows` names a list and `key`
    the row of it: a place, a year's last day or a month. `info` tells how a cell is read.
    """

    title: str
    section: str | None
    field: str
    info: FieldInfo | None
    rows: str | None = None
    key: str | None = None


class ColumnError(ValueError):
    """A header names no field, or more than one."""

    def __init__(self, message: Text) -> None:
        """Keep `message` for the door."""
        super().__init__(message.en)
        self.message = message


def column_of(title: str) -> Column:
    """The column under a header such as `tax.grade`, `statements.2025.revenue` or `成立日期`.

    Raises:
        ColumnError: no field is meant, or more than one.
    """
    parts = [part.strip() for part in title.split(".")]
    if len(parts) == 1:
        return _single(title, parts[0])
    name = _named(parts[0], _section_titles())
    if name is None:
        raise ColumnError(UNKNOWN)
    found = _in_section(title, name, parts[1:])
    if found is None:
        raise ColumnError(UNKNOWN)
    return found


def core_of(annotation: Any) -> Any:
    """The type itself, without `| None` and without constraints."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return core_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return core_of(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return annotation


def item_of(info: FieldInfo) -> Any:
    """The type of the items of a list; None for what is no list."""
    core = core_of(info.annotation)
    return core_of(get_args(core)[0]) if get_origin(core) is tuple else None


def _single(title: str, name: str) -> Column:
    own = {each: info for each, info in Firm.model_fields.items() if each not in SECTIONS}
    if name in (*ORIGIN, *BESIDE):
        info = section_type(SECTIONS[0]).model_fields.get(name)
        return Column(title, None, name, info)
    known = _named(name, {each: _title(info) for each, info in own.items()})
    if known is not None:
        return Column(title, None, known, own[known])
    found = [_in_section(title, *place) for place in _places_titled(name)]
    if len(found) > 1:
        paths = "、".join(_path(each) for each in found if each)
        raise ColumnError(AMBIGUOUS.filled(paths=paths))
    if not found or found[0] is None:
        raise ColumnError(UNKNOWN)
    return found[0]


def _path(column: Column) -> str:
    return ".".join(filter(None, (column.section, column.key, column.field)))


def _places_titled(name: str) -> list[tuple[str, list[str]]]:
    """The fields of all sections that bear a Chinese title, of a year where it names one."""
    found = [(section, [field]) for section, field in _titled_fields().get(name, ())]
    dated = _YEAR_BEFORE.fullmatch(name) or _YEAR_BEHIND.fullmatch(name)
    if found or dated is None:
        return found
    year, item = sorted(dated.groups())
    items = section_type("statements").model_fields["years"]
    known = _named(item, _titles_of(item_of(items)))
    return [("statements", [year, known])] if known else []


def _in_section(title: str, section: str, parts: list[str]) -> Column | None:
    model = section_type(section)
    first = _named(parts[0], _titles_of(model))
    lists = [name for name, info in model.model_fields.items() if _is_rows(info)]
    if first is None and len(lists) == 1:
        first, parts = lists[0], [lists[0], *parts]
    if first is None:
        return None
    info = model.model_fields[first]
    if len(parts) == 1:
        return Column(title, section, first, info)
    return _in_list(title, section, first, parts[1:])


def _in_list(title: str, section: str, name: str, parts: list[str]) -> Column | None:
    info = section_type(section).model_fields[name]
    item, [place, *rest] = item_of(info), parts
    if not _is_rows(info) or len(rest) != 1:
        return None
    field = _named(rest[0], _titles_of(item))
    key = _key_of(item, place)
    if field is None or key is None:
        return None
    return Column(title, section, field, item.model_fields[field], name, key)


def _key_of(item: type[BaseModel], place: str) -> str | None:
    """The row that a part of a path names; None where it names none."""
    if YEAR in item.model_fields and _YEAR.fullmatch(place):
        return f"{place}-12-31"
    if YEAR in item.model_fields and _is_day(place):
        return place
    if MONTH in item.model_fields and _is_day(f"{place}-01"):
        return place
    return place if _PLACE.fullmatch(place) else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_rows(info: FieldInfo) -> bool:
    item = item_of(info)
    return isinstance(item, type) and issubclass(item, BaseModel)


def _named(said: str, titles: Mapping[str, str]) -> str | None:
    """The field that is called so by its name or by its title alone."""
    if said in titles:
        return said
    found = [name for name, title in titles.items() if said in (title, _short(title))]
    return found[0] if len(found) == 1 else None


@cache
def _titles_of(model: type[BaseModel]) -> Mapping[str, str]:
    return {name: _title(info) for name, info in model.model_fields.items()}


@cache
def _section_titles() -> Mapping[str, str]:
    return {name: _title(Firm.model_fields[name]) for name in SECTIONS}


@cache
def _titled_fields() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for section, field, title in _all_titles():
        for each in {title, _short(title)}:
            found[each] = (*found.get(each, ()), (section, field))
    return found


def _all_titles() -> Iterator[tuple[str, str, str]]:
    for section in SECTIONS:
        for name, info in section_type(section).model_fields.items():
            if name not in ORIGIN:
                yield section, name, _title(info)


def _title(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("title_zh", "")) if isinstance(extra, dict) else ""


def _short(title: str) -> str:
    """A title without what stands in brackets behind it."""
    return title.partition("(")[0]
