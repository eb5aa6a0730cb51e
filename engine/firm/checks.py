"""Which statements of a record cannot be true, whatever the firm?"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from engine.errors import FieldError
from engine.firm.need import Need
from engine.firm.record import Firm
from engine.firm.statements import Statement
from engine.text import Text

_MAY_LIE_AHEAD = frozenset({"valid_to", "due_on", "deliver_by", "needed_by"})
_FUTURE = Text(zh="日期晚于今天({today})", en="the date lies after today ({today})")
_PAST_NEED = Text(zh="最晚到账日早于评估日({on})", en="needed by a day before {on}")
_RND = Text(
    zh="研发费用({rnd})超过成本费用合计({cost})",
    en="R&D expense ({rnd}) is above total cost and expense ({cost})",
)
_STAFF = Text(zh="研发人员多于从业人数", en="more R&D staff than headcount")
_BEFORE_FOUNDING = Text(
    zh="早于企业成立日期({founded})", en="lies before the firm was founded ({founded})"
)


def record_errors(firm: Firm, today: date) -> tuple[FieldError, ...]:
    """Everything in `firm` that contradicts itself or lies after `today`.

    Unlike data findings, which lower trust, these make a record unusable.
    """
    return (*_future_dates(firm, "firm", today), *_statement_errors(firm), *_people_errors(firm))


def need_errors(need: Need, on: date) -> tuple[FieldError, ...]:
    """Uses of `need` that are wanted before the day of assessment."""
    return tuple(
        FieldError(f"need.uses.{place}.needed_by", _PAST_NEED.filled(on=on))
        for place, use in enumerate(need.uses)
        if use.needed_by < on
    )


def _future_dates(part: BaseModel, path: str, today: date) -> Iterator[FieldError]:
    for name in _worth_a_look(type(part)):
        value, here = getattr(part, name), f"{path}.{name}"
        if isinstance(value, BaseModel):
            yield from _future_dates(value, here, today)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _future_dates(item, f"{here}.{place}", today)
        elif _lies_ahead(name, value, today):
            yield FieldError(here, _FUTURE.filled(today=today))


@cache
def _worth_a_look(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields that may be or hold a day; most hold amounts."""
    fields = kind.model_fields.items()
    return tuple(name for name, field in fields if name == "month" or _may_hold(field.annotation))


def _may_hold(annotation: Any) -> bool:
    if parts := get_args(annotation):
        return any(map(_may_hold, parts))
    return isinstance(annotation, type) and issubclass(annotation, date | BaseModel)


def _lies_ahead(name: str, value: object, today: date) -> bool:
    if name == "month":
        return isinstance(value, str) and value > f"{today:%Y-%m}"
    return isinstance(value, date) and name not in _MAY_LIE_AHEAD and value > today


def _statement_errors(firm: Firm) -> Iterator[FieldError]:
    founded = firm.registration.founded_on if firm.registration else None
    for place, statement in enumerate(firm.statements.years if firm.statements else ()):
        path = f"firm.statements.years.{place}"
        if statement.rnd_is_within_admin:
            yield from _rnd_above_cost(statement, path)
        if founded and statement.fiscal_year_end < founded:
            message = _BEFORE_FOUNDING.filled(founded=founded)
            yield FieldError(f"{path}.fiscal_year_end", message)


def _rnd_above_cost(statement: Statement, path: str) -> Iterator[FieldError]:
    parts = (statement.cogs, statement.selling_expense, statement.admin_expense)
    costs = [part for part in parts if part is not None]
    if statement.rnd_expense is None or len(costs) < len(parts):
        return
    if statement.rnd_expense > sum(costs):
        message = _RND.filled(rnd=statement.rnd_expense, cost=sum(costs))
        yield FieldError(f"{path}.rnd_expense", message)


def _people_errors(firm: Firm) -> Iterator[FieldError]:
    people = firm.people
    if people and people.rnd_staff is not None and people.rnd_staff > people.headcount:
        yield FieldError("firm.people.rnd_staff", _STAFF)
