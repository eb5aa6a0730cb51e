"""What happens when a firm comes to the desk? Every door calls this, so that all say the same."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from api.schemas.answers import AssessmentAnswer, ScoreAnswer, StoredAssessment, notice_of
from api.schemas.answers_given import ReplanAnswer, ReplanRequest
from api.schemas.requests import AssessmentRequest, ScoreRequest
from api.shadow import shadow_of
from api.storage import assessments, drafts, shadows
from api.storage.assessments import KeptAssessment
from api.wiring import Service
from engine.assessment import Scorers, explain
from engine.assessment import assess as assess_firm
from engine.errors import EngineError, FieldError, RecordError
from engine.firm import Firm, Need
from engine.firm.checks import need_errors, record_errors
from engine.ledger import Ledger
from engine.routing import NO_ANSWERS, Agreed, Given, difference_of
from engine.text import Text

APPLICANT = "demonstration-applicant"
_ID_CHARACTERS = frozenset("0123456789abcdef")
_ID_LENGTH = 32
_ONLY_STORED = frozenset({"id", "created_at"})
# Beyond any funding need; sums of the plan stay within what a yuan amount can hold.
MOST_NEEDED = Decimal(100_000_000_000)
_TOO_MUCH = Text(zh="用途金额合计超过1000亿元", en="add up to more than CNY 100 billion")
_AHEAD = Text(zh="评估日晚于今天({today})", en="the day of assessment lies after today ({today})")


class NotFoundError(EngineError):
    """Nothing is stored under this id."""


@dataclass(frozen=True)
class Difference:
    """One value that a replay gives otherwise; None where it was or is absent."""

    path: str
    stored: Any
    now: Any


@dataclass(frozen=True)
class Replay:
    """A stored assessment computed again; the same code, model and catalogue give no difference."""

    versions: tuple[Difference, ...]
    results: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether every number and word came out as stored."""
        return not self.results


def score(service: Service, request: ScoreRequest) -> ScoreAnswer:
    """The explained score; nothing is stored.

    Raises:
        RecordError: the record contradicts itself; each field is named.
    """
    on = _checked_day(service, request.firm, request.need, request.on)
    found = explain(request.firm, on, service.scorers)
    return ScoreAnswer(
        **dict(found), notice=notice_of(found.basis), code_version=service.code_version
    )


def preview(service: Service, request: AssessmentRequest) -> AssessmentAnswer:
    """The whole assessment; nothing is stored.

    Raises:
        RecordError: record or need contradict themselves; each field is named.
    """
    on = _checked_day(service, request.firm, request.need, request.on)
    return _assess(service, request, on, service.scorers)


def assess(
    service: Service, request: AssessmentRequest, actor: str = APPLICANT
) -> StoredAssessment:
    """The whole assessment, stored, audited and scored in shadow in one transaction.

    Raises:
        RecordError: record or need contradict themselves; each field is named, nothing is stored.
    """
    on = _checked_day(service, request.firm, request.need, request.on)
    serving = service.serving()
    answer = _assess(service, request, on, serving.scorers)
    challenger = serving.challenger
    shadow = shadow_of(request.firm, on, challenger) if challenger else None
    stored = StoredAssessment(**dict(answer), id=uuid4().hex, created_at=service.now())
    dated = request.model_copy(update={"on": on})
    with service.store.writing() as session:
        assessments.save(session, _kept(stored, dated), actor)
        if shadow is not None:
            shadows.save(session, stored.id, shadow)
    return stored


def find(service: Service, assessment_id: str) -> StoredAssessment:
    """A stored assessment.

    Raises:
        NotFoundError: nothing is stored under this id.
    """
    return StoredAssessment.model_validate_json(find_text(service, assessment_id))


def find_text(service: Service, assessment_id: str) -> str:
    """A stored assessment as the exact text first answered.

    Raises:
        NotFoundError: nothing is stored under this id.
    """
    return _find(service, assessment_id).result


def request_of(service: Service, assessment_id: str) -> AssessmentRequest:
    """The firm, need and day that were assessed.

    Raises:
        NotFoundError: nothing is stored under this id.
    """
    return AssessmentRequest.model_validate_json(_find(service, assessment_id).request)


def replay(service: Service, assessment_id: str) -> Replay:
    """Compute a stored assessment again from its own request and say what differs.

    By the models it was made with, where they still serve or lie in the registry's folder.

    Raises:
        NotFoundError: nothing is stored under this id.
    """
    kept = _find(service, assessment_id)
    request = AssessmentRequest.model_validate_json(kept.request)
    was = json.loads(kept.result)
    potential = _within(was, ("potential", "model_id"))
    scorers = service.champions.that_answered(kept.model_id, potential)
    fresh = _assess(service, request, kept.assessed_on, scorers)
    now = json.loads(fresh.model_dump_json())
    versions = (
        Difference("model_id", kept.model_id, fresh.score.model_id),
        Difference("catalogue_hash", kept.catalogue_hash, fresh.catalogue_hash),
        Difference("code_version", kept.code_version, fresh.code_version),
        *_other_versions(was, now),
    )
    results = _differences({k: v for k, v in was.items() if k not in _ONLY_STORED}, now)
    changed = tuple(each for each in versions if each.stored != each.now)
    return Replay(changed, tuple(each for each in results if each.path != "code_version"))


