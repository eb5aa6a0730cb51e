"""How does a validator attack a model from a terminal?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text as Styled

from api.cli.console import InFile, OnDay, counted, out, progress, reading, say
from api.cli.learning import known_day
from api.cli.vouching import Trusted, opened
from api.messages import firm_errors_of
from api.wiring import code_version
from models.new_file import new_file

if TYPE_CHECKING:
    from pandas import DataFrame

    from models.record_files import Record
    from models.selection import SelectionReport
    from models.served import ServedModel
    from models.validation import TableColumns, Trainer, ValidationData, ValidationReport

_REFERENCE_FIRMS = 25_000
_SHORT = 60  # trees
_COLOURS = {"green": "bold green", "amber": "bold yellow", "red": "bold red", "info": "bold"}
Column = Annotated[str | None, typer.Option(metavar="COLUMN")]
TrainingRows = Annotated[
    Path | None, typer.Option("--reference", exists=True, help="训练样本 / training rows")
]
Refused = Annotated[
    Path | None, typer.Option("--refused", exists=True, help="未放款企业 / firms not funded")
]
Outcomes = Annotated[
    Path | None, typer.Option("--outcomes", exists=True, help="违约结果文件 / their outcomes")
]
Columns = Annotated[list[str] | None, typer.Option(metavar="COLUMN")]


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("validate")(validate_model)


def validate_model(  # noqa: PLR0913 - options of one command
    model: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="模型 / MODEL")],
    data: InFile,
    report: Annotated[Path, typer.Option("--report", help="报告 / report, .html")],
    as_json: Annotated[
        Path | None, typer.Option("--json", help="同一报告 / the same, .json")
    ] = None,
    reference: TrainingRows = None,
    refused: Refused = None,
    on: OnDay = None,
    outcomes: Outcomes = None,
    target: Column = None,
    day: Annotated[str | None, typer.Option("--date", metavar="COLUMN")] = None,
    group: Column = None,
    segment: Columns = None,
    drop: Columns = None,
    trusted: Trusted = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="随机种子 / seed")] = 0,
) -> None:
    """验证模型并写出报告 / Attack a model and write what came out.

    DATA: firms with outcomes as `simulate` writes them; or, with --target, any CSV or Parquet table
    that holds the model's features, where --date, --group and --segment name further columns.
    With --outcomes, what `outcomes` wrote decides who defaulted, and on which day firms are known.
    With --trusted, only a model signed by one of these keys is validated.
    The exit code is 0 when a report was written, whatever its verdict.
    """
    from models.validation import TableColumns, report_digest

    served = opened(model, trusted)
    columns = TableColumns(target, day, group, segment or (), drop or ()) if target else None
    source = _Source(tuple(served.feature_names), on, columns)
    whole = _beside_training(source.data(data, outcomes), model, source, reference)
    selection = None if refused is None else _selection(served, whole, source.features(refused))
    made = _validated(served, whole, seed, selection)
    _write(made, report, as_json)
    _show(made, report_digest(made))


@dataclass(frozen=True)
class _Source:
    """How files are read: as records known on a day, or as tables with named columns."""

    names: tuple[str, ...]
    on: str | None
    columns: "TableColumns | None"

    def data(self, path: Path, outcomes: Path | None = None) -> "ValidationData":
        """Firms with what became of them."""
        from models.validation import table_data_of

        with reading(path):
            if self.columns is not None:
                return table_data_of(path, self.columns, self.names)
            return self._firms(path, outcomes)

    def _firms(self, path: Path, outcomes: Path | None) -> "ValidationData":
        from models.event_files import read_outcomes, with_outcomes
        from models.validation import data_of_firms

        known = read_outcomes(outcomes) if outcomes else ()
        day = known_day(path, self.on, known)
        with counted("读取企业", "firms") as done:
            firms = _counted_records(path, done)
            return data_of_firms(with_outcomes(firms, known) if known else firms, day, path.name)

    def features(self, path: Path) -> "DataFrame":
        """The features of firms without outcomes."""
        from pandas import DataFrame

        from models.feature_rows import feature_rows
        from models.record_files import read_records
        from models.validation.data import features_of, read_frame

        with reading(path):
            if self.columns is not None:
                return features_of(read_frame(path), self.names, path.name)
            firms = [each.firm for each in read_records(path, firm_errors_of)]
            day = known_day(path, self.on, ())
            return DataFrame(feature_rows(firms, day, self.names), columns=list(self.names))


def _counted_records(path: Path, done: Callable[[int], None]) -> "Iterator[Record]":
    from models.record_files import read_records

    for count, record in enumerate(read_records(path, firm_errors_of), start=1):
        done(count)
        yield record


def _beside_training(
    found: "ValidationData", folder: Path, source: _Source, path: Path | None
) -> "ValidationData":
    training = _reference(folder, source, path)
    return found if training is None else found.against(training)


def _reference(folder: Path, source: _Source, path: Path | None) -> "ValidationData | None":
    """The training rows that are named, or those of the demonstration, which anyone can redraw."""
    from models.demonstration import is_current
    from models.validation.training import demonstration_rows

    if path is not None:
        return source.data(path)
    if source.columns is None and is_current(folder):
        return demonstration_rows(_REFERENCE_FIRMS)
    say(
        "没有训练样本(--reference):稳定性未测量,评分卡在验证样本上拟合",
        "no training rows (--reference): stability is not measured, the scorecard is fitted here",
    )
    return None


def _selection(
    served: "ServedModel", data: "ValidationData", rejected: "DataFrame"
) -> "SelectionReport":
    """How a scorecard would change with supposed outcomes of the firms that were not funded."""
    from models.scorecard import Scorecard
    from models.selection import selection_sensitivity

    def train(X: Any, y: Any, sample_weight: Any) -> Any:
        return Scorecard(dict(served.monotone)).fit(X, y, sample_weight=sample_weight)

    say("未放款企业的敏感性", "sensitivity to firms not funded")
    features = data.features[list(served.feature_names)]
    return selection_sensitivity(train, features, data.target, rejected)


def _validated(
    served: "ServedModel", data: "ValidationData", seed: int, selection: "SelectionReport | None"
) -> "ValidationReport":
    from models.validation import Options, validate

    with _told() as told:
        return validate(
            served, data, scorecard=_scorecard(served), trainer=_trainer(served), seed=seed,
            options=Options(selection=selection, code_version=code_version(), progress=told),
        )  # fmt: skip


def _scorecard(served: "ServedModel") -> "Trainer":
    def train(features: Any, target: Any, groups: Any) -> Any:
        from models.scorecard import Scorecard

        return Scorecard(dict(served.monotone)).fit(features, target, groups)

    return train


def _trainer(served: "ServedModel") -> "Trainer":
    """The model's own training, cut short: shuffled outcomes hold nothing that takes long."""

    def train(features: Any, target: Any, groups: Any) -> Any:
        from models.boosting import TreeSettings
        from models.credit import CreditModel

        trees = TreeSettings(n_trees=_SHORT, learning_rate=0.1)
        return CreditModel(dict(served.monotone), trees).fit(features, target, groups)

    return train


