"""What does a report consist of: sections with purpose, method, figures, verdict and limits?"""

import math
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from engine.text import Text

Verdict = Literal["green", "amber", "red", "info"]
Form = Literal["share", "number", "points", "count", "tiny", "text"]
_ORDER: tuple[Verdict, ...] = ("info", "green", "amber", "red")


def number(value: float | None) -> float | None:
    """The number, or None where it is none: a report knows no NaN and no infinity.

    >>> number(0.5), number(float("nan"))
    (0.5, None)
    """
    return None if value is None or not math.isfinite(value) else value


def _plain(value: Any) -> Any:
    return number(value) if isinstance(value, float) else value


Number = Annotated[float | None, BeforeValidator(_plain)]
Value = Annotated[float | int | str | Text | None, BeforeValidator(_plain)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Figure(_Frozen):
    """One number with its interval and its bound; `value` is null where it was not measured.

    `name` is stable, for machines; a bound marked † is house practice, not law.
    """

    name: str
    label: Text
    value: Number
    low: Number = None
    high: Number = None
    form: Form = "number"
    bound: Text | None = None
    verdict: Verdict = "info"


class Column(_Frozen):
    """A column of a table: its stable name, its heading and how its numbers are shown."""

    name: str
    label: Text
    form: Form = "number"


class Table(_Frozen):
    """Rows of values in the order of the columns; null is not measured."""

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: Text | None = None


class Picture(_Frozen):
    """The data of a chart; `kind` names the function of `models.charts` that draws it."""

    kind: str
    title: Text
    caption: Text
    rows: tuple[dict[str, float | str | bool], ...]


class Section(_Frozen):
    """One test or a family of tests: why, how, what came out, what follows, what it cannot say."""

    key: str
    title: Text
    purpose: Text
    method: Text
    verdict: Verdict
    finding: Text
    limits: Text
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()

    def figure(self, name: str) -> Figure:
        """The figure of that name."""
        return next(each for each in self.figures if each.name == name)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of the verdicts: red, amber, green, info.

    >>> worst(["green", "info", "amber"]), worst([])
    ('amber', 'info')
    """
    return max(verdicts, key=_ORDER.index, default="info")
