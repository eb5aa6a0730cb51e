"""What would the challenger have said, kept beside what the champion said?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.storage.tables import AssessmentRow, ShadowRow

_IN_PARTS = {"yield_per": 500}
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


@dataclass(frozen=True)
class Beside:
    """A shadow with the assessment it belongs to; `result` is the JSON text that was answered."""

    assessment_id: str
    assessed_on: date
    result: str
    shadow: Shadow


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


def beside_champion(session: Session, model_id: str) -> Iterator[Beside]:
    """All that one challenger said, beside what was answered, in the order of the answers."""
    wanted = (
        select(ShadowRow, AssessmentRow)
        .join(AssessmentRow, AssessmentRow.id == ShadowRow.assessment_id)
        .where(ShadowRow.model_id == model_id)
        .order_by(AssessmentRow.created_at, AssessmentRow.id)
    )
    for row, answered in session.execute(wanted, execution_options=_IN_PARTS):
        yield Beside(answered.id, answered.assessed_on, answered.result, _shadow_of(row))


def _shadow_of(row: ShadowRow) -> Shadow:
    return Shadow(**{name: getattr(row, name) for name in Shadow.__dataclass_fields__})
