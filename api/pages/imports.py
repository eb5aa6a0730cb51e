"""How does a file fill a page of the form, without taking away what was typed?"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from api.importers.statements import import_statements
from api.importers.vat_export import File, Wanted, affiliates_in, import_vat_export
from api.pages.apply import UPLOADS
from api.pages.drafts import Draft, find_draft, keep_fields
from api.pages.form import notice
from api.pages.form.fields import Group
from api.pages.form.merge import merged
from api.pages.form.notice import UploadNotice
from api.pages.form.posted import typed_in
from api.pages.form.record import fields_of_section
from api.pages.form.steps import STEP_BY_SLUG, Step
from api.pages.guard import PageRoute, posted, posted_files
from api.pages.rendering import service_of
from api.uploads import FILE, Apart, read
from api.wiring import Service
from engine.errors import FieldError, RecordError
from engine.firm import Invoices, Statements
from engine.identity import is_credit_code, normalise_code
from engine.text import Text

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Running = Annotated[Service, Depends(service_of)]
Posted = Annotated[FormData, Depends(posted)]
PostedFiles = Annotated[FormData, Depends(posted_files)]
STATEMENTS = "statements"
AFFILIATES = "upload.affiliates"
REPLACE, FILL = "replace", "fill"
_SEE_OTHER = 303
_NO_FILE = Text(zh="请先选择文件，再按“读取文件”", en="choose a file first")
_ONE_FILE = Text(zh="一次只读一个报表文件", en="one file of statements at a time")
_NO_CODE = Text(
    zh="请先在“企业与人员”填写有效的统一社会信用代码，才能分辨销项与进项",
    en="first give a valid credit code under “Firm and people”: it tells sales from purchases",
)


class Reading(NamedTuple):
    """What files gave: the notice of it, and the section where there is one."""

    told: UploadNotice
    section: Statements | Invoices | None


@router.post("/apply/{token}/{slug}/upload")
async def upload(
    service: Running, token: str, slug: str, form: PostedFiles, apart: Apart
) -> Response:
    """Keep what was typed on the page, then fill its blank fields from the files."""

    def work() -> None:
        draft, step = _open(service, token), _step(slug)
        typed = typed_in(draft.fields, form.multi_items(), step)
        files = read(_chosen(form))
        related = str(form.get(AFFILIATES, "")).strip()
        found = _read(service, step, typed, files, related)
        told = found.told.model_copy(update={"affiliates": related})
        fields = typed
        if found.section is not None:
            offered = fields_of_section(step.slug, found.section)
            fields, told = _joined(step, typed, offered, told)
        keep_fields(service, token, fields, {slug: told.model_dump_json()})

    await apart(work)
    return _back(token, slug)


@router.post("/apply/{token}/{slug}/take")
def take(service: Running, token: str, slug: str, form: Posted) -> Response:
    """Take the values of a file that waits for the applicant's word, or forget them."""
    draft, step = _open(service, token), _step(slug)
    typed = typed_in(draft.fields, form.multi_items(), step)
    choice, kept = str(form.get("take", "")), draft.notices.get(slug)
    told = UploadNotice.model_validate_json(kept) if kept else None
    if told is None or not told.offered or choice not in (REPLACE, FILL):
        keep_fields(service, token, typed, {slug: None})
        return _back(token, slug, "")
    sound = told.model_copy(update={"state": "read", "errors": (), "more": 0})
    fields, told = _joined(step, typed, told.offered, sound, choice == REPLACE)
    keep_fields(service, token, fields, {slug: told.model_dump_json()})
    return _back(token, slug)


def _joined(
    step: Step,
    typed: dict[str, str],
    offered: dict[str, str],
    told: UploadNotice,
    prefer_offered: bool = False,
) -> tuple[dict[str, str], UploadNotice]:
    """The fields with those of a file, unless it has errors: then the applicant chooses first."""
    if told.state == "wrong":
        return typed, told.model_copy(update={"offered": offered})
    found = merged(_group(step), typed, offered, prefer_offered)
    open_still = found.clashes and not prefer_offered
    return found.fields, told.model_copy(
        update={
            "differing": notice.differing(found.clashes) if open_still else (),
            "more": max(len(found.clashes) - notice.MOST_SHOWN, 0) if open_still else 0,
            "offered": offered if open_still else {},
        }
    )


def _read(
    service: Service, step: Step, typed: dict[str, str], files: Sequence[File], related: str
) -> Reading:
    """Everything sound is read; whether it is taken in spite of errors, the applicant says."""
    named = "、".join(file.name for file in files)
    try:
        if not files:
            raise RecordError((FieldError(FILE, _NO_FILE),))
        if step.slug == STATEMENTS and len(files) > 1:
            raise RecordError((FieldError(FILE, _ONE_FILE),))
        if step.slug == STATEMENTS:
            found = import_statements(
                files[0].content, files[0].name, "self_declared", service.today(), keep_good=True
            )
            return Reading(notice.of_statements(named, found), found.statements)
        wanted = _wanted(service, typed, related)
        export = import_vat_export(files, wanted, keep_good=True)
        return Reading(notice.of_invoices(named, export), export.invoices)
    except RecordError as error:
        return Reading(notice.refused(named, error), None)


def _wanted(service: Service, typed: dict[str, str], related: str) -> Wanted:
    code = normalise_code(typed.get("firm.credit_code", ""))
    if not is_credit_code(code):
        raise RecordError((FieldError("firm.credit_code", _NO_CODE),))
    affiliates = affiliates_in(related) if related else None
    return Wanted(code, service.today(), affiliates=affiliates)


def _chosen(form: FormData) -> list[UploadFile]:
    files = [each for each in form.getlist(FILE) if isinstance(each, UploadFile)]
    return [each for each in files if each.filename]


def _open(service: Service, token: str) -> Draft:
    draft = find_draft(service, token)
    if draft is None or draft.assessment is not None:
        raise HTTPException(404)
    return draft


def _step(slug: str) -> Step:
    if slug not in UPLOADS:
        raise HTTPException(404)
    return STEP_BY_SLUG[slug]


def _group(step: Step) -> Group:
    return next(group for group in step.groups if group.path == f"firm.{step.slug}")


def _back(token: str, slug: str, anchor: str = "#upload") -> Response:
    return RedirectResponse(f"/apply/{token}/{slug}{anchor}", _SEE_OTHER)
