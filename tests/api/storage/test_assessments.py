"""Is an assessment kept exactly, and can nobody change it?"""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from api.storage import drafts
from api.storage.assessments import find
from api.storage.audit import verify
from api.storage.sessions import Store, StoreError, journal_mode, open_store
from tests.api.storage.samples import AT, keep

EXACT = '{"name":"杭州\\u0000 示例 𠮷 😀","x":0.1,"y":1e-05}\n '


def test_an_assessment_reads_back_exactly(store):
    kept = keep(store, request=EXACT, result=EXACT[::-1])
    with store.reading() as session:
        assert find(session, kept.id) == kept


def test_an_unknown_id_finds_nothing(store):
    with store.reading() as session:
        assert find(session, "f" * 32) is None


@pytest.mark.parametrize("table", ["assessments", "audit_log"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_is_append_only_refuses_to_be_changed(store, table, act):
    keep(store)
    column = {"assessments": "result", "audit_log": "actor"}[table]
    with (
        pytest.raises(DBAPIError, match="append-only"),
        store.engine.begin() as connection,
    ):
        connection.execute(text(act.format(table, column, "'x'")))


def test_a_failed_transaction_keeps_nothing(store):
    keep(store)
    with pytest.raises(DBAPIError):
        keep(store)
    with store.reading() as session:
        report = verify(session)
    assert (report.entries, report.assessments, report.faults) == (1, 1, ())


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(StatementError, match="without a zone"):
        keep(store, created_at=AT.replace(tzinfo=None))


def write_many(store: Store, start: Barrier, each: int) -> None:
    start.wait()
    for _ in range(each):
        keep(store, id=uuid4().hex)


def test_concurrent_writers_lose_nothing_and_keep_one_chain(store):
    writers, each = 4, 10
    start = Barrier(writers)
    threads = [Thread(target=write_many, args=(store, start, each)) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        report = verify(session)
    assert (report.entries, report.assessments, report.faults) == (writers * each,) * 2 + ((),)


def test_a_draft_is_replaced_and_can_be_dropped(store):
    for fields in ({"name": "杭"}, {"name": "杭州\ud800\x00", "city": ""}):
        with store.writing() as session:
            drafts.keep(session, "t" * 64, fields, AT)
    with store.reading() as session:
        assert drafts.find(session, "t" * 64) == fields
    with store.writing() as session:
        drafts.drop(session, "t" * 64)
    with store.reading() as session:
        assert drafts.find(session, "t" * 64) is None


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 6, 23), "WAL"), ((3, 7, 0), "DELETE"), ((3, 40, 1), "DELETE"), ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"), ((3, 45, 0), "DELETE"), ((3, 50, 6), "DELETE"), ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"),
    ],
)  # fmt: skip
def test_the_write_ahead_log_is_used_only_where_sqlite_is_sound(version, mode):
    assert journal_mode(version) == mode


def test_sqlite_commits_reach_the_disk(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    with store.engine.connect() as connection:
        read = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in
                ("synchronous", "foreign_keys")]  # fmt: skip
    store.close()
    assert read == [2, 1]


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_keep_anything_is_refused(url):
    with pytest.raises(StoreError):
        open_store(url)
