"""How is a model trained from a terminal?"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import (
    AsJson,
    InFile,
    OnDay,
    counted,
    day_of,
    out,
    progress,
    reading,
    say,
    write,
)
from api.cli.ready import PREPARE, prepare
from api.cli.scaling import Dask, require_cluster
from api.messages import firm_errors_of
from engine.errors import TableError
from engine.scoring import Basis, TrainedOn
from models.manifest import ModelCard

if TYPE_CHECKING:
    from models.boosting import TreeSettings
    from models.credit import CreditModel
    from models.dataset import Dataset
    from models.outcomes import Outcome
    from models.scorecard import Scorecard

HELD_OUT = 0.25
_FEWEST_FOR_INTERVAL = 20


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(train)
    app.command(PREPARE, hidden=True)(prepare_model)


def train(  # noqa: PLR0913 - options of one command
    data: InFile,
    target: Annotated[Path, typer.Option("--out", help="模型文件夹 / folder of the model")],
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="随机种子 / seed")] = 0,
    on: OnDay = None,
    outcomes: Annotated[
        Path | None, typer.Option("--outcomes", exists=True, help="违约结果文件 / their outcomes")
    ] = None,
    tune: Annotated[
        int, typer.Option("--tune", metavar="N", min=0, help="试N组参数 / settings to try")
    ] = 0,
    as_json: AsJson = False,
    address: Dask = None,
) -> None:
    """用已知违约结果的企业训练信用模型 / Train a credit model on firms with known outcomes.

    DATA: .jsonl, .csv or .parquet with firm and default, as `simulate` writes it. The firms are
    taken as known on the last day any was observed, unless --on names one. A quarter of them is
    held out; the figures are of those, also of a reference scorecard trained on the same rest.
    With --outcomes, what `outcomes` wrote decides who defaulted, and on which day firms are known.
    With --tune, the best of N settings for the training firms is used, chosen among these alone.
    With --dask, the workers of a cluster grow the trees together; as many workers, the same trees.
    """
    from models.event_files import read_outcomes

    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise TableError(f"{target.name}: 已有内容 / already holds something")
    require_cluster(address)
    with reading(data):
        known = read_outcomes(outcomes) if outcomes else ()
        day = known_day(data, on, known)
        dataset = _read(data, day, known)
        digest = _digest(data, outcomes)
    model, figures = _judged(dataset, seed, tune, address)
    basis = _basis(dataset)
    card = ModelCard(basis=basis, created_on=day, data_hash=digest, metrics=figures)
    _show({"model_id": model.save(target, card), "on": str(day), **figures}, as_json)
    say("未经验证,仅供演示,不得用于授信", "Not validated: not for credit decisions")
    say("尚未签署,服务不会使用", "not signed: no service uses it before hangcuang sign-model")


def _basis(dataset: "Dataset") -> Basis:
    """Only a validation can make a model more than a demonstration, whatever it learnt from."""
    trained_on: TrainedOn = "simulated" if dataset.is_simulated else "real"
    return Basis(trained_on=trained_on, use="demonstration")


def _digest(*files: Path | None) -> str:
    return sha256(b"".join(each.read_bytes() for each in files if each)).hexdigest()


def prepare_model(folder: str) -> None:
    """训练演示模型 / Train the demonstration model."""
    prepare(folder)


def last_day(data: Path) -> date:
    """The last day on which anything in the file was observed.

    Raises:
        TableError: no record says when it was observed.
    """
    from models.record_files import last_observed

    try:
        return date.fromisoformat(last_observed(data))
    except ValueError as error:
        said = f"{data.name}: 没有数据日期,请用--on指定 / no day in it: name one by --on"
        raise TableError(said) from error


def known_day(data: Path, on: str | None, outcomes: Sequence["Outcome"]) -> date:
    """The day on which the firms are known: that of the outcomes, else `on`, else the last one.

    Raises:
        TableError: the days contradict each other, or there is none.
    """
    own = outcomes[0].on if outcomes else None
    asked = None if on is None else day_of(on, date.max)
    if own and asked and own != asked:
        raise TableError(f"--on: 结果自{own}起观察 / the outcomes are watched from {own}")
    return own or asked or last_day(data)


def _read(data: Path, on: date, outcomes: Sequence["Outcome"]) -> "Dataset":
    from models.dataset import training_table
    from models.event_files import with_outcomes
    from models.record_files import Record, read_records

    with counted("计算特征", "features") as done:

        def told() -> Iterator[Record]:
            for count, record in enumerate(read_records(data, firm_errors_of), start=1):
                done(count)
                yield record

        return training_table(with_outcomes(told(), outcomes) if outcomes else told(), on)


def _judged(
    dataset: "Dataset", seed: int, trials: int, address: str | None = None
) -> tuple["CreditModel", dict[str, float]]:
    """A model and how it does on the firms it has not seen."""
    from models.credit import CreditModel
    from models.dataset import split_by_firm
    from models.demonstration import directions
    from models.scorecard import Scorecard

    seen, unseen = split_by_firm(dataset, HELD_OUT, seed)
    tuned = _tuned(seen, seed, trials) if trials else None
    model = CreditModel(monotone=directions(), trees=tuned, seed=seed)
    model = _fitted(model, seen) if address is None else _fitted_by_cluster(model, seen, address)
    if unseen.true_pd is not None and len(unseen.true_pd) >= _FEWEST_FOR_INTERVAL:
        model.learn_interval(unseen.features, unseen.true_pd)
    elif unseen.true_pd is None and len(unseen.target) >= _FEWEST_FOR_INTERVAL:
        model.learn_interval_from_outcomes(unseen.features, unseen.target)
    counts = {
        "firms": float(len(dataset.target)),
        "firms_without_outcome": float(dataset.unlabelled),
        "held_out_firms": float(len(unseen.target)),
        "held_out_defaults": float(unseen.target.sum()),
    }
    say("训练参照记分卡", "training the reference scorecard")
    card = Scorecard(directions(), seed=seed).fit(seen.features, seen.target, seen.groups)
    of_card = {f"scorecard_{name}": value for name, value in _quality(card, unseen).items()}
    searched = (
        {f"tuned_{name}": float(value) for name, value in asdict(tuned).items()} if tuned else {}
    )
    return model, counts | _quality(model, unseen) | of_card | _best(unseen) | searched


def _fitted(model: "CreditModel", seen: "Dataset") -> "CreditModel":
    with progress() as shown:
        task = shown.add_task("训练 / grow trees", total=None)
        return model.fit(
            seen.features, seen.target, groups=seen.groups,
            on_tree=lambda grown, most: shown.update(task, completed=grown, total=most),
        )  # fmt: skip


def _fitted_by_cluster(model: "CreditModel", seen: "Dataset", address: str) -> "CreditModel":
    from models.distributed_training import ClusterTraining

    with progress() as shown:
        task = shown.add_task("集群训练 / forests", total=None)
        training = ClusterTraining(
            address, told=lambda grown, most: shown.update(task, completed=grown, total=most)
        )
        model.fit_by(training, seen.features, seen.target, groups=seen.groups)
    workers = model.served_.training.workers
    say(f"由{workers}个工作进程共同训练", f"grown by {workers} workers together")
    return model


def _tuned(seen: "Dataset", seed: int, trials: int) -> "TreeSettings":
    from models.demonstration import directions
    from models.tuning import tune

    with counted("试参数", "settings", trials) as done:
        return tune(
            seen.features, seen.target, groups=seen.groups, monotone=directions(), trials=trials,
            seed=seed, on_trial=lambda tried, _most: done(tried),
        )  # fmt: skip


def _quality(model: "CreditModel | Scorecard", unseen: "Dataset") -> dict[str, float]:
    """Discrimination and calibration on firms the model has not seen; none of one class only."""
    from sklearn.metrics import brier_score_loss, roc_auc_score

    from models.calibration import calibration_line, pds_of

    if not 0 < unseen.target.sum() < len(unseen.target):
        return {}
    margin = model.explain(unseen.features).margin
    return {
        "auc": float(roc_auc_score(unseen.target, margin)),
        "brier": float(brier_score_loss(unseen.target, pds_of(margin))),
        "calibration_slope": calibration_line(margin, unseen.target.astype(float)).slope,
    }


def _best(unseen: "Dataset") -> dict[str, float]:
    """The AUC of the true PD, where firms are simulated: more is not possible."""
    from sklearn.metrics import roc_auc_score

    if unseen.true_pd is None or not 0 < unseen.target.sum() < len(unseen.target):
        return {}
    return {"auc_true_pd": float(roc_auc_score(unseen.target, unseen.true_pd))}


def _show(figures: dict[str, float | str], as_json: bool) -> None:
    if as_json:
        write(json.dumps(figures))
        return
    for name, value in figures.items():
        out.print(f"{name:24} {value:.6g}" if isinstance(value, float) else f"{name:24} {value}")
