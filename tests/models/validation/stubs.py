"""Models whose faults are known, and firms whose truth is known."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import expit

from engine.scoring import Explained
from models.validation import ValidationData

WEIGHTS = np.array([0.9, 0.6, -0.5, 0.0])
NAMES = ("debt", "lateness", "age", "colour")


@dataclass(frozen=True)
class Linear:
    """Log-odds that are a weighted sum; `bend` breaks the direction of the first feature."""

    weights: np.ndarray = field(default_factory=lambda: WEIGHTS)
    base: float = -3.0
    bend: float = 0.0
    model_id: str = "credit-linear"
    feature_names: tuple[str, ...] = NAMES
    monotone: dict[str, int] = field(default_factory=lambda: {"debt": 1, "lateness": 1, "age": -1})

    def explain(self, values: np.ndarray) -> Explained:
        known = np.clip(np.nan_to_num(np.asarray(values, dtype=float)), -20, 20)
        parts = known * self.weights
        parts[:, 0] += self.bend * np.sin(3.0 * known[:, 0])
        return Explained(self.base + parts.sum(axis=1), self.base, parts)


@dataclass(frozen=True)
class Guessing:
    """A model that says the same of everyone but for noise, and says it with a probability."""

    n_features: int = 4

    def predict_proba(self, frame: pd.DataFrame) -> np.ndarray:
        chance = expit(-3.0 + 1e-6 * np.arange(len(frame)))
        return np.stack([1 - chance, chance], axis=1)


def some_firms(n: int = 3_000, seed: int = 0, **beside) -> ValidationData:
    """Firms whose default follows `Linear()` exactly; two rows for every third firm."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, len(NAMES)))
    true_pd = expit(Linear().explain(values).margin)
    area = rng.choice(["滨江", "西湖"], n)
    parts = beside.pop("segments", {"district": area})
    return ValidationData(
        features=pd.DataFrame(values, columns=list(NAMES)),
        target=(rng.random(n) < true_pd).astype(np.int64),
        groups=np.array([f"firm {place - place % 3 // 2}" for place in range(n)]),
        segments={name: np.array(labels) for name, labels in parts.items()},
        true_pd=true_pd,
        origin="stub",
        **beside,
    )


def a_case(model=None, data=None, **options):
    from models.validation.case import Options, case_of

    found = some_firms() if data is None else data
    chosen = Options(draws=100, **options)
    return case_of(model or Linear(), found, 0, chosen, (None, None))
