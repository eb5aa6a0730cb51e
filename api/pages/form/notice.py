"""What does a page tell of a file that was read for it, or of sources that were asked?"""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.importers.statements import CellError, ImportedStatements
from api.importers.vat_export import ImportedExport
from api.pages.form.merge import Clash
from api.prefill.asking import Prefilled, Status
from engine.errors import RecordError
from engine.firm import Source
from engine.text import Text

MOST_SHOWN = 100
# read: the fields hold it; wrong: some cells cannot be used, so none was taken; refused: no table.
State = Literal["read", "wrong", "refused"]
_YEARS = Text(zh="{n}个年度:{years}", en="fiscal years: {years}")
_MONTHS = Text(zh="{n}个月的合计", en="months with totals: {n}")
_UNREAD = Text(zh="{sheet} 第{row}行 {name}", en="{sheet} row {row}, {name}")


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class WrongCell(_Told):
    """A cell that cannot be used."""

    sheet: str
    row: int
    column: str
    reason: Text


class Differing(_Told):
    """A field that was typed otherwise than the file says."""

    title: Text
    typed: str
    offered: str


class UploadNotice(_Told):
    """What became of an uploaded file; `offered` are its fields while the applicant may choose.

    `more` errors or differences are not listed.
    """

    files: str
    state: State
    notes: tuple[Text, ...] = ()
    unread: tuple[Text, ...] = ()
    errors: tuple[WrongCell, ...] = ()
    differing: tuple[Differing, ...] = ()
    more: int = 0
    offered: dict[str, str] = {}
    affiliates: str = ""


class AskedNotice(_Told):
    """One source and what came of asking it."""

    source: Source
    status: Status
    sections: tuple[str, ...]
    reason: Text | None


class PrefillNotice(_Told):
    """Which sources were asked under which consent."""

    authorisation: str
    asked: tuple[AskedNotice, ...]


def refused(files: str, error: RecordError) -> UploadNotice:
    """A file that cannot be read at all."""
    return UploadNotice(
        files=files, state="refused", notes=tuple(each.message for each in error.errors)
    )


def of_statements(files: str, found: ImportedStatements) -> UploadNotice:
    """What a file of statements gave."""
    years = found.statements.years if found.statements else ()
    named = "、".join(str(year.fiscal_year_end.year) for year in years)
    unread = tuple(
        _UNREAD.filled(sheet=each.sheet, row=each.row, name=each.name) for each in found.unread
    )
    return UploadNotice(
        files=files,
        state="wrong" if found.errors else "read",
        notes=(_YEARS.filled(n=len(years), years=named), *found.notes),
        unread=unread[:MOST_SHOWN],
        errors=_cells(found.errors),
        more=max(len(found.errors) - MOST_SHOWN, 0),
    )


def of_invoices(files: str, found: ImportedExport) -> UploadNotice:
    """What invoice exports gave."""
    months = found.invoices.months if found.invoices else ()
    return UploadNotice(
        files=files,
        state="wrong" if found.errors else "read",
        notes=(*found.notes, _MONTHS.filled(n=len(months))),
        unread=tuple(Text(zh=name, en=name) for name in found.unread[:MOST_SHOWN]),
        errors=_cells(found.errors),
        more=max(len(found.errors) - MOST_SHOWN, 0),
    )


def of_prefill(found: Prefilled) -> PrefillNotice:
    """What sources said."""
    return PrefillNotice(
        authorisation=found.authorisation,
        asked=tuple(AskedNotice(**vars(each)) for each in found.asked),
    )


def differing(clashes: Sequence[Clash]) -> tuple[Differing, ...]:
    """The differences as told, the first of them."""
    return tuple(
        Differing(title=each.title, typed=each.typed, offered=each.offered)
        for each in clashes[:MOST_SHOWN]
    )


def _cells(errors: Iterable[CellError]) -> tuple[WrongCell, ...]:
    return tuple(WrongCell(**each._asdict()) for each in [*errors][:MOST_SHOWN])
