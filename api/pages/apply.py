"""How does an applicant fill in the form, page by page, and lose nothing?"""

import time
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api import desk
from api.pages.drafts import Draft, bind, claim, find_draft, keep_fields, open_draft
from api.pages.form.check import Checked, check
from api.pages.form.fields import ROWS
from api.pages.form.labels import SOURCES
from api.pages.form.notice import PrefillNotice, UploadNotice
from api.pages.form.posted import changed, typed_in
from api.pages.form.record import fields_of
from api.pages.form.review import review_of
from api.pages.form.steps import (
    REVIEW,
    STEP_BY_SLUG,
    STEPS,
    Step,
    follower,
    previous,
    step_of,
)
from api.pages.form.view import by_field, group_view, id_of, title_of
from api.pages.guard import PageRoute, posted
from api.pages.rendering import page, service_of
from api.wiring import Service
from engine.errors import FieldError, RecordError

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Running = Annotated[Service, Depends(service_of)]
Posted = Annotated[FormData, Depends(posted)]
# The pages that a file can fill.
UPLOADS = ("statements", "invoices")
_SEE_OTHER = 303
_WRONG = 422
_POLLS, _PAUSE = 40, 0.25


@router.post("/assessments/{assessment_id}/again")
def again(service: Running, assessment_id: str, _form: Posted) -> Response:
    """Open a draft with everything that was assessed, to add to it."""
    request = desk.request_of(service, assessment_id)
    return _to(open_draft(service, fields_of(request.firm, request.need)), STEPS[0].slug)


@router.post("/apply/{token}/copy")
def copy(service: Running, token: str, _form: Posted) -> Response:
    """Open a new draft with what was typed in an old one."""
    return _to(open_draft(service, _draft(service, token).fields), STEPS[0].slug)


@router.get("/apply/{token}")
def resume(service: Running, token: str) -> Response:
    """Go on with a draft."""
    return _to(_draft(service, token).token, STEPS[0].slug)


@router.get("/apply/{token}/review")
def review(request: Request, service: Running, token: str) -> Response:
    """Everything typed, on one page, before it is submitted."""
    draft = _draft(service, token)
    if draft.assessment is not None:
        return _submitted(request, draft)
    return _review(request, draft, _checked(service, draft), 200)


@router.post("/apply/{token}/review")
def leave_review(service: Running, token: str, form: Posted) -> Response:
    """Go from the review to the page whose button was pressed."""
    return _to(_draft(service, token).token, _target(str(form.get("go", "")), STEPS[-1].slug))


@router.post("/apply/{token}/submit")
def submit(request: Request, service: Running, token: str, _form: Posted) -> Response:
    """Assess a draft once, however often it is submitted."""
    draft = _draft(service, token)
    if draft.assessment is not None:
        return _result(draft.assessment)
    checked = _checked(service, draft)
    if checked.request is None:
        return _review(request, draft, checked, _WRONG)
    if not claim(service, token):
        return _result(_other_click(service, token))
    return _assess(request, service, draft, checked)


def _assess(request: Request, service: Service, draft: Draft, checked: Checked) -> Response:
    assessment: str | None = None
    try:
        if checked.request is not None:
            assessment = desk.assess(service, checked.request).id
    except RecordError as error:
        return _review(request, draft, Checked(checked.reading, None, error.errors), _WRONG)
    finally:
        bind(service, draft.token, assessment)
    return _result(str(assessment))


def _other_click(service: Service, token: str) -> str:
    """The assessment that another click on the same button is making."""
    for _ in range(_POLLS):
        draft = _draft(service, token)
        if draft.assessment is not None:
            return draft.assessment
        time.sleep(_PAUSE)
    raise HTTPException(503)


@router.get("/apply/{token}/{slug}")
def show_step(request: Request, service: Running, token: str, slug: str) -> Response:
    """One page of the form with everything typed so far."""
    draft, step = _draft(service, token), _step(slug)
    if draft.assessment is not None:
        return _submitted(request, draft)
    return _step_page(request, service, draft, step, told="check" in request.query_params)


