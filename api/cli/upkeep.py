"""How are products, tables and the audit log looked after from a terminal?"""

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer

from api.cli import product_check
from api.cli.console import AsJson, err, out, say, write
from api.settings import Settings
from api.storage import audit
from api.storage.audit import AuditReport, Head
from api.storage.migrate import is_current, migrate
from api.storage.sessions import StoreError, open_store

_TAMPERED = 1
_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("check-products")(product_check.check)
    app.command("migrate")(migrate_store)
    app.command()(verify_audit)


def migrate_store() -> None:
    """更新数据库表 / Bring the tables to this release."""
    store = open_store(Settings.from_environment().database_url)
    was_current = is_current(store)
    migrate(store)
    store.close()
    if was_current:
        say("数据库已是最新", "the tables are already those of this release")
    else:
        say("数据库已更新", "the tables are now those of this release")


def verify_audit(
    as_json: AsJson = False,
    noted: Annotated[
        str | None,
        typer.Option("--head", metavar="SEQ:SHA256", help="先前记下的末项 / noted before"),
    ] = None,
) -> None:
    """核对留痕是否被改动 / Check that nobody changed the audit log or an assessment.

    Exit code 1 where somebody did. Note the head elsewhere: with it, a cut-off tail shows too.
    """
    store = open_store(Settings.from_environment().database_url)
    if not is_current(store):
        raise StoreError("the tables are not those of this release: run hangcuang migrate")
    with store.reading() as session:
        report = audit.verify(session, _head_of(noted))
    store.close()
    if as_json:
        write(json.dumps(asdict(report)))
    else:
        _show(report)
    if report.faults:
        raise typer.Exit(_TAMPERED)


def _head_of(noted: str | None) -> Head | None:
    if noted is None:
        return None
    found = _NOTED.fullmatch(noted)
    if found is None:
        raise StoreError("--head must be SEQ:SHA256 as verify-audit said it")
    return Head(int(found[1]), found[2])


def _show(report: AuditReport) -> None:
    for fault in report.faults:
        err.print(fault, style="red", markup=False)
    sound = "有改动 / CHANGED" if report.faults else "完好 / sound"
    counts = (
        f"{report.entries} entries, {report.assessments} assessments, "
        f"{report.model_events} model events"
    )
    out.print(f"{sound}: {counts}", markup=False)
    out.print(f"head {report.head.seq}:{report.head.sha256}", soft_wrap=True)
