"""How is an assessment kept, so that it reads back exactly and can be replayed?"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.audit import ASSESSED, REPLANNED, Act, payload_of, record, sha256_of
from api.storage.tables import AssessmentRow


@dataclass(frozen=True)
class KeptAssessment:
    """All that is stored of one assessment; `request` and `result` are exact JSON texts."""

    id: str
    created_at: datetime
    firm_identifier: str
    assessed_on: date
    model_id: str
    catalogue_hash: str
    code_version: str
    request: str
    result: str


def save(session: Session, kept: KeptAssessment, actor: str) -> None:
    """Store an assessment and chain the act to the audit log."""
    row = AssessmentRow(
        id=kept.id,
        created_at=kept.created_at,
        firm_identifier=kept.firm_identifier,
        assessed_on=kept.assessed_on,
        model_id=kept.model_id,
        catalogue_hash=kept.catalogue_hash,
        code_version=kept.code_version,
        request=kept.request,
        result=kept.result,
        request_sha256=sha256_of(kept.request),
        result_sha256=sha256_of(kept.result),
    )
    session.add(row)
    record(session, Act(kept.created_at, actor, ASSESSED, kept.id, payload_of(row)))


def keep_replan(
    session: Session, assessment_id: str, texts: tuple[str, str], done: tuple[datetime, str]
) -> None:
    """Chain to the audit log when and by whom the rest was planned again, and around what.

    `texts` are the answers of providers and the plan answered to them, `done` the moment and the
    actor. Of the texts only `replan_digest` is kept.
    """
    at, actor = done
    record(session, Act(at, actor, REPLANNED, assessment_id, replan_digest(*texts)))


def replan_digest(answers: str, plan: str) -> str:
    """The digest that proves which plan was answered to which answers of providers."""
    return sha256_of(json.dumps([answers, sha256_of(plan)], ensure_ascii=False))


def find(session: Session, assessment_id: str) -> KeptAssessment | None:
    """The assessment with this id, or None."""
    row = session.scalar(select(AssessmentRow).where(AssessmentRow.id == assessment_id))
    if row is None:
        return None
    return KeptAssessment(
        id=row.id,
        created_at=row.created_at,
        firm_identifier=row.firm_identifier,
        assessed_on=row.assessed_on,
        model_id=row.model_id,
        catalogue_hash=row.catalogue_hash,
        code_version=row.code_version,
        request=row.request,
        result=row.result,
    )
