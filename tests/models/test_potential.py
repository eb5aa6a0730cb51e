"""Is the potential model as exact and repeatable as the credit model, and never taken for it?"""

import json
from hashlib import sha256

import lightgbm
import numpy as np
import pandas as pd
import pytest
import shap
from sklearn.utils.estimator_checks import parametrize_with_checks

from engine.errors import ModelError
from engine.features import FEATURE_NAMES
from engine.potential import PotentialScorer, potential_rows
from models import ServedPotential, load, load_potential
from models.artefact import MANIFEST, SEAL
from models.boosting import TreeSettings
from models.calibration import calibration_line
from models.credit import CreditModel
from models.potential import PotentialModel
from models.trees import tree_hash
from tests.builders import ON
from tests.models.samples import NOT_PROMISED, a_frame, brute_force, corner_rows

SMALL = TreeSettings(n_trees=60)


@pytest.fixture(scope="module")
def fitted():
    return PotentialModel(trees=SMALL).fit(*a_frame(2000))


@pytest.fixture(scope="module")
def saved(fitted, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "potential"
    fitted.save(folder)
    return folder


def corners(model):
    values, _ = a_frame(2000)
    rows = corner_rows(values.to_numpy(), model.tables_)
    return pd.DataFrame(rows, columns=values.columns)


@parametrize_with_checks(
    [PotentialModel(trees=TreeSettings(n_trees=30))],
    expected_failed_checks=lambda _: NOT_PROMISED,
)
def test_scikit_learn_accepts_the_estimator(estimator, check):
    check(estimator)


def test_base_and_contributions_add_up_to_the_log_odds(fitted, report_figure):
    explained = fitted.explain(corners(fitted))
    total = explained.base + explained.contributions.sum(axis=1)
    furthest = float(np.abs(total - explained.margin).max())
    report_figure("potential model: furthest base + contributions from the log-odds", furthest)
    assert furthest <= 1e-9


def test_contributions_are_shap_values_calibrated(fitted, report_figure):
    rows = corners(fitted)
    explainer = shap.TreeExplainer(lightgbm.Booster(model_str=fitted.booster_text_))
    scaled = fitted.calibration_.slope * explainer.shap_values(rows)
    furthest = float(np.abs(fitted.explain(rows).contributions - scaled).max())
    report_figure("potential model: furthest contributions from shap's, calibrated", furthest)
    assert furthest <= 1e-9


def test_contributions_are_shapley_values_by_their_definition():
    values, target = a_frame(400)
    model = PotentialModel(trees=TreeSettings(n_trees=8)).fit(values, target)
    booster = lightgbm.Booster(model_str=model.booster_text_)
    for row in corner_rows(values.to_numpy(), model.tables_)[:12]:
        parts, base = brute_force(booster, row.tolist())
        explained = model.served_.explain(row[None])
        slope, intercept = model.calibration_.slope, model.calibration_.intercept
        assert np.abs(explained.contributions[0] - slope * np.array(parts)).max() <= 1e-9
        assert explained.base == pytest.approx(intercept + slope * base, abs=1e-9)


def test_the_potential_score_is_a_hundred_times_the_probability(fitted):
    rows = corners(fitted)
    assert np.array_equal(fitted.potential_score(rows), 100.0 * fitted.predict_proba(rows)[:, 1])


@pytest.mark.parametrize("n_threads", [1, 2])
def test_training_again_grows_the_same_trees(fitted, n_threads):
    again = PotentialModel(trees=SMALL, n_threads=n_threads).fit(*a_frame(2000))
    assert tree_hash(again.booster_text_) == tree_hash(fitted.booster_text_)


def test_it_is_calibrated_on_firms_it_has_not_seen():
    model = PotentialModel(trees=TreeSettings(n_trees=300)).fit(*a_frame(6000))
    values, target = a_frame(20_000, seed=1)
    line = calibration_line(model.explain(values).margin, target.astype(np.float64))
    assert 0.9 <= line.slope <= 1.1


def test_a_loaded_model_answers_with_the_same_bits(fitted, saved):
    rows = corners(fitted)
    loaded = load_potential(saved)
    assert isinstance(loaded, ServedPotential)
    assert loaded.predict_proba(rows).tobytes() == fitted.predict_proba(rows).tobytes()
    assert loaded.explain(rows).contributions.tobytes() == (
        fitted.explain(rows).contributions.tobytes()
    )


def test_its_id_says_what_it_is(saved):
    digest = sha256((saved / MANIFEST).read_bytes()).hexdigest()
    assert load_potential(saved).model_id == f"potential-{digest[:12]}"
    with pytest.raises(ModelError, match=f"this is potential-{digest[:12]}, not potential-other"):
        load_potential(saved, "potential-other")


def test_a_potential_model_is_never_loaded_as_a_credit_model(saved):
    with pytest.raises(ModelError, match=r"manifest.json: kind: a potential model, not a credit"):
        load(saved)


def test_a_credit_model_is_never_loaded_as_a_potential_model(tmp_path):
    CreditModel(trees=TreeSettings(n_trees=5)).fit(*a_frame()).save(tmp_path / "credit")
    with pytest.raises(ModelError, match=r"manifest.json: kind: a credit model, not a potential"):
        load_potential(tmp_path / "credit")


def test_an_interval_of_pd_in_a_potential_model_is_refused_though_sealed(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    manifest = json.loads((tmp_path / "model" / MANIFEST).read_text())
    manifest["pd_interval"] = {"at": [0.0], "low": [-1.0], "high": [1.0]}
    content = json.dumps(manifest).encode()
    (tmp_path / "model" / MANIFEST).write_bytes(content)
    (tmp_path / "model" / SEAL).write_text(f"{sha256(content).hexdigest()}  {MANIFEST}\n")
    with pytest.raises(ModelError, match="only a credit model has a pd_interval"):
        load_potential(tmp_path / "model")


def test_the_engine_reads_a_saved_model_and_its_numbers_add_up(tmp_path):
    values, target = a_frame(1000)
    renamed = values.set_axis(list(FEATURE_NAMES[:6]), axis=1)
    PotentialModel(trees=SMALL).fit(renamed, target).save(tmp_path / "model")
    scorer: PotentialScorer = load_potential(tmp_path / "model")
    found = potential_rows(renamed.to_numpy()[:200], scorer, ON)
    scored = [each for each in found if each.status == "scored"]
    assert len(scored) > 150
    for each in scored:
        total = each.base_log_odds + sum(part.log_odds for part in each.contributions)
        assert abs(total - each.log_odds) <= 1e-9
