"""What may the table of innovation points say? The form of `products/innovation_points.yaml`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.catalogue.kinds import Status, TermsStatus
from engine.catalogue.series import Entry, FileModel, FileNumber
from engine.catalogue.terms import Source
from engine.text import Text

Stage = Literal["start_up", "growth", "stable"]
Group = Literal["technology", "operation", "support"]
IndicatorUnit = Literal["wan_yuan", "share", "count", "persons"]
Scale = Literal["linear", "log1p"]
STAGES: tuple[Stage, ...] = ("start_up", "growth", "stable")
GROUPS: tuple[Group, ...] = ("technology", "operation", "support")
Pair = Annotated[tuple[str, str], Field(strict=False)]
PositiveNumber = Annotated[FileNumber, Field(gt=0)]


class StageNumbers(FileModel):
    """One number for each stage."""

    start_up: FileNumber
    growth: FileNumber
    stable: FileNumber

    def at(self, stage: Stage) -> Decimal:
        """The number of `stage`."""
        return {"start_up": self.start_up, "growth": self.growth, "stable": self.stable}[stage]


class StatedNumbers(StageNumbers):
    """One number for each stage, with its source and how sure it is."""

    source: str
    status: Status


class MeasureFile(FileModel):
    """What is measured, from facts: a fact, one over another, or one over another less 1."""

    fact: str | None = None
    ratio: Pair | None = None
    growth: Pair | None = None

    @model_validator(mode="after")
    def _one_form(self) -> "MeasureFile":
        if sum(form is not None for form in (self.fact, self.ratio, self.growth)) != 1:
            raise ValueError("needs exactly one of fact, ratio, growth")
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it reads."""
        return (self.fact,) if self.fact else self.ratio or self.growth or ()


class IndicatorFile(FileModel):
    """One indicator: points rise from none at `floor` to the whole weight at `cap`.

    `floor` and `cap` are in `unit`; between them the points are linear in the value or, where
    `scale` is `log1p`, in ln(1 + value).
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]+$")]
    group: Group
    label: Text
    source: str
    unit: IndicatorUnit
    measure: MeasureFile
    scale: Scale
    weight: StatedNumbers
    floor: StatedNumbers
    cap: StatedNumbers


class GroupFile(FileModel):
    """A first-level indicator and what its indicators' weights add up to."""

    label: Text
    subtotal: StageNumbers


class StageRuleFile(FileModel):
    """Where the stages part: by age and by the revenue of the last fiscal year."""

    labels: dict[Stage, Text]
    start_up_max_age_years: Entry[PositiveNumber]
    start_up_revenue_below_yuan: Entry[PositiveNumber]
    stable_revenue_from_yuan: Entry[PositiveNumber]


class VersionFile(FileModel):
    """The whole table as it holds from a day on; `as_of` is when its values were read."""

    as_of: date
    note: Text
    stages: StageRuleFile
    groups: dict[Group, GroupFile]
    indicators: list[IndicatorFile]

    @property
    def status(self) -> TermsStatus:
        """As sure as its least sure value."""
        rule = self.stages
        found = {
            rule.start_up_max_age_years.status,
            rule.start_up_revenue_below_yuan.status,
            rule.stable_revenue_from_yuan.status,
        }
        for each in self.indicators:
            found |= {each.weight.status, each.floor.status, each.cap.status}
        if "illustrative" in found:
            return "illustrative"
        return "official" if found == {"official"} else "official_partial"


class TableFile(FileModel):
    """All versions of the table by the day they hold from, and the sources they name."""

    versions: Annotated[dict[date, VersionFile], Field(min_length=1)]
    sources: dict[str, Source]
