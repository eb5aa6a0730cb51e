"""Which empty or filled-in workbook does the program give to a firm for its statements?"""

from collections.abc import Sequence

from engine.firm import Statements


def statement_template(years: Sequence[int], statements: Statements | None = None) -> bytes:
    """An XLSX with one column per fiscal year, filled with `statements` where given.

    `years` are fiscal years that end on 31 December; those of `statements` come first, in their
    own order. `import_statements` reads it back without loss.
    """
    raise NotImplementedError


def statement_template_csv(years: Sequence[int], statements: Statements | None = None) -> bytes:
    """The same as one CSV (UTF-8 with BOM, as spreadsheet programs expect)."""
    raise NotImplementedError
