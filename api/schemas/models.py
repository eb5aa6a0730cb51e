"""What may be asked of the model registry, and what does it answer?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.champions import Serving
from api.storage.registry import Kept
from engine.firm.base import Day, Part, titled
from engine.scoring import Basis
from engine.text import Text
from models.manifest import Digest, Kind, ModelCard
from models.registry import (
    Evidence,
    ModelFinding,
    NewFinding,
    Severity,
    Validation,
    ValidationVerdict,
    Version,
)
from models.registry.records import (
    Action,
    Actor,
    ModelId,
    Note,
    Sentence,
    State,
    Verdict,
)
from models.registry.words import STATES

_MOST_CONDITIONS = 20
# Until accounts exist the acting person is named in the body.
_BY = titled("经办人编号", "Id of the acting person")


class ActRequest(Part):
    """An act of a person on a version."""

    by: Annotated[Actor, _BY]


class ProposalRequest(Part):
    """A saved and signed model, whose folder of this name lies in the registry's folder."""

    model_id: Annotated[ModelId, titled("模型编号", "Model id")]
    developed_by: Annotated[Actor, titled("开发人员编号", "Id of the developer")]
    report_sha256: Annotated[Digest | None, titled("自测报告摘要", "Digest of own report")] = None
    data_sha256: Annotated[Digest | None, titled("训练数据摘要", "Digest of the data")] = None
    note: Annotated[Note, titled("说明", "Note")] = ""

    @property
    def evidence(self) -> Evidence:
        """What the developer lays beside the model."""
        return Evidence(
            report_sha256=self.report_sha256, data_sha256=self.data_sha256, note=self.note
        )


class FindingRequest(ActRequest):
    """A fault, who must mend it, and until when."""

    severity: Annotated[Severity, titled("级别", "Severity")]
    sentence: Annotated[Sentence, titled("问题", "What is wrong")]
    owner: Annotated[Actor, titled("整改责任人", "Who must mend it")]
    due_on: Annotated[Day, titled("整改期限", "Due on")]

    @property
    def finding(self) -> NewFinding:
        """The finding itself."""
        return NewFinding(**self.model_dump(exclude={"by"}))


class ClosingRequest(ActRequest):
    """Why a finding is mended."""

    note: Annotated[Sentence, titled("整改说明", "How it was mended")]


class ValidationRequest(ActRequest):
    """The verdict of an independent validator on a version."""

    report_sha256: Annotated[Digest, titled("验证报告摘要", "Digest of the validation report")]
    verdict: Annotated[Verdict, titled("结论", "Verdict")]
    revalidate_by: Annotated[Day, titled("再验证日", "To be validated again by")]
    conditions: Annotated[
        tuple[Sentence, ...],
        titled("使用条件", "Conditions of use"),
        Field(max_length=_MOST_CONDITIONS),
    ] = ()
    note: Annotated[Note, titled("说明", "Note")] = ""

    @property
    def told(self) -> ValidationVerdict:
        """The verdict itself."""
        return ValidationVerdict(**self.model_dump(exclude={"by"}))


class PromotionRequest(ActRequest):
    """An approval; `replacing` is the champion that the approver saw, null for none."""

    replacing: Annotated[ModelId | None, titled("接替的模型", "Champion to be replaced")]


class RollbackRequest(PromotionRequest):
    """The same for the return of the champion before."""

    kind: Annotated[Kind, titled("模型类别", "Kind of model")] = "credit"


class RetirementRequest(ActRequest):
    """Why a version goes out of use."""

    because: Annotated[Sentence, titled("原因", "Why")]


