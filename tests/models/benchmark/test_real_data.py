"""Are the real data sets read whole, without what leaks the outcome?"""

import numpy as np
import pytest

from models.benchmark.config import builtin_configs
from models.benchmark.data import BenchmarkData, read_data
from models.benchmark.splits import folds_of

# rows, features and events that a model sees; the first and last are of the files' own description
EXPECTED = {
    "crunchbase_2013": (15_883, 34, 6_693),
    "cumcm2020c": (123, 28, 27),
    "polish_1year": (7_027 - 82, 64, 271),
    "polish_5year": (5_910 - 60, 64, 408),
    "sba_loans": (22_427 - 119, 12, 4_693),
}
LEAKS = {
    "Term", "ChgOffDate", "ChgOffPrinGr", "DisbursementDate", "DisbursementGross", "信誉评级",
    "status", "funding_total_usd", "funding_rounds", "last_funding_at",
}  # fmt: skip


@pytest.fixture(scope="module", params=builtin_configs(), ids=lambda config: config.name)
def data(request, shared_data) -> BenchmarkData:
    folder = shared_data(request.param.path.split("/")[0])
    return read_data(request.param, folder.parent)


def test_every_row_and_event_is_there(data):
    found = (*data.features.shape, int(data.target.sum()))
    assert found == EXPECTED[data.config.name]


def test_nothing_known_only_afterwards_is_a_feature(data):
    named = {data.config.target.column, data.config.group, data.config.date}
    assert (LEAKS | named).isdisjoint(data.features.columns)


def test_no_single_feature_tells_the_outcome(data):
    """A leak such as Term alone has an AUC above 0.97."""
    ranks = data.features.rank(na_option="bottom").to_numpy()
    bad = data.target == 1
    auc = (ranks[bad].sum(0) / bad.sum() - (bad.sum() + 1) / 2) / (~bad).sum()
    assert np.abs(auc - 0.5).max() < 0.4


def test_no_row_stands_on_both_sides_of_a_fold(data):
    for fold in folds_of(data):
        assert not set(fold.train) & set(fold.test)
