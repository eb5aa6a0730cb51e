"""Does the right model answer, is it swapped at once, and never mixed or lost?"""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from starlette.testclient import TestClient

from api import desk
from api.app import create_app
from api.champions import LOOK_EVERY_SECONDS, RETRY_SECONDS, Champions, Loaded, NoModelError
from api.examples import example
from api.own_models import registered_model
from api.storage import registry as kept
from api.storage.audit import verify
from api.storage.migrate import undo_all
from api.storage.sessions import open_store
from api.wiring import answering_model, build_service
from engine.errors import BlockedError, ModelError, RecordError
from models.registry import Evidence
from tests.api.conftest import HERE, THIS_MACHINE, TODAY
from tests.api.registered import bring_forward, crown
from tests.api.test_desk import a_request


def serving_id(service):
    return service.scorers.credit.model_id


def history_of(service, model_id):
    with service.store.reading() as session:
        return [each.happening for each in kept.history(session, model_id)]


def damage(service, model_id):
    path = service.settings.models_dir / model_id / "tables.bin"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)


@contextmanager
def another_process(service, clock=lambda: 0.0, load=None) -> Iterator[Champions]:
    """What another worker holds over the same database."""
    store = open_store(service.settings.database_url)
    own, refused = service.own, service.registrar.note_refusal
    loading = load or service.registrar.load
    yield Champions(service.store, own, loading, clock, refused)
    store.close()


def test_without_a_champion_the_model_of_the_settings_answers(station):
    assert station.scorers is station.own


def test_without_the_registrys_tables_the_model_of_the_settings_answers(station):
    undo_all(station.store)
    station.champions.look_again()
    assert station.scorers is station.own


def test_a_champion_answers_with_the_next_request_and_counts_as_validated(station, model_ids):
    crown(station, model_ids[0])
    stored = desk.assess(station, a_request())
    assert stored.score.model_id == model_ids[0]
    assert (stored.score.basis.use, stored.notice) == ("validated", None)


def test_beside_a_validated_score_stands_no_demonstration_potential(station, model_ids):
    assert station.scorers.potential is not None
    crown(station, model_ids[0])
    assert station.scorers.potential is None


def test_a_champion_starts_where_a_demonstration_may_not(station, model_ids):
    crown(station, model_ids[0])
    real = replace(station.settings, demonstration=False,
                   database_url=str(station.store.engine.url))  # fmt: skip
    service = build_service(real)
    assert serving_id(service) == model_ids[0]
    service.close()


def test_a_retired_champion_answers_no_more(station, model_ids):
    crown(station, model_ids[0])
    station.registrar.retire(model_ids[0], "boss", "wrong")
    station.champions.look_again()
    assert station.scorers is station.own


def test_without_any_model_that_may_serve_nothing_is_answered(station, model_ids):
    with another_process(replace(station, own=None)) as champions, pytest.raises(NoModelError):
        champions.serving()


def test_another_process_sees_a_swap_a_second_later_and_not_before(station, model_ids):
    now = [0.0]
    with another_process(station, lambda: now[0]) as other:
        other.serving()
        crown(station, model_ids[0])
        seen = []
        for now[0] in (LOOK_EVERY_SECONDS / 2, LOOK_EVERY_SECONDS):
            seen.append(other.serving().scorers.credit.model_id)
    assert seen == [station.own.credit.model_id, model_ids[0]]


def test_while_a_new_champion_is_loaded_the_old_one_answers(station, model_ids):
    begun, may_end = Event(), Event()

    def slowly(model_id, digest=None):
        begun.set()
        may_end.wait(timeout=30)
        return registered_model(station.settings, model_id, digest)

    with another_process(station, load=slowly) as other, ThreadPoolExecutor(1) as pool:
        other.serving()
        crown(station, model_ids[0])
        other.look_again()
        loading = pool.submit(other.serving)
        begun.wait(timeout=30)
        meanwhile = other.serving()
        may_end.set()
        assert loading.result().scorers.credit.model_id == model_ids[0]
    assert meanwhile.scorers is station.own


def test_no_answer_mixes_two_models_while_they_are_swapped(station, model_ids):
    crown(station, model_ids[0])
    bring_forward(station, model_ids[1])
    done, registrar = Event(), station.registrar

    def answer():
        score = desk.assess(station, a_request("seed")).score
        return score.model_id, score.unclipped_score

    def answers():
        told = set()
        while not done.is_set():
            told.add(answer())
        return told

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(answers) for _ in range(2)]
        registrar.promote(model_ids[1], "boss", model_ids[0])
        station.champions.look_again()
        told = {answer()}
        registrar.rollback("credit", "boss", model_ids[1])
        station.champions.look_again()
        told.add(answer())
        done.set()
        told = told.union(*(run.result() for run in running))
    assert sorted(model_id for model_id, _ in told) == model_ids[:2]


def test_a_model_damaged_on_disk_is_refused_and_the_old_champion_goes_on(station, model_ids):
    crown(station, model_ids[0])
    assert serving_id(station) == model_ids[0]
    bring_forward(station, model_ids[1])
    damage(station, model_ids[1])
    with pytest.raises(BlockedError, match=r"tables\.bin"):
        station.registrar.promote(model_ids[1], "boss", model_ids[0])
    assert serving_id(station) == model_ids[0]
    last = history_of(station, model_ids[1])[-1]
    assert (last.action, last.by, last.version.state) == ("refused", "boss", "validated")


