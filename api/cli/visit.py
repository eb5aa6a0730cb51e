"""How does one firm come to the desk from a terminal?"""

import json
from typing import Annotated

import typer

from api import desk
from api.body import request_in
from api.cli.console import AsJson, OnDay, day_of, say, write
from api.cli.ready import ensure_model
from api.cli.replanning import answers_in, show_difference
from api.cli.shown import show_assessment
from api.examples import KINDS, example
from api.schemas.answers import AssessmentAnswer, StoredAssessment
from api.schemas.answers_given import ReplanAnswer, ReplanRequest
from api.schemas.requests import AssessmentRequest
from api.settings import Settings
from api.storage.migrate import migrate
from api.wiring import Service, build_service, today_of
from engine.errors import TableError

ACTOR = "command-line"
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="LINE=AMOUNT[@RATE]", help="已获批 / an offer taken"),
]
Refuse = Annotated[
    list[str] | None, typer.Option("--refuse", metavar="PRODUCT", help="被拒绝 / refused")
]
_MOST_BYTES = 2 * 1024 * 1024


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (serve, example_firm, assess):
        name = "example" if command is example_firm else None
        app.command(name)(command)


def serve(
    host: Annotated[str | None, typer.Option(help="地址 / address to listen on")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="端口 / port")] = None,
) -> None:
    """准备数据库和演示模型,启动杭创E站 / Prepare all and serve the E Station."""
    from api.cli.server import run
    from api.prefill.examples import ensure_examples

    settings = Settings.from_environment()
    ensure_examples(settings)
    run(_ready(settings), host or settings.host, settings.port if port is None else port)


def example_firm(
    kind: Annotated[str, typer.Option(help=f"{' | '.join(KINDS)}")] = KINDS[0],
) -> None:
    """打印一家示例企业及其资金需求 / Print an invented firm with its need, as JSON."""
    today = today_of(Settings.from_environment())
    write(json.dumps(example(kind, today), ensure_ascii=False, indent=2))


def assess(
    firm: Annotated[typer.FileBinaryRead, typer.Argument(help="FIRM.json,- 为标准输入 / stdin")],
    as_json: AsJson = False,
    store: Annotated[bool, typer.Option("--store", help="保存并留痕 / store and audit")] = False,
    on: OnDay = None,
    accept: Accept = None,
    refuse: Refuse = None,
) -> None:
    """评估一家企业:分数、原因、融资方案 / Score a firm, say why, and plan its funding."""
    settings = Settings.from_environment()
    request = request_in(firm.read(_MOST_BYTES), AssessmentRequest)
    if on is not None:
        request = request.model_copy(update={"on": day_of(on, today_of(settings))})
    answers = answers_in(accept or (), refuse or ())
    service = _ready(settings) if store else _model_only(settings)
    try:
        answer = _answer(service, request, store, answers)
    finally:
        service.close()
    if as_json:
        write(answer.model_dump_json())
    else:
        show_assessment(answer, settings.operator_name)
    if isinstance(answer, ReplanAnswer) and not as_json:
        show_difference(answer.difference)
    if isinstance(answer, StoredAssessment):
        say(f"已保存,编号 {answer.id}", f"stored as {answer.id}")


def _answer(
    service: Service, request: AssessmentRequest, store: bool, answers: ReplanRequest
) -> AssessmentAnswer:
    if answers.accept or answers.refuse:
        if store:
            raise TableError("--store: 改排方案不保存 / a plan around answers is not stored")
        return desk.preview_replan(service, request, answers)
    return desk.assess(service, request, ACTOR) if store else desk.preview(service, request)


def _model_only(settings: Settings) -> Service:
    ensure_model(settings)
    return build_service(settings)


def _ready(settings: Settings) -> Service:
    service = _model_only(settings)
    migrate(service.store)
    return service