def replan(
    service: Service, assessment_id: str, answers: ReplanRequest, actor: str = APPLICANT
) -> ReplanAnswer:
    """A stored assessment with the rest planned again around what providers answered.

    By the models it was made with, as known on its day. Of answers and plan only the act is kept,
    in the audit log, with a digest that proves what was answered.

    Raises:
        NotFoundError: nothing is stored under this id.
        RecordError: the answers contradict each other or the limits; it says which.
    """
    kept = _find(service, assessment_id)
    was = StoredAssessment.model_validate_json(kept.result)
    potential = was.potential.model_id if was.potential else None
    scorers = service.champions.that_answered(kept.model_id, potential)
    request = AssessmentRequest.model_validate_json(kept.request)
    fresh = _assess(service, request, kept.assessed_on, scorers, answers.agreed())
    difference = difference_of(was.plan, fresh.plan)
    answer = ReplanAnswer(**dict(fresh), replans=assessment_id, difference=difference)
    texts = answers.model_dump_json(), answer.model_dump_json()
    with service.store.writing() as session:
        assessments.keep_replan(session, assessment_id, texts, (service.now(), actor))
    return answer


def preview_replan(
    service: Service, request: AssessmentRequest, answers: ReplanRequest
) -> ReplanAnswer:
    """The same for a firm that is not stored.

    Raises:
        RecordError: record, need or answers cannot be used; each reason is named.
    """
    on = _checked_day(service, request.firm, request.need, request.on)
    before = _assess(service, request, on, service.scorers)
    fresh = _assess(service, request, on, service.scorers, answers.agreed())
    difference = difference_of(before.plan, fresh.plan)
    return ReplanAnswer(**dict(fresh), replans="", difference=difference)


def keep_draft(service: Service, token: str, fields: Mapping[str, str]) -> None:
    """Keep what was typed so far under a token that the page made."""
    with service.store.writing() as session:
        drafts.keep(session, token, fields, service.now())


def find_draft(service: Service, token: str) -> dict[str, str] | None:
    """What was typed so far, or None."""
    with service.store.reading() as session:
        return drafts.find(session, token)


def drop_draft(service: Service, token: str) -> None:
    """Forget what was typed, once it is assessed."""
    with service.store.writing() as session:
        drafts.drop(session, token)


def _checked_day(service: Service, firm: Firm, need: Need | None, wanted: date | None) -> date:
    today = service.today()
    on = wanted or today
    errors = list(record_errors(firm, today))
    if on > today:
        errors.append(FieldError("on", _AHEAD.filled(today=today)))
    elif need is not None:
        errors += need_errors(need, on)
    if need is not None and sum(use.amount for use in need.uses) > MOST_NEEDED:
        errors.append(FieldError("need.uses", _TOO_MUCH))
    if errors:
        raise RecordError(tuple(errors))
    return on


def _assess(
    service: Service,
    request: AssessmentRequest,
    on: date,
    scorers: Scorers,
    agreed: Agreed = NO_ANSWERS,
) -> AssessmentAnswer:
    catalogue = service.catalogue(on)
    given = Given(ledger=Ledger(received=request.support_received or ()), agreed=agreed)
    tables = replace(service.tables, given=given)
    found = assess_firm(request.firm, request.need, on, scorers, catalogue, tables)
    return AssessmentAnswer(
        **dict(found), notice=notice_of(found.score.basis), code_version=service.code_version
    )


def _kept(stored: StoredAssessment, request: AssessmentRequest) -> KeptAssessment:
    return KeptAssessment(
        id=stored.id,
        created_at=stored.created_at,
        firm_identifier=request.firm.identifier,
        assessed_on=stored.on,
        model_id=stored.score.model_id,
        catalogue_hash=stored.catalogue_hash,
        code_version=stored.code_version,
        request=request.model_dump_json(),
        result=stored.as_json(),
    )


def _other_versions(was: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    """The potential model and the table of innovation points, kept within the result."""
    for path in (("potential", "model_id"), ("innovation", "table", "hash")):
        yield Difference(".".join(path), _within(was, path), _within(now, path))


def _within(part: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
    return part


def _find(service: Service, assessment_id: str) -> KeptAssessment:
    if len(assessment_id) != _ID_LENGTH or not _ID_CHARACTERS.issuperset(assessment_id):
        raise NotFoundError("no assessment has this id")
    with service.store.reading() as session:
        kept = assessments.find(session, assessment_id)
    if kept is None:
        raise NotFoundError("no assessment has this id")
    return kept


def _differences(stored: Any, now: Any, path: str = "") -> Iterator[Difference]:
    if isinstance(stored, dict) and isinstance(now, dict):
        for key in sorted(stored.keys() | now.keys()):
            yield from _differences(stored.get(key), now.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        for place, (was, new) in enumerate(zip(stored, now, strict=True)):
            yield from _differences(was, new, f"{path}.{place}")
    elif stored != now:
        yield Difference(path, stored, now)