class ActingPerson(BaseModel):
    """The acting person as a parameter of the address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Annotated[Actor, _BY]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ModelSummary(_Answer):
    """One version; `serves` says whether this process answers with it just now."""

    model_id: str
    kind: Kind
    state: State
    state_text: Text
    basis: Basis
    serves: bool
    is_challenger: bool
    developed_by: str
    validated_by: str | None
    approved_by: str | None
    revalidate_by: date | None
    expired: bool
    conditions: tuple[str, ...]
    open_findings: dict[Severity, int]
    overdue_findings: int

    @classmethod
    def of(
        cls, version: Version, findings: Iterable[ModelFinding], serving: Serving | None, on: date
    ) -> Self:
        """The summary as it stands on a day."""
        validation = version.validation
        own = [each for each in findings if each.model_id == version.model_id]
        return cls(
            model_id=version.model_id,
            kind=version.kind,
            state=version.state,
            state_text=STATES[version.state],
            basis=version.basis,
            serves=version.model_id in _serving_ids(serving),
            is_challenger=version.is_challenger,
            developed_by=version.developed_by,
            validated_by=validation.validated_by if validation else None,
            approved_by=version.approved_by,
            revalidate_by=validation.revalidate_by if validation else None,
            expired=version.is_expired(on),
            conditions=validation.conditions if validation else (),
            open_findings=dict(Counter(each.severity for each in own if each.is_open)),
            overdue_findings=sum(each.is_overdue(on) for each in own),
        )


class ModelList(_Answer):
    """All versions, and what this process answers with: null where nothing may serve.

    A serving model that is not among `models` is the one that the settings name.
    """

    on: date
    serving_credit: str | None
    serving_potential: str | None
    challenger: str | None
    models: tuple[ModelSummary, ...]

    @classmethod
    def of(
        cls,
        versions: Iterable[Version],
        findings: tuple[ModelFinding, ...],
        serving: Serving | None,
        on: date,
    ) -> Self:
        """The list as it stands on a day."""
        scorers = serving.scorers if serving else None
        return cls(
            on=on,
            serving_credit=scorers.credit.model_id if scorers else None,
            serving_potential=(
                scorers.potential.model_id if scorers and scorers.potential else None
            ),
            challenger=serving.challenger.model_id if serving and serving.challenger else None,
            models=tuple(ModelSummary.of(each, findings, serving, on) for each in versions),
        )


class ModelEvent(_Answer):
    """One thing that happened to a version, by whom and when."""

    seq: int
    at: datetime
    action: Action
    by: str
    state: State
    finding: int | None
    reason: str | None

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """The event of a happening."""
        happening, retired = kept.happening, kept.happening.action == "retired"
        return cls(
            seq=kept.seq,
            at=kept.at,
            action=happening.action,
            by=happening.by,
            state=happening.version.state,
            finding=happening.finding.number if happening.finding else None,
            reason=happening.version.retired_because if retired else happening.reason,
        )


class ModelDetail(ModelSummary):
    """Everything known of a version.

    `shadow` counts what it said as a challenger: scored, refer, failed.
    """

    digest: str
    card: ModelCard
    evidence: Evidence
    validation: Validation | None
    proposed_on: date
    approved_on: date | None
    replaces: str | None
    retired_by: str | None
    retired_on: date | None
    retired_because: str | None
    findings: tuple[ModelFinding, ...]
    history: tuple[ModelEvent, ...]
    shadow: dict[str, int]

    @classmethod
    def whole(
        cls,
        version: Version,
        findings: tuple[ModelFinding, ...],
        history: tuple[Kept, ...],
        shadow: dict[str, int],
        serving: tuple[Serving | None, date],
    ) -> Self:
        """The detail as it stands on a day."""
        summary = ModelSummary.of(version, findings, *serving)
        more = {name: getattr(version, name) for name in (
            "digest", "card", "evidence", "validation", "proposed_on", "approved_on", "replaces",
            "retired_by", "retired_on", "retired_because",
        )}  # fmt: skip
        return cls(
            **dict(summary),
            **more,
            findings=findings,
            history=tuple(map(ModelEvent.of, history)),
            shadow=shadow,
        )


def _serving_ids(serving: Serving | None) -> set[str]:
    if serving is None:
        return set()
    potential = serving.scorers.potential
    return {serving.scorers.credit.model_id, *([potential.model_id] if potential else [])}
