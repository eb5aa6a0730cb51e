"""How do many firms come to the desk from a terminal?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import InFile, OnDay, OutFile, counted, day_of, reading, say, told_refused
from api.cli.ready import ensure_model
from api.schemas.answers import notice_of
from api.settings import Settings
from api.wiring import answering_model, today_of
from engine.errors import TableError
from engine.firm import Firm

if TYPE_CHECKING:
    from models.feature_files import Block, Leaving
    from models.served import ServedModel

KeepGood = Annotated[
    bool, typer.Option("--keep-good-rows", help="跳过无法使用的行 / leave out unusable rows")
]


Threads = Annotated[
    int, typer.Option("--threads", min=0, max=1_024, help="线程数,0为全部核 / 0: one a core")
]


@dataclass(frozen=True)
class Asked:
    """How firms are to be scored."""

    explain: bool
    on: str | None
    keep_good: bool
    threads: int


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(features)
    app.command()(score_batch)
    app.command()(simulate)


def features(
    source: InFile,
    target: OutFile,
    on: OnDay = None,
    keep_good: KeepGood = False,
    authorisation: Annotated[
        str | None,
        typer.Option("--authorisation", metavar="REF", help="整个文件的授权书编号 / consent"),
    ] = None,
    identify: Annotated[
        bool, typer.Option("--identify", help="写入企业标识 / add the identifiers")
    ] = False,
) -> None:
    """计算多家企业的特征 / Compute the features of many firms.

    IN: .jsonl .csv .parquet .xlsx, a folder of invoice tables, or a .parquet of facts, one a
    column.
    OUT: .csv or .parquet: features, sources, days and the consent, no name and no code.
    """
    from models.feature_files import Leaving, write_features

    with reading(source):
        firms, day = _firms_or_facts(source, on, keep_good)
        leaving = Leaving(day, authorisation or None, identify)
        with counted("计算特征", "features") as done:
            count = write_features(_blocks(source, firms, leaving), target, done)
    say(f"已写出{count}家企业的特征", f"wrote the features of {count} firms to {target.name}")


def score_batch(
    source: InFile,
    target: OutFile,
    explain: Annotated[bool, typer.Option("--explain", help="逐特征得分 / points")] = False,
    on: OnDay = None,
    keep_good: KeepGood = False,
    threads: Threads = 0,
) -> None:
    """给多家企业评分 / Score many firms.

    IN: .jsonl .csv .parquet .xlsx, a folder of invoice tables, or a .csv or .parquet of features
    as `features` writes it. OUT: .csv or .parquet, in the order of IN.
    """
    from models.batch import write_scores

    settings = Settings.from_environment()
    ensure_model(settings)
    model = answering_model(settings)
    with reading(source):
        scores, day = _scores(source, model, Asked(explain, on, keep_good, threads))
        with counted("评分", "score") as done:
            explained = model.feature_names if explain else ()
            count = write_scores(scores, target, explained, done)
    known = "特征表所写之日" if day is None else f"评估日{day}"
    as_of = "the days in the table" if day is None else day
    say(
        f"已写出{count}家企业的评分,{known}", f"wrote {count} scores as of {as_of} to {target.name}"
    )
    notice = notice_of(model.basis)
    if notice is not None:
        say(notice.zh, notice.en)


def simulate(
    n: Annotated[int, typer.Argument(min=1, max=10_000_000, help="企业数 / how many")],
    target: OutFile,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="随机种子 / seed")] = 1,
    on: OnDay = None,
) -> None:
    """模拟N家企业(已知真实违约概率)/ Simulate N firms whose true PD is known.

    OUT: .jsonl, .csv or .parquet, with what became of each firm: default, loss, next round.
    """
    from models.population import SIMULATED_ON
    from models.population import simulate as simulate_firms
    from models.record_files import write_records

    day = day_of(on, SIMULATED_ON)
    with reading(target), counted("模拟企业", "simulate", n) as done:
        firms = simulate_firms(n, seed, day)
        count = write_records(firms, target, done)
    say(f"已写出{count}家模拟企业(非真实企业)", f"wrote {count} simulated firms, none real")
    say(f"评分或训练请用 --on {day}", f"score or train them with --on {day}")


def firms_in(source: Path, on: str | None, keep_good: bool) -> tuple[Iterable[Firm], date]:
    """The firms of a file or of a folder of invoice tables, and the day they are known on.

    That day is today for a file, and the last invoice date for a folder, if `on` names none.

    Raises:
        RecordError: a record or row cannot be used; line and field are named.
        TableError: there is no firm at all.
    """
    today = today_of(Settings.from_environment())
    if source.is_dir():
        from api.importers.invoice_folder import import_invoice_folder

        found = import_invoice_folder(source, None if on is None else day_of(on, today), keep_good)
        say(f"读入{found.rows}行发票,{len(found.firms)}家企业,未用{len(found.errors)}行",
            f"{found.rows} invoice rows, {len(found.firms)} firms, "
            f"{len(found.errors)} rows left out")  # fmt: skip
        return found.firms, found.on
    from api.importers.firm_list import read_firms

    refused = told_refused if keep_good else None
    firms = (record.firm for record in read_firms(source, refused))
    first = next(firms, None)
    if first is None:
        raise TableError(f"{source.name}: 没有企业 / holds no firm")
    return chain([first], firms), day_of(on, today)


def _scores(
    source: Path, model: "ServedModel", asked: Asked
) -> tuple["Iterator[Any]", date | None]:
    """The scores of the firms in `source`, and their day; None where a table of features says it.

    Raises:
        TableError: a day is asked for, but the features were computed already.
    """
    from models.batch import score_batch as score_firms
    from models.feature_tables import FeatureTable, is_feature_table, score_table

    if not is_feature_table(source, model.feature_names):
        firms, day = firms_in(source, asked.on, asked.keep_good)
        return score_firms(firms, model, day, asked.explain), day
    if asked.on is not None:
        raise TableError("--on: 特征已按其日期算好 / the features are of their own day")
    table = FeatureTable(source, model.feature_names)
    return score_table(table, model, asked.explain, asked.threads), None


def _firms_or_facts(
    source: Path, on: str | None, keep_good: bool
) -> tuple[Iterable[Firm] | None, date]:
    """The firms of `source`, or None where it is a table of facts, and the day."""
    from models.fact_tables import is_fact_table

    if is_fact_table(source):
        return None, day_of(on, today_of(Settings.from_environment()))
    return firms_in(source, on, keep_good)


def _blocks(source: Path, firms: Iterable[Firm] | None, leaving: "Leaving") -> "Iterator[Block]":
    from models.feature_files import blocks_of_facts, blocks_of_firms

    return blocks_of_facts(source, leaving) if firms is None else blocks_of_firms(firms, leaving)
