"""How do events of funded firms become outcomes from a terminal?"""

from collections import Counter
from datetime import date
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import InFile, day_of, out, reading, say
from models.outcomes import REASONS, Outcome, Reason


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(outcomes)


def outcomes(
    events: InFile,
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="观察日 / watched from")],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="数据截止日 / events known up to")
    ],
    target: Annotated[Path, typer.Option("--out", help="输出 / output: .csv .parquet")],
) -> None:
    """由贷后事件得出12个月的违约结果 / Turn events of funded firms into outcomes of 12 months.

    EVENTS: .csv or .parquet with firm, day, event, days_past_due. Default is 90 days past due,
    unlikely to pay, or compensated by a guarantor; 12 months that are not over count as neither.
    """
    from models.event_files import read_events, write_outcomes
    from models.outcomes import outcomes_of

    with reading(events):
        read = read_events(events)
    found = outcomes_of(read, day_of(on, date.max), day_of(as_of, date.max, "--as-of"))
    with reading(target):
        write_outcomes(found, target)
    _show(found)
    say(f"已写出{len(found)}家企业的结果", f"wrote the outcomes of {len(found)} firms")


def _show(found: tuple[Outcome, ...]) -> None:
    counts: Counter[tuple[str, Reason]] = Counter((each.status, each.reason) for each in found)
    for (status, reason), count in sorted(counts.items()):
        text = REASONS[reason]
        out.print(f"{status:12} {count:>8}  {text.zh} / {text.en}")
    for flag, count in sorted(Counter(flag for each in found for flag in each.flags).items()):
        out.print(f"{'flag':12} {count:>8}  {flag}")
    counted = sum(not isnan(each.target) for each in found)
    say(f"可计入违约率的{counted}家", f"{counted} of them count in a default rate")
