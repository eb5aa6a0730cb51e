"""How do the accounts in an XLSX or CSV file become the record's statements?

A sheet is cut into tables (`blocks`), a table gives readings of item, year and amount
(`readings`), and readings become one statement per fiscal year (`years`). `forms` reads the
standard forms, `filled` the program's own template; `items` is the table of names.
"""

from api.importers.statements.importing import import_statements
from api.importers.statements.results import CellError, ImportedStatements, UnreadRow

__all__ = ["CellError", "ImportedStatements", "UnreadRow", "import_statements"]
