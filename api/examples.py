"""Which invented firms show what the desk can do?"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from engine.text import Text

FOLDER = Path(__file__).parent / "examples"
MONTHLY = ("invoices", "utilities")
KINDS = ("growing", "seed", "established")
_MONTHS_PER_YEAR = 12
Record = dict[str, Any]


class UnknownKindError(EngineError):
    """There is no example of this kind."""


def example(kind: str, today: date) -> Record:
    """An invented firm with its need, as a request accepted by every door on `today`.

    Months end with the month before `today` and `needed_by` lies ahead of it; every other
    date is fixed, so that the firm stays the same.

    Raises:
        UnknownKindError: no example is of this kind.
    """
    read = _read(kind)
    firm, need = read["firm"], read["need"]
    for name in MONTHLY:
        if name in firm:
            firm[name] |= {
                "months": _dated(firm[name]["months"], today),
                "observed_on": today.replace(day=1).isoformat(),
            }
    people = firm["people"]
    if "insured_months" in people:
        people["insured_months"] = _dated(people["insured_months"], today)
    need["uses"] = [_wanted(use, today) for use in need["uses"]]
    return {"firm": firm, "need": need}


def title(kind: str) -> Text:
    """What kind of firm the example is.

    Raises:
        UnknownKindError: no example is of this kind.
    """
    return Text(**_read(kind)["title"])


def _read(kind: str) -> Record:
    if kind not in KINDS:
        raise UnknownKindError(f"no example {kind!r}; there are: {', '.join(KINDS)}")
    read: Record = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    return read


def _dated(months: list[Record], today: date) -> list[Record]:
    this_month = today.year * _MONTHS_PER_YEAR + today.month - 1
    first = this_month - len(months)
    return [{"month": _month(first + place), **each} for place, each in enumerate(months)]


def _month(number: int) -> str:
    year, month = divmod(number, _MONTHS_PER_YEAR)
    return f"{year}-{month + 1:02d}"


def _wanted(use: Record, today: date) -> Record:
    kept = {name: value for name, value in use.items() if name != "needed_in_days"}
    return kept | {"needed_by": (today + timedelta(days=use["needed_in_days"])).isoformat()}
