"""How does a door move a model version: the files checked, the act kept, the day that of today?"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from api.champions import Load
from api.messages import plain
from api.storage import registry as kept
from api.storage.registry import SqlRegistryStore
from api.storage.sessions import Store
from engine.errors import BlockedError, FieldError, ModelError, RecordError
from engine.text import Text
from models.registry import (
    Approval,
    Evidence,
    ModelFinding,
    NewFinding,
    Proposal,
    Registry,
    ValidationVerdict,
    Version,
)
from models.registry.rules import known
from models.registry.succession import earlier, name_challenger, promote, rollback

STATION = "station"
_FILES = Text(zh="模型文件未通过检查:{reason}", en="its files were refused: {reason}")
_NAME = Text(zh="文件夹里是{found},不是这个编号", en="the folder holds {found}, not this id")


@dataclass(frozen=True)
class Registrar:
    """The acts of `models.registry.Registry` over the database, each one transaction.

    What would serve is loaded before anything is written: files that are refused move nothing,
    and leave an alarm in the history and the audit log.
    """

    store: Store
    load: Load
    now: Callable[[], datetime]
    today: Callable[[], date]

    def versions(self) -> Mapping[str, Version]:
        """All versions by id, in the order of their proposal."""
        with self.store.reading() as session:
            return kept.versions(session)

    def propose(self, model_id: str, developed_by: str, evidence: Evidence) -> Version:
        """Register the model in the folder of this name; its data's digest is that of its card.

        Raises:
            RecordError: there is no such model, or its files are refused.
            BlockedError: it is registered already.
        """
        try:
            model, digest = self.load(model_id)
        except ModelError as error:
            refused = FieldError("model_id", _FILES.filled(reason=plain(str(error))))
            raise RecordError((refused,)) from error
        if model.model_id != model_id:
            wrong = FieldError("model_id", _NAME.filled(found=model.model_id))
            raise RecordError((wrong,))
        proposal = Proposal(
            model_id=model_id, digest=digest, kind=model.kind, card=model.card,
            developed_by=developed_by, evidence=evidence,
        )  # fmt: skip
        with self._registry() as registry:
            return registry.propose(proposal, self.today())

    def raise_finding(self, model_id: str, finding: NewFinding, by: str) -> ModelFinding:
        """Hold a fault against a version.

        Raises:
            RegistryError: as the registry says.
        """
        with self._registry() as registry:
            return registry.raise_finding(model_id, finding, by, self.today())

    def close_finding(self, model_id: str, number: int, by: str, note: str) -> ModelFinding:
        """Say that a fault is mended, and how.

        Raises:
            RegistryError: as the registry says.
        """
        with self._registry() as registry:
            return registry.close_finding(model_id, number, by, self.today(), note)

    def validate(self, model_id: str, verdict: ValidationVerdict, by: str) -> Version:
        """Attach an independent validation.

        Raises:
            RegistryError: as the registry says.
        """
        with self._registry() as registry:
            return registry.validate(model_id, verdict, by, self.today())

    def promote(self, model_id: str, by: str, replacing: str | None) -> tuple[Version, ...]:
        """Make a version the champion, once it loads here.

        Raises:
            RegistryError: as the registry says, or its files are refused.
        """
        approval = Approval(by, self.today(), replacing)
        with self.store.reading() as session:
            versions = kept.versions(session)
            found = kept.findings(session, known(versions, model_id).model_id)
            new, *_ = promote(versions, found, model_id, approval)
        self._require_files(new, by)
        with self._registry() as registry:
            return registry.promote(model_id, approval)

    def rollback(self, kind: str, by: str, replacing: str | None) -> tuple[Version, ...]:
        """Bring the earlier champion back, once it loads here.

        Raises:
            RegistryError: as the registry says, or its files are refused.
        """
        approval = Approval(by, self.today(), replacing)
        with self.store.reading() as session:
            versions = kept.versions(session)
            found = kept.findings(session, earlier(versions, kind).model_id)
            new, *_ = rollback(versions, found, kind, approval)
        self._require_files(new, by)
        with self._registry() as registry:
            return registry.rollback(kind, approval)

    def retire(self, model_id: str, by: str, because: str) -> Version:
        """Take a version out of use for good.

        Raises:
            RegistryError: as the registry says.
        """
        with self._registry() as registry:
            return registry.retire(model_id, by, self.today(), because)

    def name_challenger(self, model_id: str, by: str) -> Version:
        """Have a version scored in shadow, once it loads here.

        Raises:
            RegistryError: as the registry says, or its files are refused.
        """
        named, *_ = name_challenger(self.versions(), model_id)
        self._require_files(named, by)
        with self._registry() as registry:
            return registry.name_challenger(model_id, by)

    def drop_challenger(self, model_id: str, by: str) -> Version:
        """Score a version in shadow no longer.

        Raises:
            RegistryError: as the registry says.
        """
        with self._registry() as registry:
            return registry.drop_challenger(model_id, by)

    def note_refusal(self, model_id: str, reason: str, by: str = STATION) -> None:
        """Keep the alarm that a version's files were refused."""
        with self._registry() as registry:
            registry.note_refusal(model_id, by, plain(reason))

    @contextmanager
    def _registry(self) -> Iterator[Registry]:
        with self.store.writing() as session:
            yield Registry(SqlRegistryStore(session, self.now()))

    def _require_files(self, version: Version, by: str) -> None:
        try:
            self.load(version.model_id, version.digest)
        except ModelError as error:
            self.note_refusal(version.model_id, str(error), by)
            raise BlockedError(_FILES.filled(reason=plain(str(error)))) from error