@router.post("/apply/{token}/{slug}")
def keep_step(request: Request, service: Running, token: str, slug: str, form: Posted) -> Response:
    """Keep what was typed and go where the pressed button says."""
    draft, step = _draft(service, token), _step(slug)
    if draft.assessment is not None:
        return _result(draft.assessment)
    go = str(form.get("go", "next"))
    fields, anchor = changed(typed_in(draft.fields, form.multi_items(), step), go)
    keep_fields(service, token, fields, {slug: None} if go == "next" else None)
    kept = _draft(service, token)
    if anchor:
        return _to(token, slug, anchor)
    if go == "next" and _own(_checked(service, kept).errors, step):
        return _step_page(request, service, kept, step, told=True, status=_WRONG)
    return _to(token, _target(go, slug))


def _target(go: str, slug: str) -> str:
    if go == "previous":
        return previous(slug) or slug
    return go if go in STEP_BY_SLUG or go == REVIEW else follower(slug)


def _step_page(
    request: Request, service: Service, draft: Draft, step: Step, told: bool, status: int = 200
) -> Response:
    checked = _checked(service, draft)
    own = _own(checked.errors, step) if told else ()
    kept = draft.notices.get(step.slug)
    uploads = step.slug in UPLOADS
    upload = UploadNotice.model_validate_json(kept) if kept and uploads else None
    prefill = PrefillNotice.model_validate_json(kept) if kept and not uploads else None
    errors = by_field(own)
    views = [
        group_view(group, draft.fields, errors, draft.opened_on, draft.origins)
        for group in step.groups
    ]
    return page(
        request, "step.html", status, draft=draft, step=step, steps=STEPS, views=views,
        errors=[(f"#{id_of(error.field)}", title_of(error.field), error.message) for error in own],
        states=_states(draft, checked), back=previous(step.slug),
        uploads=uploads, upload=upload, prefill=prefill, sources=SOURCES,
        title_of=title_of,
    )  # fmt: skip


def _states(draft: Draft, checked: Checked) -> dict[str, str]:
    """Of each step: wrong, filled or blank; missing answers of a blank step are not wrong yet."""
    filled = {step_of(name).slug for name, typed in draft.fields.items()
              if typed.strip() and not name.endswith(f".{ROWS}")
              and not _is_preset(name, draft)}  # fmt: skip
    wrong = {step_of(error.field).slug for error in checked.errors} & filled
    return {
        step.slug: "wrong" if step.slug in wrong else "filled" if step.slug in filled else "blank"
        for step in STEPS
    }


def _is_preset(name: str, draft: Draft) -> bool:
    return name.endswith((".source", ".observed_on", ".authorisation", ".month"))


def _review(request: Request, draft: Draft, checked: Checked, status: int) -> Response:
    links = [
        (f"/apply/{draft.token}/{step_of(error.field).slug}?check=1#{id_of(error.field)}",
         title_of(error.field), error.message)
        for error in checked.errors
    ]  # fmt: skip
    return page(
        request, "review.html", status, draft=draft, steps=STEPS, links=links,
        review=review_of(draft.fields, checked, draft.opened_on),
        states=_states(draft, checked), back=previous(REVIEW),
    )  # fmt: skip


def _submitted(request: Request, draft: Draft) -> Response:
    return page(request, "submitted.html", draft=draft)


def _checked(service: Service, draft: Draft) -> Checked:
    return check(draft.fields, draft.opened_on, service.today())


def _own(errors: Iterable[FieldError], step: Step) -> tuple[FieldError, ...]:
    return tuple(error for error in errors if step_of(error.field) == step)


def _draft(service: Service, token: str) -> Draft:
    draft = find_draft(service, token)
    if draft is None:
        raise HTTPException(404)
    return draft


def _step(slug: str) -> Step:
    if slug not in STEP_BY_SLUG:
        raise HTTPException(404)
    return STEP_BY_SLUG[slug]


def _to(token: str, slug: str, anchor: str = "") -> Response:
    return RedirectResponse(f"/apply/{token}/{slug}{anchor}", _SEE_OTHER)


def _result(assessment_id: str) -> Response:
    return RedirectResponse(f"/assessments/{assessment_id}", _SEE_OTHER)
