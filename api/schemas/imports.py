"""What may be asked of the importers, and what do they answer?"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.importers.statements import CellError, ImportedStatements
from api.importers.vat_export import ImportedExport
from api.messages import field_errors_of
from engine.errors import RecordError
from engine.firm import Invoices, Source, Statements
from engine.firm.base import Day, Line, Part, titled
from engine.firm.record import CreditCode
from engine.text import Text

MOST_ERRORS = 1_000


class ImportFields(Part):
    """Under which origin an uploaded file is read; the day is today if absent."""

    source: Annotated[Source, titled("数据来源", "Source")] = "self_declared"
    observed_on: Annotated[Day | None, titled("数据日期", "Observed on")] = None
    authorisation: Annotated[Line | None, titled("授权书编号", "Authorisation reference")] = None
    keep_good: Annotated[bool, titled("保留无误的部分", "Keep what is sound")] = False

    @classmethod
    def read(cls, fields: Mapping[str, object]) -> Self:
        """The fields of a form.

        Raises:
            RecordError: names each field that cannot be accepted.
        """
        try:
            return cls.model_validate_strings(dict(fields))
        except ValidationError as error:
            raise RecordError(field_errors_of(error)) from error


class StatementFields(ImportFields):
    """The fields beside a file of statements."""


class InvoiceFields(ImportFields):
    """The fields beside invoice exports; without a day it is the last invoice date."""

    credit_code: Annotated[CreditCode, titled("统一社会信用代码", "Unified social credit code")]
    affiliates: Annotated[
        str | None,
        titled("关联企业信用代码(逗号分隔)", "Credit codes of affiliates, with commas between"),
        Field(max_length=2_000),
    ] = None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class CellProblem(_Answer):
    """A cell that cannot be used; rows count from 1, as the spreadsheet shows them."""

    sheet: str
    row: int
    column: str
    reason: Text


class UnreadLine(_Answer):
    """A row with figures that was left out; `known`: a line of the form that no record holds."""

    sheet: str
    row: int
    name: str
    known: bool


class StatementsAnswer(_Answer):
    """The section `statements` of a firm as a file gives it; nothing was stored."""

    statements: Statements | None
    errors: tuple[CellProblem, ...]
    unread: tuple[UnreadLine, ...]
    notes: tuple[Text, ...]

    @classmethod
    def of(cls, found: ImportedStatements) -> Self:
        """The answer of an import."""
        return cls(
            statements=found.statements,
            errors=_problems(found.errors),
            unread=tuple(UnreadLine(**each._asdict()) for each in found.unread),
            notes=found.notes,
        )


class InvoicesAnswer(_Answer):
    """The section `invoices` of a firm as its exports give it; nothing was stored."""

    invoices: Invoices | None
    errors: tuple[CellProblem, ...]
    unread: tuple[str, ...]
    notes: tuple[Text, ...]

    @classmethod
    def of(cls, found: ImportedExport) -> Self:
        """The answer of an import."""
        return cls(
            invoices=found.invoices,
            errors=_problems(found.errors),
            unread=found.unread,
            notes=found.notes,
        )


def _problems(errors: Iterable[CellError]) -> tuple[CellProblem, ...]:
    return tuple(CellProblem(**each._asdict()) for each in [*errors][:MOST_ERRORS])
