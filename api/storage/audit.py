"""Who did what, when, and has anybody changed the record of it?"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.registry_rows import finding_of, happening_of, version_of
from api.storage.tables import (
    DIGEST_LENGTH,
    AssessmentRow,
    AuditRow,
    FindingRow,
    ModelEventRow,
    VersionRow,
)
from models.registry import ModelFinding, Version

BEGINNING = "0" * DIGEST_LENGTH
ASSESSED = "assessment.stored"
REPLANNED = "assessment.replanned"
MODEL_ACTED = "model."
_IN_PARTS = {"yield_per": 500}


@dataclass(frozen=True)
class Act:
    """One thing done by `actor` to `subject`; the digest is of all that was written."""

    at: datetime
    actor: str
    action: str
    subject: str
    payload_sha256: str


@dataclass(frozen=True)
class Head:
    """The newest link: noted elsewhere, it also proves that no later link was cut off."""

    seq: int
    sha256: str


@dataclass(frozen=True)
class AuditReport:
    """What a check of the whole chain found; `faults` is empty where all holds."""

    entries: int
    assessments: int
    model_events: int
    head: Head
    faults: tuple[str, ...]


def sha256_of(text: str) -> str:
    """The digest of a text as stored, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def payload_of(row: AssessmentRow) -> str:
    """The digest of everything one assessment stores."""
    parts = [row.id, row.created_at.isoformat(), row.firm_identifier, row.assessed_on.isoformat(),
             row.model_id, row.catalogue_hash, row.code_version, row.request_sha256,
             row.result_sha256]  # fmt: skip
    return sha256_of(json.dumps(parts, ensure_ascii=False))


def event_payload_of(row: ModelEventRow) -> str:
    """The digest of everything one happening in the model registry stores."""
    parts = [row.seq, row.at.isoformat(), row.actor, row.action, row.model_id, row.content]
    return sha256_of(json.dumps(parts, ensure_ascii=False))


def record(session: Session, act: Act) -> Head:
    """Chain `act` to the log, within the transaction of the act itself (`Store.writing`)."""
    before = head_of(session)
    row = AuditRow(
        seq=before.seq + 1,
        at=act.at,
        actor=act.actor,
        action=act.action,
        subject=act.subject,
        payload_sha256=act.payload_sha256,
        previous_sha256=before.sha256,
    )
    row.sha256 = link_of(row)
    session.add(row)
    session.flush()
    return Head(row.seq, row.sha256)


def head_of(session: Session) -> Head:
    """The newest link, or the beginning where nothing was done yet."""
    last = session.scalar(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))
    return Head(0, BEGINNING) if last is None else Head(last.seq, last.sha256)


def link_of(row: AuditRow) -> str:
    """The digest over all other columns of a link."""
    parts = [row.seq, row.at.isoformat(), row.actor, row.action, row.subject, row.payload_sha256,
             row.previous_sha256]  # fmt: skip
    return sha256_of(json.dumps(parts, ensure_ascii=False))


def verify(session: Session, noted: Head | None = None) -> AuditReport:
    """Check every link, all that is stored against its link, and an earlier noted head."""
    faults: list[str] = []
    head, payloads, acts = _walk(session, faults, noted)
    entries = head.seq
    if noted is not None and noted.seq > entries:
        faults.append(f"the log ends at {entries}, but {noted.seq} was noted before")
    assessments = _check_assessments(session, payloads, faults)
    model_events = _check_registry(session, acts, faults)
    return AuditReport(entries, assessments, model_events, head, tuple(faults))


def _walk(
    session: Session, faults: list[str], noted: Head | None
) -> tuple[Head, dict[str, str], set[str]]:
    """The newest link, the digest of each assessment, and those of the happenings to models."""
    before, payloads, acts = Head(0, BEGINNING), dict[str, str](), set[str]()
    for row in session.scalars(
        select(AuditRow).order_by(AuditRow.seq), execution_options=_IN_PARTS
    ):
        faults += _link_faults(row, before, noted)
        before = Head(row.seq, row.sha256)
        if row.action == ASSESSED:
            payloads[row.subject] = row.payload_sha256
        elif row.action.startswith(MODEL_ACTED):
            acts.add(row.payload_sha256)
    return before, payloads, acts


def _link_faults(row: AuditRow, before: Head, noted: Head | None) -> list[str]:
    faults = []
    if row.seq != before.seq + 1:
        faults.append(f"entry {row.seq} follows {before.seq}: entries are missing")
    if row.previous_sha256 != before.sha256:
        faults.append(f"entry {row.seq} does not continue entry {before.seq}")
    if row.sha256 != link_of(row):
        faults.append(f"entry {row.seq} was changed")
    if noted is not None and row.seq == noted.seq and row.sha256 != noted.sha256:
        faults.append(f"entry {row.seq} is not the one noted before")
    return faults


def _check_assessments(session: Session, payloads: dict[str, str], faults: list[str]) -> int:
    seen = 0
    for row in session.scalars(
        select(AssessmentRow).order_by(AssessmentRow.id), execution_options=_IN_PARTS
    ):
        seen += 1
        whole = (sha256_of(row.request), sha256_of(row.result))
        if whole != (row.request_sha256, row.result_sha256):
            faults.append(f"assessment {row.id}: its text was changed")
        if payloads.pop(row.id, None) != payload_of(row):
            faults.append(f"assessment {row.id}: the log does not know it as it stands")
    faults += [f"assessment {missing}: in the log, but gone" for missing in sorted(payloads)]
    return seen


def _check_registry(session: Session, acts: set[str], faults: list[str]) -> int:
    """Every happening is in the log, and every version and finding stands as it last happened."""
    seen, stands = 0, dict[object, Version | ModelFinding]()
    for row in session.scalars(
        select(ModelEventRow).order_by(ModelEventRow.seq), execution_options=_IN_PARTS
    ):
        seen += 1
        if event_payload_of(row) not in acts:
            faults.append(f"model event {row.seq}: the log does not know it as it stands")
            continue
        acts.remove(event_payload_of(row))
        happening = happening_of(row)
        stands[row.model_id] = happening.version
        if happening.finding is not None:
            stands[row.model_id, happening.finding.number] = happening.finding
    if acts:
        faults.append(f"{len(acts)} model event(s): in the log, but gone")
    faults += _changed_unseen(session, stands)
    return seen


def _changed_unseen(
    session: Session, stands: dict[object, Version | ModelFinding]
) -> Iterator[str]:
    for version in session.scalars(select(VersionRow)):
        if not _reads_as(version, stands.pop(version.model_id, None)):
            yield f"model {version.model_id}: does not stand as it was last decided"
    for finding in session.scalars(select(FindingRow)):
        key = (finding.model_id, finding.number)
        if not _reads_as(finding, stands.pop(key, None)):
            yield f"model {key[0]}, finding {key[1]}: does not stand as it was last said"
    for gone in stands:
        yield f"model {gone}: in the log, but gone"


def _reads_as(row: VersionRow | FindingRow, said: Version | ModelFinding | None) -> bool:
    try:
        found = version_of(row) if isinstance(row, VersionRow) else finding_of(row)
    except ValueError:
        return False
    return found == said
