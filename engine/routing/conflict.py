"""Which limits cannot hold together, and which few of them are enough to say so?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from engine.routing.offer import Choice
from engine.routing.policy import Prices
from engine.routing.program import Program, program_of
from engine.routing.sets import Column, Row
from engine.routing.situation import Situation
from engine.text import Text

_INFEASIBLE = 2
# Rows that only say what the columns mean; every other row is a limit that may be in conflict.
_MEANING = (": cash serves uses", ": at most the loan", ": only where given", ": only where taken")


@dataclass(frozen=True)
class Conflict:
    """Limits of which no one can be left out without a mix becoming possible."""

    rows: tuple[str, ...]
    sentences: tuple[Text, ...]


def conflict_of(
    choice: Choice, prices: Prices, forced: frozenset[str], situation: Situation | None = None
) -> Conflict | None:
    """The smallest set found of limits that forbid all of `forced` together; None if none does.

    By deletion over the named limits: irreducible, in the order of the rules. `situation` gives
    the products their names.
    """
    program = _with_columns_free(program_of(choice, prices, forced=forced))
    limits = [row for row in program.rows if not row.name.endswith(_MEANING)]
    meaning = [row for row in program.rows if row.name.endswith(_MEANING)]
    if _is_possible(program, (*meaning, *limits)):
        return None
    kept = _irreducible(program, meaning, limits)
    names = tuple(row.name for row in kept)
    return Conflict(names, tuple(_said(name, choice, situation) for name in names))


def _irreducible(
    program: Program, meaning: Sequence[Row], limits: Sequence[Row]
) -> tuple[Row, ...]:
    """Leave out whole blocks first, then single rows: what may go without making it possible."""
    kept, size = list(limits), max(1, len(limits) // 2)
    while True:
        place = 0
        while place < len(kept):
            rest = kept[:place] + kept[place + size :]
            if _is_possible(program, (*meaning, *rest)):
                place += size
            else:
                kept = rest
        if size == 1:
            return tuple(kept)
        size = max(1, size // 2)


def _with_columns_free(program: Program) -> Program:
    """Amounts bounded by rows alone, so that a limit has one name and can be left out."""
    upper = np.where(program.integer, program.upper, np.inf)
    return replace(program, upper=upper)


def _is_possible(program: Program, rows: Sequence[Row]) -> bool:
    """Whether any mix keeps these rows; the price plays no part."""
    at: dict[Column, int] = {column: place for place, column in enumerate(program.columns)}
    matrix = np.zeros((len(rows), len(at)))
    for place, row in enumerate(rows):
        for column, coefficient in row.terms.items():
            matrix[place, at[column]] += coefficient
    result = milp(
        np.zeros(len(at)),
        integrality=program.integer.astype(int),
        bounds=Bounds(np.zeros(len(at)), program.upper),
        constraints=LinearConstraint(matrix, [r.low for r in rows], [r.high for r in rows]),
    )
    return bool(result.status != _INFEASIBLE)


def _said(name: str, choice: Choice, situation: Situation | None) -> Text:
    for ceiling in choice.ceilings:
        if name == f"ceiling: {ceiling.id}":
            return ceiling.text
    for ending, said in _WORDS:
        if name.endswith(ending) or (ending.startswith("one of") and name.startswith(ending)):
            return said.filled(name=_named(name.removesuffix(ending), situation))
    return Text(zh=f"规则:{name}", en=f"rule: {name}")


def _named(part: str, situation: Situation | None) -> Text:
    ids = [each for each in part.replace(":", " ").split() if not each.isdigit()]
    if situation is None:
        return Text(zh=" ".join(ids), en=" ".join(ids))
    known = {each.id: each.name for each in situation.catalogue.products}
    names = [known[each] for each in ids if each in known]
    return Text(
        zh="与".join(f"《{each.zh}》" for each in names) or part,
        en=" and ".join(each.en for each in names) or part,
    )


_WORDS = (
    (": wanted", Text(zh="{name}必须在方案中", en="{name} must be in the plan")),
    (
        ": worth comparing",
        Text(zh="{name}须有可比较的金额", en="{name} at an amount worth comparing"),
    ),
    (": most", Text(zh="{name}的金额上限", en="the most of {name}")),
    (": least", Text(zh="{name}的金额下限", en="the least amount of {name}")),
    (": covered or not", Text(zh="每项用途只付一次", en="each use is paid once")),
    (
        ": the whole loan",
        Text(zh="{name}须担保全部贷款", en="{name}: the whole loan is guaranteed"),
    ),
    ("one of pledge of", Text(zh="同一质押物只能担保一笔贷款", en="one pledge secures one loan")),
    ("one of", Text(zh="同类政策只能选一项", en="only one policy of a kind")),
    ("", Text(zh="{name}之间的搭配规则", en="the rule that joins {name}")),
)
