"""Which requests come in at all, how large may they be, and what does every response carry?"""

import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

MOST_BYTES = 2 * 1024 * 1024
# Files of statements are small; a year of invoice lines is not.
MOST_STATEMENT_BYTES, MOST_INVOICE_BYTES = 6_000_000, 66_000_000
_UPLOADS = re.compile(r"/v1/imports/([a-z]+)|/apply/[^/]+/([a-z]+)/upload")
BAD_REQUEST, UNAUTHENTICATED, TOO_LARGE = 400, 401, 413
OPEN_TO_ALL = ("/healthz", "/readyz")
STATIC = "/static/"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_log = logging.getLogger("hangcuang")

Refuse = Callable[[Request, HTTPException], Response]
Fail = Callable[[Request], Response]


class Guard:
    """The outermost layer: request id, known host, access, size, headers, and no bare failure."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse, fail: Fail) -> None:
        """`refuse` and `fail` say how a refusal and an unforeseen error are answered."""
        self.app = app
        self.settings = settings
        self.refuse = refuse
        self.fail = fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = _Started(send, request_id, scope["path"])
        try:
            self._check(scope)
            await self.app(scope, _limited(scope, receive), started)
        except HTTPException as refusal:
            await self.refuse(Request(scope), refusal)(scope, receive, started)
        except Exception:
            _log.exception("request %s failed", request_id)
            if started.yet:
                raise
            await self.fail(Request(scope))(scope, receive, started)

    def _check(self, scope: Scope) -> None:
        if not self._is_known_host(Headers(scope=scope).get("host", "")):
            raise HTTPException(BAD_REQUEST)
        if scope["path"] in OPEN_TO_ALL or scope["path"].startswith(STATIC):
            return
        if not (self.settings.demonstration and _is_on_this_machine(scope)):
            raise HTTPException(UNAUTHENTICATED, headers={"www-authenticate": "Bearer"})

    def _is_known_host(self, header: str) -> bool:
        end = header.find("]") + 1
        name = header[:end] if end else header.partition(":")[0]
        return name.lower() in self.settings.allowed_hosts


class _Started:
    """Sends with the headers that every response carries; remembers whether it began."""

    def __init__(self, send: Send, request_id: str, path: str) -> None:
        self.send = send
        self.request_id = request_id
        self.path = path
        self.yet = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.yet = True
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["x-request-id"] = self.request_id
            if not self.path.startswith(STATIC):
                headers.setdefault("cache-control", "no-store")
        await self.send(message)


def _is_on_this_machine(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def most_bytes(path: str) -> int:
    """How large a body may be that is sent to `path`.

    >>> most_bytes("/v1/scores"), most_bytes("/v1/imports/invoices")
    (2097152, 66000000)
    """
    found = _UPLOADS.fullmatch(path)
    if found is None:
        return MOST_BYTES
    return MOST_INVOICE_BYTES if "invoices" in found.groups() else MOST_STATEMENT_BYTES


def _limited(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """`receive`, which refuses once more bytes came than are read, whatever was announced."""
    most = most_bytes(scope["path"])
    announced = Headers(scope=scope).get("content-length", "0")
    if not announced.isdigit() or int(announced) > most:
        raise HTTPException(TOO_LARGE)
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(TOO_LARGE)
        return message

    return counted
