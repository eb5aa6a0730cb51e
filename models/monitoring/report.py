"""Is the model still the one that was approved: one report over drift, outcomes and overrides?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engine.errors import TableError
from engine.scoring import Basis, Scorer
from engine.text import Text
from models.calibration import pds_of
from models.inputs import matrix
from models.monitoring.backtest import Backtest, backtest
from models.monitoring.drift import Drift, drift
from models.monitoring.overrides import Decisions, Overrides, overrides
from models.monitoring.retraining import Retraining, moved_grades
from models.monitoring.verdicts import Frozen, Verdict, worst
from models.tables import Floats

_DEMONSTRATION = Text(
    zh="演示模型:由模拟企业训练,不得用于授信",
    en="demonstration model: trained on simulated firms, not for credit decisions",
)


@dataclass(frozen=True)
class Monitored:
    """Firms as they come now: features by name, and what is known beyond them.

    `outcomes` are 1 default, 0 no default, NaN not yet known; `months` the vintages, `firms` the
    identifiers. None where unknown.
    """

    features: pd.DataFrame
    firms: Sequence[str] | None = None
    outcomes: Floats | None = None
    months: Sequence[str] | None = None


class MonitoringReport(Frozen):
    """Everything that is watched; a part is null where there was nothing to watch it by.

    `verdict` is the worst of the parts. The same input and seed give the same report.
    """

    model_id: str
    basis: Basis
    notice: Text | None
    verdict: Verdict
    drift: Drift
    backtest: Backtest | None
    overrides: Overrides | None
    retraining: Retraining | None

    def to_json(self) -> str:
        """The report as JSON, the same bytes for the same report."""
        return self.model_dump_json(indent=2)


def monitor(
    model: Scorer, reference: pd.DataFrame, current: Monitored, *,
    decisions: Decisions | None = None, previous: Scorer | None = None, seed: int = 0,
) -> MonitoringReport:  # fmt: skip
    """Watch a model: `reference` holds features it was approved on, `current` those of now.

    With `previous`, the grades it gives the current firms are compared with the model's, on the
    same features, so that no move has a data reason.

    Raises:
        TableError: a feature is absent or not numeric, or a table is empty.
    """
    names = model.feature_names
    before, now = matrix(reference, names), matrix(current.features, names)
    if not len(before) or not len(now):
        raise TableError("reference and current must both hold firms")
    margins = model.explain(before).margin, model.explain(now).margin
    found = _parts(model, current, decisions, previous, pds_of(margins[1]))
    parts = {"drift": drift(names, before, now, (-margins[0], -margins[1]), seed), **found}
    return MonitoringReport(
        model_id=model.model_id,
        basis=model.basis,
        notice=_DEMONSTRATION if model.basis.use == "demonstration" else None,
        verdict=worst(part.verdict for part in parts.values() if part is not None),
        **parts,
    )


def _parts(
    model: Scorer, current: Monitored, decisions: Decisions | None, previous: Scorer | None,
    pds: Floats,
) -> dict[str, Any]:  # fmt: skip
    outcomes, table = current.outcomes, current.features
    if outcomes is not None and np.all(np.isnan(outcomes)):
        outcomes = None
    return {
        "backtest": None if outcomes is None else backtest(pds, outcomes, current.months),
        "overrides": overrides(decisions) if decisions is not None else None,
        "retraining": (
            moved_grades(previous, model, table, table, current.firms) if previous else None
        ),
    }
