"""How do many firms come to the desk from a terminal?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import InFile, OnDay, OutFile, counted, day_of, reading, say
from api.cli.firms import firms_in
from api.cli.ready import ensure_model
from api.cli.scaling import Dask, computed, forget_parts, lines_in, parcel_of, work_of
from api.messages import firm_errors_of
from api.schemas.answers import notice_of
from api.settings import Settings
from api.wiring import answering_model, today_of
from engine.errors import TableError
from engine.firm import Firm

if TYPE_CHECKING:
    from models.feature_files import Block, Leaving
    from models.feature_tables import FeatureTable
    from models.served import ServedModel

KeepGood = Annotated[
    bool, typer.Option("--keep-good-rows", help="跳过无法使用的行 / leave out unusable rows")
]


Threads = Annotated[
    int,
    typer.Option(
        "--threads",
        min=0,
        max=1_024,
        help="特征表用的线程 / of a table of features; 0: all",
    ),
]


@dataclass(frozen=True)
class Asked:
    """How firms are to be scored, or their features computed."""

    on: str | None
    keep_good: bool
    explain: bool = False
    threads: int = 0


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(features)
    app.command()(score_batch)
    app.command()(simulate)


def features(  # noqa: PLR0913 - options of one command
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
    address: Dask = None,
) -> None:
    """计算多家企业的特征 / Compute the features of many firms.

    IN: .jsonl .csv .parquet .xlsx, a folder of invoice tables, or a .parquet of facts, one a
    column.
    OUT: .csv or .parquet: features, sources, days and the consent, no name and no code.
    """
    from models.feature_files import Leaving, write_features

    with reading(source):
        if address is not None:
            terms = (authorisation or None, identify)
            count = _features_by_cluster(address, source, target, Asked(on, keep_good), terms)
        else:
            firms, day = _firms_or_facts(source, on, keep_good)
            leaving = Leaving(day, authorisation or None, identify)
            with counted("计算特征", "features") as done:
                count = write_features(_blocks(source, firms, leaving), target, done)
    say(f"已写出{count}家企业的特征", f"wrote the features of {count} firms to {target.name}")


def _features_by_cluster(
    address: str, source: Path, target: Path, asked: Asked, terms: tuple[str | None, bool]
) -> int:
    from models.distributed_jobs import ComputeFeatures, parts_of_lines
    from models.fact_tables import is_fact_table
    from models.feature_files import Leaving, block_of, write_features

    if is_fact_table(source):
        raise TableError("--dask: 事实表在本机更快 / a table of facts is faster without")
    known = lines_in(source, asked.on, asked.keep_good)
    job = ComputeFeatures(Leaving(known.on, *terms), firm_errors_of, not asked.keep_good)
    batches = computed(address, work_of(job), parts_of_lines(known.lines), target)
    count = write_features(map(block_of, batches), target)
    forget_parts(target)
    return count


def score_batch(  # noqa: PLR0913 - options of one command
    source: InFile,
    target: OutFile,
    explain: Annotated[bool, typer.Option("--explain", help="逐特征得分 / points")] = False,
    on: OnDay = None,
    keep_good: KeepGood = False,
    threads: Threads = 0,
    address: Dask = None,
) -> None:
    """给多家企业评分 / Score many firms.

    IN: .jsonl .csv .parquet .xlsx, a folder of invoice tables, or a .csv or .parquet of features
    as `features` writes it. OUT: .csv or .parquet, in the order of IN.
    """
    from models.batch import write_scores

    settings = Settings.from_environment()
    ensure_model(settings)
    model = answering_model(settings)
    asked = Asked(on, keep_good, explain, threads)
    with reading(source):
        scores, day = (
            _scores(source, model, asked)
            if address is None
            else _scores_by_cluster(address, source, target, model, asked)
        )
        count = write_scores(scores, target, model.feature_names if explain else ())
    if address is not None:
        forget_parts(target)
    _say_scored(count, target, day)
    notice = notice_of(model.basis)
    if notice is not None:
        say(notice.zh, notice.en)


def _say_scored(count: int, target: Path, day: date | None) -> None:
    zh = "特征表所写之日" if day is None else f"评估日{day}"
    en = "the days in the table" if day is None else day
    say(f"已写出{count}家企业的评分,{zh}", f"wrote {count} scores as of {en} to {target.name}")


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


def _scores(
    source: Path, model: "ServedModel", asked: Asked
) -> tuple["Iterator[Any]", date | None]:
    """The scores of the firms in `source`, and their day; None where a table of features says it.

    Raises:
        TableError: a day is asked for, but the features were computed already.
    """
    from models.batch import score_batch as score_firms
    from models.feature_tables import score_table

    table = _feature_table(source, model, asked)
    if table is not None:
        return _told(score_table(table, model, asked.explain, asked.threads)), None
    firms, day = firms_in(source, asked.on, asked.keep_good)
    return _told(score_firms(firms, model, day, asked.explain)), day


def _scores_by_cluster(
    address: str, source: Path, target: Path, model: "ServedModel", asked: Asked
) -> tuple["Iterator[Any]", date | None]:
    """The same scores, computed by the workers of a cluster."""
    from models.distributed_jobs import (
        Job,
        ScoreFeatures,
        ScoreRecords,
        parts_of_lines,
        parts_of_table,
    )

    job: Job
    table, day = _feature_table(source, model, asked), None
    if table is not None:
        job, parts = ScoreFeatures(asked.explain), parts_of_table(table)
    else:
        known = lines_in(source, asked.on, asked.keep_good)
        job = ScoreRecords(known.on, asked.explain, firm_errors_of, not asked.keep_good)
        parts, day = parts_of_lines(known.lines), known.on
    work = work_of(job, parcel_of(Settings.from_environment(), model))
    return computed(address, work, parts, target), day


def _feature_table(source: Path, model: "ServedModel", asked: Asked) -> "FeatureTable | None":
    """The table of features that `source` is; None where it is another file."""
    from models.feature_tables import FeatureTable, is_feature_table

    if not is_feature_table(source, model.feature_names):
        return None
    if asked.on is not None:
        raise TableError("--on: 特征已按其日期算好 / the features are of their own day")
    return FeatureTable(source, model.feature_names)


def _told(batches: "Iterator[Any]") -> "Iterator[Any]":
    """The batches, while a bar counts their firms."""
    done = 0
    with counted("评分", "score") as told:
        for batch in batches:
            yield batch
            done += batch.num_rows
            told(done)


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
