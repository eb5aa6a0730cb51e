"""Which trees suit these firms best, where somebody asks for more than the default?"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import optuna

from models.boosting import TreeSettings, settings_for
from models.credit import CreditModel

_DECIMALS = 4


def tune(  # noqa: PLR0913 - the data, and how to search
    X: Any,
    y: Any,
    *,
    groups: Any = None,
    dates: Any = None,
    monotone: Mapping[str, int] | None = None,
    trials: int = 30,
    seed: int = 0,
    on_trial: Callable[[int, int], None] | None = None,
) -> TreeSettings:
    """The best of `trials` settings, by the calibrated logarithmic loss on rows held back in turn.

    The first trial is the default, so the result is never worse there. All compile to tables: at
    most 8 leaves, depth 4. The same data and seed give the same settings: one job, no timeout.
    Judge the result on rows that were not given here; on these it has been chosen.

    Args:
        X: frame or array; nan is missing.
        y: one outcome per row, of two classes.
        groups: the firm of each row; a firm's rows are held back together.
        dates: the date of each row; then the firms seen last judge.
        monotone: direction by column name, as for `CreditModel`.
        trials: how many settings are tried, at least 1.
        seed: of the search and of every forest.
        on_trial: called with (trials done, trials) after each.

    Raises:
        TableError: the data cannot train a model, or there are too few events or firms to judge.

    Source: Bergstra et al. 2011, "Algorithms for hyper-parameter optimization" (TPE), by Optuna.
    """
    default = settings_for(y)

    def loss(trial: optuna.Trial) -> float:
        model = CreditModel(monotone, _drawn(trial, default), seed=seed)
        return model.unseen_loss(X, y, groups, dates)

    def told(study: optuna.Study, _trial: optuna.trial.FrozenTrial) -> None:
        if on_trial is not None:
            on_trial(len(study.trials), trials)

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    searched = {name: value for name, value in asdict(default).items() if name in _SEARCHED}
    study.enqueue_trial(searched)
    study.optimize(loss, n_trials=trials, n_jobs=1, callbacks=[told])
    return _settings(study.best_params, default)


_SEARCHED: Mapping[str, Callable[[optuna.Trial], float]] = {
    "learning_rate": lambda trial: trial.suggest_float("learning_rate", 0.02, 0.15, log=True),
    "max_leaves": lambda trial: trial.suggest_int("max_leaves", 3, 8),
    "max_depth": lambda trial: trial.suggest_int("max_depth", 2, 4),
    "min_leaf": lambda trial: trial.suggest_int("min_leaf", 5, 200, log=True),
    "l2": lambda trial: trial.suggest_float("l2", 0.1, 30.0, log=True),
    "feature_fraction": lambda trial: trial.suggest_float("feature_fraction", 0.3, 1.0),
    "row_fraction": lambda trial: trial.suggest_float("row_fraction", 0.5, 1.0),
}


def _drawn(trial: optuna.Trial, default: TreeSettings) -> TreeSettings:
    return _settings({name: draw(trial) for name, draw in _SEARCHED.items()}, default)


def _settings(values: Mapping[str, float], default: TreeSettings) -> TreeSettings:
    """Plain numbers that a person can write down and pass again."""
    plain = {name: round(value, _DECIMALS) for name, value in values.items()}
    return TreeSettings(**{**asdict(default), **plain})
