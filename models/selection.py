"""Only funded firms have outcomes: how much would the model change if the others had some too?

Reject inference invents outcomes. It is a sensitivity, never the way a served model is trained.
Source: Siddiqi 2006, "Credit Risk Scorecards", chapter 6 (fuzzy augmentation, parcelling);
Hand and Henley 1993, "Can reject inference ever work?" (not without new information).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from engine.errors import TableError
from engine.text import Text
from models.calibration import calibration_line
from models.split import validation_part
from models.tables import Floats

if TYPE_CHECKING:
    import pandas as pd

Way = Literal["without", "fuzzy", "parcelling"]
WAYS: Mapping[Way, Text] = {
    "without": Text(zh="不推断(仅放款企业)", en="without inference (funded firms only)"),
    "fuzzy": Text(zh="模糊加权推断(敏感性)", en="fuzzy augmentation (sensitivity)"),
    "parcelling": Text(zh="分段推断(敏感性)", en="parcelling (sensitivity)"),
}
SENTENCE = Text(
    zh="未放款企业没有结果。按其违约几率为同分放款企业的{factor:g}倍推断,其平均违约概率由{plain:.2%}"
    "变为{fuzzy:.2%}(模糊加权)、{parcelling:.2%}(分段)。这是敏感性分析,推断的结果从不用于正式模型。",
    en="Firms not funded have no outcomes. Were their odds of default {factor:g} times those of "
    "funded firms of the same score, their mean PD would move from {plain:.2%} to {fuzzy:.2%} "
    "(fuzzy) and {parcelling:.2%} (parcelling). A sensitivity: inferred outcomes never train a "
    "served model.",
)
_FEWEST_BANDS = 2


class Predictor(Protocol):
    """A fitted classifier of default."""

    def predict_proba(self, X: Any) -> Floats:
        """Probability of no default and of default (n, 2)."""


class Trainer(Protocol):
    """Trains a classifier of default on rows with weights."""

    def __call__(self, X: "pd.DataFrame", y: Floats, sample_weight: Floats) -> Predictor:
        """The model of the rows X with outcomes y (1 = default), each counted by its weight."""


@dataclass(frozen=True)
class Inference:
    """How outcomes of refused firms are supposed.

    `odds_factor`: how many times the odds of default of a refused firm are those of a funded firm
    of the same score; 1 supposes that refusal says nothing more. `bands`: of score, for parcelling.
    `hold_out`: share of the funded firms that judge. `seed`: of every draw.
    """

    odds_factor: float = 2.0
    bands: int = 10
    hold_out: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what supposes nothing."""
        usable = (
            self.odds_factor > 0.0 and self.bands >= _FEWEST_BANDS and 0.0 < self.hold_out < 1.0
        )
        if not usable:
            raise TableError(f"no outcomes can be supposed by {self}")


@dataclass(frozen=True)
class Truth:
    """What became, or would have become, of the refused firms; known in a simulation only."""

    default: NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """One way of training: AUC, mean PD and calibration on funded firms it has not seen.

    The figures `..._rejected` need the truth of refused firms and are nan without it, but for the
    mean PD.
    """

    way: Way
    auc: float
    mean_pd: float
    observed: float
    calibration_slope: float
    mean_pd_rejected: float
    auc_rejected: float = field(default=float("nan"))
    observed_rejected: float = field(default=float("nan"))

    @property
    def label(self) -> Text:
        """What the way is called, saying that it is a sensitivity where it is one."""
        return WAYS[self.way]


@dataclass(frozen=True)
class SelectionReport:
    """The ways side by side, and how many firms stand behind them."""

    funded: int
    refused: int
    supposed: Inference
    ways: tuple[Judged, ...]

    def way(self, name: Way) -> Judged:
        """The figures of one way."""
        return next(each for each in self.ways if each.way == name)

    @property
    def figures(self) -> dict[str, float]:
        """Everything as plain numbers by name, such as `fuzzy_auc`."""
        counts = {"funded": float(self.funded), "refused": float(self.refused)}
        names = [name for name in Judged.__dataclass_fields__ if name != "way"]
        told = {
            f"{each.way}_{name}": float(getattr(each, name)) for each in self.ways for name in names
        }
        return counts | {"odds_factor": self.supposed.odds_factor} | told

    @property
    def sentence(self) -> Text:
        """What to read out of it."""
        pds = {each.way: each.mean_pd_rejected for each in self.ways}
        return SENTENCE.filled(
            factor=self.supposed.odds_factor, plain=pds["without"], fuzzy=pds["fuzzy"],
            parcelling=pds["parcelling"],
        )  # fmt: skip


