"""How do uploaded files come in: bounded, few at a time, their names never a path?"""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData, UploadFile

from api.importers.cells import shown_name
from api.importers.vat_export import MOST_FILES, File
from engine.errors import FieldError, RecordError
from engine.text import Text

MULTIPART = "multipart/form-data"
FILE = "file"
_MOST_FIELDS = 20
_FOREIGN, _WRONG_TYPE = 403, 415
_OWN_SITE = frozenset({"same-origin", "none"})
_AT_ONCE = 2
_NO_FILE = Text(zh="请选择文件", en="choose a file")
_TWICE = Text(zh="同一字段出现多次", en="is stated more than once")
_NO_FILE_HERE = Text(zh="不是文件字段", en="is no field for a file")
_TEXT_HERE = Text(zh="须为文件", en="must be a file")
Result = TypeVar("Result")


async def uploaded(request: Request) -> AsyncIterator[FormData]:
    """The files and fields of a request that carries files; its size is limited by `api.security`.

    Raises:
        HTTPException: 403 where another site sent it, 415 for any other content.
    """
    if not from_own_site(request):
        raise HTTPException(_FOREIGN)
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != MULTIPART:
        raise HTTPException(_WRONG_TYPE)
    async with request.form(max_files=MOST_FILES, max_fields=_MOST_FIELDS) as form:
        yield form


def from_own_site(request: Request) -> bool:
    """Whether no other site's page sent the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_SITE
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def chosen_files(form: FormData) -> tuple[UploadFile, ...]:
    """The files that were chosen; a browser sends an empty one where none was.

    Raises:
        RecordError: there is none, or a file stands in another field.
    """
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) != (name == FILE):
            raise RecordError((FieldError(name, _TEXT_HERE if name == FILE else _NO_FILE_HERE),))
    found = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
    chosen = tuple(each for each in found if each.filename or each.size)
    if not chosen:
        raise RecordError((FieldError(FILE, _NO_FILE),))
    return chosen


def plain_fields(form: FormData) -> dict[str, str]:
    """The fields that are no files, blank ones left out.

    Raises:
        RecordError: a field is stated more than once.
    """
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and value.strip():
            if name in fields:
                raise RecordError((FieldError(name, _TWICE),))
            fields[name] = value.strip()
    return fields


def read(files: Iterable[UploadFile]) -> tuple[File, ...]:
    """The bytes of the files, each under a name that is safe to show."""
    return tuple(File(shown_name(each.filename or ""), each.file.read()) for each in files)


class Workshop:
    """Does heavy work in threads of its own, two at a time; other requests are not held up."""

    def __init__(self, request: Request) -> None:
        """The application's own two places."""
        state = request.app.state
        if not hasattr(state, "importing"):
            state.importing = CapacityLimiter(_AT_ONCE)
        self._places: CapacityLimiter = state.importing

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, done as soon as there is a place."""
        return await anyio.to_thread.run_sync(work, limiter=self._places)


Apart = Annotated[Workshop, Depends(Workshop)]
