"""How does a program turn a firm's files into sections of its record? Nothing is stored here."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from api.importers.statements import CellError, import_statements
from api.importers.template import statement_template
from api.importers.vat_export import Wanted, affiliates_in, import_vat_export
from api.routes.parts import Running, answer_of, as_json, problems
from api.schemas.imports import (
    MOST_ERRORS,
    InvoiceFields,
    InvoicesAnswer,
    StatementFields,
    StatementsAnswer,
)
from api.uploads import FILE, MULTIPART, Apart, chosen_files, plain_fields, read, uploaded
from engine.errors import FieldError, RecordError
from engine.text import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_YEARS = 10
_USUAL_YEARS = 3
_ONE_FILE = Text(zh="一次只读一个报表文件", en="one file of statements at a time")
router = APIRouter(prefix="/v1", tags=["imports"])
Uploaded = Annotated[FormData, Depends(uploaded)]


def _form(model: type, several: bool) -> dict[str, Any]:
    """The documentation of a form with files."""
    file = {"type": "string", "format": "binary"}
    fields = model.model_json_schema()  # type: ignore[attr-defined]
    fields["properties"][FILE] = {"type": "array", "items": file} if several else file
    fields["required"] = [*fields.get("required", ()), FILE]
    return {"requestBody": {"required": True, "content": {MULTIPART: {"schema": fields}}}}


@router.post(
    "/imports/statements",
    openapi_extra=_form(StatementFields, several=False),
    responses={
        200: answer_of(StatementsAnswer, "The section, and what was left out."),
        **problems(400, 401, 403, 413, 415, 422),
    },
)
async def post_statements(service: Running, form: Uploaded, apart: Apart) -> Response:
    """Statements from the program's template or the standard forms, XLSX, XLS or CSV."""
    files, asked = chosen_files(form), StatementFields.read(plain_fields(form))
    if len(files) > 1:
        raise RecordError((FieldError(FILE, _ONE_FILE),))

    def work() -> str:
        name, content = read(files)[0]
        found = import_statements(
            content, name, asked.source, asked.observed_on or service.today(),
            asked.authorisation, asked.keep_good,
        )  # fmt: skip
        _refuse(found.errors, asked.keep_good)
        return StatementsAnswer.of(found).model_dump_json()

    return as_json(await apart(work))


@router.post(
    "/imports/invoices",
    openapi_extra=_form(InvoiceFields, several=True),
    responses={
        200: answer_of(InvoicesAnswer, "The section, and what was left out."),
        **problems(400, 401, 403, 413, 415, 422),
    },
)
async def post_invoices(service: Running, form: Uploaded, apart: Apart) -> Response:
    """A firm's invoices from the tax bureau's exports, XLSX or CSV, several files at once."""
    files, asked = chosen_files(form), InvoiceFields.read(plain_fields(form))
    wanted = Wanted(
        asked.credit_code, service.today(), asked.observed_on, asked.source, asked.authorisation,
        None if asked.affiliates is None else affiliates_in(asked.affiliates),
    )  # fmt: skip

    def work() -> str:
        found = import_vat_export(read(files), wanted, asked.keep_good)
        _refuse(found.errors, asked.keep_good)
        return InvoicesAnswer.of(found).model_dump_json()

    return as_json(await apart(work))


def _refuse(errors: tuple[CellError, ...], keep_good: bool) -> None:
    """Nothing is imported by halves unless that is asked for."""
    if errors and not keep_good:
        raise RecordError(tuple(error.as_field_error() for error in errors[:MOST_ERRORS]))


@router.get(
    "/templates/statements.xlsx",
    response_class=Response,
    responses={200: {"description": "The workbook.", "content": {XLSX: {}}}, **problems(401, 422)},
)
def get_template(
    service: Running, years: Annotated[int, Query(ge=1, le=MOST_YEARS)] = _USUAL_YEARS
) -> Response:
    """An empty workbook for the statements of the last fiscal years; it is read back as it is."""
    last = service.today().year - 1
    content = statement_template(range(last, last - years, -1))
    headers = {"content-disposition": 'attachment; filename="statements.xlsx"'}
    return Response(content, headers=headers, media_type=XLSX)
