"""What is known of a model version: its state, who answers for it, what speaks against it?"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.scoring import Basis
from models.manifest import Digest, Kind, ModelCard

MODEL_ID = r"^[a-z]+-[0-9a-f]{12,64}$"
# Without capitals and blanks, so that one person cannot pass for two by another spelling.
ACTOR = r"^[a-z0-9][a-z0-9._@-]{0,63}$"
_LONGEST = 2_000
_MOST_CONDITIONS = 20

ModelId = Annotated[str, Field(pattern=MODEL_ID)]
Actor = Annotated[str, Field(pattern=ACTOR)]
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Sentence = Annotated[str, Field(min_length=1, max_length=_LONGEST, pattern=_PRINTABLE)]
Note = Annotated[str, Field(max_length=_LONGEST, pattern=_PRINTABLE)]
State = Literal["demonstration", "candidate", "validated", "champion", "retired"]
Severity = Literal["high", "medium", "low"]
Verdict = Literal["green", "amber", "red"]
Action = Literal[
    "proposed", "finding_raised", "finding_closed", "validated", "promoted", "retired",
    "rolled_back", "challenger_named", "challenger_dropped", "refused",
]  # fmt: skip


class Record(BaseModel):
    """Base of what the registry keeps: frozen, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Evidence(Record):
    """What a developer lays beside a model: digests name the very files, a note says the rest."""

    report_sha256: Digest | None = None
    data_sha256: Digest | None = None
    note: Note = ""


class Proposal(Record):
    """A saved model that its developer puts forward, with the card it was saved with.

    `digest` is the SHA-256 of its manifest, so of all its files: no other bytes are meant.
    """

    model_id: ModelId
    digest: Digest
    kind: Kind
    card: ModelCard
    developed_by: Actor
    evidence: Evidence = Evidence()


class ValidationVerdict(Record):
    """What an independent validator concludes from one report, and until when it holds."""

    report_sha256: Digest
    verdict: Verdict
    revalidate_by: date
    conditions: tuple[Sentence, ...] = Field(default=(), max_length=_MOST_CONDITIONS)
    note: Note = ""


class Validation(ValidationVerdict):
    """A verdict with the person who gave it and the day; `conditions` bind every use."""

    validated_by: Actor
    validated_on: date


class NewFinding(Record):
    """A fault that somebody must mend by a day; one that is `high` blocks promotion while open."""

    severity: Severity
    sentence: Sentence
    owner: Actor
    due_on: date


class ModelFinding(NewFinding):
    """A finding as kept: `number` counts those of its model from 1; closed once a note says why."""

    model_id: ModelId
    number: int
    raised_by: Actor
    raised_on: date
    closed_by: Actor | None = None
    closed_on: date | None = None
    closing_note: Sentence | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be mended."""
        return self.closed_on is None

    def is_overdue(self, on: date) -> bool:
        """Whether it is open past its day."""
        return self.is_open and on > self.due_on


class Version(Record):
    """One model in the registry.

    `demonstration` for ever where it learnt from simulated firms; else `candidate`, `validated`,
    `champion`, `retired` in this order. `approved_by` and `approved_on` are of its last promotion
    or rollback; `replaces` is the champion it took over from, and `tenure` counts the champions of
    a kind from 1. A challenger is scored beside the champion and never answers.
    """

    model_id: ModelId
    digest: Digest
    kind: Kind
    state: State
    card: ModelCard
    developed_by: Actor
    proposed_on: date
    evidence: Evidence
    validation: Validation | None = None
    approved_by: Actor | None = None
    approved_on: date | None = None
    replaces: ModelId | None = None
    tenure: int | None = None
    retired_by: Actor | None = None
    retired_on: date | None = None
    retired_because: Sentence | None = None
    is_challenger: bool = False

    @property
    def is_simulated(self) -> bool:
        """Whether it learnt from simulated firms."""
        return self.card.basis.trained_on == "simulated"

    @property
    def basis(self) -> Basis:
        """What it may be used for: the registry decides, whatever the card claims.

        Who ever was champion was validated, so that its old answers can be given again.
        """
        held = self.tenure is not None and not self.is_simulated
        return Basis(
            trained_on=self.card.basis.trained_on, use="validated" if held else "demonstration"
        )

    def is_expired(self, on: date) -> bool:
        """Whether its validation no longer holds; without one there is nothing to expire."""
        return self.validation is not None and on > self.validation.revalidate_by


class Happening(Record):
    """What happened to a version, by whom: it and the finding concerned, as they stand since.

    `reason` says why where there is more to say, as for a retirement or a refusal to serve.
    """

    action: Action
    by: Actor
    version: Version
    finding: ModelFinding | None = None
    reason: str | None = None
