"""What is one finding, and how are its numbers said?"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from engine.firm import Section, Statement
from engine.text import Text

Severity = Literal["notice", "warning", "serious"]
_ONE_YUAN = Decimal(1)
_TOLERANCE = Decimal("0.001")


class Finding(BaseModel):
    """One thing in the data that a person should look at; nothing is repaired."""

    model_config = ConfigDict(frozen=True)

    code: str
    severity: Severity
    field: str
    sentence: Text


def finding(code: str, severity: Severity, field: str, form: Text, **values: Any) -> Finding:
    """A finding with its sentence filled in; a `Text` among `values` fills each language."""
    zh = {name: each.zh if isinstance(each, Text) else each for name, each in values.items()}
    en = {name: each.en if isinstance(each, Text) else each for name, each in values.items()}
    sentence = Text(zh=form.zh.format(**zh), en=form.en.format(**en))
    return Finding(code=code, severity=severity, field=field, sentence=sentence)


def tolerance(one: Decimal, other: Decimal) -> Decimal:
    """What rounding may explain: one yuan or a tenth of a percent of the larger (handbook 1.4)."""
    return max(_ONE_YUAN, _TOLERANCE * max(abs(one), abs(other)))


def differ(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts that should be equal are further apart than rounding explains."""
    return abs(one - other) > tolerance(one, other)


def yuan(value: Decimal | float) -> str:
    """Yuan with thousands set apart, cents only where there are any.

    >>> yuan(Decimal("1234567.50")), yuan(-20.0)
    ('1,234,567.50', '-20')
    """
    whole = value == int(value)
    return f"{value:,.0f}" if whole else f"{value:,.2f}"


def item_label(name: str) -> Text:
    """How a line of the statements is called."""
    zh, en = str(Statement.model_fields[name].title).split(" / ", 1)
    return Text(zh=zh, en=en)


def labels(names: tuple[str, ...]) -> Text:
    """How several lines of the statements are called, in a row."""
    texts = [item_label(name) for name in names]
    return Text(zh="、".join(each.zh for each in texts), en=", ".join(each.en for each in texts))


def is_known(section: Section | None, on: date) -> bool:
    """Whether a section is there and was observed by the day."""
    return section is not None and section.observed_on <= on
