"""How does a program have a firm scored or assessed?"""

from fastapi import APIRouter
from starlette.responses import Response

from api import desk
from api.body import request_in
from api.routes.parts import Body, Running, answer_of, as_json, body_of, problems
from api.schemas.answers import ScoreAnswer, StoredAssessment
from api.schemas.answers_given import ReplanAnswer, ReplanRequest
from api.schemas.requests import AssessmentRequest, ScoreRequest

CREATED = 201
router = APIRouter(prefix="/v1", tags=["assessments"])


@router.post(
    "/scores",
    openapi_extra=body_of(ScoreRequest),
    responses={200: answer_of(ScoreAnswer, "The score."), **problems(400, 401, 413, 415, 422)},
)
def post_score(service: Running, body: Body) -> Response:
    """The explained score of a firm; nothing is stored."""
    return as_json(desk.score(service, request_in(body, ScoreRequest)).model_dump_json())


@router.post(
    "/assessments",
    status_code=CREATED,
    openapi_extra=body_of(AssessmentRequest),
    responses={
        CREATED: answer_of(StoredAssessment, "Stored; Location names it."),
        **problems(400, 401, 413, 415, 422, 503),
    },
)
def post_assessment(service: Running, body: Body) -> Response:
    """The score and the funding plan of a firm, stored and audited."""
    stored = desk.assess(service, request_in(body, AssessmentRequest))
    return as_json(stored.as_json(), CREATED, {"location": f"/v1/assessments/{stored.id}"})


@router.get(
    "/assessments/{assessment_id}",
    responses={
        200: answer_of(StoredAssessment, "The assessment as first answered, byte for byte."),
        **problems(401, 404, 503),
    },
)
def get_assessment(service: Running, assessment_id: str) -> Response:
    """A stored assessment."""
    return as_json(desk.find_text(service, assessment_id))


@router.post(
    "/assessments/{assessment_id}/replan",
    openapi_extra=body_of(ReplanRequest),
    responses={
        200: answer_of(ReplanAnswer, "The plan around these answers; only the act is kept."),
        **problems(400, 401, 404, 413, 415, 422, 503),
    },
)
def post_replan(service: Running, assessment_id: str, body: Body) -> Response:
    """Offers and refusals as fixed lines and bans, the rest planned again, the difference shown."""
    answers = request_in(body, ReplanRequest)
    return as_json(desk.replan(service, assessment_id, answers).model_dump_json())
