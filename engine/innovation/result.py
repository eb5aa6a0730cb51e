"""What is said of a firm's innovation points?"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.catalogue.kinds import TermsStatus
from engine.catalogue.terms import Value
from engine.innovation.files import Group, IndicatorUnit, Stage
from engine.text import Text

Points = Annotated[Value, Field(ge=0, le=100, decimal_places=2)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class TableMark(_Frozen):
    """Which table the points rest on; `note` says so where it is not the official one."""

    valid_from: date
    as_of: date
    status: TermsStatus
    note: Text
    hash: str


class IndicatorPoints(_Frozen):
    """What one indicator earns of its `weight`; where `missing`, nothing, and never imputed.

    `missing_facts` are those not known; without any it is missing as it cannot be computed.
    """

    code: str
    group: Group
    label: Text
    value: float | None
    unit: IndicatorUnit
    points: Points
    weight: Points
    missing: bool
    missing_facts: tuple[str, ...]
    sentence: Text


class GroupPoints(_Frozen):
    """The sums of one group; `known_weight` is the weight of its indicators that are known."""

    code: Group
    label: Text
    points: Points
    weight: Points
    known_weight: Points


class InnovationPoints(_Frozen):
    """A firm's points out of `out_of`, which a published table gives and anybody can repeat.

    Points are rounded once, half up to two decimals, indicator by indicator; groups and `total`
    are the exact sums. `could_reach` is the total if every indicator with unknown facts earned its
    whole weight. Where the stage is unknown so is the total: it lies between `at_least` and
    `could_reach`, the bounds over `possible_stages`.
    """

    on: date
    status: Literal["computed", "unknown"]
    unknown_because: Text | None
    table: TableMark | None
    stage: Stage | None
    stage_label: Text | None
    possible_stages: tuple[Stage, ...]
    total: Points | None
    at_least: Points | None
    could_reach: Points | None
    known_weight: Points | None
    out_of: Value = Decimal(100)
    groups: tuple[GroupPoints, ...]
    indicators: tuple[IndicatorPoints, ...]
