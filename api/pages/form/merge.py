"""How do values from a file join what was typed in a section, so that nothing typed is lost?"""

from collections.abc import Iterable
from dataclasses import dataclass

from api.pages.form.fields import NONE, OBSERVED_ON, ROWS, Field, Group, Table
from api.pages.form.record import ORIGIN, Fields, row_numbers
from api.pages.form.typed import TypingError, meant_by
from engine.text import Text

_KEYS = ("fiscal_year_end", "month")
_IN_ORDER = "month"
_SEVERAL = Text(zh="{title}（整表）", en="{title} (whole list)")
_OF_ROW = Text(zh="{key} {title}", en="{key} {title}")
Row = dict[str, str]


@dataclass(frozen=True)
class Clash:
    """A field that was typed otherwise than the file says."""

    title: Text
    typed: str
    offered: str


@dataclass(frozen=True)
class Merged:
    """All fields of the form after a file joined one section, and where the two differ."""

    fields: dict[str, str]
    clashes: tuple[Clash, ...]


def merged(group: Group, fields: Fields, offered: Fields, prefer_offered: bool) -> Merged:
    """Fill the blank fields of a section with those of a file; of two values only one can stay.

    Rows of years and months join by year and month; other lists stay or go as a whole. Sections
    other than `group` are not touched.
    """
    joining = _Joining(prefer_offered)
    own = {name: typed for name, typed in fields.items() if _is_of(group, name)}
    found = joining.scalars(group, own, offered)
    for table in group.tables:
        name = f"{group.path}.{table.name}"
        rows = joining.rows(table, _rows(table, name, own), _rows(table, name, offered))
        found |= _as_fields(table, name, rows)
        found |= {f"{name}.{NONE}": own[f"{name}.{NONE}"]} if f"{name}.{NONE}" in own else {}
    found |= _origin(group, own, offered, was_blank=not (_says(group, own)))
    others = {name: typed for name, typed in fields.items() if name not in own}
    return Merged(others | found, tuple(joining.clashes))


def _is_of(group: Group, name: str) -> bool:
    return name.startswith(f"{group.path}.")


def _says(group: Group, own: Fields) -> bool:
    """Whether anything but presets was typed."""
    scalars = (own.get(f"{group.path}.{f.name}", "").strip() for f in _asked(group))
    return any(scalars) or any(_rows(t, f"{group.path}.{t.name}", own) for t in group.tables)


def _asked(group: Group) -> Iterable[Field]:
    return (each for each in group.fields if each.name not in ORIGIN)


def _origin(group: Group, own: Fields, offered: Fields, was_blank: bool) -> dict[str, str]:
    """The day stays as typed, unless the section held nothing else."""
    first, second = (offered, own) if was_blank else (own, offered)
    name = f"{group.path}.{OBSERVED_ON}"
    day = first.get(name) or second.get(name)
    return {name: day} if day else {}


class _Joining:
    """Joins values and remembers where they differ."""

    def __init__(self, prefer_offered: bool) -> None:
        self.prefer_offered = prefer_offered
        self.clashes: list[Clash] = []

    def scalars(self, group: Group, own: Fields, offered: Fields) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in _asked(group):
            name = f"{group.path}.{each.name}"
            value = self._one(each, own.get(name, ""), offered.get(name, ""), each.title)
            found |= {name: value} if value else {}
        return found

    def rows(self, table: Table, own: list[Row], offered: list[Row]) -> list[Row]:
        if not own or not offered:
            return own or offered
        key = next((column for column in table.columns if column.name in _KEYS), None)
        if key is None:
            return self._whole(table, own, offered)
        return self._by_key(table, key, own, offered)

    def _whole(self, table: Table, own: list[Row], offered: list[Row]) -> list[Row]:
        same = len(own) == len(offered) and all(
            _same(column, mine.get(column.name, ""), theirs.get(column.name, ""))
            for mine, theirs in zip(own, offered, strict=True)
            for column in table.columns
        )
        if same:
            return own
        said = [", ".join("/".join(row.values()) for row in rows) for rows in (own, offered)]
        self.clashes.append(Clash(_titled(_SEVERAL, table.title), *said))
        return offered if self.prefer_offered else own

    def _by_key(self, table: Table, key: Field, own: list[Row], offered: list[Row]) -> list[Row]:
        rows = [dict(row) for row in own]
        places = {_meaning(key, row.get(key.name, "")): row for row in rows}
        for theirs in offered:
            mine = places.get(_meaning(key, theirs.get(key.name, "")))
            if mine is None:
                rows.append(dict(theirs))
            else:
                self._fill(table, key, mine, theirs)
        if key.name == _IN_ORDER:
            rows.sort(key=lambda row: str(_meaning(key, row.get(key.name, ""))))
        return rows

    def _fill(self, table: Table, key: Field, mine: Row, theirs: Row) -> None:
        for column in table.columns:
            title = _titled(_OF_ROW, column.title, mine.get(key.name, ""))
            value = self._one(column, mine.get(column.name, ""), theirs.get(column.name, ""), title)
            mine |= {column.name: value} if value else {}

    def _one(self, each: Field, typed: str, offered: str, title: Text) -> str:
        if not typed.strip() or not offered.strip() or _same(each, typed, offered):
            return typed if typed.strip() else offered
        self.clashes.append(Clash(title, typed, offered))
        return offered if self.prefer_offered else typed


def _titled(form: Text, title: Text, key: str = "") -> Text:
    return Text(
        zh=form.zh.format(title=title.zh, key=key), en=form.en.format(title=title.en, key=key)
    )


def _same(each: Field, one: str, other: str) -> bool:
    return _meaning(each, one) == _meaning(each, other)


def _meaning(each: Field, typed: str) -> object:
    try:
        return meant_by(typed, each.kind) if typed.strip() else ""
    except TypingError:
        return typed


def _rows(table: Table, name: str, fields: Fields) -> list[Row]:
    """The rows of a table that say anything; a preset month alone does not."""
    rows = []
    for number in row_numbers(fields, name):
        row = {
            column.name: fields[path]
            for column in table.columns
            if (path := f"{name}.{number}.{column.name}".rstrip(".")) in fields
            and fields[path].strip()
        }
        rows += [row] if row.keys() - {"month"} else []
    return rows


def _as_fields(table: Table, name: str, rows: list[Row]) -> dict[str, str]:
    found = {f"{name}.{ROWS}": str(len(rows))} if rows else {}
    for place, row in enumerate(rows):
        found |= {f"{name}.{place}.{column}".rstrip("."): typed for column, typed in row.items()}
    return found
