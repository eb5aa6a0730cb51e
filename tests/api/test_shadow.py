"""Is every assessment scored by the challenger too, and does that never harm an answer?"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from api import desk
from api.app import create_app
from api.champions import Challenger
from api.examples import KINDS, example
from api.shadow import shadow_of
from api.storage import shadows
from engine.assessment import explain
from tests.api.conftest import HERE, THIS_MACHINE, TODAY
from tests.api.registered import bring_forward, crown
from tests.api.sending import kept
from tests.api.test_desk import a_request
from tests.builders import ON, LinearScorer, a_firm


@pytest.fixture
def challenged(station, model_ids):
    """A champion answers, a challenger is scored in shadow."""
    crown(station, model_ids[0])
    bring_forward(station, model_ids[1])
    station.registrar.name_challenger(model_ids[1], "val")
    return station


def shadows_of(service, assessment_id):
    with service.store.reading() as session:
        return shadows.find(session, assessment_id)


def share_with_shadow(service):
    count = "SELECT count(*) FROM assessments"
    shadowed = f"{count} WHERE id IN (SELECT assessment_id FROM shadow_scores)"
    with service.store.engine.connect() as connection:
        some, all_of_them = (connection.execute(text(each)).scalar() for each in (shadowed, count))
    return some / all_of_them


def test_the_shadow_is_what_the_challenger_would_have_answered(challenged, model_ids):
    stored = desk.assess(challenged, a_request())
    (shadow,) = shadows_of(challenged, stored.id)
    request = a_request()
    own = challenged.serving().challenger.scorer
    told = explain(request.firm, TODAY, replace(challenged.scorers, credit=own))
    assert (stored.score.model_id, shadow.model_id) == tuple(model_ids[:2])
    assert (shadow.status, shadow.pd) == ("scored", told.pd)
    assert (shadow.credit_score, shadow.grade) == (told.credit_score, told.grade)
    assert shadow.credit_score != stored.score.credit_score


def test_every_assessment_has_a_shadow_whoever_asks_and_how_often(challenged, report_figure):
    app = create_app(challenged)
    with TestClient(app, HERE, client=THIS_MACHINE) as client, ThreadPoolExecutor(4) as pool:
        bodies = [example(kind, TODAY) for kind in KINDS] * 4
        answers = list(pool.map(lambda body: client.post("/v1/assessments", json=body), bodies))
        assert [each.status_code for each in answers] == [201] * len(bodies)
    share = share_with_shadow(challenged)
    report_figure("registry: share of assessments with a shadow score", share)
    assert share == 1.0


def test_a_preview_has_no_shadow_and_stores_nothing(challenged):
    desk.preview(challenged, a_request())
    before = kept(challenged)
    with TestClient(create_app(challenged), HERE, client=THIS_MACHINE) as client:
        assert client.post("/v1/scores", json=example("seed", TODAY)).status_code == 200
        assert kept(challenged) == before


def test_without_a_challenger_there_is_no_shadow(service):
    stored = desk.assess(service, a_request())
    assert shadows_of(service, stored.id) == ()


def test_a_challenger_whose_files_are_gone_is_an_error_in_the_shadow_and_nowhere_else(
    challenged, model_ids
):
    folder = challenged.settings.models_dir
    (folder / model_ids[1]).rename(folder / "elsewhere")
    stored = desk.assess(replace(challenged), a_request())
    (shadow,) = shadows_of(challenged, stored.id)
    assert stored.score.status == "scored"
    assert (shadow.status, shadow.margin) == ("failed", None)
    assert "no folder of this name" in shadow.error


class Broken(LinearScorer):
    """A challenger that fails whatever it is asked, with words that no database keeps."""

    def explain(self, values):
        raise ZeroDivisionError("by \x00\ud800")


def test_a_challenger_that_fails_never_harms_the_answer(caplog):
    with caplog.at_level(logging.ERROR):
        shadow = shadow_of(a_firm(), ON, Challenger("credit-0", Broken()))
    assert (shadow.status, shadow.error) == ("failed", r"ZeroDivisionError: by \x00\ud800")
    assert r"ZeroDivisionError: by \x00\ud800" in caplog.text


def test_a_challenger_that_would_refer_is_kept_with_its_raw_numbers():
    shadow = shadow_of(a_firm(), ON, Challenger("credit-0", LinearScorer()))
    assert (shadow.status, shadow.credit_score, shadow.grade) == ("refer", None, None)
    assert 0 < shadow.pd < 1


def test_a_shadow_score_cannot_be_changed(challenged):
    desk.assess(challenged, a_request())
    for act in ("UPDATE shadow_scores SET pd = 0", "DELETE FROM shadow_scores"):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            challenged.store.engine.begin() as connection,
        ):
            connection.execute(text(act))


def test_the_counts_of_a_challenger_are_told(challenged, model_ids):
    for kind in KINDS:
        desk.assess(challenged, a_request(kind))
    with challenged.store.reading() as session:
        assert sum(shadows.counts(session, model_ids[1]).values()) == len(KINDS)
