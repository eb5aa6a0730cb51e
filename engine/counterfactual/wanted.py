"""What is asked of a counterfactual: which grade, within which limits?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from engine.errors import CounterfactualError
from engine.facts import FACT_BY_NAME
from engine.scoring import GRADES

UPPER_PD: Mapping[str, float] = MappingProxyType(dict(GRADES))
_MOST_CHANGES = 4
_NO_FACTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Wanted:
    """A grade to reach by at most `most_changes` changes, all true by the day `by` (None: any day).

    `frozen` facts keep their value whatever happens. `if_known` names missing facts and the value
    they are supposed to turn out to have. After `most_scorings` rows scored the search ends with
    what it has found.

    Raises:
        CounterfactualError: an unknown grade or fact, or a number outside its limits.
    """

    grade: str
    most_changes: int = 3
    by: date | None = None
    frozen: frozenset[str] = frozenset()
    if_known: Mapping[str, float] = field(default_factory=lambda: _NO_FACTS)
    most_scorings: int = 60_000

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        if self.grade not in UPPER_PD:
            raise CounterfactualError(f"没有等级 / no grade {self.grade!r}: {', '.join(UPPER_PD)}")
        for name in (*sorted(self.frozen), *self.if_known):
            if name not in FACT_BY_NAME:
                raise CounterfactualError(f"没有此数据项 / there is no fact {name!r}")
        if not 1 <= self.most_changes <= _MOST_CHANGES:
            raise CounterfactualError(
                f"改变须为1至{_MOST_CHANGES}项 / 1 to {_MOST_CHANGES} changes"
            )
        if self.most_scorings < 1:
            raise CounterfactualError("至少评分一次 / at least one scoring")
