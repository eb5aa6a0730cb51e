"""What is said of one qualification: every condition, the result, the certificate?"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.facts.definition import Unit
from engine.firm.innovation import QualificationCode
from engine.text import Text

Result = Literal["met", "not_met", "unknown"]
Operator = Literal["at_least", "at_most", "above", "below", "is_true", "is_false"]
Status = Literal["official", "official_partial", "illustrative"]
HeldState = Literal["valid", "expires_soon", "expired", "not_yet_valid", "not_held", "unknown"]


class Frozen(BaseModel):
    """Base of all results: immutable, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RuleSource(Frozen):
    """Where a threshold was read, when, and how sure that is."""

    title: Text
    as_of: date
    status: Status


class ScoreItem(Frozen):
    """One line of a score: the points that are certain (`low`) and still possible (`high`).

    `judged` says that experts, not facts, decide within the range.
    """

    label: Text
    facts: tuple[str, ...]
    low: float
    high: float
    most: float
    missing: tuple[str, ...]
    judged: bool
    sentence: Text


class Check(Frozen):
    """One condition and how it turned out.

    A `fact` compares one value with a threshold; a `score` adds its `items`; `all` and `any` hold
    other conditions in `parts`, `any` being met by one of them. `value` is None where it is not
    known exactly; `low` and `high` bound it as far as the facts do. `distance` is how far the
    value is on the right side of the threshold (negative: short of it), in `unit`, None where
    nothing is decided or there is no such distance. `missing` names the facts that would decide.
    """

    kind: Literal["fact", "score", "all", "any"]
    label: Text
    verdict: Result
    sentence: Text
    facts: tuple[str, ...] = ()
    unit: Unit | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    operator: Operator | None = None
    threshold: float | None = None
    distance: float | None = None
    missing: tuple[str, ...] = ()
    source: RuleSource | None = None
    note: Text | None = None
    items: tuple[ScoreItem, ...] = ()
    parts: tuple["Check", ...] = ()

    def leaves(self) -> tuple["Check", ...]:
        """This condition if it stands alone, else all conditions within it."""
        if not self.parts:
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves())


class Holding(Frozen):
    """The certificate, if any: its number, its term, and what that means on the day."""

    state: HeldState
    certificate: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    days_left: int | None = None
    sentence: Text


class QualificationTest(Frozen):
    """Whether the conditions are met by the facts, beside whether the certificate is held.

    `result` is ours, computed from `checks`, all of which must be met; a bureau decides. Where
    `computed` is false the conditions are not tested and the result is unknown.
    """

    code: QualificationCode
    label: Text
    computed: bool
    result: Result
    sentence: Text
    checks: tuple[Check, ...]
    missing: tuple[str, ...]
    source: RuleSource
    note: Text | None
    held: Holding
