"""What was typed, as understood, and what is missing, before it is submitted?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.pages.form import words
from api.pages.form.check import Checked
from api.pages.form.steps import STEPS, Step
from api.pages.form.typed import TypingError, meant_by
from api.pages.form.view import GroupView, Input, TableView, group_view
from api.pages.show import yuan
from engine.text import Text

_LEAST_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Shown:
    """One answer as understood; `typed` where it was typed otherwise."""

    title: Text
    value: Text
    typed: str | None


@dataclass(frozen=True)
class Grid:
    """A list as understood: column titles and rows; `none` where there is stated to be no row."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Shown, ...], ...]
    none: bool


@dataclass(frozen=True)
class Part:
    """One section on the review page; without answers it says what it would help."""

    view: GroupView
    step: Step
    known: bool
    origin: tuple[Text, ...]
    answers: tuple[Shown, ...]
    grids: tuple[Grid, ...]
    helps: Text | None


@dataclass(frozen=True)
class Review:
    """Everything typed, and the amounts that were typed otherwise than in plain yuan."""

    parts: tuple[Part, ...]
    missing: tuple[Part, ...]
    converted: tuple[tuple[str, Shown], ...]


def review_of(fields: Mapping[str, str], checked: Checked, opened_on: date) -> Review:
    """The review of typed fields."""
    parts = [
        _part(group_view(group, fields, {}, opened_on), step, checked)
        for step in STEPS
        for group in step.groups
    ]
    converted = tuple(
        (each.name, _shown(each)) for part in parts for each in _inputs(part.view)
        if each.understood and part.known
    )  # fmt: skip
    return Review(
        parts=tuple(part for part in parts if part.known),
        missing=tuple(part for part in parts if not part.known),
        converted=converted,
    )


def _part(view: GroupView, step: Step, checked: Checked) -> Part:
    top, _, name = view.path.partition(".")
    record = checked.reading.record[top]
    known = bool(record.get(name) if name else record)
    return Part(
        view=view,
        step=step,
        known=known,
        origin=_origin(view),
        answers=tuple(_shown(each) for each in view.inputs if each.typed.strip()),
        grids=tuple(grid for grid in map(_grid, view.tables) if grid.rows or grid.none),
        helps=words.HELPS.get(view.path),
    )


def _origin(view: GroupView) -> tuple[Text, ...]:
    if view.origin is None:
        return ()
    return view.origin.source, Text(zh=view.origin.day, en=view.origin.day)


def _inputs(view: GroupView) -> list[Input]:
    cells = [each for table in view.tables for row in table.rows for each in row.inputs]
    return [*view.inputs, *cells]


def _grid(table: TableView) -> Grid:
    rows = [row for row in table.rows if any(_says(each) for each in row.inputs)]
    used = [
        place for place, column in enumerate(table.table.columns)
        if any(row.inputs[place].typed.strip() for row in rows)
    ]  # fmt: skip
    return Grid(
        title=table.table.title,
        columns=tuple(table.table.columns[place].title for place in used),
        rows=tuple(tuple(_shown(row.inputs[place]) for place in used) for row in rows),
        none=table.none,
    )


def _says(each: Input) -> bool:
    return bool(each.typed.strip()) and each.field.kind != "month"


def _shown(each: Input) -> Shown:
    typed = each.typed if each.understood else None
    return Shown(each.title, _value(each), typed)


def _value(each: Input) -> Text:
    chosen = [option.text for option in each.options if option.chosen]
    if chosen:
        return Text(
            zh="、".join(text.zh for text in chosen), en=", ".join(text.en for text in chosen)
        )
    words_ = _amount(each) or each.understood or each.typed
    return Text(zh=words_, en="")


def _amount(each: Input) -> str | None:
    if each.field.kind != "money" or not each.typed.strip():
        return None
    try:
        value = meant_by(each.typed, "money")
    except TypingError:
        return None
    return f"{yuan(Decimal(value))}元"
