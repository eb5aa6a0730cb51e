"""Does the desk store, find and replay the same numbers, and change nothing behind one's back?"""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from api import desk
from api.body import request_in
from api.examples import KINDS, example
from api.schemas.answers_given import ReplanRequest
from api.schemas.requests import AssessmentRequest, ScoreRequest
from api.storage.assessments import replan_digest
from api.storage.audit import ASSESSED, REPLANNED, Act, verify
from api.storage.tables import AuditRow
from api.wiring import Service, build_service
from engine.errors import AgreementError, ModelError, RecordError
from tests.api.conftest import TODAY
from tests.api.sending import changed, kept


def a_request(kind: str = "growing", **more: object) -> AssessmentRequest:
    return request_in(json.dumps({**example(kind, TODAY), **more}).encode(), AssessmentRequest)


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_says_what_is_then_stored(service, kind):
    preview = json.loads(desk.preview(service, a_request(kind)).model_dump_json())
    stored = json.loads(desk.assess(service, a_request(kind)).as_json())
    assert kept(service) == 2
    assert {name: stored[name] for name in preview} == preview


def test_the_desk_works_alike_on_both_databases(built, store):
    at_desk = replace(built, store=store)
    stored = desk.assess(at_desk, a_request("seed"))
    assert desk.find_text(at_desk, stored.id) == stored.as_json()
    assert desk.replay(at_desk, stored.id) == desk.Replay((), ())


def test_a_stored_assessment_is_found_as_it_was(service):
    stored = desk.assess(service, a_request())
    assert desk.find(service, stored.id) == stored
    assert desk.find_text(service, stored.id) == stored.as_json()


def test_the_request_is_kept_with_the_day_it_was_assessed_on(service):
    stored = desk.assess(service, a_request())
    assert desk.request_of(service, stored.id) == a_request(on=TODAY.isoformat())


def test_the_act_is_in_the_audit_log(service):
    desk.assess(service, a_request(), "tester")
    with service.store.reading() as session:
        report = verify(session)
    assert (report.entries, report.assessments, report.faults) == (1, 1, ())


def a_replan(**answers: object) -> ReplanRequest:
    return request_in(json.dumps(answers).encode(), ReplanRequest)


def acts(service: Service) -> list[Act]:
    with service.store.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        assert verify(session).faults == ()
        return [Act(r.at, r.actor, r.action, r.subject, r.payload_sha256) for r in rows]


def test_a_replan_is_in_the_audit_log_with_a_digest_of_what_was_answered(service):
    stored = desk.assess(service, a_request())
    answers = a_replan(refuse=[stored.plan.lines[0].product])
    plan = desk.replan(service, stored.id, answers, "officer")
    act = acts(service)[1]
    assert (act.actor, act.action, act.subject) == ("officer", REPLANNED, stored.id)
    texts = answers.model_dump_json(), plan.model_dump_json()
    assert act.payload_sha256 == replan_digest(*texts)
    assert act.payload_sha256 != replan_digest(a_replan().model_dump_json(), texts[1])


def test_a_replan_that_is_refused_leaves_no_act(service):
    stored = desk.assess(service, a_request())
    with pytest.raises(AgreementError):
        desk.replan(service, stored.id, a_replan(refuse=["no-such-product"]))
    assert [act.action for act in acts(service)] == [ASSESSED]


def test_a_replay_on_a_later_day_gives_the_same(service):
    stored = desk.assess(service, a_request())
    later = replace(service, settings=replace(service.settings, fixed_today=date(2027, 6, 1)))
    assert desk.replay(later, stored.id) == desk.Replay((), ())


def test_a_replay_under_other_code_names_it_and_compares_the_numbers_all_the_same(service):
    stored = desk.assess(service, a_request())
    other = replace(service, code_version="other")
    again = desk.replay(other, stored.id)
    assert [(each.path, each.now) for each in again.versions] == [("code_version", "other")]
    assert again.same


def test_a_replay_under_another_model_lists_what_differs(service):
    stored = desk.assess(service, a_request())
    again = desk.replay(with_another_model(service), stored.id)
    assert [each.path for each in again.versions] == ["model_id"]
    assert "score.credit_score" in [each.path for each in again.results]


def with_another_model(service: Service) -> Service:
    model = service.scorers.credit
    steeper = model.calibration.model_copy(update={"slope": model.calibration.slope * 1.5})
    other = replace(model, model_id="credit-other", calibration=steeper)
    return replace(service, own=replace(service.scorers, credit=other))


@pytest.mark.parametrize("act", [desk.find, desk.find_text, desk.request_of, desk.replay])
@pytest.mark.parametrize("wanted", ["", "x", "0" * 32, "\x00" * 32, "Ａ" * 32])
def test_an_unknown_id_is_not_found(service, act, wanted):
    with pytest.raises(desk.NotFoundError):
        act(service, wanted)


def test_a_refused_record_stores_nothing(service):
    bad = changed(("firm", "people", "rnd_staff"), 69)
    with pytest.raises(RecordError, match=r"firm\.people\.rnd_staff"):
        desk.assess(service, request_in(json.dumps(bad).encode(), AssessmentRequest))
    assert kept(service) == 0


def test_a_score_is_that_of_the_assessment(service):
    asked = request_in(json.dumps(example("seed", TODAY)).encode(), ScoreRequest)
    answer = desk.score(service, asked)
    assert answer.model_dump(include=set(type(answer).__base__.model_fields)) == (
        desk.preview(service, a_request("seed")).score.model_dump()
    )


def test_a_firm_of_which_little_is_known_is_referred_not_scored(service):
    bare = {"firm": {"name": "示例", "external_id": "1"}, "need": example("seed", TODAY)["need"]}
    answer = desk.preview(service, request_in(json.dumps(bare).encode(), AssessmentRequest))
    assert (answer.score.status, answer.score.credit_score, answer.score.pd) == (
        "refer",
        None,
        None,
    )
    assert answer.score.refer_because


def test_outside_the_demonstration_a_demonstration_model_is_refused(service):
    with pytest.raises(ModelError, match="demonstrations only"):
        build_service(replace(service.settings, demonstration=False))


def test_a_draft_is_kept_found_and_dropped(service):
    desk.keep_draft(service, "t", {"firm.name": "杭"})
    assert desk.find_draft(service, "t") == {"firm.name": "杭"}
    desk.drop_draft(service, "t")
    assert desk.find_draft(service, "t") is None
