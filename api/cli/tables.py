"""How do many firms come to the desk from a terminal?"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import InFile, OnDay, OutFile, counted, day_of, reading, say
from api.cli.ready import ensure_model
from api.messages import firm_errors_of
from api.schemas.answers import notice_of
from api.settings import Settings
from api.wiring import served_model, today_of
from engine.errors import TableError
from engine.features import FEATURE_NAMES
from engine.firm import Firm

CSV, PARQUET = ".csv", ".parquet"
IDENTIFIER = "identifier"
Done = Callable[[int], None]
Chunk = tuple[list[str], list[list[float]]]
KeepGood = Annotated[
    bool, typer.Option("--keep-good-rows", help="跳过无法使用的发票行 / leave out unusable rows")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(features)
    app.command()(score_batch)
    app.command()(simulate)


def features(
    source: InFile, target: OutFile, on: OnDay = None, keep_good: KeepGood = False
) -> None:
    """计算多家企业的特征 / Compute the features of many firms.

    IN: .jsonl .csv .parquet, or a folder of invoice tables. OUT: .csv or .parquet.
    """
    with reading(source):
        firms, day = firms_in(source, on, keep_good)
        with counted("计算特征", "features") as done:
            count = _write_features(firms, day, target, done)
    say(f"已写出{count}家企业的特征", f"wrote the features of {count} firms to {target.name}")


def score_batch(
    source: InFile,
    target: OutFile,
    explain: Annotated[bool, typer.Option("--explain", help="逐特征得分 / points")] = False,
    on: OnDay = None,
    keep_good: KeepGood = False,
) -> None:
    """给多家企业评分 / Score many firms.

    IN: .jsonl .csv .parquet, or a folder of invoice tables. OUT: .csv or .parquet.
    """
    from models.batch import score_batch as score_firms
    from models.batch import write_scores

    settings = Settings.from_environment()
    ensure_model(settings)
    model = served_model(settings)
    with reading(source):
        firms, day = firms_in(source, on, keep_good)
        with counted("评分", "score") as done:
            scores = score_firms(firms, model, day, explain, done)
            count = write_scores(scores, target, model.feature_names if explain else ())
    say(
        f"已写出{count}家企业的评分,评估日{day}",
        f"wrote {count} scores as of {day} to {target.name}",
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

    OUT: .jsonl, .csv or .parquet.
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
    from models.record_files import read_records

    firms = (record.firm for record in read_records(source, firm_errors_of))
    first = next(firms, None)
    if first is None:
        raise TableError(f"{source.name}: 没有企业 / holds no firm")
    return chain([first], firms), day_of(on, today)


def _write_features(firms: Iterable[Firm], on: date, target: Path, done: Done) -> int:
    from models.new_file import new_file

    if target.suffix not in (CSV, PARQUET):
        raise TableError(f"{target.name}: the name must end in {CSV} or {PARQUET}")
    rows = _feature_rows(firms, on, done)
    with new_file(target) as beside:
        return (_as_csv if target.suffix == CSV else _as_parquet)(rows, beside)


def _feature_rows(firms: Iterable[Firm], on: date, done: Done) -> Iterator[Chunk]:
    from models.feature_rows import chunks, feature_rows

    count = 0
    for chunk in chunks(firms):
        values = feature_rows(chunk, on).tolist()
        count += len(chunk)
        done(count)
        yield [firm.identifier for firm in chunk], values


def _as_csv(rows: Iterator[Chunk], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((IDENTIFIER, *FEATURE_NAMES))
        for names, values in rows:
            for name, row in zip(names, values, strict=True):
                writer.writerow((name, *("" if each != each else each for each in row)))
            count += len(names)
    return count


def _as_parquet(rows: Iterator[Chunk], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    numbers = [(name, pa.float64()) for name in FEATURE_NAMES]
    schema = pa.schema([(IDENTIFIER, pa.string()), *numbers])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for names, values in rows:
            columns = [names, *(list(column) for column in zip(*values, strict=True))]
            writer.write_table(pa.table(columns, schema=schema))
            count += len(names)
    return count
