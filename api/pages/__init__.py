"""What does an applicant see and fill in? Server-rendered pages that work without JavaScript."""

from fastapi import APIRouter

from api.pages import apply, home, imports, products, result, start
from api.pages.guard import trouble_page
from api.pages.rendering import STATIC

router = APIRouter()
for _part in (home, products, start, imports, apply, result):
    router.include_router(_part.router)

__all__ = ["STATIC", "router", "trouble_page"]
