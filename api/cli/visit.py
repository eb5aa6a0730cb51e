"""How does one firm come to the desk from a terminal?"""

import json
from typing import Annotated

import typer

from api import desk
from api.body import request_in
from api.cli.console import AsJson, OnDay, day_of, say, write
from api.cli.ready import ensure_model
from api.cli.shown import show_assessment
from api.examples import KINDS, example
from api.schemas.answers import StoredAssessment
from api.schemas.requests import AssessmentRequest
from api.settings import Settings
from api.storage.migrate import migrate
from api.wiring import Service, build_service, today_of

ACTOR = "command-line"
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
) -> None:
    """评估一家企业:分数、原因、融资方案 / Score a firm, say why, and plan its funding."""
    settings = Settings.from_environment()
    request = request_in(firm.read(_MOST_BYTES), AssessmentRequest)
    if on is not None:
        request = request.model_copy(update={"on": day_of(on, today_of(settings))})
    service = _ready(settings) if store else _model_only(settings)
    try:
        answer = desk.assess(service, request, ACTOR) if store else desk.preview(service, request)
    finally:
        service.close()
    if as_json:
        write(answer.model_dump_json())
    else:
        show_assessment(answer, settings.operator_name)
    if isinstance(answer, StoredAssessment):
        say(f"已保存,编号 {answer.id}", f"stored as {answer.id}")


def _model_only(settings: Settings) -> Service:
    ensure_model(settings)
    return build_service(settings)


def _ready(settings: Settings) -> Service:
    service = _model_only(settings)
    migrate(service.store)
    return service
