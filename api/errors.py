"""Which error becomes which answer? One table, and `application/problem+json` for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.champions import NoModelError
from api.desk import NotFoundError
from api.examples import UnknownKindError
from api.messages import MOST_SHOWN, field_errors, field_errors_of
from api.schemas.problem import FieldProblem, Problem
from api.screening import BrokenBodyError
from api.storage.sessions import UnavailableError
from api.titles import title_at
from engine.errors import (
    BlockedError,
    EngineError,
    FieldError,
    RecordError,
    RegistryError,
    SamePersonError,
    UnknownModelError,
)
from engine.text import Text

__all__ = ["field_errors_of", "problem_of_engine", "problem_of_http", "problem_response"]

PROBLEM_JSON = "application/problem+json"
FAILED = 500
UNAVAILABLE = 503
RETRY_SECONDS = "2"
_UNREADABLE_QUERY = 422


@dataclass(frozen=True)
class Answer:
    """The status of an error, its stable name, and what a person reads."""

    status: int
    name: str
    title: Text
    detail: Text


_RECORD = Answer(
    422, "record",
    Text(zh="资料不能接受", en="The record cannot be accepted"),
    Text(zh="请更正所列字段,未保存任何内容", en="Correct the fields named; nothing was stored"),
)  # fmt: skip
_BODY = Answer(
    400, "body",
    Text(zh="请求内容无法读取", en="The body cannot be read"),
    Text(zh="须为UTF-8编码的一个JSON对象", en="It must be one JSON object in UTF-8"),
)  # fmt: skip
_NOT_FOUND = Answer(
    404, "not-found",
    Text(zh="未找到", en="Not found"),
    Text(zh="这里没有所请求的内容", en="There is nothing here"),
)  # fmt: skip
_FAILED = Answer(
    FAILED, "failed",
    Text(zh="服务内部出错", en="Something went wrong here"),
    Text(zh="已记录,请提供请求编号查询", en="It was logged; please quote the request id"),
)  # fmt: skip
_UNAVAILABLE = Answer(
    UNAVAILABLE, "unavailable",
    Text(zh="暂时无法服务", en="Not available just now"),
    Text(zh="请稍后重试", en="Please try again shortly"),
)  # fmt: skip
_NOT_ALLOWED = Text(zh="不能这样处理", en="This cannot be done")
_SAME_PERSON = Answer(
    403, "same-person", Text(zh="须由另一人经办", en="Another person must do this"), _NOT_ALLOWED
)
_BLOCKED = Answer(
    409, "blocked", Text(zh="目前不能这样处理", en="This cannot be done just now"), _NOT_ALLOWED
)
_NO_MODEL = Answer(
    UNAVAILABLE, "no-model",
    Text(zh="暂时无法服务", en="Not available just now"),
    Text(zh="没有经批准的模型", en="No model is approved to serve"),
)  # fmt: skip
_OF_ENGINE: Mapping[type[EngineError], Answer] = {
    RecordError: _RECORD,
    BrokenBodyError: _BODY,
    NotFoundError: _NOT_FOUND,
    UnknownKindError: _NOT_FOUND,
    UnavailableError: _UNAVAILABLE,
    NoModelError: _NO_MODEL,
    UnknownModelError: _NOT_FOUND,
    SamePersonError: _SAME_PERSON,
    BlockedError: _BLOCKED,
    EngineError: _FAILED,
}
_OF_STATUS: Mapping[int, Answer] = {
    401: Answer(
        401, "unauthenticated",
        Text(zh="须先登录", en="Credentials are needed"),
        Text(zh="免登录只限本机演示", en="Only the demonstration on this machine needs none"),
    ),
    403: Answer(
        403, "foreign",
        Text(zh="请求来自其他网站", en="Another site sent this"),
        Text(zh="未予处理", en="Nothing was done"),
    ),
    404: _NOT_FOUND,
    405: Answer(
        405, "method",
        Text(zh="不支持这种请求方法", en="This method is not allowed here"),
        Text(zh="允许的方法见 Allow 标头", en="The Allow header names those that are"),
    ),
    413: Answer(
        413, "too-large",
        Text(zh="请求内容过大", en="Too much was sent"),
        Text(
            zh="JSON最多2 MB,报表文件6 MB,发票文件合计66 MB",
            en="At most 2 MB of JSON, 6 MB of statements, 66 MB of invoices are read",
        ),
    ),
    415: Answer(
        415, "content-type",
        Text(zh="内容类型不支持", en="This kind of content is not read"),
        Text(
            zh="须为 application/json,文件须为 multipart/form-data",
            en="It must be application/json, or multipart/form-data for files",
        ),
    ),
    500: _FAILED,
    503: _UNAVAILABLE,
}  # fmt: skip
_OTHER = Text(zh="请求不能接受", en="The request cannot be accepted")
_QUERY = Answer(
    _UNREADABLE_QUERY, "query", _OTHER,
    Text(zh="请更正所列参数", en="Correct the parameters named"),
)  # fmt: skip


def request_id_of(request: Request) -> str:
    """The id under which this request stands in the log."""
    return str(request.scope.get("state", {}).get("request_id", ""))


def problem_response(
    request: Request,
    answer: Answer,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer as problem details."""
    problem = Problem(
        type=f"urn:hangcuang:problem:{answer.name}",
        title=f"{answer.title.zh} / {answer.title.en}",
        status=answer.status,
        detail=f"{answer.detail.zh} / {answer.detail.en}",
        errors=tuple(FieldProblem(field=e.field, message=_named(e)) for e in errors),
        request_id=request_id_of(request),
    )
    retry = {"retry-after": RETRY_SECONDS} if answer.status == UNAVAILABLE else {}
    return Response(
        problem.model_dump_json(), answer.status, {**(headers or {}), **retry}, PROBLEM_JSON
    )


def _named(error: FieldError) -> Text:
    """The message after the field's own title, where the field has one."""
    title = title_at(error.field)
    if title is None:
        return error.message
    message = error.message
    return Text(zh=f"{title.zh}:{message.zh}", en=f"{title.en}: {message.en}")


def problem_of_engine(request: Request, error: EngineError) -> Response:
    """The answer of the table for the nearest class of `error`."""
    answer = next(_OF_ENGINE[kind] for kind in type(error).__mro__ if kind in _OF_ENGINE)
    if isinstance(error, RegistryError):
        answer = replace(answer, detail=error.reason)
    errors = error.errors if isinstance(error, RecordError | BrokenBodyError) else ()
    return problem_response(request, answer, errors)


def problem_of_http(request: Request, error: HTTPException) -> Response:
    """A status raised by the web parts, such as an unknown path."""
    plain = Text(zh=f"状态 {error.status_code}", en=f"status {error.status_code}")
    unnamed = Answer(error.status_code, "request", _OTHER, plain)
    answer = _OF_STATUS.get(error.status_code, unnamed)
    return problem_response(request, answer, headers=error.headers)


def problem_of_query(request: Request, error: RequestValidationError) -> Response:
    """Parameters of the address that cannot be read."""
    return problem_response(request, _QUERY, field_errors(error.errors()[:MOST_SHOWN]))


def problem_of_failure(request: Request) -> Response:
    """An error that nobody foresaw: nothing but the request id."""
    return problem_response(request, _FAILED)
