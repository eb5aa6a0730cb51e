"""How do the bytes of an XLSX, XLS or CSV file become plain cells, whoever made the file?"""

from api.importers.cells import (
    LIMITS,
    Cell,
    Limits,
    Row,
    Sheet,
    column_letters,
    neutralised,
    refuse,
    shown_name,
)
from api.importers.child import workbook_sheets
from api.importers.containers import checked_kind
from api.importers.delimited import delimited_sheet

__all__ = [
    "LIMITS", "Cell", "Limits", "Row", "Sheet", "column_letters", "neutralised", "read_sheets",
    "shown_name",
]  # fmt: skip

_MEGABYTE = 1_000_000


def read_sheets(content: bytes, name: str, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The visible sheets of a file; a CSV is one sheet named after the file.

    What the file is, its bytes say, not its `name`, which serves messages only. Workbooks are
    opened in a process of their own with little memory and time. Formulas give their stored values;
    text that looks like a formula stays text. Empty cells are None.

    Raises:
        RecordError: the file is no table, is protected, carries macros or passes a limit; the
            error names the file and the reason.
    """
    shown = shown_name(name)
    if not content:
        refuse(shown, "文件为空", "the file is empty")
    if len(content) > limits.size:
        most = limits.size // _MEGABYTE
        refuse(shown, f"文件超过{most}MB", f"the file is larger than {most} MB")
    if checked_kind(content, shown, limits) == "workbook":
        return workbook_sheets(content, shown, limits)
    return (delimited_sheet(content, shown, limits),)
