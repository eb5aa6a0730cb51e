"""How do the bytes of an XLSX, XLS or CSV file become plain cells, whoever made the file?"""

from api.importers.cells import LIMITS, Cell, Limits, Row, Sheet, column_letters, neutralised

__all__ = [
    "LIMITS", "Cell", "Limits", "Row", "Sheet", "column_letters", "neutralised", "read_sheets",
]  # fmt: skip


def read_sheets(content: bytes, name: str, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The visible sheets of a file; a CSV is one sheet named after the file.

    What the file is, its bytes say, not its `name`, which serves messages only. Workbooks are
    opened in a process of their own with little memory and time. Formulas give their stored values;
    text that looks like a formula stays text. Empty cells are None.

    Raises:
        RecordError: the file is no table, is protected, carries macros or passes a limit; the
            error names the file and the reason.
    """
    raise NotImplementedError
