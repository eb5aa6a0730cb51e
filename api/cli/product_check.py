"""Are the product files sound, and could anybody get each product?"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from api.cli.console import AsJson, OnDay, counted, day_of, err, out, say, write
from api.settings import Settings
from api.wiring import read_tables, today_of
from engine.assessment import Tables
from engine.catalogue import (
    SEVERITIES,
    Catalogue,
    Finding,
    Severity,
    check_products,
    read_catalogue,
)
from engine.errors import CatalogueError
from engine.text import Text

FIRMS, MOST_FIRMS = 2_000, 100_000
_UNSOUND = 1
_SEVERITY: dict[Severity, tuple[str, str]] = {
    "error": ("错误 error", "red"),
    "warning": ("提醒 warning", "yellow"),
    "note": ("说明 note", "dim"),
}
_COLUMNS = (
    "产品 product",
    "名称 name",
    "状态 state",
    "条款 terms",
    "可办 yes",
    "待定 open",
    "不可 no",
)
_TERMS = {
    "official": Text(zh="官方", en="official"),
    "official_partial": Text(zh="部分官方", en="partly official"),
    "illustrative": Text(zh="示意", en="illustrative"),
}
Counts = dict[str, dict[str, int]]


def check(
    folder: Annotated[Path | None, typer.Argument(help="产品文件夹 / folder")] = None,
    on: OnDay = None,
    population: Annotated[
        int, typer.Option(min=0, max=MOST_FIRMS, help="模拟企业数,0为不模拟 / simulated firms")
    ] = FIRMS,
    as_json: AsJson = False,
) -> None:
    """检查产品文件:能否读入、有无矛盾、谁能办理 / Check the files, their rules and who could apply.

    Exit code 1 where a product contradicts itself, or nobody could ever get it; 2 where a file
    cannot be read. Expired terms, gaps and the like are listed and change nothing.
    """
    settings = Settings.from_environment()
    place = folder or settings.products_dir
    if not place.is_dir():
        raise CatalogueError(f"{place.name}: 不是文件夹 / is no folder")
    day = day_of(on, today_of(settings))
    files = read_catalogue(place)
    tables = read_tables(place)
    catalogue, findings = files.on(day), check_products(files, day)
    counts, nobody = _reached(catalogue, population) if population else ({}, ())
    found = sorted((*findings, *nobody), key=lambda each: SEVERITIES.index(each.severity))
    if as_json:
        write(json.dumps(_told(catalogue, found, counts, population), ensure_ascii=False))
    else:
        _show(catalogue, found, counts)
        _show_points(tables, day)
    if any(each.severity == "error" for each in found):
        raise typer.Exit(_UNSOUND)


def _reached(catalogue: Catalogue, firms: int) -> tuple[Counts, tuple[Finding, ...]]:
    """Who of a simulated population could get what; the same firms every time."""
    from models.reachability import SEED, drawn_columns, reach_findings, reach_of

    with counted("模拟企业", "simulated firms", firms) as told:
        known = drawn_columns(firms, SEED, catalogue.on, told)
    counts = {
        each.product: {"yes": each.yes, "unknown": each.unknown, "no": each.no}
        for each in reach_of(catalogue, known, firms)
    }
    return counts, tuple(reach_findings(catalogue, known, firms))


def _told(
    catalogue: Catalogue, findings: Sequence[Finding], counts: Counts, firms: int
) -> dict[str, Any]:
    return {
        "on": catalogue.on.isoformat(),
        "catalogue_hash": catalogue.hash,
        "simulated_firms": firms,
        "products": [
            {"product": each.id, "channel": each.channel, "state": each.state,
             "terms_status": each.terms_status, "simulated": counts.get(each.id)}
            for each in catalogue.products
        ],
        "findings": [
            {"severity": each.severity, **asdict(each) | {"message": each.message.model_dump()}}
            for each in findings
        ],
    }  # fmt: skip


def _show_points(tables: Tables, day: date) -> None:
    held = tables.innovation.on(day) if tables.innovation else None
    if held is not None:
        say(f"创新积分表自{held[0]}起,状态{held[1].status}",
            f"innovation points by the table of {held[0]}, {held[1].status}")  # fmt: skip


def _show(catalogue: Catalogue, findings: Sequence[Finding], counts: Counts) -> None:
    out.print(_table(catalogue, counts))
    for each in findings:
        words, style = _SEVERITY[each.severity]
        said = f"{words}  {each.product}: {each.key}: {each.message.zh} / {each.message.en}"
        (err if each.severity == "error" else out).print(
            said, style=style, markup=False, soft_wrap=True
        )
    number = {key: sum(each.severity == key for each in findings) for key in SEVERITIES}
    say(f"{len(catalogue.products)}个产品({catalogue.on}):{number['error']}处错误,"
        f"{number['warning']}处提醒,{number['note']}处来源未载明或待定",
        f"{len(catalogue.products)} products as of {catalogue.on}: {number['error']} errors, "
        f"{number['warning']} warnings, {number['note']} notes")  # fmt: skip


def _table(catalogue: Catalogue, counts: Counts) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in _COLUMNS:
        table.add_column(title, overflow="fold", no_wrap=title == _COLUMNS[0])
    for product in catalogue.products:
        terms, reached = _TERMS[product.terms_status], counts.get(product.id, {})
        shown = (str(reached.get(key, "")) for key in ("yes", "unknown", "no"))
        table.add_row(product.id, product.name.zh, product.state, terms.zh, *shown)
    return table
