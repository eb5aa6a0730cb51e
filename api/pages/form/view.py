"""What does a page of the form show: fields, what was typed, how it was understood, errors?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from api.pages.form import words
from api.pages.form.fields import NONE, OBSERVED_ON, ROWS, SOURCE, Field, Group, Table, groups
from api.pages.form.labels import SOURCES, label_of
from api.pages.form.origin import Origin, Origins, is_vouched_for
from api.pages.form.record import (
    AUTHORISATION,
    ORIGIN,
    OWN_SOURCE,
    SEPARATOR,
    Fields,
    months_before,
    row_numbers,
)
from api.pages.form.typed import NO, YES, TypingError, meant_by, typed_for
from engine.errors import FieldError
from engine.text import Text

Errors = Mapping[str, tuple[Text, ...]]
_FULL_ISO = 10


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    value: str
    text: Text
    chosen: bool


@dataclass(frozen=True)
class Input:
    """One field as shown."""

    name: str
    id: str
    field: Field
    title: Text
    typed: str
    options: tuple[Option, ...]
    hint: Text | None
    understood: str | None
    errors: tuple[Text, ...]

    @property
    def is_quiet(self) -> bool:
        """An item few firms state, with nothing typed and nothing wrong."""
        return self.field.name in words.DETAIL_ITEMS and not (self.typed or self.errors)

    @property
    def native_day(self) -> bool:
        """Whether a date picker can show what was typed; it would hide anything else."""
        if not self.typed:
            return True
        try:
            return len(self.typed) == _FULL_ISO and bool(date.fromisoformat(self.typed))
        except ValueError:
            return False


@dataclass(frozen=True)
class Row:
    """One row of a table as shown."""

    number: int
    id: str
    inputs: tuple[Input, ...]
    errors: tuple[Text, ...]


@dataclass(frozen=True)
class TableView:
    """A list as shown."""

    name: str
    id: str
    table: Table
    rows: tuple[Row, ...]
    shown_rows: int
    none: bool
    full: bool
    errors: tuple[Text, ...]
    hint: Text | None

    @property
    def quiet(self) -> frozenset[str]:
        """The columns that no row fills and few firms have."""
        filled = {e.field.name for row in self.rows for e in row.inputs if not e.is_quiet}
        return frozenset(column.name for column in self.table.columns) - filled


@dataclass(frozen=True)
class OriginView:
    """Where a section comes from: a source that vouches for it, or the applicant.

    `was` is the source of a section that was changed since; `dated` asks for the day of what the
    applicant states.
    """

    source: Text
    day: str
    vouched_for: bool
    authorisation: str | None
    was: Text | None
    dated: Input | None


@dataclass(frozen=True)
class GroupView:
    """A section as shown."""

    path: str
    id: str
    group: Group
    origin: OriginView | None
    inputs: tuple[Input, ...]
    tables: tuple[TableView, ...]
    hint: Text | None
    errors: tuple[Text, ...]


def id_of(name: str) -> str:
    """The element that a field, row, table or section is on the page."""
    return "f-" + name.replace(".", "-")


def title_of(name: str) -> Text:
    """What an error's field is called, with the number of its row."""
    titles = _titles()
    plain = words.plain_path(name)
    while plain and plain not in titles:
        plain = plain.rpartition(".")[0]
    title = titles.get(plain, Text(zh="", en=""))
    number = next((int(part) + 1 for part in name.split(".") if part.isdigit()), None)
    if number is None:
        return title
    return Text(zh=f"第{number}行 {title.zh}", en=f"row {number}, {title.en}")


@cache
def _titles() -> dict[str, Text]:
    titles: dict[str, Text] = {}
    for group in groups():
        titles[group.path] = group.title
        titles |= {f"{group.path}.{each.name}": each.title for each in group.fields}
        for table in group.tables:
            name = f"{group.path}.{table.name}"
            titles[name] = table.title
            titles |= {f"{name}.{column.name}": column.title for column in table.columns}
    return titles


def by_field(errors: tuple[FieldError, ...]) -> dict[str, tuple[Text, ...]]:
    """The messages of each field."""
    found: dict[str, tuple[Text, ...]] = {}
    for error in errors:
        found[error.field] = (*found.get(error.field, ()), error.message)
    return found


