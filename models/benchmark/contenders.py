"""Who is compared: the credit model, five peers, and with which settings each learns?"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from engine.errors import ModelError
from engine.text import Text
from models.tables import Floats

OURS = "credit_model"
DIRECTED = "credit_model_directed"
Directions = Mapping[str, int]
Outcomes = NDArray[np.int64]


class Contender(Protocol):
    """Something that learns PDs from a table and explains them."""

    name: str

    def fit(self, X: DataFrame, y: Outcomes, groups: Any = None, dates: Any = None) -> None:
        """Learn from rows X and outcomes y (1 = default); groups and dates are of the rows."""

    def pd(self, X: DataFrame) -> Floats:
        """The PD of each row (n,)."""

    def explain(self, X: DataFrame) -> Floats:
        """What each feature or term adds to the log-odds of each row (n, k)."""


@dataclass(frozen=True)
class Entrant:
    """A contender before it learns: its name, what it is told and how to make one.

    `settings` is all that differs from the library's defaults. `told` is what beside the rows
    it learns from. `library` is what must be installed.
    """

    name: str
    title: str
    library: str
    told: Text
    learner: Callable[[Mapping[str, Any], Directions], Contender]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def new(self, directions: Directions) -> Contender:
        """One that has learnt nothing yet; only the credit model can keep directions."""
        return self.learner(self.settings, directions)

    @property
    def installed(self) -> bool:
        """Whether its library is there."""
        return find_spec(self.library) is not None


def contenders(names: Sequence[str] | None = None, seed: int = 0) -> tuple[Entrant, ...]:
    """The entrants of these names, all where none are given; also those not installed.

    Raises:
        ModelError: there is none of a name.
    """
    everyone = {each.name: each for each in _everyone(seed)}
    for name in names or ():
        if name not in everyone:
            raise ModelError(f"there is no model {name!r} to compare; there are {list(everyone)}")
    return tuple(each for name, each in everyone.items() if not names or name in names)


@dataclass
class _Ours:
    """One of our own estimators: learns from a named frame, and from groups and dates."""

    name: str
    estimator: Any

    def fit(self, X: DataFrame, y: Outcomes, groups: Any = None, dates: Any = None) -> None:
        self.estimator.fit(X, y, groups=groups, dates=dates)

    def pd(self, X: DataFrame) -> Floats:
        return np.asarray(self.estimator.predict_proba(X)[:, 1], dtype=np.float64)

    def explain(self, X: DataFrame) -> Floats:
        return np.asarray(self.estimator.explain(X).contributions, dtype=np.float64)


@dataclass
class _Peer:
    """A library's classifier; it gets bare numbers, for not every library takes every name."""

    name: str
    estimator: Any
    explained: Callable[[Any, Floats], Any]

    def fit(self, X: DataFrame, y: Outcomes, groups: Any = None, dates: Any = None) -> None:
        with warnings.catch_warnings():
            # A peer's advice on its own plots and defaults is nothing a reader here can act on.
            warnings.simplefilter("ignore")
            self.estimator.fit(X.to_numpy(), y)

    def pd(self, X: DataFrame) -> Floats:
        return np.asarray(self.estimator.predict_proba(X.to_numpy())[:, 1], dtype=np.float64)

    def explain(self, X: DataFrame) -> Floats:
        return np.asarray(self.explained(self.estimator, X.to_numpy()), dtype=np.float64)


def _credit_model(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from models.credit import CreditModel

    return _Ours(OURS, CreditModel(monotone=dict(directions), **settings))


def _woe(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from models.scorecard import Scorecard

    return _Ours("woe", Scorecard(**settings))


def _lightgbm(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from lightgbm import LGBMClassifier

    def explained(fitted: Any, values: Floats) -> Any:
        return fitted.booster_.predict(values, pred_contrib=True, num_threads=1)[:, :-1]

    return _Peer("lightgbm", LGBMClassifier(**settings), explained)


def _xgboost(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from xgboost import DMatrix, XGBClassifier

    def explained(fitted: Any, values: Floats) -> Any:
        table = DMatrix(values, nthread=1)
        return fitted.get_booster().predict(table, pred_contribs=True)[:, :-1]

    return _Peer("xgboost", XGBClassifier(**settings), explained)


def _catboost(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from catboost import CatBoostClassifier, Pool

    def explained(fitted: Any, values: Floats) -> Any:
        found = fitted.get_feature_importance(Pool(values), type="ShapValues", thread_count=1)
        return found[:, :-1]

    return _Peer("catboost", CatBoostClassifier(**settings), explained)


def _ebm(settings: Mapping[str, Any], directions: Directions) -> Contender:
    from interpret.glassbox import ExplainableBoostingClassifier

    def explained(fitted: Any, values: Floats) -> Any:
        return fitted.eval_terms(values)

    return _Peer("ebm", ExplainableBoostingClassifier(**settings), explained)


_ROWS_ONLY = Text(zh="只有数据行", en="the rows alone")
_GROUPS = Text(zh="数据行、企业和日期", en="the rows, their firms and dates")


def _everyone(seed: int) -> tuple[Entrant, ...]:
    plain, single = {"random_state": seed}, {"random_state": seed, "n_jobs": 1}
    quiet = {"verbose": False, "allow_writing_files": False}
    catboost = {"random_seed": seed, "thread_count": 1} | quiet
    lightgbm = plain | {"n_jobs": 1, "verbosity": -1}
    ours = {"seed": seed, "n_threads": 1}
    # The default of 14 bags takes three times as long: half an hour for the two Polish files.
    bags = single | {"outer_bags": 4}
    return (
        Entrant(OURS, "CreditModel", "lightgbm", _GROUPS, _credit_model, ours),
        Entrant("lightgbm", "LightGBM", "lightgbm", _ROWS_ONLY, _lightgbm, lightgbm),
        Entrant("xgboost", "XGBoost", "xgboost", _ROWS_ONLY, _xgboost, single),
        Entrant("catboost", "CatBoost", "catboost", _ROWS_ONLY, _catboost, catboost),
        Entrant("ebm", "EBM", "interpret", _ROWS_ONLY, _ebm, bags),
        Entrant("woe", "WoE logistic", "sklearn", _GROUPS, _woe, {"seed": seed}),
    )
