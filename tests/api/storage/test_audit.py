"""Does the audit log notice every kind of tampering?"""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.storage.audit import BEGINNING, Head, verify
from api.storage.migrate import migrate
from api.storage.sessions import open_store
from tests.api.storage.samples import keep

ENTRIES = 6


@pytest.fixture
def tampered(tmp_path):
    """A filled store whose guards are gone, as for somebody who holds the file."""
    opened = open_store(f"sqlite:///{tmp_path / 'audit.db'}")
    migrate(opened)
    for number in range(ENTRIES):
        keep(opened, id=f"{number:032x}")
    with opened.engine.begin() as connection:
        for table in ("assessments", "audit_log"):
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{act}"))
    yield opened
    opened.close()


def report_after(store, statement: str, noted: Head | None = None):
    with store.engine.begin() as connection:
        connection.execute(text(statement))
    with store.reading() as session:
        return verify(session, noted)


def head_of(store) -> Head:
    with store.reading() as session:
        return verify(session).head


def test_an_empty_log_is_sound(store):
    with store.reading() as session:
        report = verify(session)
    assert (report.head, report.faults) == (Head(0, BEGINNING), ())


def test_an_untouched_log_is_sound_and_holds_the_noted_head(store):
    keep(store)
    noted = head_of(store)
    keep(store, id=uuid4().hex)
    with store.reading() as session:
        assert verify(session, noted).faults == ()


@pytest.mark.parametrize("column", ["actor", "action", "subject", "payload_sha256", "sha256"])
def test_a_changed_entry_is_named(tampered, column):
    report = report_after(tampered, f"UPDATE audit_log SET {column} = 'x' WHERE seq = 3")
    assert any("3" in fault for fault in report.faults)


def test_a_removed_entry_is_named(tampered):
    report = report_after(tampered, "DELETE FROM audit_log WHERE seq = 3")
    assert "entry 4 follows 2: entries are missing" in report.faults


def test_a_cut_off_tail_is_noticed_by_the_assessment_it_leaves(tampered):
    report = report_after(tampered, f"DELETE FROM audit_log WHERE seq = {ENTRIES}")
    assert "the log does not know it" in report.faults[0]


def test_a_cut_off_tail_with_its_assessment_is_noticed_by_a_noted_head(tampered):
    noted = head_of(tampered)
    report_after(tampered, f"DELETE FROM assessments WHERE id = '{ENTRIES - 1:032x}'")
    report = report_after(tampered, f"DELETE FROM audit_log WHERE seq = {ENTRIES}", noted)
    assert report.faults == ("the log ends at 5, but 6 was noted before",)


def test_another_head_than_noted_is_noticed(tampered):
    other = replace(head_of(tampered), sha256=BEGINNING)
    assert len(report_after(tampered, "SELECT 1", other).faults) == 1


@pytest.mark.parametrize("column", ["request", "result", "model_id", "firm_identifier"])
def test_a_changed_assessment_is_named(tampered, column):
    one = f"{2:032x}"
    report = report_after(tampered, f"UPDATE assessments SET {column} = 'x' WHERE id = '{one}'")
    assert all(one in fault for fault in report.faults)
    assert report.faults


def test_a_removed_assessment_is_named(tampered):
    one = f"{2:032x}"
    report = report_after(tampered, f"DELETE FROM assessments WHERE id = '{one}'")
    assert report.faults == (f"assessment {one}: in the log, but gone",)
