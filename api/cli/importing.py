"""How do a firm's files, and lists of firms, become records from a terminal?"""

from pathlib import Path
from typing import Annotated, get_args

import typer
from pydantic import BaseModel

from api.cli.console import (
    AsJson,
    InFile,
    OutFile,
    day_of,
    err,
    out,
    reading,
    say,
    told_refused,
    write,
)
from api.importers.cells import shown_name
from api.importers.statements import CellError, import_statements
from api.importers.vat_export import File, Wanted, affiliates_in, import_vat_export
from api.schemas.imports import MOST_ERRORS, InvoicesAnswer, StatementsAnswer
from api.settings import Settings
from api.wiring import today_of
from engine.errors import FieldError, RecordError, TableError
from engine.firm import Source, Statements
from engine.identity import is_credit_code, normalise_code
from engine.text import Text

KeepGood = Annotated[
    bool, typer.Option("--keep-good-rows", help="只取无误的部分 / take what is sound")
]
FromSource = Annotated[str, typer.Option("--source", help=" | ".join(get_args(Source)))]
ObservedOn = Annotated[
    str | None, typer.Option("--observed-on", metavar="YYYY-MM-DD", help="数据日期 / day of data")
]
Authorisation = Annotated[
    str | None, typer.Option("--authorisation", metavar="REF", help="授权书编号 / consent")
]
_ENDINGS = (".xlsx", ".csv")
_MOST_BYTES = 66_000_000
_SECTION = Text(zh="没有这个来源", en="is no known source")
_NO_CODE = Text(zh="不是有效的统一社会信用代码", en="is not a valid credit code")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (
        import_statements_file, import_invoices, import_firms, statement_template_file,
        prefill_examples,
    ):  # fmt: skip
        app.command(command.__name__.removesuffix("_file").replace("_", "-"))(command)


def import_statements_file(
    file: InFile,
    source: FromSource = "self_declared",
    observed_on: ObservedOn = None,
    authorisation: Authorisation = None,
    keep_good: KeepGood = False,
    as_json: AsJson = False,
) -> None:
    """读取财务报表(XLSX、XLS、CSV)/ Read a firm's statements."""
    today = today_of(Settings.from_environment())
    found = import_statements(
        _bytes(file), file.name, _source(source), day_of(observed_on, today), authorisation,
        keep_good,
    )  # fmt: skip
    _refuse(found.errors, keep_good)
    for row in found.unread:
        err.print(f"未识别 / not recognised: {row.sheet}:{row.row} {row.name}", markup=False)
    _show(StatementsAnswer.of(found), found.notes, as_json)


def import_invoices(
    files: Annotated[list[Path], typer.Argument(exists=True, readable=True, help="发票导出")],
    credit_code: Annotated[str, typer.Option("--credit-code", help="本企业信用代码 / own code")],
    affiliates: Annotated[
        str | None, typer.Option(help="关联企业信用代码,逗号分隔;没有填“无” / affiliates' codes")
    ] = None,
    source: FromSource = "self_declared",
    keep_good: KeepGood = False,
    as_json: AsJson = False,
) -> None:
    """读取税务局发票导出(XLSX、CSV)/ Read a firm's VAT invoice exports, several at once."""
    code = normalise_code(credit_code)
    if not is_credit_code(code):
        raise RecordError((FieldError("--credit-code", _NO_CODE),))
    wanted = Wanted(
        code, today_of(Settings.from_environment()), source=_source(source),
        affiliates=None if affiliates is None else affiliates_in(affiliates),
    )  # fmt: skip
    exports = [File(shown_name(file.name), _bytes(file)) for file in files]
    found = import_vat_export(exports, wanted, keep_good)
    _refuse(found.errors, keep_good)
    for name in found.unread:
        err.print(f"未识别的列 / unknown column: {name}", markup=False)
    _show(InvoicesAnswer.of(found), found.notes, as_json)


def import_firms(source: InFile, target: OutFile, keep_good: KeepGood = False) -> None:
    """把企业名单(CSV、Parquet、XLSX)转为企业档案 / Turn a list of firms into records.

    OUT: .jsonl, accepted by score-batch, features and train. Headers are paths such as
    statements.2025.revenue, or Chinese titles.
    """
    from api.importers.firm_list import read_firms
    from models.new_file import new_file

    if target.suffix != ".jsonl":
        raise TableError(f"{target.name}: the name must end in .jsonl")
    count = 0
    with reading(source), new_file(target) as beside, beside.open("w", encoding="utf-8") as lines:
        for record in read_firms(source, told_refused if keep_good else None):
            lines.write(f"{record.firm.model_dump_json(exclude_none=True)}\n")
            count += 1
    say(f"已写出{count}家企业", f"wrote {count} firms to {target.name}")


def statement_template_file(
    target: OutFile,
    years: Annotated[int, typer.Option(min=1, max=10, help="年度数 / fiscal years")] = 3,
) -> None:
    """写出报表模板 / Write the template for statements.

    OUT: .xlsx or .csv.
    """
    from api.importers.template import statement_template, statement_template_csv
    from models.new_file import new_file

    if target.suffix not in _ENDINGS:
        raise TableError(f"{target.name}: the name must end in {' or '.join(_ENDINGS)}")
    last = today_of(Settings.from_environment()).year - 1
    made = statement_template if target.suffix == ".xlsx" else statement_template_csv
    with reading(target), new_file(target) as beside:
        beside.write_bytes(made(range(last, last - years, -1)))
    say(f"已写出模板 {target.name}", f"wrote the template {target.name}")


def prefill_examples(
    folder: Annotated[Path | None, typer.Argument(help="文件夹 / folder")] = None,
) -> None:
    """写出示例企业的外部来源文件 / Write what outside sources would say of the examples."""
    from api.prefill.examples import write_examples

    settings = Settings.from_environment()
    place = folder or settings.prefill_dir
    with reading(place):
        count = write_examples(place, today_of(settings))
    say(f"已写出{count}个文件", f"wrote {count} files into {place.name}")


def _bytes(file: Path) -> bytes:
    with reading(file), file.open("rb") as opened:
        return opened.read(_MOST_BYTES)


def _source(name: str) -> Source:
    for known in get_args(Source):
        if known == name:
            found: Source = known
            return found
    raise RecordError((FieldError("--source", _SECTION),))


def _refuse(errors: tuple[CellError, ...], keep_good: bool) -> None:
    """Nothing is imported by halves unless that is asked for."""
    if errors and not keep_good:
        raise RecordError(tuple(error.as_field_error() for error in errors[:MOST_ERRORS]))
    for error in errors:
        told_refused(RecordError((error.as_field_error(),)))


def _show(answer: BaseModel, notes: tuple[Text, ...], as_json: bool) -> None:
    for note in notes:
        say(note.zh, note.en)
    if as_json:
        write(answer.model_dump_json())
        return
    if isinstance(answer, StatementsAnswer) and answer.statements:
        _show_statements(answer.statements)
    elif isinstance(answer, InvoicesAnswer) and answer.invoices:
        for month in answer.invoices.months:
            out.print(f"{month.month}  {month.sales:>18,.2f}  {month.purchases:>18,.2f}")


def _show_statements(statements: Statements) -> None:
    for year in statements.years:
        known = [name for name, value in year if value is not None]
        out.print(f"{year.fiscal_year_end}  {year.standard}  {len(known)} items  "
                  f"revenue {year.revenue}  total assets {year.total_assets}")  # fmt: skip
