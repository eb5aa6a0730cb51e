"""How do the doors come together in one web application?"""

import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api import pages
from api.errors import (
    FAILED,
    problem_of_engine,
    problem_of_failure,
    problem_of_http,
    problem_of_query,
)
from api.routes import assessments, catalogue, health, imports, models, prefill
from api.routes.parts import REFERENCE
from api.schemas.answers import ScoreAnswer, StoredAssessment
from api.schemas.answers_given import ReplanAnswer, ReplanRequest
from api.schemas.catalogue import FeatureList, ProductList
from api.schemas.health import Readiness
from api.schemas.imports import InvoicesAnswer, StatementsAnswer
from api.schemas.models import (
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
from api.schemas.prefill import PrefillAnswer, PrefillRequest
from api.schemas.problem import Problem
from api.schemas.requests import AssessmentRequest, ScoreRequest
from api.security import Guard
from api.wiring import Service
from engine.errors import EngineError

_FOR_PROGRAMS = ("/v1/", "/static/", "/openapi.json", "/healthz", "/readyz")
TITLE = "Hangcuang E Station 杭创E站"
_FOREIGN_REFUSAL = "HTTPValidationError"
_SENT: tuple[type[BaseModel], ...] = (
    AssessmentRequest, ScoreRequest, PrefillRequest, ProposalRequest, FindingRequest,
    ClosingRequest, ValidationRequest, PromotionRequest, RollbackRequest, RetirementRequest,
    ActRequest, ReplanRequest,
)  # fmt: skip
_ANSWERED: tuple[type[BaseModel], ...] = (
    ScoreAnswer, StoredAssessment, ReplanAnswer, ProductList, FeatureList, Readiness,
    Problem, StatementsAnswer, InvoicesAnswer, PrefillAnswer, ModelList, ModelDetail,
)  # fmt: skip


class App(FastAPI):
    """The application, whose description also names the bodies that `api.body` reads."""

    def openapi(self) -> dict[str, Any]:
        """The description at /openapi.json."""
        if self.openapi_schema is None:
            schema = super().openapi()
            schema.setdefault("components", {}).setdefault("schemas", {}).update(_schemas())
            _drop_defaults(schema)
        return super().openapi()


def create_app(service: Service) -> FastAPI:
    """The application over one built service; it closes the service when it ends."""
    # No pages of documentation: they load their scripts from elsewhere.
    app = App(
        title=TITLE,
        version=service.code_version,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_closing,
    )
    app.state.service = service
    for routes in (assessments, catalogue, imports, prefill, models, health):
        app.include_router(routes.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), "static")
    app.add_exception_handler(EngineError, problem_of_engine)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, problem_of_query)  # type: ignore[arg-type]
    app.add_middleware(Guard, settings=service.settings, refuse=_refused, fail=_failed)
    return app


def _refused(request: Request, error: HTTPException) -> Response:
    if _is_read_by_a_person(request):
        return pages.trouble_page(request, error.status_code)
    return problem_of_http(request, error)


def _failed(request: Request) -> Response:
    if _is_read_by_a_person(request):
        return pages.trouble_page(request, FAILED)
    return problem_of_failure(request)


def _is_read_by_a_person(request: Request) -> bool:
    asks_for_a_page = "text/html" in request.headers.get("accept", "")
    return asks_for_a_page and not request.url.path.startswith(_FOR_PROGRAMS)


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    # What was built to serve stays to the end: looking through it for rubbish would only take time.
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    app.state.service.close()


def _drop_defaults(schema: dict[str, Any]) -> None:
    """Take out the refusals that the web parts document by themselves, but never send."""
    for path in schema["paths"].values():
        for operation in path.values():
            if _FOREIGN_REFUSAL in str(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for name in (_FOREIGN_REFUSAL, "ValidationError"):
        schema["components"]["schemas"].pop(name, None)


def _schemas() -> dict[str, Any]:
    """All parts by name; one that is both sent and answered stands there as it may be sent."""
    return _defined(_ANSWERED, "serialization") | _defined(_SENT, "validation")


def _defined(models: Sequence[type[BaseModel]], mode: JsonSchemaMode) -> dict[str, Any]:
    _, schema = models_json_schema([(each, mode) for each in models], ref_template=REFERENCE)
    found: dict[str, Any] = schema["$defs"]
    return found
