"""How is a part of a record made at full speed, from values already known to be right?"""

from functools import cache
from typing import Any, TypeVar

from engine.firm.base import Part

AnyPart = TypeVar("AnyPart", bound=Part)
_set = object.__setattr__  # parts are frozen


@cache
def _all_fields(kind: type[Part]) -> set[str]:
    return set(kind.model_fields)


def built(kind: type[AnyPart], /, **values: Any) -> AnyPart:
    """`kind.model_construct(**values)` in a quarter of the time; needs every field, in order."""
    part = kind.__new__(kind)
    _set(part, "__dict__", values)
    _set(part, "__pydantic_fields_set__", _all_fields(kind))
    _set(part, "__pydantic_extra__", None)
    _set(part, "__pydantic_private__", None)
    return part
