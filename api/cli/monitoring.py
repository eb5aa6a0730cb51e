"""How is a model watched from a terminal?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text as Styled

from api.cli.console import counted, out, reading, say
from api.cli.vouching import Trusted, opened
from api.messages import firm_errors_of
from engine.text import Text
from models.new_file import new_file

if TYPE_CHECKING:
    from models.monitoring import MonitoringReport
    from models.monitoring.report import Monitored
    from models.served import ServedModel

_WORDS = {
    "green": ("正常 green", "green"), "amber": ("关注 amber", "yellow"),
    "red": ("异常 red", "bold red"), "too_few": ("样本太少 too few", "dim"),
}  # fmt: skip
_MOST_SHOWN = 10
_PARTS = (
    ("drift", "分布 drift"), ("backtest", "回测 backtest"), ("overrides", "人工调整 overrides"),
    ("retraining", "重训后等级 retraining"),
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(monitor)


def monitor(  # noqa: PLR0913 - options of one command
    files: Annotated[
        tuple[Path, Path, Path],
        typer.Argument(metavar="MODEL REFERENCE CURRENT", exists=True, readable=True),
    ],
    outcomes: Annotated[
        Path | None, typer.Option(exists=True, help="后来的结果 / what became of the firms")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option(exists=True, help="人工决定 / officers' decisions")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(exists=True, help="上一版模型文件夹 / folder of the old model")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--json", help="写入JSON报告 / write the report to")
    ] = None,
    trusted: Trusted = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="随机种子 / seed")] = 0,
) -> None:
    """监控模型:分布、缺失、回测、人工调整、重训 / Drift, backtest, overrides, retraining.

    REFERENCE and CURRENT: records as `simulate` writes them, or features as `features` writes them.
    --outcomes: identifier, outcome (1, 0 or empty: not known yet), on. --overrides: officer,
    model_grade, given_grade, and outcome or identifier. --trusted: both models must be signed by
    one of these keys.
    """
    model = opened(files[0], trusted)
    old = opened(previous, trusted) if previous else None
    found = _watched((model, old), files[1:], (outcomes, overrides), seed)
    if report is not None:
        with reading(report), new_file(report) as beside:
            beside.write_text(found.to_json() + "\n", encoding="utf-8")
    _show(found)


def _watched(
    models: "tuple[ServedModel, ServedModel | None]",
    firms: tuple[Path, Path],
    later: tuple[Path | None, Path | None],
    seed: int,
) -> "MonitoringReport":
    from models.monitoring import monitor as watch
    from models.monitoring.files import read_decisions, read_outcomes, with_outcomes

    (model, old), (outcomes, overrides) = models, later
    before, now = (_firms(path, model.feature_names) for path in firms)
    known = decisions = None
    if outcomes is not None:
        with reading(outcomes):
            known = read_outcomes(outcomes)
            now = with_outcomes(now, known, outcomes.name)
    if overrides is not None:
        with reading(overrides):
            decisions = read_decisions(overrides, known)
    return watch(model, before.features, now, decisions=decisions, previous=old, seed=seed)


def _firms(path: Path, names: tuple[str, ...]) -> "Monitored":
    from models.monitoring.files import read_firms

    with reading(path), counted("读入企业", "read firms") as done:
        return read_firms(path, names, firm_errors_of, done)


def _show(report: "MonitoringReport") -> None:
    if report.notice is not None:
        _line(report.notice, "bold red")
    table = Table(title=f"{report.model_id}")
    for title in ("部分 part", "结论 verdict", ""):
        table.add_column(title, overflow="fold")
    for name, title in _PARTS:
        part = getattr(report, name)
        if part is not None:
            table.add_row(title, _verdict(part.verdict), _said(part.sentence))
    out.print(table)
    _show_columns(report)
    _show_moved(report)
    words, _ = _WORDS[report.verdict]
    say(f"总体:{words}", f"overall: {report.verdict}")


def _show_columns(report: "MonitoringReport") -> None:
    moved = [each for each in report.drift.columns if each.verdict in ("amber", "red")]
    for each in sorted(moved, key=lambda column: -column.psi)[:_MOST_SHOWN]:
        _line(each.sentence)


def _show_moved(report: "MonitoringReport") -> None:
    for firm in report.retraining.listed[:_MOST_SHOWN] if report.retraining else ():
        causes = ", ".join(
            f"{each.label.en} {each.points_after - each.points_before:+.0f}" for each in firm.causes
        )
        out.print(f"{firm.firm} {firm.grade_before} → {firm.grade_after}: {causes}", markup=False,
                  soft_wrap=True)  # fmt: skip


def _verdict(verdict: str) -> Styled:
    words, style = _WORDS[verdict]
    return Styled(words, style=style)


def _said(text: Text) -> Styled:
    return Styled(f"{text.zh}\n{text.en}")


def _line(text: Text, style: str = "") -> None:
    out.print(f"{text.zh}\n  {text.en}", style=style, markup=False, soft_wrap=True)
