"""Does the database take every sequence of acts that the rules allow, and read back the same?"""

from collections.abc import Mapping
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from api.storage.audit import verify
from api.storage.migrate import migrate
from api.storage.registry import SqlRegistryStore
from api.storage.sessions import Store, open_store
from models.registry import Happening, MemoryStore, ModelFinding, Registry, Version
from tests.api.storage.samples import AT
from tests.models.test_registry_machine import Life


class Both:
    """A store that keeps everything twice and says so where the two differ."""

    def __init__(self, session: Session) -> None:
        self.memory, self.sql = MemoryStore(), SqlRegistryStore(session, AT)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return self.memory.happenings

    def versions(self) -> Mapping[str, Version]:
        assert self.sql.versions() == self.memory.versions()
        return self.memory.versions()

    def findings(self, model_id: str) -> tuple[ModelFinding, ...]:
        assert self.sql.findings(model_id) == self.memory.findings(model_id)
        return self.memory.findings(model_id)

    def keep(self, happenings: tuple[Happening, ...]) -> None:
        self.memory.keep(happenings)
        self.sql.keep(happenings)


def a_life_in(store: Store) -> type[Life]:
    class KeptLife(Life):
        """The same life, in a transaction that is taken back at its end."""

        def __init__(self) -> None:
            super().__init__()
            self.connection = store.engine.connect()
            self.transaction = self.connection.begin()
            self.session = Session(self.connection)
            self.registry = Registry(Both(self.session))

        def teardown(self) -> None:
            assert verify(self.session).faults == ()
            self.session.close()
            self.transaction.rollback()
            self.connection.close()

    return KeptLife


def test_any_life_of_models_is_kept_as_it_was():
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/life.db")
        migrate(store)
        few = settings(max_examples=15, stateful_step_count=40)
        run_state_machine_as_test(a_life_in(store), settings=few)
        store.close()
