"""What is the least of a small linear program?

The simplex method on a dense table, compiled; also into `kernels`: whoever changes this file writes
the new mark there, as a test reminds.
"""

from typing import Any

import numpy as np

from engine.routing.search.kinds import LOWEST, compiled, inner

_TINY, _PIVOT = 1e-11, 1e-9


@inner
def _pivot(table: Any, row: int, column: int) -> None:
    """Exchange what a row and a column stand for."""
    by = 1.0 / table[row, column]
    table[row, column] = 1.0
    for k in range(table.shape[1]):
        table[row, k] *= by
    for i in range(table.shape[0]):
        factor = table[i, column]
        if i != row and factor != 0.0:
            table[i, column] = 0.0
            for k in range(table.shape[1]):
                table[i, k] -= factor * table[row, k]


@inner
def _entering(table: Any, labels: Any, is_careful: bool) -> int:
    """The column that spares most; the first in the order of labels where circles threaten."""
    last, found, least = table.shape[0] - 1, -1, -_TINY
    for column in range(table.shape[1] - 1):
        at = table[last, column]
        if is_careful:
            if at < -_TINY and (found < 0 or labels[column] < labels[found]):
                found = column
        elif at < least:
            found, least = column, at
    return found


@inner
def _leaving(table: Any, labels: Any, column: int) -> int:
    """The row that first binds as the column grows, -1 where none does."""
    right, found, least = table.shape[1] - 1, -1, np.inf
    for row in range(table.shape[0] - 1):
        if table[row, column] > _PIVOT:
            ratio = max(table[row, right], 0.0) / table[row, column]
            is_first = ratio == least and labels[right + row] < labels[right + found]
            if ratio < least or is_first:
                found, least = row, ratio
    return found


@compiled(LOWEST)
def lowest(table: Any) -> Any:
    """The least of the last row times x >= 0, within the other rows, in place.

    Rows are coefficients and a limit >= 0; the last is the cost, and less the least in its corner.
    The labels say what each column and then each row stands for at the end: below the number of
    columns a variable, else the slack of a row.
    """
    rows, columns = table.shape[0] - 1, table.shape[1] - 1
    labels = np.empty(rows + columns, np.int64)
    for place in range(rows + columns):
        labels[place] = place
    for step in range(50 * (rows + columns) + 50):
        column = _entering(table, labels, step > 3 * (rows + columns))
        row = _leaving(table, labels, column) if column >= 0 else -1
        if row < 0:
            break
        _pivot(table, row, column)
        labels[column], labels[columns + row] = labels[columns + row], labels[column]
    return labels


@inner
def solve(table: Any, values: Any) -> float:
    """The least, and the variables at it."""
    labels, rows, columns = lowest(table), table.shape[0] - 1, table.shape[1] - 1
    for column in range(columns):
        values[column] = 0.0
    for row in range(rows):
        if labels[columns + row] < columns:
            values[labels[columns + row]] = max(table[row, columns], 0.0)
    return float(-table[rows, columns])
