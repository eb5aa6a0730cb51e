"""How is a part of a record made at full speed, from values already known to be right?"""

from functools import cache
from typing import Any, TypeVar

from pydantic_core import PydanticUndefined

from engine.firm.base import Part

AnyPart = TypeVar("AnyPart", bound=Part)
_set = object.__setattr__  # parts are frozen


@cache
def _all_fields(kind: type[Part]) -> set[str]:
    return set(kind.model_fields)


@cache
def _defaults(kind: type[Part]) -> dict[str, Any]:
    """Every field in the model's order; what is required comes with the values."""
    fields = kind.model_fields.items()
    return {
        name: None if field.default is PydanticUndefined else field.default
        for name, field in fields
    }


def built(kind: type[AnyPart], /, **values: Any) -> AnyPart:
    """`kind.model_construct(**values)` in a quarter of the time; `values` holds all required."""
    return built_from(kind, values)


def built_from(kind: type[AnyPart], values: dict[str, Any]) -> AnyPart:
    """`built` from a dictionary, which is copied."""
    return built_whole(kind, _defaults(kind) | values)


def built_whole(kind: type[AnyPart], values: dict[str, Any]) -> AnyPart:
    """`built` from every field in the model's order; keeps `values`."""
    part = kind.__new__(kind)
    _set(part, "__dict__", values)
    _set(part, "__pydantic_fields_set__", _all_fields(kind))
    _set(part, "__pydantic_extra__", None)
    _set(part, "__pydantic_private__", None)
    return part


def leave_out(part: Part, name: str) -> None:
    """Make a field of a part just built unknown."""
    part.__dict__[name] = None
