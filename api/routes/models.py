"""How does the risk team move model versions? Who acts is named in the body until accounts exist.

As with every door, requests without credentials come in on this machine in a demonstration only.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.body import request_in
from api.routes.parts import Body, Running, answer_of, as_json, body_of, problems
from api.schemas.models import (
    ActingPerson,
    ActRequest,
    ClosingRequest,
    FindingRequest,
    ModelDetail,
    ModelList,
    PromotionRequest,
    ProposalRequest,
    RetirementRequest,
    RollbackRequest,
    ValidationRequest,
)
from api.versions import detail_in, list_in, serving_of
from api.wiring import Service

CREATED = 201
router = APIRouter(prefix="/v1/models", tags=["models"])
_ONE = "/{model_id}"
_REFUSALS = (400, 401, 403, 404, 409, 413, 415, 422, 503)


def _act(model: type, said: str = "The version as it stands now.") -> dict[str, Any]:
    """The documentation of an act."""
    return {
        "openapi_extra": body_of(model),
        "responses": {200: answer_of(ModelDetail, said), **problems(*_REFUSALS)},
    }


def _made(model: type) -> dict[str, Any]:
    """The documentation of an act that adds something."""
    made = {CREATED: answer_of(ModelDetail, "The version as it stands now.")}
    return {
        "status_code": CREATED,
        "openapi_extra": body_of(model),
        "responses": {**made, **problems(*_REFUSALS)},
    }


@router.get("", responses={200: answer_of(ModelList, "The versions."), **problems(401, 503)})
def get_models(service: Running) -> Response:
    """All model versions, their states, and which of them answers."""
    found = list_in(service.store, serving_of(service), service.today())
    return as_json(found.model_dump_json())


@router.get(
    _ONE, responses={200: answer_of(ModelDetail, "The version."), **problems(401, 404, 503)}
)
def get_model(service: Running, model_id: str) -> Response:
    """One version with its card, conditions of use, findings and history."""
    return _standing(service, model_id)


@router.post("", **_made(ProposalRequest))
def post_model(service: Running, body: Body) -> Response:
    """Propose a saved model: a candidate, or a demonstration for ever if of simulated firms."""
    asked = request_in(body, ProposalRequest)
    service.registrar.propose(asked.model_id, asked.developed_by, asked.evidence)
    return _standing(service, asked.model_id, CREATED, {"location": f"/v1/models/{asked.model_id}"})


@router.post("/rollback", **_act(RollbackRequest, "The version that serves again."))
def post_rollback(service: Running, body: Body) -> Response:
    """Bring the champion before back; needs an approver, as a promotion does."""
    asked = request_in(body, RollbackRequest)
    new, *_ = service.registrar.rollback(asked.kind, asked.by, asked.replacing)
    return _standing(service, new.model_id)


@router.post(f"{_ONE}/findings", **_made(FindingRequest))
def post_finding(service: Running, model_id: str, body: Body) -> Response:
    """Hold a fault against a version, with an owner and a due date."""
    asked = request_in(body, FindingRequest)
    service.registrar.raise_finding(model_id, asked.finding, asked.by)
    return _standing(service, model_id, CREATED)


@router.post(f"{_ONE}/findings/{{number}}/close", **_act(ClosingRequest))
def post_closing(service: Running, model_id: str, number: int, body: Body) -> Response:
    """Close a finding; neither the developer nor its owner can."""
    asked = request_in(body, ClosingRequest)
    service.registrar.close_finding(model_id, number, asked.by, asked.note)
    return _standing(service, model_id)


@router.post(f"{_ONE}/validation", **_act(ValidationRequest))
def post_validation(service: Running, model_id: str, body: Body) -> Response:
    """Attach an independent validation: its report's digest, verdict, conditions and term."""
    asked = request_in(body, ValidationRequest)
    service.registrar.validate(model_id, asked.told, asked.by)
    return _standing(service, model_id)


@router.post(f"{_ONE}/promotion", **_act(PromotionRequest))
def post_promotion(service: Running, model_id: str, body: Body) -> Response:
    """Make a validated version the champion; neither developer nor validator can."""
    asked = request_in(body, PromotionRequest)
    service.registrar.promote(model_id, asked.by, asked.replacing)
    return _standing(service, model_id)


@router.post(f"{_ONE}/retirement", **_act(RetirementRequest))
def post_retirement(service: Running, model_id: str, body: Body) -> Response:
    """Take a version out of use for good."""
    asked = request_in(body, RetirementRequest)
    service.registrar.retire(model_id, asked.by, asked.because)
    return _standing(service, model_id)


@router.put(f"{_ONE}/challenger", **_act(ActRequest))
def put_challenger(service: Running, model_id: str, body: Body) -> Response:
    """Score a candidate or validated version in shadow of every assessment, and no other."""
    asked = request_in(body, ActRequest)
    service.registrar.name_challenger(model_id, asked.by)
    return _standing(service, model_id)


@router.delete(
    f"{_ONE}/challenger",
    responses={
        200: answer_of(ModelDetail, "The version as it stands now."),
        **problems(401, 404, 409, 422, 503),
    },
)
def delete_challenger(
    service: Running, model_id: str, asked: Annotated[ActingPerson, Query()]
) -> Response:
    """Score the version in shadow no longer."""
    service.registrar.drop_challenger(model_id, asked.by)
    return _standing(service, model_id)


def _standing(
    service: Service, model_id: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """How a version stands; whatever was done to it, the next request sees."""
    service.champions.look_again()
    found = detail_in(service.store, model_id, serving_of(service), service.today())
    return as_json(found.model_dump_json(), status, headers)
