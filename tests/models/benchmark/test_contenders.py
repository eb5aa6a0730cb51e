"""Does each contender learn, answer by PDs and explain exactly what it answered?"""

import numpy as np
import pytest
from scipy.special import logit

from engine.errors import ModelError
from models.benchmark.contenders import contenders
from tests.models.benchmark.small import NAMES, a_frame, few_trees

FEATURES = ["debt", "age", "noise"]


@pytest.mark.parametrize("name", NAMES)
def test_the_explanation_of_every_contender_adds_up_to_its_pd(name: str) -> None:
    (entrant,) = few_trees(name)
    if not entrant.installed:
        pytest.skip(f"{entrant.library} is not installed (make peers)")
    table, contender = a_frame(), entrant.new({"debt": 1})
    contender.fit(table[FEATURES], table["bad"].to_numpy(), table["firm"].to_numpy(), None)
    unseen = a_frame(seed=1)[FEATURES]
    margin = logit(contender.pd(unseen))
    rest = margin - contender.explain(unseen).sum(axis=1)
    assert np.ptp(margin) > 0.1
    assert np.ptp(rest) < 1e-5


def test_only_the_credit_model_keeps_the_declared_directions() -> None:
    table = a_frame()
    ours, woe = (each.new({"debt": 1, "age": -1}) for each in few_trees("credit_model", "woe"))
    ours.fit(table[FEATURES], table["bad"].to_numpy())
    assert ours.estimator.served_.monotone == {"debt": 1, "age": -1}
    assert woe.estimator.monotone is None


def test_every_peer_runs_on_one_thread_from_the_same_seed_and_else_at_its_defaults() -> None:
    told = {each.name: dict(each.settings) for each in contenders(seed=7)}
    assert tuple(told) == NAMES
    assert told["xgboost"] == {"random_state": 7, "n_jobs": 1}
    assert told["ebm"] == {"random_state": 7, "n_jobs": 1, "outer_bags": 4}
    assert told["woe"] == {"seed": 7}
    assert {told["credit_model"]["n_threads"], told["lightgbm"]["n_jobs"]} == {1}


def test_a_contender_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="no model 'oracle'"):
        contenders(("woe", "oracle"))