def group_view(
    group: Group, fields: Fields, errors: Errors, opened_on: date, origins: Origins | None = None
) -> GroupView:
    """A section with everything typed in it so far; `origins` are those of its draft."""
    asked = [each for each in group.fields if not (group.dated and each.name in ORIGIN)]
    origin = (origins or {}).get(group.path)
    return GroupView(
        path=group.path,
        id=id_of(group.path),
        group=group,
        origin=_origin(group, fields, errors, opened_on, origin) if group.dated else None,
        inputs=tuple(_input(each, group.path, fields, errors, {}) for each in asked),
        tables=tuple(
            _table(table, group.path, fields, errors, opened_on) for table in group.tables
        ),
        hint=words.SECTIONS.get(group.path),
        errors=errors.get(group.path, ()),
    )


def _origin(
    group: Group, fields: Fields, errors: Errors, opened_on: date, origin: Origin | None
) -> OriginView:
    vouched_for = is_vouched_for(group.path, fields)
    source = fields.get(f"{group.path}.{SOURCE}", OWN_SOURCE)
    presets = {OBSERVED_ON: opened_on.isoformat()}
    field = next(each for each in group.fields if each.name == OBSERVED_ON)
    dated = _input(field, group.path, fields, errors, presets)
    was = None if vouched_for or origin is None else SOURCES[origin.source]
    return OriginView(
        source=SOURCES[source],
        day=dated.typed,
        vouched_for=vouched_for,
        authorisation=fields.get(f"{group.path}.{AUTHORISATION}"),
        was=was,
        dated=None if vouched_for else dated,
    )


def _input(
    each: Field, path: str, fields: Fields, errors: Errors, presets: Mapping[str, str]
) -> Input:
    name = f"{path}.{each.name}" if each.name else path
    typed = fields.get(name, presets.get(each.name, ""))
    plain = words.plain_path(name)
    return Input(
        name=name,
        id=id_of(name),
        field=each,
        title=each.title,
        typed=typed,
        options=_options(each, plain, typed),
        hint=words.FIELDS.get(plain) or _otherwise(each, plain),
        understood=understood(each, typed),
        errors=errors.get(name, ()),
    )


def _options(each: Field, plain: str, typed: str) -> tuple[Option, ...]:
    if each.kind == "yes_no":
        known = {YES: Text(zh="是", en="Yes"), NO: Text(zh="否", en="No")}
    else:
        known = {option: label_of(plain, option) for option in each.options}
    if each.kind == "choices":
        known[NONE] = words.NONE_OF_THESE
    chosen = typed.split(SEPARATOR)
    if each.options and typed and not set(chosen) <= known.keys():
        known[typed] = Text(zh=typed, en=typed)
    return tuple(Option(value, text, value in chosen) for value, text in known.items())


def _otherwise(each: Field, plain: str) -> Text | None:
    if each.otherwise is None:
        return None
    names = {YES: Text(zh="是", en="yes"), NO: Text(zh="否", en="no")}
    value = names.get(each.otherwise) or label_of(plain, each.otherwise)
    return Text(zh=f"留空即为{value.zh}", en=f"blank means {value.en}")


def understood(each: Field, typed: str) -> str | None:
    """How a typed amount, share or date is read, where that looks other than what was typed."""
    if each.kind not in ("money", "percent", "count", "day", "month") or not typed.strip():
        return None
    try:
        plain = typed_for(meant_by(typed, each.kind), each.kind)
    except TypingError:
        return None
    same = plain.replace(",", "") == typed.strip().replace(",", "")
    return None if same else plain


def _table(table: Table, path: str, fields: Fields, errors: Errors, opened_on: date) -> TableView:
    name = f"{path}.{table.name}"
    filled = row_numbers(fields, name)
    count = _row_count(table, name, fields, filled)
    months = months_before(opened_on)
    rows = []
    for number in range(count):
        own = f"{name}.{number}"
        fresh = not filled and number < len(months)
        presets = {"month": months[number]} if fresh else {}
        inputs = tuple(_input(column, own, fields, errors, presets) for column in table.columns)
        rows.append(Row(number, id_of(own), inputs, () if table.scalar else errors.get(own, ())))
    return TableView(
        name=name,
        id=id_of(name),
        table=table,
        rows=tuple(rows),
        shown_rows=count,
        none=bool(fields.get(f"{name}.{NONE}")),
        full=count >= table.most,
        errors=errors.get(name, ()),
        hint=words.FIELDS.get(name),
    )


def _row_count(table: Table, name: str, fields: Fields, filled: list[int]) -> int:
    wanted = fields.get(f"{name}.{ROWS}", "")
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() else words.BLANK_ROWS[table.name]
    highest = filled[-1] + 1 if filled else 0
    return min(max(asked, highest, 1), table.most)
