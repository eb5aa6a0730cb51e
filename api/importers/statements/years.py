"""How do single readings become the statements of fiscal years?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from pydantic import ValidationError

from api.importers.statements.items import PART, title_of
from api.importers.statements.readings import Place, Reading
from api.importers.statements.results import CellError
from api.messages import field_errors_of
from engine.firm import Statement
from engine.text import Text

_MOST_CONFLICTS = 20  # of one item in one year
_CONFLICT = Text(
    zh="{title}与“{sheet}”{column}{row}单元格的金额不一致",
    en="{title} differs from the amount in cell {column}{row} of “{sheet}”",
)
Amounts = dict[str, list[Reading]]
Headings = Mapping[date, Mapping[str, Any]]


def statements_of(
    readings: Iterable[Reading], headings: Headings
) -> tuple[tuple[Statement, ...], tuple[CellError, ...]]:
    """One statement per year end in the order of the file, without what contradicts itself.

    `headings` say which year ends exist beside the readings and what is known of them.
    """
    by_year: dict[date, Amounts] = {end: {} for end in headings}
    for each in readings:
        by_year.setdefault(each.end, {}).setdefault(each.item, []).append(each)
    errors: list[CellError] = []
    statements = tuple(
        _statement(end, items, headings.get(end, {}), errors) for end, items in by_year.items()
    )
    return statements, tuple(errors)


def _statement(
    end: date, items: Amounts, heading: Mapping[str, Any], errors: list[CellError]
) -> Statement:
    fields: dict[str, Any] = {"fiscal_year_end": end, **heading}
    places: dict[str, Place] = {}
    for item, readings in items.items():
        believed = _believed(readings)
        if conflicts := tuple(islice(_conflicts(believed), _MOST_CONFLICTS)):
            errors.extend(conflicts)
            continue
        amounts = {each.name if each.rank == PART else item: each.amount for each in believed}
        fields[item] = sum(amounts.values(), Decimal(0))
        places[item] = believed[0].place
    return _validated(fields, places, errors)


def _believed(readings: list[Reading]) -> list[Reading]:
    strongest = min(each.rank for each in readings)
    return [each for each in readings if each.rank == strongest]


def _conflicts(readings: list[Reading]) -> Iterator[CellError]:
    """Readings of one line that differ from the first one of it."""
    first: dict[str, Reading] = {}
    for each in readings:
        before = first.setdefault(each.name if each.rank == PART else each.item, each)
        if before.amount != each.amount:
            zh, en = title_of(each.item)
            where = before.place._asdict()
            yield each.place.error(
                Text(
                    zh=_CONFLICT.zh.format(title=zh, **where),
                    en=_CONFLICT.en.format(title=en, **where),
                )
            )


def _validated(
    fields: dict[str, Any], places: Mapping[str, Place], errors: list[CellError]
) -> Statement:
    """The statement of what the record accepts; the rest becomes errors at its cells."""
    try:
        return Statement.model_validate(fields)
    except ValidationError as error:
        refused = {each.field: each.message for each in field_errors_of(error)}
    errors.extend(places[item].error(reason) for item, reason in refused.items())
    kept = {name: value for name, value in fields.items() if name not in refused}
    return Statement.model_validate(kept)
