"""Does tuning find settings that compile, the same every time, never worse than the default?"""

import numpy as np
import pytest

from engine.errors import TableError
from models.boosting import TreeSettings, settings_for
from models.credit import CreditModel
from models.tuning import tune
from tests.models.samples import a_frame


@pytest.fixture(scope="module")
def found():
    return tune(*a_frame(300), trials=4, seed=1)


def test_the_same_data_and_seed_give_the_same_settings(found):
    assert tune(*a_frame(300), trials=4, seed=1) == found


def test_the_result_is_never_worse_than_the_default_on_the_rows_that_judge(found):
    values, target = a_frame(300)
    tuned = CreditModel(trees=found, seed=1).unseen_loss(values, target)
    assert tuned <= CreditModel(seed=1).unseen_loss(values, target)


def test_one_trial_is_the_default():
    values, target = a_frame(300)
    assert tune(values, target, trials=1) == settings_for(target)


def test_what_is_found_trains_a_model_that_compiles(found):
    assert found.max_leaves <= 8
    assert found.max_depth <= 4
    model = CreditModel(monotone={"a": 1}, trees=found).fit(*a_frame(300))
    assert model.tables_.n_trees <= found.n_trees


def test_firms_are_held_back_whole_and_one_firm_cannot_be_judged():
    values, target = a_frame(300)
    with pytest.raises(TableError, match="too few events or firms"):
        tune(values, target, groups=np.zeros(300), trials=1)


def test_the_latest_firms_judge_when_dates_are_given():
    values, target = a_frame(600)
    late = np.arange(600) >= 480
    turned = np.where(late, 1 - target, target)
    trees = TreeSettings(n_trees=20)
    by_time = CreditModel(trees=trees).unseen_loss(values, turned, dates=late)
    assert by_time > CreditModel(trees=trees).unseen_loss(values, target, dates=late)


def test_progress_is_told_trial_by_trial():
    told = []
    tune(*a_frame(300), trials=2, on_trial=lambda done, most: told.append((done, most)))
    assert told == [(1, 2), (2, 2)]
