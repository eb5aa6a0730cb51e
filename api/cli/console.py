"""How does the command line speak, show progress and say what went wrong?"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text as Styled

from api.screening import BrokenBodyError
from engine.errors import EngineError, RecordError, TableError

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
_NEW_OBJECTS = 200_000
MOST_SHOWN = 20

InFile = Annotated[Path, typer.Argument(exists=True, readable=True, help="输入 / input")]
OutFile = Annotated[Path, typer.Argument(help="输出 / output")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 / for machines")]
OnDay = Annotated[
    str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="评估日 / day, default today")
]


def write(text: str) -> None:
    """A text as it stands, for machines to read."""
    sys.stdout.write(text + "\n")


def say(zh: str, en: str) -> None:
    """One sentence for people; beside the output, so that this stays readable for machines."""
    err.print(Styled(f"{zh} / {en}"), soft_wrap=True)


def say_error(error: EngineError) -> None:
    """What cannot be used, field by field."""
    if not isinstance(error, RecordError | BrokenBodyError):
        err.print(Styled(f"无法完成 / Cannot be done: {error}", style="red"), soft_wrap=True)
        return
    err.print(Styled("输入不能接受 / The input cannot be accepted:", style="red"))
    for each in error.errors[:MOST_SHOWN]:
        said = f"  {each.field}: {each.message.zh} / {each.message.en}"
        err.print(Styled(said), soft_wrap=True)
    if len(error.errors) > MOST_SHOWN:
        say(f"  另有{len(error.errors) - MOST_SHOWN}处", f"{len(error.errors) - MOST_SHOWN} more")


def told_refused(error: RecordError) -> None:
    """Say what was left out of a file, on a line of its own."""
    first = error.errors[0]
    err.print(Styled(f"未用 / left out: {first.field}: {first.message.zh} / {first.message.en}"),
              soft_wrap=True)  # fmt: skip


def day_of(text: str | None, default: date, option: str = "--on") -> date:
    """The day asked for by `option`.

    Raises:
        TableError: it is none.
    """
    try:
        return default if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise TableError(
            f"{option}: 须为日期 / must be a date such as 2026-11-22, not {text}"
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns what the system or a parser says of a file into an error that names it.

    Raises:
        TableError: the file cannot be read or written.
    """
    try:
        with _seldom_collected():
            yield
    except EngineError:
        raise
    except (OSError, ValueError) as error:
        name, said = _told_by(error, path)
        raise TableError(f"{name}: 无法读写 / cannot be read or written: {said}") from error


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Records hold no cycles: searching a stream of them for some takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _told_by(error: OSError | ValueError, path: Path) -> tuple[str, str]:
    if isinstance(error, OSError) and error.filename is not None:
        return Path(str(error.filename)).name, error.strerror or type(error).__name__
    return path.name, str(error).partition("\n")[0] or type(error).__name__


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar with counts and time, on the error stream."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as shown:
        yield shown


@contextmanager
def counted(zh: str, en: str, most: int | None = None) -> Iterator[Callable[[int], None]]:
    """A counter of things done, of `most` where that is known."""
    with progress() as shown:
        task = shown.add_task(f"{zh} / {en}", total=most)
        yield lambda done: shown.update(task, completed=done)
