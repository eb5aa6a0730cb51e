"""How do the accounts in an XLSX or CSV file become the record's statements?"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.errors import FieldError
from engine.firm import Source, Statements
from engine.text import Text


class CellError(NamedTuple):
    """A cell that cannot be used; rows count from 1, columns are letters as in a spreadsheet."""

    sheet: str
    row: int
    column: str
    reason: Text

    def as_field_error(self) -> FieldError:
        """The error as every door shows it."""
        return FieldError(f"{self.sheet}:{self.row}:{self.column}", self.reason)


class UnreadRow(NamedTuple):
    """A row with figures that was left out; `known`: a line of the form that no record holds."""

    sheet: str
    row: int
    name: str
    known: bool


@dataclass(frozen=True)
class ImportedStatements:
    """Statements in the order of the file, or None with the errors; and what was left out.

    `notes` say what was assumed (unit, standard) and what looks odd.
    """

    statements: Statements | None
    errors: tuple[CellError, ...]
    unread: tuple[UnreadRow, ...]
    notes: tuple[Text, ...]


def import_statements(
    content: bytes,
    name: str,
    source: Source,
    observed_on: date,
    authorisation: str | None = None,
    keep_good: bool = False,
) -> ImportedStatements:
    """The statements of the program's own template or of the standard forms, XLSX, XLS or CSV.

    Any error leaves `statements` None unless `keep_good`, which leaves out only the cells with
    errors. Amounts are in yuan whatever the unit of the file.

    Raises:
        RecordError: the file cannot be read at all (`read_sheets`) or holds no statement.
    """
    raise NotImplementedError
