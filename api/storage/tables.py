"""Which tables does the store have?"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 32
DIGEST_LENGTH = 64
NAME_LENGTH = 200
MODEL_ID_LENGTH = 80
APPEND_ONLY = ("assessments", "audit_log", "model_events", "shadow_scores")
_FOUR_EYES = {
    "validator_is_not_developer": "lower(validated_by) <> lower(developed_by)",
    "approver_is_not_developer": "lower(approved_by) <> lower(developed_by)",
    "approver_is_not_validator": "lower(approved_by) <> lower(validated_by)",
}
_STATES = {
    "known_state": "state IN ('demonstration', 'candidate', 'validated', 'champion', 'retired')",
    "simulated_is_demonstration": "(trained_on = 'simulated') = (state = 'demonstration')",
    "decides_once_validated": "state NOT IN ('validated', 'champion') OR (validated_by IS NOT NULL "
    "AND validated_on IS NOT NULL AND revalidate_by IS NOT NULL AND report_sha256 IS NOT NULL)",
    "decides_once_approved": "state <> 'champion' OR (approved_by IS NOT NULL "
    "AND approved_on IS NOT NULL AND tenure IS NOT NULL)",
    "retired_by_somebody": "state <> 'retired' OR retired_by IS NOT NULL",
    "challenger_does_not_decide": "NOT is_challenger OR state IN ('candidate', 'validated')",
}
_FINDINGS = {
    "known_severity": "severity IN ('high', 'medium', 'low')",
    "closed_whole": "(closed_by IS NULL) = (closed_on IS NULL)",
    "closer_is_not_owner": "lower(closed_by) <> lower(owner)",
}


class Moment(TypeDecorator[datetime]):
    """A point in time: aware and in UTC on the way in and out, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """In UTC; a time without a zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware again where the database dropped the zone."""
        if value is None:
            return None
        aware: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return aware.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of all tables; constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        }
    )


class AssessmentRow(Table):
    """One assessment with all that is needed to replay it; never changed, never deleted.

    `request` and `result` are the exact JSON texts, the digests are their SHA-256.
    """

    __tablename__ = "assessments"
    __table_args__ = (Index(None, "firm_identifier", "created_at"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    firm_identifier: Mapped[str] = mapped_column(String(NAME_LENGTH))
    assessed_on: Mapped[date] = mapped_column(Date)
    model_id: Mapped[str] = mapped_column(String(NAME_LENGTH))
    catalogue_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    code_version: Mapped[str] = mapped_column(String(NAME_LENGTH))
    request: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    request_sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    result_sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))


class DraftRow(Table):
    """A half-filled form: what was typed, as typed."""

    __tablename__ = "drafts"

    token: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    fields: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class AuditRow(Table):
    """One act, chained to the one before: `hash` covers all other columns."""

    __tablename__ = "audit_log"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(NAME_LENGTH))
    action: Mapped[str] = mapped_column(String(NAME_LENGTH))
    subject: Mapped[str] = mapped_column(String(NAME_LENGTH))
    payload_sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    previous_sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))


def _checks(conditions: dict[str, str]) -> list[CheckConstraint]:
    return [CheckConstraint(condition, name=name) for name, condition in conditions.items()]


def _only_one(name: str, column: str, condition: str) -> Index:
    where = text(condition)
    return Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


class VersionRow(Table):
    """One model version as it stands; the database itself refuses what breaks four eyes.

    `card`, `evidence` and `conditions` are JSON texts.
    """

    __tablename__ = "model_versions"
    __table_args__ = (
        *_checks(_FOUR_EYES | _STATES),
        _only_one("uq_model_versions_champion", "kind", "state = 'champion'"),
        _only_one("uq_model_versions_challenger", "is_challenger", "is_challenger"),
    )

    model_id: Mapped[str] = mapped_column(String(MODEL_ID_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, unique=True)
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    kind: Mapped[str] = mapped_column(String(NAME_LENGTH))
    state: Mapped[str] = mapped_column(String(NAME_LENGTH))
    trained_on: Mapped[str] = mapped_column(String(NAME_LENGTH))
    card: Mapped[str] = mapped_column(Text)
    developed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    proposed_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(Text)
    validated_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    validated_on: Mapped[date | None] = mapped_column(Date)
    revalidate_by: Mapped[date | None] = mapped_column(Date)
    report_sha256: Mapped[str | None] = mapped_column(String(DIGEST_LENGTH))
    verdict: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    conditions: Mapped[str | None] = mapped_column(Text)
    validation_note: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    approved_on: Mapped[date | None] = mapped_column(Date)
    replaces: Mapped[str | None] = mapped_column(
        String(MODEL_ID_LENGTH), ForeignKey("model_versions.model_id")
    )
    tenure: Mapped[int | None] = mapped_column(Integer)
    retired_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    retired_on: Mapped[date | None] = mapped_column(Date)
    retired_because: Mapped[str | None] = mapped_column(Text)
    is_challenger: Mapped[bool] = mapped_column(Boolean)


class FindingRow(Table):
    """One fault held against a version; nothing but its closing can be added."""

    __tablename__ = "model_findings"
    __table_args__ = (*_checks(_FINDINGS),)

    model_id: Mapped[str] = mapped_column(
        String(MODEL_ID_LENGTH), ForeignKey("model_versions.model_id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    severity: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sentence: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(NAME_LENGTH))
    due_on: Mapped[date] = mapped_column(Date)
    raised_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    raised_on: Mapped[date] = mapped_column(Date)
    closed_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    closed_on: Mapped[date | None] = mapped_column(Date)
    closing_note: Mapped[str | None] = mapped_column(Text)


class ModelEventRow(Table):
    """One happening in the registry, as JSON, in order; never changed, never deleted.

    The highest `seq` tells every process whether anything happened since it last looked.
    """

    __tablename__ = "model_events"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(NAME_LENGTH))
    action: Mapped[str] = mapped_column(String(NAME_LENGTH))
    model_id: Mapped[str] = mapped_column(
        String(MODEL_ID_LENGTH), ForeignKey("model_versions.model_id"), index=True
    )
    content: Mapped[str] = mapped_column(Text)


class ShadowRow(Table):
    """What the challenger would have said of an assessed firm; never changed, never deleted."""

    __tablename__ = "shadow_scores"

    assessment_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("assessments.id"), primary_key=True
    )
    model_id: Mapped[str] = mapped_column(
        String(MODEL_ID_LENGTH), ForeignKey("model_versions.model_id"), primary_key=True
    )
    status: Mapped[str] = mapped_column(String(NAME_LENGTH))
    margin: Mapped[float | None] = mapped_column(Float(53))
    pd: Mapped[float | None] = mapped_column(Float(53))
    credit_score: Mapped[int | None] = mapped_column(Integer)
    grade: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    error: Mapped[str | None] = mapped_column(Text)
