"""Can the typed record be assessed? Every error at the field where it was typed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from api.messages import field_errors_of
from api.pages.form.record import Fields, Reading, record_of
from api.pages.form.steps import place_of
from api.schemas.requests import AssessmentRequest
from engine.errors import FieldError
from engine.firm import Firm, Need
from engine.firm.checks import need_errors, record_errors
from engine.text import Text

_FIRM_ITSELF = "firm"
_CODE_FIELD = "firm.credit_code"
_PLACEHOLDER = "-"
_IDENTITY = ("name", "credit_code", "external_id")
NOTHING_ASKED = FieldError(
    "need.uses", Text(zh="请至少填写一项资金用途", en="name at least one use of the money")
)
NO_CODE = FieldError(
    _CODE_FIELD,
    Text(
        zh="请填写统一社会信用代码；没有时填写外部编号",
        en="give the credit code, or another identifier where there is none",
    ),
)


@dataclass(frozen=True)
class Checked:
    """A typed form: the request it makes, or None with the errors that stand in the way."""

    reading: Reading
    request: AssessmentRequest | None
    errors: tuple[FieldError, ...]


def check(fields: Fields, opened_on: date, today: date) -> Checked:
    """Read and validate typed fields by the same models as every other door."""
    reading = record_of(fields, opened_on)
    errors = [*reading.problems]
    request, found = _validated(reading.record, today)
    errors += _unidentified(reading.record)
    errors += [FieldError(_typed_at(error.field, reading), error.message) for error in found]
    distinct = {error.field: error for error in reversed(errors)}
    ordered = tuple(sorted(distinct.values(), key=lambda error: place_of(error.field)))
    return Checked(reading, None if ordered else request, ordered)


def _unidentified(record: Mapping[str, Any]) -> list[FieldError]:
    """Said here as well, since the models get to it only once everything else is right."""
    known = record["firm"].keys() & {"credit_code", "external_id"}
    return [] if known else [NO_CODE]


def as_json(record: Mapping[str, Any]) -> str:
    """The record as the JSON text that the HTTP door would get."""
    return json.dumps(_plain(record), ensure_ascii=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _validated(
    record: dict[str, Any], today: date
) -> tuple[AssessmentRequest | None, list[FieldError]]:
    try:
        request = AssessmentRequest.model_validate_json(as_json(record))
    except ValidationError as error:
        found = [_placed(each) for each in field_errors_of(error)]
        return None, [*found, *_contradictions(record, found, today)]
    return request, [*record_errors(request.firm, today), *need_errors(request.need, today)]


def _placed(error: FieldError) -> FieldError:
    if error.field == _FIRM_ITSELF:
        return NO_CODE
    return NOTHING_ASKED if error.field == NOTHING_ASKED.field else error


def _contradictions(
    record: dict[str, Any], found: list[FieldError], today: date
) -> Iterator[FieldError]:
    """What contradicts itself among the parts that are sound, so that all errors show at once."""
    bad = {tuple(error.field.split(".")[:2]) for error in found}
    sound = {name: value for name, value in record["firm"].items()
             if ("firm", name) not in bad and name not in _IDENTITY}  # fmt: skip
    named = {"name": _PLACEHOLDER, "external_id": _PLACEHOLDER, **sound}
    yield from record_errors(Firm.model_validate_json(as_json(named)), today)
    if not any(top == "need" for top, *_ in bad):
        yield from need_errors(Need.model_validate_json(as_json(record["need"])), today)


def _typed_at(path: str, reading: Reading) -> str:
    """The field of the longest known part of a path of the record."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        known = reading.typed_at.get(".".join(parts[:length]))
        if known is not None:
            return ".".join([known, *parts[length:]])
    return path
