"""How do the bytes of a request become a request to the desk, or an error that names the field?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError

from api.messages import MOST_SHOWN, PLAIN_DATE, QUOTED_NUMBER, field_errors_of
from api.screening import BOM, screened
from engine.errors import FieldError, RecordError

JSON = "application/json"
WRONG_TYPE = 415
Model = TypeVar("Model", bound=BaseModel)


async def json_bytes(request: Request) -> bytes:
    """The body of a request that says it is JSON; its size is limited by `api.security`.

    Raises:
        HTTPException: 415 for any other content.
    """
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != JSON:
        raise HTTPException(WRONG_TYPE)
    return await request.body()


def request_in(data: bytes, model: type[Model]) -> Model:
    """The request that `data` holds.

    Raises:
        BrokenBodyError: no usable JSON object.
        RecordError: fields that cannot be accepted, each named.
    """
    raw = screened(data)
    try:
        request = model.model_validate_json(data.removeprefix(BOM))
    except ValidationError as error:
        raise RecordError(field_errors_of(error)[:MOST_SHOWN]) from error
    if _is_lenient(raw, request):
        raise RecordError(tuple(_read_leniently(raw, request, ""))[:MOST_SHOWN])
    return request


def _is_lenient(raw: Any, read: Any) -> bool:
    """Whether `_read_leniently` would find anything; quick, as most bodies are in order."""
    if isinstance(raw, dict):
        pairs = [(part, getattr(read, name)) for name, part in raw.items()]
    else:
        pairs = list(zip(raw, read, strict=False)) if isinstance(read, tuple) else []
    for part, found in pairs:
        if isinstance(part, dict | list):
            if _is_lenient(part, found):
                return True
        elif isinstance(found, date):
            if part != found.isoformat():
                return True
        elif isinstance(part, str) and isinstance(found, Decimal):
            return True
    return False


def _read_leniently(raw: Any, read: Any, path: str) -> Iterator[FieldError]:
    """Numbers in quotes and dates as seconds, which the models' own parser lets through."""
    if isinstance(read, BaseModel):
        for name, part in raw.items():
            yield from _read_leniently(part, getattr(read, name), f"{path}.{name}".lstrip("."))
    elif isinstance(read, tuple):
        for place, (part, item) in enumerate(zip(raw, read, strict=True)):
            yield from _read_leniently(part, item, f"{path}.{place}")
    elif isinstance(read, Decimal) and isinstance(raw, str):
        yield FieldError(path, QUOTED_NUMBER)
    elif isinstance(read, date) and raw != read.isoformat():
        yield FieldError(path, PLAIN_DATE)
