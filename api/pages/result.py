"""How does an applicant read a stored assessment?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import desk
from api.pages.guard import PageRoute
from api.pages.rendering import page, service_of
from api.pages.story import story_of
from api.wiring import Service

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Running = Annotated[Service, Depends(service_of)]


@router.get("/assessments/{assessment_id}")
def result(request: Request, service: Running, assessment_id: str) -> Response:
    """Score, reasons, plan, alternatives and why not."""
    story = story_of(desk.find_text(service, assessment_id))
    return page(request, "result.html", story=story, found=story.assessment)
