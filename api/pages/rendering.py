"""How does a page become HTML, with the marks that every page must carry?"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.pages import show
from api.schemas.answers import DEMONSTRATION, NOT_OFFICIAL
from api.wiring import Service

_HERE = Path(__file__).parents[1]
STATIC = _HERE / "static"
_DIGITS = 10


@cache
def templates() -> Environment:
    """The templates: everything is escaped, an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= show.FILTERS
    environment.globals |= {
        "demonstration": DEMONSTRATION,
        "not_official": NOT_OFFICIAL,
        "static": static_address,
        "channels": show.CHANNELS,
    }
    return environment


@cache
def static_address(name: str) -> str:
    """The address of a static file; it changes with its content, so that caches never lie."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:_DIGITS]
    return f"/static/{name}?v={digest}"


def service_of(request: Request) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page with the demonstration marks that its model and operator call for."""
    service = service_of(request)
    html = (
        templates()
        .get_template(template)
        .render(
            path=request.url.path,
            operator=service.settings.operator_name,
            is_demonstration=service.is_demonstration,
            today=service.today(),
            **values,
        )
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
