"""How is a value written in a file: dated, with its source and status?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from engine.catalogue.kinds import Purpose, Scope, Status
from engine.catalogue.terms import Value

Kept = TypeVar("Kept")


class FileModel(BaseModel):
    """Base of all parts of a file: no unknown keys, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("must be a number")
    return Decimal(str(value))


FileNumber = Annotated[Value, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]


class Entry(FileModel, Generic[Kept]):
    """A value from a day on; null where from that day no source states one."""

    value: Kept | None
    source: str
    status: Status


NumberSeries = Annotated[dict[date, Entry[FileNumber]], Field(min_length=1)]
NumbersSeries = Annotated[
    dict[date, Entry[Annotated[list[FileNumber], Field(min_length=1)]]], Field(min_length=1)
]
LabelSeries = Annotated[
    dict[date, Entry[Annotated[list[str | int], Field(min_length=1)]]], Field(min_length=1)
]
FlagSeries = Annotated[dict[date, Entry[Literal[True]]], Field(min_length=1)]
PurposeSeries = Annotated[
    dict[date, Entry[Annotated[list[Purpose], Field(min_length=1)]]], Field(min_length=1)
]
IdSeries = Annotated[
    dict[date, Entry[Annotated[list[str], Field(min_length=1)]]], Field(min_length=1)
]


class AttachValue(FileModel):
    """The one line this product must hang on."""

    products: list[str] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)
    any_bank: bool = False
    tenor_min_months: FileNumber | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "AttachValue":
        if not (self.products or self.kinds or self.any_bank):
            raise ValueError("needs products, kinds or any_bank")
        return self


class GroupValue(FileModel):
    """At most one product of the group per loan or per firm."""

    name: str
    scope: Scope


AttachSeries = Annotated[dict[date, Entry[AttachValue]], Field(min_length=1)]
GroupSeries = Annotated[dict[date, Entry[GroupValue]], Field(min_length=1)]
