"""Which mix is the cheapest, and is that proved?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from engine.errors import RoutingError
from engine.plan import Optimality
from engine.routing.program import Program
from engine.routing.sets import Column

NODE_LIMIT = 1_000
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
_NODE_LIMIT_SAID = "Solution limit"  # how SciPy passes on HiGHS's word for a hit node limit
_TAKEN = 0.5


@dataclass(frozen=True)
class Solution:
    """A mix in yuan: what is taken and what every column is worth.

    `objective` is the priced cost in yuan; `optimality` is `best_found` where the node limit was
    hit before the proof, and then `bound` is what no mix can beat.
    """

    optimality: Optimality
    objective: float
    bound: float
    taken: frozenset[str]
    hung: frozenset[tuple[str, str]]
    yuan: Mapping[Column, float]


def solve(program: Program, node_limit: int = NODE_LIMIT) -> Solution | None:
    """The cheapest mix of `program`, None where no mix keeps all its rows.

    Where the node limit leaves no mix at all, the mix without any line is returned if it is
    allowed, labelled `best_found`.

    Raises:
        RoutingError: the solver stopped for another reason.
    """
    result = milp(
        program.cost,
        integrality=program.integer.astype(int),
        bounds=Bounds(np.zeros(len(program.columns)), program.upper),
        constraints=_constraint(program),
        options={"node_limit": node_limit, "mip_rel_gap": 0.0},
    )
    if result.status == _INFEASIBLE:
        return None
    limited = result.status == _LIMIT or _NODE_LIMIT_SAID in result.message
    if result.status != _OPTIMAL and not limited:
        raise RoutingError(f"the solver stopped without a plan: {result.message}")
    values = _nothing(program) if result.x is None else result.x
    return None if values is None else _solution(program, result, values)


def _constraint(program: Program) -> LinearConstraint:
    low = np.array([row.low for row in program.rows])
    high = np.array([row.high for row in program.rows])
    return LinearConstraint(program.matrix(), low, high)


def _nothing(program: Program) -> NDArray[np.float64] | None:
    """No line taken and all of the need open, None where a line is demanded."""
    kinds = [column[0] for column in program.columns]
    values = np.where(np.array(kinds) == "unmet", program.upper, 0.0)
    reached = program.matrix() @ values
    allowed = all(row.low <= at <= row.high for row, at in zip(program.rows, reached, strict=True))
    return values if allowed else None


def _solution(program: Program, result: Any, values: NDArray[np.float64]) -> Solution:
    unit = program.yuan_per_unit
    by_column = dict(zip(program.columns, values.tolist(), strict=True))
    bound = result.mip_dual_bound if result.mip_dual_bound is not None else -np.inf
    return Solution(
        optimality="optimal" if result.status == _OPTIMAL else "best_found",
        objective=float(program.cost @ values) * unit,
        bound=float(bound) * unit,
        taken=frozenset(c[1] for c, x in by_column.items() if c[0] == "take" and x > _TAKEN),
        hung=frozenset((c[1], c[2]) for c, x in by_column.items() if c[0] == "hang" and x > _TAKEN),
        yuan={c: x * unit for c, x in by_column.items() if c[0] not in ("take", "hang")},
    )
