"""Where does an applicant begin: with outside sources (after consenting), blank or an example?"""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.desk import APPLICANT
from api.examples import KINDS, example, title
from api.pages.drafts import open_draft
from api.pages.form.labels import SOURCES
from api.pages.form.notice import of_prefill
from api.pages.form.record import fields_of, fields_of_section
from api.pages.form.steps import STEPS
from api.pages.form.view import title_of
from api.pages.guard import PageRoute, posted
from api.pages.rendering import page, service_of
from api.prefill.asking import Prefilled, new_authorisation, prefill, sources_of
from api.schemas.requests import AssessmentRequest
from api.wiring import Service
from engine.identity import is_credit_code, normalise_code
from engine.text import Text

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Running = Annotated[Service, Depends(service_of)]
Posted = Annotated[FormData, Depends(posted)]
CODE, CONSENT = "credit_code", "consent"
FIRST_STEP = STEPS[0].slug
_SEE_OTHER, _WRONG = 303, 422
_NO_CODE = Text(
    zh="请填写18位统一社会信用代码（校验位不符或有漏字）",
    en="give the 18 characters of the credit code; its check characters do not hold",
)
_NO_CONSENT = Text(
    zh="未勾选授权：没有授权不会查询任何来源", en="without your consent no source is asked"
)


@router.get("/apply")
def start(request: Request) -> Response:
    """Where the applicant begins: with outside sources, blank or with an example firm."""
    return start_page(request)


def start_page(
    request: Request,
    status: int = 200,
    code: str = "",
    consents: bool = False,
    errors: Mapping[str, Text] | None = None,
) -> Response:
    """The first page, with what was typed for a prefill and what is wrong with it."""
    service = service_of(request)
    kinds = [(kind, title(kind)) for kind in KINDS]
    sources = [(SOURCES[each.name], [_section_title(name) for name in each.sections])
               for each in sources_of(service.settings)]  # fmt: skip
    wrong = {name: (errors or {}).get(name) for name in (CODE, CONSENT)}
    return page(
        request, "start.html", status, kinds=kinds, steps=STEPS, sources=sources, code=code,
        consents=consents, wrong=wrong, codes=_example_codes(service),
    )  # fmt: skip


def _example_codes(service: Service) -> list[tuple[str, Text]]:
    """The codes of the example firms, for a demonstration only."""
    if not service.settings.demonstration:
        return []
    today = service.today()
    return [(str(example(kind, today)["firm"]["credit_code"]), title(kind)) for kind in KINDS]


def _section_title(name: str) -> Text:
    return title_of(f"firm.{name}")


@router.post("/apply")
def begin(service: Running, form: Posted) -> Response:
    """Open a draft."""
    kind = str(form.get("kind", ""))
    if kind not in KINDS:
        return _to(open_draft(service, {}))
    record = json.dumps(example(kind, service.today()))
    request = AssessmentRequest.model_validate_json(record)
    return _to(open_draft(service, fields_of(request.firm, request.need), kind))


@router.post("/apply/prefill")
def fill_in(request: Request, service: Running, form: Posted) -> Response:
    """Ask the connected sources about a firm that consents, and open a draft with their answers."""
    typed, consents = str(form.get(CODE, "")), form.get(CONSENT) == "on"
    code = normalise_code(typed)
    errors = {} if is_credit_code(code) else {CODE: _NO_CODE}
    errors |= {} if consents else {CONSENT: _NO_CONSENT}
    if errors:
        return start_page(request, _WRONG, typed, consents, errors)
    found = prefill(service, code, new_authorisation(service.today()), APPLICANT)
    told = {FIRST_STEP: of_prefill(found).model_dump_json()}
    token = open_draft(service, _fields(found), notices=told)
    return _to(token, "#prefill")


def _fields(found: Prefilled) -> dict[str, str]:
    fields = {"firm.credit_code": found.credit_code}
    fields |= {"firm.name": found.name} if found.name else {}
    for name, section in found.sections.items():
        fields |= fields_of_section(name, section)
    return fields


def _to(token: str, anchor: str = "") -> Response:
    return RedirectResponse(f"/apply/{token}/{FIRST_STEP}{anchor}", _SEE_OTHER)