def selection_sensitivity(
    trainer: Trainer,
    accepted: "pd.DataFrame",
    target: Any,
    rejected: "pd.DataFrame",
    truth: Truth | None = None,
    supposed: Inference | None = None,
) -> SelectionReport:
    """Train with and without supposed outcomes of refused firms, and judge on funded ones.

    Args:
        trainer: trains and calibrates a model; called three times.
        accepted: features of the funded firms; some are held out.
        target: what became of them, 1 = default.
        rejected: features of the firms that were not funded.
        truth: what became of those, where they are simulated.
        supposed: how outcomes are supposed.

    Raises:
        TableError: no firm was refused, or the funded ones are too few to hold some out.
    """
    how = supposed or Inference()
    outcome = np.asarray(target, dtype=np.int64)
    unseen = validation_part(outcome, None, None, how.hold_out, how.seed)
    if len(rejected) == 0 or not 0 < outcome[unseen].sum() < unseen.sum():
        raise TableError("needs refused firms, and funded firms with and without default held out")
    seen = accepted[~unseen].reset_index(drop=True)
    known = outcome[~unseen].astype(np.float64)
    plain = trainer(seen, known, np.ones(len(seen)))
    models: dict[Way, Predictor] = {
        "without": plain,
        "fuzzy": _fuzzy(trainer, seen, known, rejected, _supposed_pd(plain, rejected, how)),
        "parcelling": _parcelling(trainer, seen, known, rejected, (plain, how)),
    }
    judging = accepted[unseen], outcome[unseen]
    ways = tuple(_judged(way, model, judging, rejected, truth) for way, model in models.items())
    return SelectionReport(len(accepted), len(rejected), how, ways)


def _supposed_pd(plain: Predictor, rejected: "pd.DataFrame", how: Inference) -> Floats:
    supposed: Floats = expit(logit(plain.predict_proba(rejected)[:, 1]) + np.log(how.odds_factor))
    return supposed


def _fuzzy(
    trainer: Trainer, seen: "pd.DataFrame", known: Floats, rejected: "pd.DataFrame", pd: Floats
) -> Predictor:
    """Every refused firm counts twice: as a default by its supposed PD, as none by the rest."""
    rows = _stacked(seen, rejected, rejected)
    outcomes = np.concatenate([known, np.ones(len(pd)), np.zeros(len(pd))])
    return trainer(rows, outcomes, np.concatenate([np.ones(len(seen)), pd, 1.0 - pd]))


def _parcelling(
    trainer: Trainer,
    seen: "pd.DataFrame",
    known: Floats,
    rejected: "pd.DataFrame",
    by: tuple[Predictor, Inference],
) -> Predictor:
    """Every refused firm gets one outcome, drawn by the default rate of its band of score."""
    plain, how = by
    scores, refused = plain.predict_proba(seen)[:, 1], plain.predict_proba(rejected)[:, 1]
    cuts = np.unique(np.quantile(scores, np.linspace(0.0, 1.0, how.bands + 1)[1:-1]))
    band, own = np.searchsorted(cuts, scores), np.searchsorted(cuts, refused)
    counts, defaults = (
        np.bincount(band, minlength=len(cuts) + 1),
        np.bincount(band, known, len(cuts) + 1),
    )
    rate = (defaults + known.mean()) / (counts + 1.0)
    odds = how.odds_factor * rate / (1.0 - rate)
    drawn = np.random.default_rng(how.seed).random(len(own)) < (odds / (1.0 + odds))[own]
    outcomes = np.concatenate([known, drawn.astype(np.float64)])
    return trainer(_stacked(seen, rejected), outcomes, np.ones(len(outcomes)))


def _stacked(*frames: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def _judged(
    way: Way,
    model: Predictor,
    judging: tuple["pd.DataFrame", NDArray[np.int64]],
    rejected: "pd.DataFrame",
    truth: Truth | None,
) -> Judged:
    from sklearn.metrics import roc_auc_score

    table, outcome = judging
    pds, refused = model.predict_proba(table)[:, 1], model.predict_proba(rejected)[:, 1]
    known = Judged(
        way=way,
        auc=float(roc_auc_score(outcome, pds)),
        mean_pd=float(pds.mean()),
        observed=float(outcome.mean()),
        calibration_slope=calibration_line(logit(pds), outcome.astype(np.float64)).slope,
        mean_pd_rejected=float(refused.mean()),
    )
    if truth is None or not 0 < truth.default.sum() < len(refused):
        return known
    return replace(
        known,
        auc_rejected=float(roc_auc_score(truth.default, refused)),
        observed_rejected=float(truth.default.mean()),
    )
