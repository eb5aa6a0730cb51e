"""Which smallest change of facts would make the model give a better grade?"""

from datetime import date
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text as Styled

from api.body import request_in
from api.cli.console import AsJson, out, write
from api.cli.ready import ensure_model
from api.schemas.answers import notice_of
from api.schemas.requests import AssessmentRequest
from api.settings import Settings
from api.wiring import answering_model, today_of
from engine.counterfactual import Counterfactual, Wanted, Way, counterfactual
from engine.errors import CounterfactualError
from engine.facts import facts_of
from engine.text import Text

_MOST_BYTES = 2 * 1024 * 1024
_COLUMNS = ("改变 change", "至少几个月 months")


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("counterfactual")(counterfactual_of_firm)


def counterfactual_of_firm(
    firm: Annotated[typer.FileBinaryRead, typer.Argument(help="FIRM.json,- 为标准输入 / stdin")],
    grade: Annotated[str, typer.Option("--grade", help="目标等级 / wanted grade, such as B2")],
    changes: Annotated[int, typer.Option("--changes", help="最多几项改变 / at most")] = 3,
    by: Annotated[
        str | None, typer.Option("--by", metavar="YYYY-MM-DD", help="最晚成立日 / all true by")
    ] = None,
    freeze: Annotated[
        list[str] | None, typer.Option("--freeze", metavar="FACT", help="不得改变 / keep as it is")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """模型会给出什么:达到某等级的最小改变(非建议)/ What the model would give; no advice."""
    settings = Settings.from_environment()
    request = request_in(firm.read(_MOST_BYTES), AssessmentRequest)
    day = request.on or today_of(settings)
    ensure_model(settings)
    limit = None if by is None else _day(by)
    wanted = Wanted(grade, most_changes=changes, by=limit, frozen=frozenset(freeze or ()))
    found = counterfactual(facts_of(request.firm, day), answering_model(settings), day, wanted)
    if as_json:
        write(found.model_dump_json())
    else:
        _show(found, request.firm.name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CounterfactualError(
            f"--by: 须为日期 / must be a date such as 2027-06-30, not {text}"
        ) from error


def _show(found: Counterfactual, firm_name: str) -> None:
    notice = notice_of(found.basis)
    if notice is not None:
        _line(notice, "bold red")
    out.rule(Styled(f"{firm_name}  {found.on}"))
    if found.grade is not None:
        out.print(f"现在 today {found.grade} {found.credit_score}   目标 wanted {found.wanted}",
                  style="bold")  # fmt: skip
    _line(found.sentence, "bold")
    for because in found.refer_because:
        _line(because)
    for place, way in enumerate([found.way, *found.alternatives] if found.way else []):
        _show_way(way, place)
    proven = "" if found.is_proven else "(未穷尽 not exhausted)"
    out.print(f"评分次数 scorings {found.scorings}{proven}", style="dim", markup=False)


def _show_way(way: Way | None, place: int) -> None:
    if way is None:
        return
    table = Table(title=f"其他 alternative {place}" if place else "最小改变 smallest change")
    for title in _COLUMNS:
        table.add_column(title, overflow="fold")
    for change in way.changes:
        said = Styled(f"{change.sentence.zh}\n{change.sentence.en}")
        table.add_row(said, str(change.months))
    out.print(table)
    out.print(
        f"模型会给出 the model would give {way.grade} {way.credit_score} "
        f"({way.points_gained:+.0f})   努力 effort {way.effort:.1f}",
        markup=False,
    )


def _line(text: Text, style: str = "") -> None:
    out.print(f"{text.zh}\n  {text.en}", style=style, markup=False, soft_wrap=True)
