"""The command line `hangcuang`: every door of the house for a person at a terminal."""

import sys
from collections.abc import Sequence

import typer

from api.cli import (
    benchmarking,
    counterfactual,
    importing,
    learning,
    models,
    monitoring,
    outcomes,
    tables,
    upkeep,
    validating,
    visit,
    vouching,
)
from api.cli.console import say_error
from engine.errors import EngineError

BAD_INPUT = 2
app = typer.Typer(
    name="hangcuang",
    help="杭创E站 · Hangcuang E Station: an explained score and the right mix of funding.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _part in (
    visit,
    counterfactual,
    importing,
    tables,
    learning,
    monitoring,
    outcomes,
    validating,
    benchmarking,
    vouching,
    models,
    upkeep,
):
    _part.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; input that cannot be used is named in plain words, with exit code 2."""
    try:
        app(args=None if arguments is None else list(arguments))
    except EngineError as error:
        say_error(error)
        sys.exit(BAD_INPUT)
