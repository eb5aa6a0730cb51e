"""How does a program ask outside sources about a firm that gave its consent?"""

from fastapi import APIRouter
from starlette.responses import Response

from api.body import request_in
from api.desk import APPLICANT
from api.prefill.asking import prefill
from api.routes.parts import Body, Running, answer_of, as_json, body_of, problems
from api.schemas.prefill import PrefillAnswer, PrefillRequest

router = APIRouter(prefix="/v1", tags=["imports"])


@router.post(
    "/prefill",
    openapi_extra=body_of(PrefillRequest),
    responses={
        200: answer_of(PrefillAnswer, "What the sources say, and which of them could not."),
        **problems(400, 401, 413, 415, 422, 503),
    },
)
def post_prefill(service: Running, body: Body) -> Response:
    """The sections that connected sources know; the consent is kept in the audit log."""
    asked = request_in(body, PrefillRequest)
    found = prefill(service, asked.credit_code, asked.authorisation, APPLICANT)
    return as_json(PrefillAnswer.of(found).model_dump_json())
