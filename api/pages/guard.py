"""Who may post a page's form, and what does a visitor see when something is not possible?"""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from api.desk import NotFoundError
from api.importers.vat_export import MOST_FILES
from api.pages.rendering import page
from api.uploads import from_own_site
from engine.errors import EngineError
from engine.text import Text

MOST_FIELDS = 8_000


@dataclass(frozen=True)
class Trouble:
    """What a visitor is told."""

    title: Text
    advice: Text


NOT_FOUND = Trouble(
    Text(zh="没有找到这个页面", en="This page was not found"),
    Text(
        zh="链接可能不完整，或草稿已过期（草稿保留30天）。您可以重新开始填写。",
        en="The link may be incomplete, or the draft has expired (drafts are kept for 30 days).",
    ),
)
FOREIGN = Trouble(
    Text(zh="请求未被接受", en="The request was not accepted"),
    Text(
        zh="这次提交来自其他网站，为保护您的资料未予处理。请从本站页面重新提交。",
        en="It came from another site and was not acted upon. Please submit from this site.",
    ),
)
TOO_LARGE = Trouble(
    Text(zh="提交的内容过大", en="Too much was sent"),
    Text(
        zh="报表文件最多6 MB，发票文件合计最多66 MB。请缩小后重试，已保存的内容仍在。",
        en="At most 6 MB of statements, 66 MB of invoices; what was saved is kept.",
    ),
)
NOT_UNDERSTOOD = Trouble(
    Text(zh="提交的内容无法识别", en="What was sent could not be read"),
    Text(zh="请返回上一页重试，已保存的内容仍在。", en="Go back and try again."),
)
NOT_POSSIBLE = Trouble(
    Text(zh="暂时无法完成", en="This could not be done"),
    Text(
        zh="您填写的内容已保存。请稍后重试。", en="What you typed is kept. Please try again later."
    ),
)
NOT_OPEN = Trouble(
    Text(zh="须先登录", en="Credentials are needed"),
    Text(zh="免登录仅限本机演示。", en="Only the demonstration on this machine needs none."),
)
OLDER = Trouble(
    Text(zh="这份评估由较早的版本生成", en="An earlier release made this assessment"),
    Text(
        zh="原文保存完好，可通过接口 /v1/assessments 读取；本页无法按现在的格式显示。",
        en="It is kept unchanged and can be read at /v1/assessments, but not shown here.",
    ),
)
_TROUBLES = {401: NOT_OPEN, 403: FOREIGN, 404: NOT_FOUND, 410: OLDER, 413: TOO_LARGE}
_LOWEST_FAILURE = 500


def trouble_page(request: Request, status: int) -> Response:
    """A page that says in plain words what did not work and what to do."""
    other = NOT_POSSIBLE if status >= _LOWEST_FAILURE else NOT_UNDERSTOOD
    return page(request, "trouble.html", status, trouble=_TROUBLES.get(status, other))


class PageRoute(APIRoute):
    """A route whose errors are pages, not JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with every expected error turned into a page."""
        handle = super().get_route_handler()

        async def with_pages(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as error:
                return trouble_page(request, error.status_code)
            except NotFoundError:
                return trouble_page(request, 404)
            except RequestValidationError:
                return trouble_page(request, 400)
            except ValidationError:
                return trouble_page(request, 410)
            except EngineError:
                return trouble_page(request, 503)

        return with_pages


async def posted(request: Request) -> FormData:
    """The posted form, refused where another site sent it."""
    if not from_own_site(request):
        raise HTTPException(403)
    return await request.form(max_files=0, max_fields=MOST_FIELDS)


async def posted_files(request: Request) -> AsyncIterator[FormData]:
    """The posted form with its files, refused where another site sent it."""
    if not from_own_site(request):
        raise HTTPException(403)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        yield form
