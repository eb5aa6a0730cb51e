"""How does the risk team look at model versions and move them from a terminal?"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from api.cli.console import AsJson, OutFile, out, reading, say, write
from api.cli.versions_shown import both, lines_of, standing_of
from api.messages import field_errors_of, plain
from api.placing import place
from api.registrar import Registrar
from api.schemas.models import (
    ActRequest,
    ClosingRequest,
    FindingRequest,
    PromotionRequest,
    ProposalRequest,
    RetirementRequest,
    RollbackRequest,
    ValidationRequest,
)
from api.settings import Settings
from api.storage import shadows
from api.storage.migrate import is_current
from api.storage.sessions import StoreError, open_store
from api.storage.shadows import Beside
from api.versions import detail_in, list_in
from api.wiring import registrar_of
from engine.errors import FieldError, RecordError
from engine.text import Text
from models.registry.rules import known

NONE = "none"
Asked = TypeVar("Asked", bound=BaseModel)
Id = Annotated[str, typer.Argument(metavar="ID", help="模型编号 / id of the model")]
By = Annotated[str, typer.Option("--by", metavar="PERSON", help="经办人 / who acts")]
Replacing = Annotated[
    str,
    typer.Option(metavar="ID", help="您看到的现任模型,没有填none / the champion you saw, or none"),
]
Report = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="报告文件,只存摘要 / digest is kept")
]
Said = Annotated[str, typer.Option(help="说明 / note")]
_ANSWERED = ("model_id", "status", "pd", "credit_score", "grade")
_SHADOW = ("model_id", "status", "margin", "pd", "credit_score", "grade", "error")
_COLUMNS = ("assessment_id", "on", *(f"answered_{name}" for name in _ANSWERED), *_SHADOW)
_OTHER_MODEL = Text(zh="这份报告是关于{about}的", en="this report is about {about}")
_models = typer.Typer(no_args_is_help=True, help="模型登记簿 / The registry of models.")


def add_to(app: typer.Typer) -> None:
    """Add `hangcuang models` with its commands."""
    app.add_typer(_models, name="models")


@_models.command("list")
def list_models(as_json: AsJson = False) -> None:
    """列出所有模型版本 / List all model versions."""
    with _registrar() as registrar:
        found = list_in(registrar.store, None, registrar.today())
    if as_json:
        each_shown = {"__all__": {"serves"}}
        write(found.model_dump_json(include={"on", "models"}, exclude={"models": each_shown}))
        return
    for each in found.models:
        mark = "  挑战者 challenger" if each.is_challenger else ""
        out.print(f"{each.model_id}  {both(each.state_text)}{mark}", markup=False)
        out.print(f"  {standing_of(each)}", markup=False, soft_wrap=True)


@_models.command("show")
def show_model(model_id: Id, as_json: AsJson = False) -> None:
    """显示一个模型版本的全部情况 / Show one version with card, findings and history."""
    with _registrar() as registrar:
        _show(registrar, model_id, as_json)


@_models.command("place")
def place_model(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="模型文件夹")],
) -> None:
    """把已签署的模型放入登记簿,打印编号 / Copy a signed model into the registry's folder."""
    out.print(place(Settings.from_environment(), folder), markup=False)


@_models.command()
def propose(
    model_id: Id,
    by: By,
    report: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    note: Said = "",
    as_json: AsJson = False,
) -> None:
    """登记文件夹中的模型 / Register a signed model from the registry's folder, as its developer."""
    digest = None if report is None else _digest(report, model_id)
    asked = _asked(
        ProposalRequest, model_id=model_id, developed_by=by, report_sha256=digest, note=note
    )
    _do(lambda r: r.propose(asked.model_id, asked.developed_by, asked.evidence), model_id, as_json)


@_models.command()
def finding(
    model_id: Id,
    sentence: Annotated[str, typer.Argument(help="问题 / what is wrong")],
    by: By,
    severity: Annotated[str, typer.Option(help="high | medium | low")],
    owner: Annotated[str, typer.Option(help="整改责任人 / who must mend it")],
    due: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="期限 / due on")],
) -> None:
    """提出问题 / Hold a fault against a version."""
    asked = _asked(
        FindingRequest, by=by, severity=severity, sentence=sentence, owner=owner, due_on=due
    )
    _do(lambda r: r.raise_finding(model_id, asked.finding, asked.by), model_id)


@_models.command()
def close(
    model_id: Id,
    number: Annotated[int, typer.Argument(help="问题编号 / number of the finding")],
    by: By,
    note: Annotated[str, typer.Option(help="整改说明 / how it was mended")],
) -> None:
    """关闭问题 / Close a finding that was mended."""
    asked = _asked(ClosingRequest, by=by, note=note)
    _do(lambda r: r.close_finding(model_id, number, asked.by, asked.note), model_id)


