"""Does the loss model stay within 0..1, repeat itself, and say the mean where nothing is known?"""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from engine.errors import TableError
from models.boosting import TreeSettings
from models.loss import LossModel

SMALL = TreeSettings(n_trees=60, learning_rate=0.1)


def claims(n=600, seed=0):
    """Losses mild or severe: security makes the severe end rarer, noise says nothing."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"security": rng.random(n), "noise": rng.normal(size=n)})
    severe = rng.random(n) < 0.95 - 0.9 * table["security"]
    lost = np.where(severe, rng.beta(8, 2, n), rng.beta(2, 18, n))
    table.loc[rng.random(n) < 0.1, "security"] = np.nan
    return table, lost


@pytest.fixture(scope="module")
def fitted():
    return LossModel(monotone={"security": -1}, trees=SMALL).fit(*claims())


def test_losses_are_shares_of_the_claim_for_any_input(fitted):
    wild = pd.DataFrame({"security": [np.nan, np.inf, -np.inf, 1e300], "noise": [np.nan, 0, 1, 2]})
    assert np.all((fitted.predict(wild) >= 0.0) & (fitted.predict(wild) <= 1.0))


def test_the_mean_loss_is_met_on_claims_it_has_not_seen(fitted):
    table, lost = claims(seed=1)
    assert fitted.predict(table).mean() == pytest.approx(lost.mean(), abs=0.03)


def test_it_errs_less_than_the_mean(fitted):
    table, lost = claims(seed=1)
    assert fitted.score(table, lost) > 0.15


def test_a_declared_direction_holds(fitted):
    swept = pd.DataFrame({"security": np.linspace(0, 1, 101), "noise": 0.3})
    assert np.all(np.diff(fitted.predict(swept)) <= 0.0)


def test_training_again_gives_the_same_losses(fitted):
    again = clone(fitted).fit(*claims())
    assert again.predict(claims()[0]).tobytes() == fitted.predict(claims()[0]).tobytes()


def test_where_nothing_is_known_it_says_the_mean():
    rng = np.random.default_rng(0)
    lost = rng.beta(2, 5, 300)
    model = LossModel(trees=SMALL).fit(np.ones((300, 2)), lost)
    assert model.n_trees_ == 0
    assert model.predict(np.zeros((2, 2))) == pytest.approx([lost.mean()] * 2)


def test_claims_of_no_weight_are_as_absent():
    table, lost = claims(300)
    kept = np.arange(300) < 200
    weighted = LossModel(trees=SMALL).fit(table, lost, sample_weight=kept.astype(float))
    absent = LossModel(trees=SMALL).fit(table[kept], lost[kept])
    assert weighted.predict(table).tobytes() == absent.predict(table).tobytes()


def test_claims_of_one_lender_are_held_back_together():
    table, lost = claims(400)
    lender = np.arange(400) // 2
    copied = table.iloc[lender].reset_index(drop=True)
    together = LossModel(trees=SMALL).fit(copied, lost[lender], groups=lender)
    apart = LossModel(trees=SMALL).fit(copied, lost[lender])
    assert together.n_trees_ < apart.n_trees_


@pytest.mark.parametrize("wrong", [1.01, -0.01])
def test_a_share_beyond_its_ends_is_refused(wrong):
    with pytest.raises(TableError, match="clip it"):
        LossModel().fit(np.ones((3, 1)), [0.1, 0.2, wrong])


def test_an_unfitted_model_says_so():
    with pytest.raises(NotFittedError):
        LossModel().predict(np.ones((1, 1)))


@pytest.mark.parametrize("table", [[["a"]], [[1.0, 2.0]]])
def test_a_table_of_another_kind_is_refused(table):
    model = LossModel(trees=SMALL).fit(np.ones((30, 1)), np.full(30, 0.5))
    with pytest.raises(TableError):
        model.predict(table)