def test_a_champion_that_another_process_cannot_load_raises_one_alarm_there(
    station, model_ids, caplog
):
    now = [0.0]

    def lost(model_id, digest=None) -> Loaded:
        raise ModelError("the folder is gone")

    with another_process(station, lambda: now[0], lost) as other, caplog.at_level(logging.ERROR):
        other.serving()
        crown(station, model_ids[0])
        for now[0] in (1.0, 2.0, 3.0, 3.0 + RETRY_SECONDS):
            assert other.serving().scorers is station.own
    alarms = [each for each in history_of(station, model_ids[0]) if each.action == "refused"]
    assert [(each.by, each.reason) for each in alarms] == [("station", "the folder is gone")]
    with station.store.reading() as session:
        assert verify(session).faults == ()


def test_a_champion_whose_files_came_back_serves_after_a_while(station, model_ids):
    now, there = [0.0], []

    def found_later(model_id, digest=None):
        if not there:
            raise ModelError("not yet")
        return registered_model(station.settings, model_id, digest)

    with another_process(station, lambda: now[0], found_later) as other:
        other.serving()
        crown(station, model_ids[0])
        for now[0] in (1.0, 2.0):
            other.serving()
        there.append(True)
        now[0] = 2.0 + RETRY_SECONDS
        assert other.serving().scorers.credit.model_id == model_ids[0]


def test_a_damaged_champion_stops_a_start(station, model_ids):
    crown(station, model_ids[0])
    damage(station, model_ids[0])
    settings = replace(station.settings, database_url=str(station.store.engine.url))
    with pytest.raises(ModelError, match=r"tables\.bin"):
        build_service(settings)
    assert history_of(station, model_ids[0])[-1].action == "refused"


def test_a_registry_that_cannot_be_read_leaves_the_same_models_serving(station, model_ids):
    crown(station, model_ids[0])
    champions = station.champions
    before = champions.serving()
    champions._store = open_store("postgresql://nobody@127.0.0.1:1/none")
    champions.look_again()
    assert champions.serving() is before


def test_whatever_goes_wrong_with_a_new_champion_the_old_one_goes_on(station, model_ids, caplog):
    def failing(model_id, digest=None):
        raise OSError("no process can be started")

    with another_process(station, load=failing) as other, caplog.at_level(logging.ERROR):
        before = other.serving()
        crown(station, model_ids[0])
        other.look_again()
        assert other.serving() is before
    assert "no process can be started" in caplog.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("credit-ffffffffffff", "no folder of this name"),
        ("../../etc", "cannot be the name"),
        ("credit-0123", "cannot be the name"),
        ("CREDIT-0123456789AB", "cannot be the name"),
        ("credit-0123456789ab\n", "cannot be the name"),
        ("", "cannot be the name"),
    ],
)
def test_only_the_id_of_a_model_that_is_there_becomes_a_path(station, name, said):
    with pytest.raises(RecordError, match=said):
        station.registrar.propose(name, "dev", Evidence())


def test_a_folder_that_holds_another_model_is_refused(station, model_ids):
    folder = station.settings.models_dir
    (folder / model_ids[0]).rename(folder / "credit-ffffffffffff")
    with pytest.raises(RecordError, match="these are the bytes of"):
        station.registrar.propose("credit-ffffffffffff", "dev", Evidence())


def test_an_unsigned_model_is_not_registered(station, model_ids):
    (station.settings.models_dir / model_ids[0] / "manifest.sig").unlink()
    with pytest.raises(RecordError, match=r"manifest\.sig"):
        station.registrar.propose(model_ids[0], "dev", Evidence())


def test_other_bytes_under_the_same_id_are_never_served(station, model_ids):
    bring_forward(station, model_ids[0])
    with pytest.raises(ModelError, match="these are the bytes of"):
        registered_model(station.settings, model_ids[0], digest="0" * 64)


def test_without_a_model_the_service_says_so_and_pages_still_show(station):
    empty = replace(station, own=None)
    with TestClient(create_app(empty), HERE, client=THIS_MACHINE) as client:
        answer = client.post("/v1/scores", json=example("seed", TODAY))
        assert (answer.status_code, answer.json()["type"]) == (
            503,
            "urn:hangcuang:problem:no-model",
        )
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["model"]) == (503, None)
        assert client.get("/v1/models").json()["serving_credit"] is None
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200


def test_a_stored_assessment_is_replayed_by_the_models_it_was_made_with(station, model_ids):
    by_own = desk.assess(station, a_request())
    crown(station, model_ids[0])
    by_first = desk.assess(station, a_request())
    crown(station, model_ids[1], replacing=model_ids[0])
    assert serving_id(station) == model_ids[1]
    for stored in (by_own, by_first):
        assert desk.replay(station, stored.id) == desk.Replay((), ())


def test_a_replay_without_the_model_of_then_lists_what_differs(station, model_ids):
    crown(station, model_ids[0])
    stored = desk.assess(station, a_request())
    crown(station, model_ids[1], replacing=model_ids[0])
    damage(station, model_ids[0])
    again = desk.replay(station, stored.id)
    assert [each.path for each in again.versions] == ["model_id"]
    assert "score.credit_score" in [each.path for each in again.results]


def test_lists_of_firms_are_scored_by_the_champion_too(station, model_ids):
    settings = replace(station.settings, database_url=str(station.store.engine.url))
    assert answering_model(settings).model_id == station.own.credit.model_id
    crown(station, model_ids[0])
    found = answering_model(settings)
    assert (found.model_id, found.basis.use) == (model_ids[0], "validated")


def test_a_reason_from_a_damaged_file_is_kept_whatever_is_in_it(station, model_ids):
    bring_forward(station, model_ids[0])
    station.registrar.note_refusal(model_ids[0], "\x00\ud800" * 9_000)
    assert history_of(station, model_ids[0])[-1].reason.startswith(r"\x00\ud800")
