"""How does a workbook with one firm a row become firms? CSV and Parquet: `models.record_files`."""

from collections.abc import Iterator
from pathlib import Path

from api.importers.cells import Limits, refuse, shown_name
from api.importers.sheets import read_sheets
from api.importers.vat_columns import text_in
from api.messages import firm_errors_of
from models.firm_list import FirmTable
from models.record_files import Record, Refused, read_records, records_of
from models.record_rows import ListedFirm

WORKBOOKS = (".xlsx", ".xls")
_LIMITS = Limits(
    size=32_000_000, unpacked=240_000_000, rows=50_001, columns=1_000, cells=4_000_000,
    answer=160_000_000, memory=1_500_000_000, cpu=20, seconds=20.0,
)  # fmt: skip


def read_firms(path: Path, refused: Refused | None = None) -> Iterator[Record]:
    """The records of any file of firms; see `models.record_files.records_of`.

    Of a workbook the first sheet is read that holds anything; its lines are counted as the
    spreadsheet shows them.

    Raises:
        TableError: the ending is not known.
        RecordError: names line and field of every mistake; a wrong header at once.
    """
    if path.suffix not in WORKBOOKS:
        return read_records(path, firm_errors_of, refused)
    return records_of(_rows(path), firm_errors_of, refused)


def _rows(path: Path) -> Iterator[tuple[int, ListedFirm]]:
    with path.open("rb") as file:
        content = file.read(_LIMITS.size + 1)
    sheets = read_sheets(content, path.name, _LIMITS)
    filled = next((sheet.rows for sheet in sheets if sheet.rows), None)
    if filled is None:
        refuse(shown_name(path.name), "没有企业", "holds no firm")
    titles, *rows = filled
    table = FirmTable([str(text_in(title)) for title in titles])
    for line, cells in enumerate(rows, start=2):
        if any(cell not in (None, "") for cell in cells):
            yield line, ListedFirm(table, cells)
