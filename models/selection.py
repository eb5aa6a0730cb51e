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
    """Trains a classifier of default on weighted rows: the `fit` of a scikit-learn classifier."""

    def __call__(self, X: "pd.DataFrame", y: Floats, *, sample_weight: Floats) -> Predictor:
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
    case = _Case(seen, known, rejected, how)
    judging = _Judging((accepted[unseen], outcome[unseen]), rejected, truth)
    plain = trainer(seen, known, sample_weight=np.ones(len(seen)))
    pds = plain.predict_proba(seen)[:, 1], plain.predict_proba(rejected)[:, 1]
    ways = [judging.judged("without", plain)]
    # One after the other: a trainer may hand out the same object again, trained anew.
    supposed_rows: dict[Way, _Rows] = {
        "fuzzy": case.fuzzy(pds[1]), "parcelling": case.parcelled(*pds),
    }  # fmt: skip
    for way, rows in supposed_rows.items():
        ways.append(judging.judged(way, trainer(rows[0], rows[1], sample_weight=rows[2])))
    return SelectionReport(len(accepted), len(rejected), how, tuple(ways))


_Rows = tuple["pd.DataFrame", Floats, Floats]


@dataclass(frozen=True)
class _Case:
    """Funded firms with outcomes, refused firms without, and what is supposed of them."""

    seen: "pd.DataFrame"
    known: Floats
    rejected: "pd.DataFrame"
    how: Inference

    def fuzzy(self, refused_pd: Floats) -> _Rows:
        """Every refused firm twice: as a default by its supposed PD, as none by the rest."""
        pd: Floats = expit(logit(refused_pd) + np.log(self.how.odds_factor))
        outcomes = np.concatenate([self.known, np.ones(len(pd)), np.zeros(len(pd))])
        weights = np.concatenate([np.ones(len(self.seen)), pd, 1.0 - pd])
        return _stacked(self.seen, self.rejected, self.rejected), outcomes, weights

    def parcelled(self, seen_pd: Floats, refused_pd: Floats) -> _Rows:
        """Every refused firm once, its outcome drawn by the default rate of its band of score."""
        shares = np.linspace(0.0, 1.0, self.how.bands + 1)[1:-1]
        cuts = np.unique(np.quantile(seen_pd, shares))
        band, own = np.searchsorted(cuts, seen_pd), np.searchsorted(cuts, refused_pd)
        counts = np.bincount(band, minlength=len(cuts) + 1)
        defaults = np.bincount(band, self.known, len(cuts) + 1)
        rate = (defaults + self.known.mean()) / (counts + 1.0)
        odds = self.how.odds_factor * rate / (1.0 - rate)
        chance = (odds / (1.0 + odds))[own]
        drawn = np.random.default_rng(self.how.seed).random(len(own)) < chance
        outcomes = np.concatenate([self.known, drawn.astype(np.float64)])
        return _stacked(self.seen, self.rejected), outcomes, np.ones(len(outcomes))


@dataclass(frozen=True)
class _Judging:
    """What models are judged on: funded firms held out, refused firms, and their truth if known."""

    held_out: tuple["pd.DataFrame", NDArray[np.int64]]
    rejected: "pd.DataFrame"
    truth: Truth | None

    def judged(self, way: Way, model: Predictor) -> Judged:
        """The figures of one way."""
        from sklearn.metrics import roc_auc_score

        table, outcome = self.held_out
        pds, refused = (model.predict_proba(each)[:, 1] for each in (table, self.rejected))
        known = Judged(
            way=way,
            auc=float(roc_auc_score(outcome, pds)),
            mean_pd=float(pds.mean()),
            observed=float(outcome.mean()),
            calibration_slope=calibration_line(logit(pds), outcome.astype(np.float64)).slope,
            mean_pd_rejected=float(refused.mean()),
        )
        if self.truth is None or not 0 < self.truth.default.sum() < len(refused):
            return known
        return replace(
            known,
            auc_rejected=float(roc_auc_score(self.truth.default, refused)),
            observed_rejected=float(self.truth.default.mean()),
        )


def _stacked(*frames: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    return pd.concat(frames, ignore_index=True)
