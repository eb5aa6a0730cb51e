"""What did a posted page change: fields typed, rows added, rows removed?"""

from collections.abc import Iterable, Mapping
from functools import cache

from api.pages.form.fields import NONE, ROWS, Group, Table, groups
from api.pages.form.record import SEPARATOR
from api.pages.form.steps import Step, step_of
from api.pages.form.view import id_of
from api.pages.form.words import ADDED_ROWS, plain_path

_ADD, _REMOVE = "add:", "remove:"
_LONGEST_NUMBER = 3
_UTF = "utf-16"


def typed_in(
    before: Mapping[str, str], items: Iterable[tuple[str, object]], step: Step
) -> dict[str, str]:
    """All fields after one page was posted: its own anew, the others as they were.

    Ticked boxes of one name are joined; names that the page does not have are dropped.
    """
    fields = {name: typed for name, typed in before.items() if step_of(name) != step}
    posted: dict[str, list[str]] = {}
    for name, typed in items:
        if isinstance(typed, str) and typed.strip() and _belongs(name, step):
            posted.setdefault(name, []).append(_storable(typed))
    return fields | {name: SEPARATOR.join(typed) for name, typed in posted.items()}


def _storable(typed: str) -> str:
    """The text with half characters replaced by the mark that the field will complain about."""
    return typed.encode(_UTF, "surrogatepass").decode(_UTF, "replace")


def _belongs(name: str, step: Step) -> bool:
    numbers = [part for part in name.split(".") if part.isdigit()]
    short = all(part.isascii() and len(part) <= _LONGEST_NUMBER for part in numbers)
    return short and plain_path(name) in known_names() and step_of(name) == step


@cache
def known_names() -> frozenset[str]:
    """Every name of a field, without row numbers."""
    return frozenset(name for group in groups() for name in _names(group))


def _names(group: Group) -> Iterable[str]:
    yield from (f"{group.path}.{each.name}" for each in group.fields)
    for table in group.tables:
        own = f"{group.path}.{table.name}"
        yield from (f"{own}.{ROWS}", f"{own}.{NONE}")
        yield from (f"{own}.{column.name}".rstrip(".") for column in table.columns)


def changed(fields: Mapping[str, str], go: str) -> tuple[dict[str, str], str]:
    """The fields after a button that adds or removes rows, and where the page goes on.

    Any other button changes nothing and gives no place.
    """
    if go.startswith(_ADD) and (name := go.removeprefix(_ADD)) in _tables():
        count = row_count(fields, name)
        rows = min(count + ADDED_ROWS.get(_tables()[name].name, 1), _tables()[name].most)
        return {**fields, f"{name}.{ROWS}": str(rows)}, f"#{id_of(f'{name}.{count}')}"
    table, _, number = go.removeprefix(_REMOVE).rpartition(".")
    if go.startswith(_REMOVE) and table in _tables() and number.isascii() and number.isdigit():
        return _without_row(fields, table, int(number)), f"#{id_of(table)}"
    return dict(fields), ""


def row_count(fields: Mapping[str, str], table: str) -> int:
    """How many rows of a table were shown."""
    rows = fields.get(f"{table}.{ROWS}", "")
    return int(rows) if rows.isascii() and rows.isdigit() and len(rows) <= _LONGEST_NUMBER else 0


def _without_row(fields: Mapping[str, str], table: str, number: int) -> dict[str, str]:
    kept: dict[str, str] = {}
    prefix = f"{table}."
    for name, typed in fields.items():
        head, dot, rest = name.removeprefix(prefix).partition(".")
        if not (name.startswith(prefix) and head.isdigit()):
            kept[name] = typed
        elif int(head) != number:
            kept[f"{prefix}{int(head) - (int(head) > number)}{dot}{rest}"] = typed
    kept[f"{table}.{ROWS}"] = str(max(row_count(fields, table) - 1, 1))
    return kept


@cache
def _tables() -> dict[str, Table]:
    return {f"{group.path}.{table.name}": table for group in groups() for table in group.tables}