@_models.command()
def validate(
    model_id: Id,
    by: By,
    report: Report,
    verdict: Annotated[str, typer.Option(help="green | amber | red")],
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="再验证日 / again by")],
    condition: Annotated[
        list[str] | None, typer.Option(help="使用条件,可重复 / condition of use, repeatable")
    ] = None,
) -> None:
    """附上独立验证 / Attach an independent validation with its report."""
    asked = _asked(
        ValidationRequest, by=by, report_sha256=_digest(report, model_id), verdict=verdict,
        revalidate_by=until, conditions=list(condition or ()),
    )  # fmt: skip
    _do(lambda r: r.validate(model_id, asked.told, asked.by), model_id)


@_models.command()
def promote(model_id: Id, by: By, replacing: Replacing) -> None:
    """批准为现任模型 / Make a validated version the champion, as a third person."""
    asked = _asked(PromotionRequest, by=by, replacing=_or_none(replacing))
    _do(lambda r: r.promote(model_id, asked.by, asked.replacing), model_id)


@_models.command()
def rollback(
    by: By,
    replacing: Replacing,
    kind: Annotated[str, typer.Option(help="credit | potential")] = "credit",
) -> None:
    """退回前一现任模型 / Bring the champion before back."""
    asked = _asked(RollbackRequest, by=by, replacing=_or_none(replacing), kind=kind)
    with _registrar() as registrar:
        new, *_ = registrar.rollback(asked.kind, asked.by, asked.replacing)
        _show(registrar, new.model_id, as_json=False)


@_models.command()
def retire(
    model_id: Id,
    by: By,
    because: Annotated[str, typer.Option(help="原因 / why")],
) -> None:
    """退役 / Take a version out of use for good."""
    asked = _asked(RetirementRequest, by=by, because=because)
    _do(lambda r: r.retire(model_id, asked.by, asked.because), model_id)


@_models.command()
def challenger(
    model_id: Id,
    by: By,
    drop: Annotated[bool, typer.Option("--drop", help="不再影子评分 / no longer")] = False,
) -> None:
    """设为挑战者(影子评分)/ Have a version scored in shadow of every assessment."""
    asked = _asked(ActRequest, by=by)
    _do(lambda r: (r.drop_challenger if drop else r.name_challenger)(model_id, asked.by), model_id)


@_models.command("shadow-scores")
def shadow_scores(model_id: Id, target: OutFile) -> None:
    """写出影子评分与已答复评分的对照 / Write what a challenger said beside what was answered.

    OUT: .csv; no firm is named, assessments are by their id.
    """
    from models.new_file import new_file

    with _registrar() as registrar, reading(target), new_file(target) as beside:
        known(registrar.versions(), model_id)
        with registrar.store.reading() as session, beside.open("w", encoding="utf-8") as file:
            lines = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
            lines.writeheader()
            lines.writerows(map(_row, shadows.beside_champion(session, model_id)))
    say(f"已写出 {target.name}", f"wrote {target.name}")


def _row(beside: Beside) -> dict[str, object]:
    answered = json.loads(beside.result)["score"]
    return {
        "assessment_id": beside.assessment_id,
        "on": beside.assessed_on,
        **{f"answered_{name}": answered[name] for name in _ANSWERED},
        **{name: getattr(beside.shadow, name) for name in _SHADOW},
    }


@contextmanager
def _registrar() -> Iterator[Registrar]:
    settings = Settings.from_environment()
    store = open_store(settings.database_url)
    try:
        if not is_current(store):
            raise StoreError("the tables are not those of this release: run hangcuang migrate")
        yield registrar_of(settings, store)
    finally:
        store.close()


def _do(act: Callable[[Registrar], object], model_id: str, as_json: bool = False) -> None:
    with _registrar() as registrar:
        act(registrar)
        _show(registrar, model_id, as_json)


def _asked(model: type[Asked], **fields: Any) -> Asked:
    """The same checks as at the door for programs.

    Raises:
        RecordError: names each field that cannot be accepted.
    """
    try:
        return model.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        raise RecordError(field_errors_of(error)) from error


def _or_none(replacing: str) -> str | None:
    return None if replacing == NONE else replacing


def _digest(report: Path, model_id: str) -> str:
    """The digest of a report, which may be of any kind, but not of another model.

    Raises:
        RecordError: it is one that `hangcuang validate` wrote of another model.
    """
    with reading(report):
        content = report.read_bytes()
    about = _model_of(content)
    if about not in (None, model_id):
        raise RecordError((FieldError("--report", _OTHER_MODEL.filled(about=about)),))
    return sha256(content).hexdigest()


def _model_of(content: bytes) -> str | None:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    about = told.get("model_id") if isinstance(told, dict) else None
    return plain(about) if isinstance(about, str) else None


def _show(registrar: Registrar, model_id: str, as_json: bool) -> None:
    found = detail_in(registrar.store, model_id, None, registrar.today())
    if as_json:
        write(found.model_dump_json(exclude={"serves"}))
        return
    out.print(f"{found.model_id}  {both(found.state_text)}", markup=False)
    for line in lines_of(found):
        out.print(f"  {line}", markup=False, soft_wrap=True)
