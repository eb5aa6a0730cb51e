"""How are the events of funded firms read from a table, and their outcomes written to one?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from engine.errors import FieldError, RecordError, TableError
from engine.text import Text
from models.new_file import new_file
from models.outcomes import (
    KINDS,
    Event,
    Flag,
    Kind,
    Outcome,
    Reason,
    Status,
    outcome_table,
)
from models.record_files import Record

if TYPE_CHECKING:
    import pandas as pd

    from models.dataset import KnownFirm

COLUMNS = ("firm", "day", "event")
OPTIONAL_COLUMN = "days_past_due"
ENDINGS = (".csv", ".parquet")
_MOST_MISTAKES = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = re.compile(r"\d{1,5}(\.0+)?")
_KIND_OF: Mapping[str, Kind] = {
    word: kind for kind, text in KINDS.items() for word in (kind, text.zh)
}
_OUTCOME_COLUMNS = ("firm", "on", "window_end", "status", "reason", "flags", "default_day")
_STATUS_OF: Mapping[str, Status] = {each: each for each in get_args(Status)}
_REASON_OF: Mapping[str, Reason] = {each: each for each in get_args(Reason)}
_FLAG_OF: Mapping[str, Flag] = {each: each for each in get_args(Flag)}
_PLACE = "line {line}: {column}"
_EMPTY = Text(zh="不能为空", en="must not be empty")
_NO_DAY = Text(zh="须为日期,如2026-06-30", en="must be a day such as 2026-06-30")
_NO_KIND = Text(zh="须为{zh}之一", en="must be one of {en}").filled(
    zh="、".join(text.zh for text in KINDS.values()), en=", ".join(KINDS)
)
_NO_DAYS = Text(
    zh="逾期须填逾期天数(1以上的整数),其他事件不填",
    en="must be a whole number from 1 on for past_due, and empty for any other event",
)


def read_events(path: str | Path) -> tuple[Event, ...]:
    """The events of a CSV or Parquet table: firm, day, event, and days_past_due where late.

    `event` is one of `models.outcomes.KINDS`, by its name or in Chinese.

    Raises:
        TableError: the file cannot be read, or a column is missing or unknown.
        RecordError: names line, column and reason of up to a hundred mistakes.
    """
    place = Path(path)
    table = _table(place)
    _require_columns(place, table)
    events, mistakes = [], list[FieldError]()
    for line, row in enumerate(table.to_dict("records"), start=2):
        wrong = list(_mistakes(row, line))
        mistakes += wrong
        if not wrong and not mistakes:
            events.append(_event(row))
        if len(mistakes) >= _MOST_MISTAKES:
            break
    if mistakes:
        raise RecordError(tuple(mistakes[:_MOST_MISTAKES]))
    return tuple(events)


def with_outcomes(firms: "Iterable[KnownFirm]", outcomes: Iterable[Outcome]) -> Iterator[Record]:
    """The firms with what became of them; unknown where an outcome is absent or cannot be counted.

    What the firms themselves say of a default is not asked.
    """
    targets = {each.firm: each.target for each in outcomes}
    for each in firms:
        target = targets.get(each.firm.identifier, nan)
        yield Record(each.firm, None if isnan(target) else bool(target), each.true_pd)


def write_outcomes(outcomes: Sequence[Outcome], path: str | Path) -> None:
    """Write `outcome_table` as CSV or Parquet, whole or not at all.

    Raises:
        TableError: the name ends otherwise.
    """
    place = Path(path)
    _require_ending(place)
    table = outcome_table(outcomes)
    with new_file(place) as beside:
        if place.suffix == ".csv":
            table.to_csv(beside, index=False, encoding="utf-8-sig")
        else:
            table.to_parquet(beside, index=False)


def read_outcomes(path: str | Path) -> tuple[Outcome, ...]:
    """The outcomes that `write_outcomes` wrote, all of one day.

    Raises:
        TableError: the file is no such table, an entry is wrong, or two days stand in it.
    """
    place = Path(path)
    table = _table(place)
    absent = [name for name in _OUTCOME_COLUMNS if name not in table.columns]
    if absent:
        raise TableError(f"{place.name}: column {absent[0]!r} is missing; see hangcuang outcomes")
    found = []
    for line, row in enumerate(table.to_dict("records"), start=2):
        try:
            found.append(_outcome(row))
        except (KeyError, ValueError) as error:
            raise TableError(f"{place.name}: line {line} is no outcome: {error}") from error
    if len({each.on for each in found}) != 1:
        raise TableError(f"{place.name}: outcomes of one day are needed, in one table")
    return tuple(found)


def _outcome(row: Mapping[Any, Any]) -> Outcome:
    day = _text(row["default_day"])
    return Outcome(
        firm=_text(row["firm"]),
        on=date.fromisoformat(_text(row["on"])),
        window_end=date.fromisoformat(_text(row["window_end"])),
        status=_STATUS_OF[_text(row["status"])],
        reason=_REASON_OF[_text(row["reason"])],
        flags=tuple(_FLAG_OF[flag] for flag in _text(row["flags"]).split()),
        default_day=date.fromisoformat(day) if day else None,
    )


def _require_ending(place: Path) -> None:
    if place.suffix not in ENDINGS:
        raise TableError(f"{place.name}: the name must end in one of {', '.join(ENDINGS)}")


def _table(place: Path) -> "pd.DataFrame":
    import pandas as pd

    _require_ending(place)
    try:
        if place.suffix == ".csv":
            return pd.read_csv(place, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return pd.read_parquet(place)
    except (OSError, ValueError) as error:
        said = str(error).partition("\n")[0]
        raise TableError(f"{place.name}: 无法读取 / cannot be read: {said}") from error


def _require_columns(place: Path, table: "pd.DataFrame") -> None:
    found = [str(name) for name in table.columns]
    absent = [name for name in COLUMNS if name not in found]
    unknown = [name for name in found if name not in (*COLUMNS, OPTIONAL_COLUMN)]
    if absent or len(set(found)) < len(found):
        raise TableError(f"{place.name}: needs the columns {', '.join(COLUMNS)}, once each")
    if unknown:
        raise TableError(
            f"{place.name}: unknown column {unknown[0]!r}; {OPTIONAL_COLUMN} is allowed"
        )


def _mistakes(row: Mapping[Any, Any], line: int) -> Iterator[FieldError]:
    kind = _KIND_OF.get(_text(row["event"]))
    days = _text(row.get(OPTIONAL_COLUMN))
    if not _text(row["firm"]):
        yield _wrong(line, "firm", _EMPTY)
    if not _is_day(_text(row["day"])):
        yield _wrong(line, "day", _NO_DAY)
    if kind is None:
        yield _wrong(line, "event", _NO_KIND)
    elif bool(days) != (kind == "past_due") or (days and not _is_days(days)):
        yield _wrong(line, OPTIONAL_COLUMN, _NO_DAYS)


def _wrong(line: int, column: str, message: Text) -> FieldError:
    return FieldError(_PLACE.format(line=line, column=column), message)


def _event(row: Mapping[Any, Any]) -> Event:
    days = _text(row.get(OPTIONAL_COLUMN))
    return Event(
        firm=_text(row["firm"]),
        day=date.fromisoformat(_text(row["day"])[:10]),
        kind=_KIND_OF[_text(row["event"])],
        days_past_due=int(float(days)) if days else None,
    )


def _text(cell: Any) -> str:
    """The cell as text; empty where it holds nothing, midnight cut off a day."""
    text = "" if cell is None else str(cell).strip()
    return "" if text in ("nan", "NaT", "<NA>", "None") else text.removesuffix(" 00:00:00")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text))


def _is_days(text: str) -> bool:
    return bool(_DAYS.fullmatch(text)) and float(text) > 0.0