@contextmanager
def _told() -> Iterator[Callable[[str, int, int], None]]:
    with progress() as shown:
        task = shown.add_task("验证 / validate", total=None)

        def told(key: str, done: int, most: int) -> None:
            shown.update(task, description=f"验证 / {key}", completed=done, total=most)

        yield told


def _write(made: "ValidationReport", report: Path, as_json: Path | None) -> None:
    with reading(report), new_file(report) as beside:
        beside.write_text(made.to_html(), encoding="utf-8")
    if as_json is not None:
        with reading(as_json), new_file(as_json) as beside:
            beside.write_text(made.to_json(), encoding="utf-8")


def _show(made: "ValidationReport", digest: str) -> None:
    from models.validation.report import SIGNS, VERDICTS

    for each in made.sections:
        said, colour = VERDICTS[each.verdict], _COLOURS[each.verdict]
        head = f"{SIGNS[each.verdict]} {said.zh} / {said.en}: {each.title.zh} / {each.title.en}"
        out.print(Styled(head, style=colour), soft_wrap=True)
        out.print(Styled(f"  {each.finding.zh}\n  {each.finding.en}"), soft_wrap=True)
    whole = VERDICTS[made.verdict]
    out.print(f"总体 / overall: {whole.zh} / {whole.en}")
    out.print(f"报告摘要 / report SHA-256: {digest}", soft_wrap=True)
