"""Does the store keep the registry exactly, and does the database itself keep four eyes?"""

import json
import re
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.storage import registry as kept
from api.storage import shadows
from api.storage.audit import verify
from api.storage.migrate import migrate
from api.storage.registry import SqlRegistryStore
from api.storage.sessions import open_store
from api.storage.shadows import Shadow
from engine.errors import BlockedError, RegistryError
from models.registry import MemoryStore, Registry, champion
from tests.api.storage.samples import AT, keep
from tests.models.registry_samples import (
    ON,
    SIMULATED,
    a_finding,
    a_proposal,
    a_verdict,
    an_id,
    approved,
)


def acting(store, act):
    """What an act on the registry gives, in one transaction."""
    with store.writing() as session:
        return act(Registry(SqlRegistryStore(session, AT)))


def validated(registry, *numbers):
    for number in numbers:
        registry.propose(a_proposal(number), ON)
        registry.validate(an_id(number), a_verdict(conditions=("只用于小微企业",)), "val", ON)


def a_life(registry):
    """Everything that can happen, once."""
    validated(registry, 1, 2, 3)
    registry.propose(a_proposal(4, card=SIMULATED), ON)
    registry.name_challenger(an_id(1), "val")
    registry.name_challenger(an_id(2), "val")
    registry.drop_challenger(an_id(2), "val")
    registry.promote(an_id(1), approved())
    registry.raise_finding(an_id(2), a_finding(), "val", ON)
    registry.close_finding(an_id(2), 1, "val", ON, "已改正")
    registry.promote(an_id(2), approved(replacing=an_id(1)))
    registry.rollback("credit", approved(replacing=an_id(2)))
    registry.retire(an_id(3), "boss", ON, "不再使用")
    registry.note_refusal(an_id(1), "station", "tables.bin: damaged")


def test_the_store_keeps_what_memory_keeps(store):
    memory = MemoryStore()
    a_life(Registry(memory))
    acting(store, a_life)
    with store.reading() as session:
        assert kept.versions(session) == memory.versions()
        assert kept.findings(session, an_id(2)) == memory.findings(an_id(2))
        told = [each.happening for each in kept.history(session, an_id(2))]
    assert told == [each for each in memory.happenings if each.version.model_id == an_id(2)]


def test_every_happening_is_chained_to_the_audit_log(store):
    acting(store, a_life)
    with store.reading() as session:
        report, head = verify(session), kept.head(session)
    assert (report.entries, report.model_events, report.faults) == (head, head, ())


def test_a_refused_act_keeps_nothing(store):
    acting(store, lambda registry: validated(registry, 1))

    def half(registry):
        registry.name_challenger(an_id(1), "val")
        registry.promote(an_id(1), approved(replacing=an_id(7)))

    with pytest.raises(BlockedError):
        acting(store, half)
    with store.reading() as session:
        assert not kept.versions(session)[an_id(1)].is_challenger
        assert verify(session).faults == ()


BREAKS_FOUR_EYES = {
    "validated_by = 'dev'": "validator_is_not_developer",
    "validated_by = 'DEV'": "validator_is_not_developer",
    "approved_by = 'dev'": "approver_is_not_developer",
    "approved_by = 'val'": "approver_is_not_validator",
    "approved_by = 'Val'": "approver_is_not_validator",
    "developed_by = 'other'": "append-only",
}
BREAKS_A_STATE = {
    "state = 'champion'": "decides_once_approved",
    "validated_by = NULL": "decides_once_validated",
    "revalidate_by = NULL": "decides_once_validated",
    "state = 'demonstration'": "simulated_is_demonstration",
    "state = 'crowned'": "known_state",
    "state = 'retired'": "retired_by_somebody",
    "trained_on = 'simulated'": "append-only",
    "card = '{}'": "append-only",
    "is_challenger = TRUE": "(?i)unique",
    "state = 'champion', approved_by = 'x', approved_on = '2026-11-22', tenure = 1": "(?i)unique",
}
BREAKS_A_FINDING = {
    "severity = 'low'": "append-only",
    "sentence = '无'": "append-only",
    "due_on = '2199-01-01'": "append-only",
    "owner = 'x'": "append-only",
    "closed_by = 'Dev', closed_on = '2026-11-22'": "closer_is_not_owner",
    "closed_by = 'val'": "closed_whole",
}


def refused(store, statement: str) -> str:
    """What the database says to a statement that it must not carry out."""
    with pytest.raises(DBAPIError) as error, store.engine.begin() as connection:
        connection.execute(text(statement))
    return str(error.value)


def test_raw_sql_that_breaks_four_eyes_or_a_state_is_refused(store):
    acting(store, lambda registry: validated(registry, 1, 2))
    for change, constraint in (BREAKS_FOUR_EYES | BREAKS_A_STATE).items():
        assert re.search(constraint, refused(store, f"UPDATE model_versions SET {change}"))


