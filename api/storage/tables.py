"""Which tables does the store have?"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 32
DIGEST_LENGTH = 64
NAME_LENGTH = 200
APPEND_ONLY = ("assessments", "audit_log")


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
