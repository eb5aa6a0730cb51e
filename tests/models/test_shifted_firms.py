"""Does the refer policy notice firms shifted in named ways, and leave the others alone?

Trust row 48: 90 % of shifted firms at 5 % false flags. Firms of another seed than the training's.
"""

import math
from time import perf_counter

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from engine.features import FEATURE_BY_NAME
from engine.scoring import LEAST_KNOWN_WEIGHT, refer_because, refer_rows
from models.feature_rows import feature_rows
from models.population import SIMULATED_ON, simulate
from tests.models.shifted import mixed, swapped, times

OTHER_SEED, FIRMS = 31_337, 2_000
CONTRADICTED = ("statements", "invoices", "tax")
HIDDEN = ("people", "registration", "debts", "equity")


@pytest.fixture(scope="module")
def firms():
    return [each.firm for each in simulate(FIRMS, OTHER_SEED)]


@pytest.fixture(scope="module")
def values(firms):
    return feature_rows(firms, SIMULATED_ON)


def referred(values, model):
    return np.mean([bool(because) for because in refer_rows(values, model)])


def test_at_most_one_in_twenty_usual_firms_is_called_unlike(
    values, demonstration_model, report_figure
):
    known = demonstration_model.familiarity
    share = (known.distance(values) > known.limit).mean()
    report_figure("refer: false flags of usual firms", share)
    report_figure("refer: usual firms referred for any reason", referred(values, demonstration_model))
    assert share <= 0.06
