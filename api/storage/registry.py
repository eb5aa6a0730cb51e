"""How are model versions kept, so that nobody changes one unseen?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from api.storage.audit import MODEL_ACTED, Act, event_payload_of, record
from api.storage.registry_rows import (
    fill_finding,
    fill_version,
    finding_of,
    happening_of,
    new_row,
    version_of,
)
from api.storage.tables import FindingRow, ModelEventRow, VersionRow
from models.registry import Happening, ModelFinding, Version


@dataclass(frozen=True)
class Kept:
    """A happening with its place and moment in the history."""

    seq: int
    at: datetime
    happening: Happening


@dataclass(frozen=True)
class SqlRegistryStore:
    """A `models.registry.RegistryStore` within one transaction, whose acts are all of moment `at`.

    Every happening is chained to the audit log in the same transaction.
    """

    session: Session
    at: datetime

    def versions(self) -> Mapping[str, Version]:
        """All versions by id, in the order of their proposal."""
        return versions(self.session)

    def findings(self, model_id: str) -> tuple[ModelFinding, ...]:
        """The findings of one version, by number."""
        return findings(self.session, model_id)

    def keep(self, happenings: tuple[Happening, ...]) -> None:
        """Keep all of them with the transaction, or none."""
        for each in happenings:
            self._write_version(each.version)
            if each.finding is not None:
                self._write_finding(each.finding)
            self._write_event(each)

    def _write_version(self, version: Version) -> None:
        row = self.session.get(VersionRow, version.model_id)
        if row is None:
            place = self.session.scalar(select(func.count()).select_from(VersionRow)) or 0
            row = new_row(version, place + 1)
            self.session.add(row)
        fill_version(row, version)
        self.session.flush()

    def _write_finding(self, finding: ModelFinding) -> None:
        row = self.session.get(FindingRow, (finding.model_id, finding.number))
        if row is None:
            row = FindingRow()
            self.session.add(row)
        fill_finding(row, finding)
        self.session.flush()

    def _write_event(self, happening: Happening) -> None:
        row = ModelEventRow(
            seq=head(self.session) + 1,
            at=self.at,
            actor=happening.by,
            action=happening.action,
            model_id=happening.version.model_id,
            content=happening.model_dump_json(),
        )
        self.session.add(row)
        self.session.flush()
        action = f"{MODEL_ACTED}{happening.action}"
        record(self.session, Act(self.at, row.actor, action, row.model_id, event_payload_of(row)))


def is_there(session: Session) -> bool:
    """Whether the registry's tables were made."""
    return inspect(session.connection()).has_table(ModelEventRow.__tablename__)


def head(session: Session) -> int:
    """How many happenings there were; it rises with every act."""
    return session.scalar(select(func.max(ModelEventRow.seq))) or 0


def versions(session: Session) -> Mapping[str, Version]:
    """All versions by id, in the order of their proposal."""
    rows = session.scalars(select(VersionRow).order_by(VersionRow.place))
    return {row.model_id: version_of(row) for row in rows}


def findings(session: Session, model_id: str | None = None) -> tuple[ModelFinding, ...]:
    """The findings of one version by number, or of all."""
    wanted = select(FindingRow).order_by(FindingRow.model_id, FindingRow.number)
    if model_id is not None:
        wanted = wanted.where(FindingRow.model_id == model_id)
    return tuple(finding_of(row) for row in session.scalars(wanted))


def history(session: Session, model_id: str) -> tuple[Kept, ...]:
    """All that happened to one version, the first first."""
    wanted = select(ModelEventRow).where(ModelEventRow.model_id == model_id)
    rows = session.scalars(wanted.order_by(ModelEventRow.seq))
    return tuple(Kept(row.seq, row.at, happening_of(row)) for row in rows)
