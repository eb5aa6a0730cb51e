"""What of a model can a validator ask, whatever kind of model it is?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import logit

from engine.errors import ModelError
from engine.features import FEATURE_BY_NAME
from engine.scoring import Explained, Explainer
from models.manifest import ModelCard, TrainingFacts
from models.tables import Floats, Tables

_NEVER_SURE = 1e-12


@dataclass(frozen=True)
class Subject:
    """The model under test: log-odds of default from features (n, k) in the order of `names`.

    `explain`, `tables`, `scorer`, `card` and `training` are None where the model has none;
    a test that needs one then says that it was not measured.
    """

    model_id: str
    names: tuple[str, ...]
    margin: Callable[[Floats], Floats]
    explain: Callable[[Floats], Explained] | None
    monotone: Mapping[str, int]
    tables: Tables | None
    scorer: Explainer | None
    card: ModelCard | None
    training: TrainingFacts | None

    @property
    def is_of_the_house(self) -> bool:
        """Whether every feature is one of the house's own, so that its policies apply."""
        return all(name in FEATURE_BY_NAME for name in self.names)


def subject_of(model: Any, columns: Sequence[str]) -> Subject:
    """A CreditModel, a served model, or anything with `predict_proba` on frames of `columns`.

    Raises:
        ModelError: the model is none of these.
    """
    served = getattr(model, "served_", model)
    if hasattr(served, "explain") and hasattr(served, "feature_names"):
        return _explained(served)
    if not hasattr(model, "predict_proba"):
        raise ModelError(f"{type(model).__name__} has neither explain nor predict_proba")
    names = tuple(map(str, getattr(model, "feature_names_in_", columns)))
    return Subject(
        model_id=str(getattr(model, "model_id", type(model).__name__)),
        names=names,
        margin=margins_of(model, names),
        explain=None,
        monotone=getattr(model, "monotone", None) or {},
        tables=None,
        scorer=None,
        card=None,
        training=None,
    )


def _explained(served: Any) -> Subject:
    seen = ("ranges", "weights", "missing_shares", "familiarity")
    ranged = all(hasattr(served, name) for name in seen)
    return Subject(
        model_id=str(getattr(served, "model_id", type(served).__name__)),
        names=tuple(served.feature_names),
        margin=lambda values: np.asarray(served.explain(values).margin),
        explain=served.explain,
        monotone=getattr(served, "monotone", None) or {},
        tables=getattr(served, "tables", None),
        scorer=served if ranged else None,
        card=getattr(served, "card", None),
        training=getattr(served, "training", None),
    )


def margins_of(model: Any, names: Sequence[str]) -> Callable[[Floats], Floats]:
    """Log-odds from a classifier's probability of its second class, which is default."""

    def margin(values: Floats) -> Floats:
        chance = model.predict_proba(pd.DataFrame(values, columns=list(names)))[:, 1]
        return log_odds(np.asarray(chance, dtype=np.float64))

    return margin


def log_odds(chance: Floats) -> Floats:
    """Log-odds of probabilities; none is so sure that they would be infinite."""
    return np.asarray(logit(np.clip(chance, _NEVER_SURE, 1.0 - _NEVER_SURE)))
