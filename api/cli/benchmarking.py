"""How does a person at a terminal compare the credit model with its peers on real data?"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from api.cli.console import AsJson, err, out, progress, reading, say, write
from engine.errors import TableError
from models.new_file import new_file

if TYPE_CHECKING:
    from models.benchmark import BenchmarkReport, DataConfig
    from models.benchmark.report import SetResult, Verdict

_CONFIG_ENDINGS = (".yaml", ".yml")
_FILE = "benchmark"
_WIDTH = 158
_COLOURS = {True: "bold green", False: "bold red", None: "dim"}
_SHOWN = ("model", "AUC", "behind best [95 %]", "Brier", "ECE", "at level", "p95", "slope", "fit s",
          "expl. rows/s", "rank AUC", "Brier")  # fmt: skip
Column = Annotated[str | None, typer.Option(metavar="COLUMN")]
Columns = Annotated[list[str] | None, typer.Option(metavar="COLUMN")]
Models = Annotated[list[str] | None, typer.Option(metavar="NAME", help="只比较这些 / only these")]
Sources = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[CONFIG_OR_TABLE]...", exists=True, dir_okay=False),
]


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("benchmark")(benchmark_models)


def benchmark_models(  # noqa: PLR0913 - options of one command
    sources: Sources = None,
    data: Annotated[
        Path, typer.Option("--data", exists=True, file_okay=False, help="数据目录 / data folder")
    ] = Path("."),
    into: Annotated[
        Path | None, typer.Option("--out", file_okay=False, help="报告目录 / folder of the reports")
    ] = None,
    model: Models = None,
    target: Column = None,
    group: Column = None,
    day: Annotated[str | None, typer.Option("--date", metavar="COLUMN")] = None,
    drop: Columns = None,
    as_json: AsJson = False,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="随机种子 / seed")] = 0,
) -> None:
    """与同类方法比较 / Compare the credit model with its peers on the same folds of each data set.

    CONFIG: a YAML file that describes a data set below --data. TABLE: CSV, Parquet or ARFF that
    nobody has described; --target names its outcome (1 = default), --group what must stay together,
    --date the day of each row, --drop columns no model may see. Without either: the real data
    sets the project knows, as far as they are below --data.
    """
    columns = _Columns(target, group, day, tuple(drop or ()))
    report = _compared(_configs(sources, data, columns), data, model, seed)
    if into is not None:
        _save(report, into)
    if as_json:
        write(report.to_json().rstrip("\n"))
    else:
        _show(report)


@dataclass(frozen=True)
class _Columns:
    """Which columns of a table that nobody has described hold what."""

    target: str | None
    group: str | None
    day: str | None
    drop: tuple[str, ...]

    @property
    def are_named(self) -> bool:
        return self != _Columns(None, None, None, ())

    def config(self, table: Path) -> "DataConfig":
        from models.benchmark import config_of

        if self.target is None:
            raise TableError(f"{table.name}: --target: 须指明结果列 / must name the outcome column")
        return config_of(table.resolve(), self.target, self.group, self.day, self.drop)


def _configs(
    sources: Sequence[Path] | None, data: Path, columns: _Columns
) -> "tuple[DataConfig, ...]":
    from models.benchmark import read_config

    described = [path for path in sources or () if path.suffix.lower() in _CONFIG_ENDINGS]
    if columns.are_named and len(described) == len(sources or ()):
        raise TableError(
            "--target, --group, --date, --drop: 只用于数据表 / are for tables; a data set that is"
            " described names its own columns"
        )
    if not sources:
        return _known(data)
    return tuple(
        read_config(path) if path in described else columns.config(path) for path in sources
    )


def _known(data: Path) -> "tuple[DataConfig, ...]":
    from models.benchmark import builtin_configs

    everything = builtin_configs()
    found = tuple(each for each in everything if (data / each.path).exists())
    absent = [each.path for each in everything if each not in found]
    if not found:
        raise TableError(
            f"{data}: 没有已知数据集 / none of the known data sets is here: {', '.join(absent)}"
        )
    if absent:
        say(f"缺少数据:{', '.join(absent)}", f"data not there: {', '.join(absent)}")
    return found


def _compared(
    configs: "tuple[DataConfig, ...]", data: Path, names: Sequence[str] | None, seed: int
) -> "BenchmarkReport":
    from models.benchmark import benchmark

    with _told() as told:
        report = benchmark(configs, data, names, seed, told)
    if report.absent:
        names_absent = ", ".join(report.absent)
        say(
            f"未安装:{names_absent};运行 make peers 安装",
            f"not installed: {names_absent}; `make peers` installs them",
        )
    return report


@contextmanager
def _told() -> Iterator[Callable[[str, int, int], None]]:
    with progress() as shown:
        task = shown.add_task("比较 / compare", total=None)

        def told(name: str, done: int, most: int) -> None:
            # A log has no bar: it gets a line as each data set begins.
            if done == 0 and not err.is_terminal:
                say(f"{name}:训练{most}次", f"{name}: {most} fits")
            shown.update(task, description=f"比较 / compare: {name}", completed=done, total=most)

        yield told


def _save(report: "BenchmarkReport", folder: Path) -> None:
    for ending, text in (("json", report.to_json()), ("md", report.to_markdown())):
        path = folder / f"{_FILE}.{ending}"
        with reading(path), new_file(path) as beside:
            beside.write_text(text, encoding="utf-8")
        say(f"已写入 {path}", f"wrote {path}")


def _show(report: "BenchmarkReport") -> None:
    for each in report.sets:
        _show_set(each)
    _show_ranks(report)
    for entrant in report.entrants:
        settings = f"{entrant.title}, {entrant.version}: {entrant.settings}; {entrant.told.en}"
        out.print(Styled(settings, style="dim"), soft_wrap=True)
    for verdict in report.verdicts:
        _show_verdict(verdict)


def _show_ranks(report: "BenchmarkReport") -> None:
    from models.benchmark.markdown import TWO_RANKS
    from models.benchmark.verdicts import ordered

    free, directed = ordered(report.mean_ranks), ordered(report.mean_ranks_directed)
    out.print(
        Styled(f"平均名次(同等条件) / mean rank (AUC), like for like: {free}"), soft_wrap=True
    )
    if directed:
        told = f"平均名次(带方向) / mean rank (AUC), with directions: {directed}"
        out.print(Styled(told), soft_wrap=True)
        out.print(Styled(f"{TWO_RANKS.zh} {TWO_RANKS.en}", style="dim"), soft_wrap=True)


def _show_set(judged: "SetResult") -> None:
    from models.benchmark.markdown import cells, heading, rows_of, told_of_directions

    out.print(Styled(heading(judged), style="bold"), soft_wrap=True)
    table = Table(box=SIMPLE)
    for title in _SHOWN:
        table.add_column(title, no_wrap=True)
    for each in rows_of(judged):
        table.add_row(*cells(each))
    # A narrow terminal breaks the line rather than the figures.
    Console(width=max(out.width, _WIDTH)).print(table)
    if judged.directed is not None:
        out.print(Styled(told_of_directions(judged.directed)), soft_wrap=True)


def _show_verdict(verdict: "Verdict") -> None:
    from models.benchmark.markdown import SIGNS

    head = f"{SIGNS[verdict.met]} {verdict.wanted.zh} / {verdict.wanted.en}"
    out.print(Styled(head, style=_COLOURS[verdict.met]), soft_wrap=True)
    for figure in verdict.found:
        out.print(Styled(f"  {figure}"), soft_wrap=True)
