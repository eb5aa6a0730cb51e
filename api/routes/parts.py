"""What do all JSON doors share?"""

from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from api.body import JSON, json_bytes
from api.errors import PROBLEM_JSON
from api.schemas.problem import Problem
from api.wiring import Service

REFERENCE = "#/components/schemas/{model}"
_SAID = {
    400: "The body cannot be read; where it can be said, line and column are named.",
    401: "Credentials are needed.",
    403: "Another site's page sent this; or the act needs another person.",
    404: "Nothing is stored here.",
    409: "State, findings, dates or files do not allow this now; `detail` says which.",
    413: "More was sent than is read here.",
    415: "The body is of another kind than is read here.",
    422: "The content is refused; every field is named with its reason.",
    503: "The database does not answer just now.",
}


async def service_of(request: Request) -> Service:
    """The running service; async only so that no thread is called for it."""
    service: Service = request.app.state.service
    return service


Running = Annotated[Service, Depends(service_of)]
Body = Annotated[bytes, Depends(json_bytes)]


def as_json(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON text as it stands."""
    return Response(text, status, headers, JSON)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of refusals."""
    content = {PROBLEM_JSON: {"schema": {"$ref": REFERENCE.format(model=Problem.__name__)}}}
    return {status: {"description": _SAID[status], "content": content} for status in statuses}


def body_of(model: type) -> dict[str, Any]:
    """The documentation of a body that is read by `api.body`."""
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


def answer_of(model: type, description: str) -> dict[str, Any]:
    """The documentation of a JSON answer."""
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"description": description, "content": {JSON: {"schema": schema}}}
