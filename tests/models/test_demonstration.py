"""Are the demonstration models good, repeatable, marked, and made anew only when needed?"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from models.artefact import POTENTIAL_FOLDER, load, load_potential
from models.demonstration import directions, is_current, simulated_rows, train_demonstration
from models.examination import sign_model
from models.served import ServedModel, ServedPotential
from models.signing import SIGNATURE, TrustedKeys, key_at, read_public_key

SMALL = {"n": 3_000, "seed": 11}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration") / "model"
    train_demonstration(folder, **SMALL)
    return folder


@pytest.fixture(scope="module")
def potential(demonstration_dir: Path) -> ServedPotential:
    return load_potential(demonstration_dir / POTENTIAL_FOLDER)


def test_on_firms_it_has_not_seen_the_model_comes_near_the_best_possible(
    demonstration_model: ServedModel, report_figure
) -> None:
    metrics = demonstration_model.card.metrics
    for name, value in metrics.items():
        report_figure(f"demonstration model: {name}", value)
    assert metrics["auc_share_of_best"] >= 0.90
    assert 0.9 <= metrics["calibration_slope"] <= 1.1


def test_on_firms_it_has_not_seen_the_potential_comes_near_the_best_possible(
    potential: ServedPotential, report_figure
) -> None:
    metrics = potential.card.metrics
    for name, value in metrics.items():
        report_figure(f"demonstration potential: {name}", value)
    assert metrics["auc_share_of_best"] >= 0.90
    assert 0.9 <= metrics["calibration_slope"] <= 1.1


def test_nine_in_ten_true_pds_lie_in_the_interval(demonstration_model: ServedModel) -> None:
    assert demonstration_model.card.metrics["interval_coverage"] == pytest.approx(0.9, abs=0.03)


def test_the_models_are_marked_as_a_demonstration_on_simulated_firms(
    demonstration_model: ServedModel, potential: ServedPotential
) -> None:
    for basis in (demonstration_model.basis, potential.basis):
        assert (basis.trained_on, basis.use) == ("simulated", "demonstration")


def test_both_models_read_the_same_features_and_are_not_the_same(
    demonstration_model: ServedModel, potential: ServedPotential
) -> None:
    assert potential.feature_names == demonstration_model.feature_names
    assert potential.training.tree_hash != demonstration_model.training.tree_hash
    assert potential.model_id.startswith("potential-")


def test_every_feature_with_a_direction_is_bound_by_it(demonstration_model: ServedModel) -> None:
    assert dict(demonstration_model.monotone) == directions()
    assert directions()["open_enforcements"] == 1
    assert directions()["firm_age_years"] == -1


def test_the_number_of_processes_does_not_change_the_firms() -> None:
    alone, shared = (simulated_rows(4_000, 2, processes=p) for p in (1, 2))
    assert alone.features.tobytes() == shared.features.tobytes()
    assert np.array_equal(alone.true_pd, shared.true_pd)
    assert np.array_equal(alone.default, shared.default)
    assert np.array_equal(alone.true_next_round, shared.true_next_round)
    assert np.array_equal(alone.next_round, shared.next_round)


def test_training_again_gives_the_same_models(small: Path, tmp_path: Path) -> None:
    again = tmp_path / "model"
    metrics = train_demonstration(again, **SMALL)
    known = load(again), load_potential(again / POTENTIAL_FOLDER)
    assert known[0].model_id == load(small).model_id
    assert known[1].model_id == load_potential(small / POTENTIAL_FOLDER).model_id
    assert metrics["auc"] == known[0].card.metrics["auc"]
    assert metrics["potential_auc"] == known[1].card.metrics["auc"]


def test_a_model_is_current_for_its_own_arguments_only(small: Path, tmp_path: Path) -> None:
    assert is_current(small, **SMALL)
    assert not is_current(small, n=3_000, seed=12)
    assert not is_current(tmp_path / "nowhere", **SMALL)


def test_a_model_that_nobody_trusted_signed_is_not_current(small: Path, tmp_path: Path) -> None:
    key = key_at(tmp_path / "a.pem")
    trusted = TrustedKeys.of(read_public_key(tmp_path / "a.pub"))
    folder = Path(shutil.copytree(small, tmp_path / "model"))
    assert not is_current(folder, **SMALL, trusted=trusted)
    sign_model(folder, key)
    assert is_current(folder, **SMALL, trusted=trusted)
    (folder / POTENTIAL_FOLDER / SIGNATURE).unlink()
    assert not is_current(folder, **SMALL, trusted=trusted)


@pytest.mark.parametrize("part", [".", POTENTIAL_FOLDER])
def test_a_damaged_model_is_not_current_and_is_replaced_whole(
    small: Path, tmp_path: Path, part: str
) -> None:
    folder = Path(shutil.copytree(small, tmp_path / "model"))
    (folder / part / "tables.bin").write_bytes(b"damaged")
    assert not is_current(folder, **SMALL)
    train_demonstration(folder, **SMALL)
    assert is_current(folder, **SMALL)
    assert list(tmp_path.iterdir()) == [folder]


def test_without_its_potential_model_a_folder_is_not_current(small: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small, tmp_path / "model"))
    shutil.rmtree(folder / POTENTIAL_FOLDER)
    assert not is_current(folder, **SMALL)


def test_progress_reaches_the_end_of_the_simulation_and_counts_trees(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    train_demonstration(tmp_path / "model", **SMALL, progress=lambda *step: steps.append(step))
    assert ("simulate", 3_000, 3_000) in steps
    grown = [done for stage, done, most in steps if stage == "train"]
    assert grown == sorted(grown)
    assert steps[-1][1] == steps[-1][2]
