"""Do the sweeps of the benchmark find a broken direction, and none where all are kept?"""

import numpy as np
import pytest

from models.benchmark.sweeps import Swept, sweep
from models.credit import CreditModel


@pytest.fixture(scope="module")
def fitted() -> tuple[CreditModel, np.ndarray]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 2))
    X[::7, 1] = np.nan
    y = (X[:, 0] + rng.normal(size=500) > 0).astype(int)
    return CreditModel({"x0": 1}).fit(X, y), X


def test_a_kept_direction_shows_no_violation(fitted) -> None:
    model, X = fitted
    assert sweep(model.tables_, X, (1, 0), 1_500, 0) == Swept(1_500, 0, 0)


def test_a_direction_the_model_was_never_given_is_seen_to_be_broken(fitted) -> None:
    model, X = fitted
    found = sweep(model.tables_, X, (-1, 0), 200, 0)
    assert found.made == 200
    assert found.violations > 150
    assert found.broken_places > 0


def test_without_directions_nothing_is_swept(fitted) -> None:
    model, X = fitted
    assert sweep(model.tables_, X, (0, 0), 1_000, 0) == Swept(0, 0, 0)
