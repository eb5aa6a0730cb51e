"""What is the field at a dotted path called, in plain words?"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.firm import Firm, Need
from engine.text import Text

_ROOTS: dict[str, type[BaseModel]] = {"firm": Firm, "need": Need}
_ITEM = Text(zh="第{n}项", en="no. {n}")


def title_at(path: str) -> Text | None:
    """The titles along `path`, list items counted from 1; None where it leaves the record.

    >>> title_at("firm.statements.years.0.revenue").zh
    '财务报表·各年度报表第1项·营业收入'
    >>> title_at("firm.people.headcount").en
    'People, Headcount'
    """
    root, *steps = path.split(".")
    if root not in _ROOTS:
        return None
    parts = list(_titles(_ROOTS[root], steps))
    if not parts or None in parts:
        return None
    known = [part for part in parts if part is not None]
    return Text(zh="·".join(p.zh for p in known), en=", ".join(p.en for p in known))


def _titles(model: type[BaseModel] | None, steps: list[str]) -> Iterator[Text | None]:
    """One title per field on the way; None once a step is no field."""
    place = 0
    while place < len(steps):
        field = model.model_fields.get(steps[place]) if model else None
        if field is None:
            yield None
            return
        title, model, place = _title_of(field), _inner_model(field.annotation), place + 1
        if place < len(steps) and _is_place(steps[place]):
            n = int(steps[place]) + 1
            title = Text(
                zh=title.zh + _ITEM.zh.format(n=n), en=f"{title.en} {_ITEM.en.format(n=n)}"
            )
            place += 1
        yield title


def _is_place(step: str) -> bool:
    """Whether a step counts items; "²" also is a digit, but no number."""
    return step.isascii() and step.isdigit()


def _title_of(field: FieldInfo) -> Text:
    extra = field.json_schema_extra
    known = extra if isinstance(extra, dict) else {}
    return Text(zh=str(known.get("title_zh", "")), en=str(known.get("title_en", "")))


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner_model, get_args(annotation))), None)
