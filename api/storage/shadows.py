"""What would the challenger have said, kept beside what the champion said?"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.storage.tables import ShadowRow

ShadowStatus = Literal["scored", "refer", "failed"]


@dataclass(frozen=True)
class Shadow:
    """One assessment scored by the challenger.

    `margin` and `pd` are the raw numbers, also where it would refer; score and grade only where it
    would score. With status `failed` there is only an `error`.
    """

    model_id: str
    status: ShadowStatus
    margin: float | None = None
    pd: float | None = None
    credit_score: int | None = None
    grade: str | None = None
    error: str | None = None


def save(session: Session, assessment_id: str, shadow: Shadow) -> None:
    """Keep it with the assessment, in its transaction."""
    session.add(ShadowRow(assessment_id=assessment_id, **vars(shadow)))
    session.flush()


def find(session: Session, assessment_id: str) -> tuple[Shadow, ...]:
    """All that challengers said of one assessment."""
    rows = session.scalars(select(ShadowRow).where(ShadowRow.assessment_id == assessment_id))
    return tuple(_shadow_of(row) for row in rows)


def counts(session: Session, model_id: str) -> dict[str, int]:
    """How often one challenger scored, would have referred, and failed."""
    times = func.count().label("times")
    wanted = select(ShadowRow.status, times).where(ShadowRow.model_id == model_id)
    rows = session.execute(wanted.group_by(ShadowRow.status).order_by(ShadowRow.status))
    return {row.status: row.times for row in rows}


def _shadow_of(row: ShadowRow) -> Shadow:
    return Shadow(**{name: getattr(row, name) for name in Shadow.__dataclass_fields__})
