"""Which firms does a file hold for a command, and on which day are they known?"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from pathlib import Path

from api.cli.console import day_of, say, told_refused
from api.settings import Settings
from api.wiring import today_of
from engine.errors import TableError
from engine.firm import Firm


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
