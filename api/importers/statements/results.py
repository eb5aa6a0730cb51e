"""What does an import of statements give back?"""

from dataclasses import dataclass
from typing import NamedTuple

from engine.errors import FieldError
from engine.firm import Statements
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