def test_raw_sql_cannot_promote_a_demonstration(store):
    acting(store, lambda registry: registry.propose(a_proposal(card=SIMULATED), ON))
    for state in ("candidate", "retired"):
        said = refused(store, f"UPDATE model_versions SET state = '{state}', retired_by = 'x'")
        assert "simulated_is_demonstration" in said


def test_raw_sql_changes_no_finding_and_its_owner_cannot_close_it(store):
    acting(store, lambda registry: validated(registry, 1))
    acting(store, lambda registry: registry.raise_finding(an_id(1), a_finding(), "val", ON))
    for change, constraint in BREAKS_A_FINDING.items():
        assert re.search(constraint, refused(store, f"UPDATE model_findings SET {change}"))


def test_nothing_in_the_registry_can_be_deleted_nor_its_history_changed(store):
    acting(store, a_life)
    for table in ("model_versions", "model_findings", "model_events"):
        assert "append-only" in refused(store, f"DELETE FROM {table}")
    assert "append-only" in refused(store, "UPDATE model_events SET actor = 'x'")


@pytest.mark.parametrize("contested", [(1, 1), (1, 2)])
def test_of_two_approvers_racing_exactly_one_wins(store, contested):
    acting(store, lambda registry: validated(registry, 1, 2))
    start, outcomes = Barrier(2), []

    def approve(number, person):
        start.wait()
        try:
            acting(store, lambda registry: registry.promote(an_id(number), approved(person)))
            outcomes.append(number)
        except RegistryError as error:
            outcomes.append(error)

    racing = [Thread(target=approve, args=each) for each in zip(contested, ("boss", "chief"),
                                                                strict=True)]  # fmt: skip
    for each in racing:
        each.start()
    for each in racing:
        each.join()
    won = [each for each in outcomes if isinstance(each, int)]
    with store.reading() as session:
        now, report = champion(kept.versions(session), "credit"), verify(session)
    assert (len(won), len(outcomes), report.faults) == (1, 2, ())
    assert now.model_id == an_id(won[0])


def test_what_a_challenger_said_reads_back_exactly_and_is_counted(store):
    acting(store, lambda registry: validated(registry, 1))
    said = (
        Shadow(an_id(1), "scored", -3.0000000000000004, 0.1, 612, "B2"),
        Shadow(an_id(1), "failed", error="杭州:模型文件缺失"),
    )
    for number, shadow in enumerate(said):
        assessment = keep(store, id=f"{number:032x}")
        with store.writing() as session:
            shadows.save(session, assessment.id, shadow)
    with store.reading() as session:
        assert tuple(shadows.find(session, f"{n:032x}")[0] for n in range(2)) == said
        assert shadows.counts(session, an_id(1)) == {"failed": 1, "scored": 1}


def test_a_shadow_belongs_to_an_assessment_and_a_registered_model(store):
    acting(store, lambda registry: validated(registry, 1))
    kept_one = keep(store)
    for assessment_id, model_id in (("f" * 32, an_id(1)), (kept_one.id, an_id(9))):
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"), store.writing() as session:
            shadows.save(session, assessment_id, Shadow(model_id, "failed"))


@pytest.fixture
def tampered(tmp_path):
    """A filled registry whose guards are gone, as for somebody who holds the file."""
    opened = open_store(f"sqlite:///{tmp_path / 'registry.db'}")
    migrate(opened)
    acting(opened, a_life)
    with opened.engine.begin() as connection:
        for table in ("model_versions", "model_findings", "model_events"):
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{act}"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE model_versions SET revalidate_by = '2199-01-01'", "as it was last decided"),
        ("UPDATE model_versions SET developed_by = 'other'", "as it was last decided"),
        ("UPDATE model_findings SET severity = 'low'", "as it was last said"),
        ("UPDATE model_events SET actor = 'x' WHERE seq = 3", "model event 3: the log does not"),
        ("UPDATE model_events SET content = '{}' WHERE seq = 3", "model event 3: the log does not"),
        ("DELETE FROM model_events WHERE seq = 3", "in the log, but gone"),
        ("DELETE FROM model_findings", "in the log, but gone"),
    ],
)
def test_a_registry_changed_behind_the_guards_is_noticed(tampered, statement, fault):
    with tampered.engine.begin() as connection:
        connection.execute(text(statement))
    with tampered.reading() as session:
        assert any(fault in each for each in verify(session).faults)


def test_a_version_of_an_older_release_can_still_move(tampered):
    """Its card then lacks what this release has come to write."""
    with tampered.engine.begin() as connection:
        card = connection.execute(text("SELECT card FROM model_versions")).scalar()
        older = json.dumps({k: v for k, v in json.loads(card).items() if k != "metrics"})
        connection.execute(text("UPDATE model_versions SET card = :card"), {"card": older})
    acting(tampered, lambda registry: registry.retire(an_id(1), "boss", ON, "old"))
    with tampered.reading() as session:
        assert kept.versions(session)[an_id(1)].state == "retired"
