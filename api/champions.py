"""Which models answer just now? One swap for all of them, and never two in one answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import NamedTuple, Protocol, cast

from api.storage import registry as kept
from api.storage.sessions import Store, UnavailableError
from engine.assessment import Scorers
from engine.errors import EngineError, ModelError
from models import ServedModel, ServedPotential
from models.registry import Version, champion
from models.served import ServedTrees

LOOK_EVERY_SECONDS, RETRY_SECONDS = 1.0, 30.0
_log = logging.getLogger("hangcuang")


class NoModelError(ModelError):
    """No version is approved to serve, and no other model may stand in for it."""


class Loaded(NamedTuple):
    """A model from the registry's folder, with the digest of all its bytes."""

    model: ServedTrees
    digest: str


class Load(Protocol):
    """Loads a registered model by id; first in a limited process, then here."""

    def __call__(self, model_id: str, digest: str | None = None) -> Loaded:
        """The model, where need be only of these very bytes.

        Raises:
            ModelError: it is missing, damaged, signed by no trusted key, or another.
        """


@dataclass(frozen=True)
class Challenger:
    """The version that is scored in shadow; `error` says why it cannot be."""

    model_id: str
    scorer: ServedModel | None
    error: str | None = None


@dataclass(frozen=True)
class Serving:
    """What answers one request from its beginning to its end."""

    scorers: Scorers
    challenger: Challenger | None = None


class Champions:
    """The models that serve: the registry's champions, or `own` while there is no credit champion.

    Every process looks at the registry at most once a second, and swaps all at once when it moved.
    A new champion is loaded before the swap; where that fails the old one goes on serving and an
    alarm is kept. `refused` is told of each refusal once.
    """

    def __init__(
        self,
        store: Store,
        own: Scorers | None,
        load: Load,
        clock: Callable[[], float],
        refused: Callable[[str, str], None],
    ) -> None:
        self._store, self._own, self._load = store, own, load
        self._clock, self._refused = clock, refused
        self._lock = Lock()
        self._serving: Serving | None = None
        self._models: dict[str, ServedTrees] = {}
        self._alarmed: set[str] = set()
        self._seen = -1
        self._look_at = self._retry_at = float("-inf")

    def serving(self) -> Serving:
        """What answers now; keep it until the answer is given.

        Raises:
            NoModelError: no version is champion, and none may stand in.
            ModelError: the champion was refused before any model served.
            UnavailableError: the registry could not be read before any model served.
        """
        if self._serving is None:
            with self._lock:
                self._look()
        elif self._clock() >= self._look_at and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        if self._serving is None:
            raise NoModelError("no model is approved to serve")
        return self._serving

    def that_answered(self, credit: str, potential: str | None) -> Scorers:
        """The models with these ids where they are still at hand, else those that answer now."""
        now = self.serving().scorers
        found = cast(ServedModel | None, self._again(credit, now))
        if potential is None:
            return Scorers(credit=found or now.credit)
        again = cast(ServedPotential | None, self._again(potential, now))
        return Scorers(credit=found or now.credit, potential=again or now.potential)

    def _again(self, model_id: str, now: Scorers) -> object:
        """The model that answered under this id: one that serves, or a champion of the registry."""
        for scorers in filter(None, (now, self._own)):
            for each in (scorers.credit, scorers.potential):
                if each is not None and each.model_id == model_id:
                    return each
        with self._store.reading() as session:
            version = kept.versions(session).get(model_id) if kept.is_there(session) else None
        if version is None or version.tenure is None:
            return None
        try:
            model = self._load(model_id, version.digest).model
        except ModelError:
            return None
        return _for_use(model, version)

    def look_again(self) -> None:
        """Look at the registry with the next request, however soon that comes."""
        self._look_at = float("-inf")

    def _look(self) -> None:
        self._look_at = self._clock() + LOOK_EVERY_SECONDS
        try:
            found = self._moved()
            if found is not None:
                self._swap(*found)
        except UnavailableError:
            if self._serving is None:
                raise
            _log.warning("the registry cannot be read; the same models go on serving")
        except Exception:
            if self._serving is None:
                raise
            self._look_at = self._clock() + RETRY_SECONDS
            _log.exception("the registry's models cannot be used; the same go on serving")

    def _moved(self) -> tuple[int, Mapping[str, Version]] | None:
        """The versions, where anything happened since, or a refusal is to be tried again."""
        with self._store.reading() as session:
            if not kept.is_there(session):
                return (0, {})
            head, due = kept.head(session), self._clock() >= self._retry_at
            if head == self._seen and not (due and self._alarmed):
                return None
            return head, kept.versions(session)

    def _swap(self, head: int, versions: Mapping[str, Version]) -> None:
        self._retry_at = self._clock() + RETRY_SECONDS
        try:
            scorers = self._scorers(versions)
        except ModelError:
            if self._serving is None:
                raise
            scorers = self._serving.scorers
        challenger = self._challenger(versions)
        self._serving = Serving(scorers, challenger) if scorers else None
        self._seen = head
        self._forget(versions)

    def _scorers(self, versions: Mapping[str, Version]) -> Scorers | None:
        """A validated score stands beside a validated potential or none: no notice would say it."""
        credit, potential = (champion(versions, kind) for kind in ("credit", "potential"))
        newer = cast(ServedPotential, self._model(potential)) if potential else None
        if credit is not None:
            return Scorers(credit=cast(ServedModel, self._model(credit)), potential=newer)
        if self._own is None or newer is None:
            return self._own
        return replace(self._own, potential=newer)

    def _challenger(self, versions: Mapping[str, Version]) -> Challenger | None:
        version = next((each for each in versions.values() if each.is_challenger), None)
        if version is None:
            return None
        try:
            return Challenger(version.model_id, cast(ServedModel, self._model(version)))
        except ModelError as error:
            return Challenger(version.model_id, None, str(error))

    def _model(self, version: Version) -> ServedTrees:
        """The model of a version, kept in memory while it serves or is scored in shadow."""
        known = self._models.get(version.model_id)
        try:
            model = known or self._load(version.model_id, version.digest).model
        except ModelError as error:
            self._alarm(version.model_id, str(error))
            raise
        self._alarmed.discard(version.model_id)
        self._models[version.model_id] = _for_use(model, version)
        return self._models[version.model_id]

    def _alarm(self, model_id: str, reason: str) -> None:
        if model_id in self._alarmed:
            return
        self._alarmed.add(model_id)
        _log.error("model %s was refused: %s", model_id, reason)
        try:
            self._refused(model_id, reason)
        except EngineError:
            _log.exception("the refusal of %s could not be kept", model_id)

    def _forget(self, versions: Mapping[str, Version]) -> None:
        """Keep in memory only what serves or is scored in shadow."""
        wanted = {each.model_id for each in versions.values()
                  if each.state == "champion" or each.is_challenger}  # fmt: skip
        self._models = {name: each for name, each in self._models.items() if name in wanted}


def _for_use(model: ServedTrees, version: Version) -> ServedTrees:
    """The registry says what a model may be used for, not its card."""
    return replace(model, card=model.card.model_copy(update={"basis": version.basis}))
