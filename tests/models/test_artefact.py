"""Does a saved model come back to the bit, and a damaged one never?"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

import models
from engine.errors import ModelError
from engine.familiarity import ARRAYS
from engine.scoring import Basis
from models.artefact import FAMILIARITY, SEAL, TABLES, load, save_model
from models.boosting import TreeSettings
from models.credit import CreditModel
from models.golden import GOLDEN
from models.manifest import MANIFEST, ModelCard
from models.same_forest import TEXT
from models.trees import tree_hash
from tests.models.samples import a_frame

ROOT = Path(__file__).parents[2]
FILES = (MANIFEST, SEAL, TABLES, GOLDEN, TEXT, FAMILIARITY)
CARD = ModelCard(
    basis=Basis(trained_on="real", use="demonstration"),
    data_hash=sha256(b"data").hexdigest(),
    metrics={"auc": 0.8},
)
PURE = """
import sys, numpy as np
from models import load
model = load(sys.argv[1])
print(model.explain(np.zeros((1, 6))).score_points[0])
print(*sorted({"lightgbm", "sklearn", "shap", "pandas"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def fitted():
    values, target = a_frame(1000)
    values = values.assign(f=np.where(values["f"] > 2, np.nan, values["f"]))
    model = CreditModel(monotone={"a": 1}, trees=TreeSettings(n_trees=20)).fit(values, target)
    return model.learn_interval(values, model.predict_proba(values)[:, 1])


@pytest.fixture(scope="module")
def saved(fitted, tmp_path_factory):
    directory = tmp_path_factory.mktemp("models") / "credit"
    fitted.save(directory, CARD)
    return directory


@pytest.fixture
def copy(saved, tmp_path):
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def resign(directory, change=lambda manifest: None):
    """Seal a changed manifest anew, as one could who is not afraid of digests."""
    manifest = json.loads((directory / MANIFEST).read_text())
    for name in manifest["files"]:
        manifest["files"][name] = sha256((directory / name).read_bytes()).hexdigest()
    change(manifest)
    content = json.dumps(manifest).encode()
    (directory / MANIFEST).write_bytes(content)
    (directory / SEAL).write_text(f"{sha256(content).hexdigest()}  {MANIFEST}\n")


def test_a_loaded_model_answers_with_the_same_bits(fitted, saved, report_figure):
    values, _ = a_frame(1000, seed=3)
    loaded, margin = load(saved), fitted.explain(values).margin
    difference = np.abs(loaded.score_points(values) - fitted.score_points(values)).max()
    report_figure("artefact: furthest score after save and load, points", difference)
    assert loaded.predict_proba(values).tobytes() == fitted.predict_proba(values).tobytes()
    assert loaded.explain(values).points.tobytes() == fitted.explain(values).points.tobytes()
    assert loaded.interval(margin).tobytes() == fitted.served_.interval(margin).tobytes()


def test_what_the_training_firms_had_in_common_comes_back_with_the_same_bits(fitted, saved):
    before, after = fitted.served_.familiarity, load(saved).familiarity
    assert after.limit == before.limit
    assert all(getattr(after, name).tobytes() == getattr(before, name).tobytes() for name in ARRAYS)


def test_a_model_saved_before_that_was_learnt_still_loads(fitted, tmp_path):
    older = replace(fitted.served_, familiarity=None)
    save_model(older, fitted.booster_text_, tmp_path / "older")
    resign(tmp_path / "older", lambda m: [m.pop("familiarity"), m["pd_interval"].pop("of")])
    loaded = load(tmp_path / "older")
    assert (loaded.familiarity, loaded.interval_of) == (None, "true_pd")


def test_what_the_interval_holds_is_kept(fitted, tmp_path):
    values, target = a_frame(500, seed=8)
    real = clone(fitted).fit(values, target).learn_interval_from_outcomes(values, target)
    real.save(tmp_path / "real", CARD)
    assert load(tmp_path / "real").interval_of == "default_rate"


def test_a_loaded_model_knows_what_the_fitted_one_knew(fitted, saved):
    loaded = load(saved)
    assert loaded.feature_names == tuple("abcdef")
    assert (loaded.monotone, loaded.training) == ({"a": 1}, fitted.served_.training)
    assert np.array_equal(loaded.ranges, fitted.ranges_, equal_nan=True)
    assert np.array_equal(loaded.weights, fitted.weights_)
    assert (loaded.card, loaded.basis) == (CARD, CARD.basis)


def test_columns_are_found_by_name(saved):
    values, _ = a_frame()
    loaded, turned = load(saved), values[list("fbadce")].assign(other=1.0)
    assert np.array_equal(loaded.score_points(turned), loaded.score_points(values.to_numpy()))


def test_the_model_id_is_the_digest_of_the_manifest(saved):
    digest = sha256((saved / MANIFEST).read_bytes()).hexdigest()
    assert load(saved).model_id == f"credit-{digest[:12]}"
    assert load(saved, f"credit-{digest[:12]}").model_id == load(saved).model_id
    with pytest.raises(ModelError, match="not credit-other"):
        load(saved, "credit-other")


def test_the_same_model_saved_twice_has_the_same_files(fitted, saved, tmp_path):
    fitted.save(tmp_path / "again", CARD)
    again = {name: (tmp_path / "again" / name).read_bytes() for name in FILES}
    assert again == {name: (saved / name).read_bytes() for name in FILES}


def test_without_a_card_a_model_is_a_demonstration(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    assert models.load(tmp_path / "model").basis.use == "demonstration"
    assert models.load(tmp_path / "model").basis.trained_on == "simulated"


def test_the_text_for_the_risk_team_is_the_boosters(fitted, saved):
    assert (saved / TEXT).read_text() == fitted.booster_text_
    assert load(saved).training.tree_hash == tree_hash(fitted.booster_text_)


def test_a_saved_model_is_never_overwritten(fitted, saved):
    before = {name: (saved / name).read_bytes() for name in FILES}
    with pytest.raises(ModelError, match="never overwritten"):
        fitted.save(saved)
    assert {name: (saved / name).read_bytes() for name in FILES} == before


def test_saving_leaves_nothing_beside_the_model(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == sorted(FILES)


def test_scoring_a_loaded_model_imports_no_training_library(saved):
    told = subprocess.run(
        [sys.executable, "-c", PURE, str(saved)], capture_output=True, text=True, cwd=ROOT
    )
    score, heavy = told.stdout.split("\n")[:2]
    assert float(score) == load(saved).score_points(np.zeros((1, 6)))[0]
    assert heavy == ""


def damaged(content, seed):
    """The bytes cut, with one bit turned, with one byte more, or with the end twice."""
    rng = np.random.default_rng(seed)
    place, byte = int(rng.integers(len(content))), int(rng.integers(256))
    turned = bytes([content[place] ^ (1 << byte % 8)])
    return [
        content[:place],
        content[:place] + turned + content[place + 1 :],
        content[:place] + bytes([byte]) + content[place:],
        content + content[place:],
    ][seed % 4]


@pytest.mark.parametrize("name", FILES)
def test_damaged_bytes_are_refused_by_the_name_of_the_file(copy, name):
    content = (copy / name).read_bytes()
    for seed in range(100):
        (copy / name).write_bytes(damaged(content, seed))
        with pytest.raises(ModelError, match=SEAL if name == MANIFEST else name):
            load(copy)


def model_or_refusal(directory):
    try:
        return load(directory)
    except ModelError as error:
        return error


@pytest.mark.parametrize("name", [TABLES, FAMILIARITY])
def test_damaged_arrays_sealed_anew_are_refused_or_answer(copy, name):
    content, rows = (copy / name).read_bytes(), np.zeros((1, 6))
    for seed in range(200):
        (copy / name).write_bytes(damaged(content, seed))
        resign(copy)
        found = model_or_refusal(copy)
        refused = isinstance(found, ModelError) and str(found).startswith((name, GOLDEN))
        assert refused or np.isfinite(found.predict_proba(rows)).all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.update(format=4), "format"),
        (lambda m: m.update(format=1), "golden_rows"),
        (lambda m: m.update(golden_rows=None), "golden_rows"),
        (lambda m: m.update(golden_rows=7), "golden_rows"),
        (lambda m: m["files"].pop("golden.bin"), "golden.bin"),
        (lambda m: m["files"].update({"a.bin": "0" * 64}), "files"),
        (lambda m: m["calibration"].update(slope=1.5), "golden.bin: the model answers otherwise"),
        (lambda m: m["calibration"].update(intercept=1e9), "calibration.intercept"),
        (lambda m: m["pd_interval"]["low"].__setitem__(0, -9.0), "golden.bin"),
        (lambda m: m["pd_interval"].update(of="anything"), "pd_interval.of"),
        (lambda m: m["familiarity"].update(limit=-1.0), "familiarity.limit"),
        (lambda m: m["familiarity"]["lengths"].pop("cells"), "lengths"),
        (lambda m: m["familiarity"]["lengths"].update(cells=5), "familiarity.bin: its size"),
        (lambda m: m.update(familiarity=None), "files"),
        (lambda m: m.update(kind="potential"), "pd_interval"),
        (lambda m: m.update(kind="other"), "kind"),
        (lambda m: m.update(note="x"), "note"),
        (lambda m: m.pop("base"), "base"),
        (lambda m: m.update(base=float("nan")), "base"),
        (lambda m: m.update(base="0.1"), "base"),
        (lambda m: m.update(base=1.5), "add up"),
        (lambda m: m["calibration"].update(slope=-1.0), "calibration.slope"),
        (lambda m: m.update(feature_names=list("abcdee")), "repeat"),
        (lambda m: m.update(feature_names=list("abcde")), "direction|match"),
        (lambda m: m.update(monotone={"z": 1}), "direction"),
        (lambda m: m["weights"].reverse() or m["weights"].append(0.0), "match"),
        (lambda m: m.update(weights=[1.0] * 6), "add up to 1"),
        (lambda m: m["ranges"].__setitem__(0, [2.0, 1.0]), "upside down"),
        (lambda m: m["ranges"].__setitem__(0, [None, 1.0]), "half empty"),
        (lambda m: m["pd_interval"]["low"].pop(), "pd_interval"),
        (lambda m: m["lengths"].update(cells=10**30), "size"),
        (lambda m: m["lengths"].update(cells=-1), "lengths.cells"),
        (lambda m: m["lengths"].update(other=0), "lengths"),
        (lambda m: m["files"].update({"model.txt": "0" * 64}), "model.txt"),
        (lambda m: m["files"].pop("tables.bin"), "tables.bin"),
        (lambda m: m["training"].update(rows=-1), "training.rows"),
        (lambda m: m["card"]["basis"].update(use="anything"), "card.basis.use"),
    ],
)
def test_a_manifest_that_is_not_lawful_is_refused_though_sealed(copy, change, reason):
    resign(copy, change)
    with pytest.raises(ModelError, match=reason):
        load(copy)


def test_a_model_relabelled_as_another_kind_is_refused_though_sealed(copy):
    resign(copy, lambda manifest: manifest.update(kind="potential", pd_interval=None))
    with pytest.raises(ModelError, match=f"{MANIFEST}: kind: a potential model, not a credit"):
        load(copy)


def test_a_model_saved_when_all_were_credit_models_still_loads(copy):
    def as_before(manifest):
        manifest["training"]["defaults"] = manifest["training"].pop("events")

    before = load(copy).training
    resign(copy, as_before)
    assert load(copy).training == before


@pytest.mark.parametrize("column", ["at", "low", "high"])
def test_any_one_number_of_the_interval_moved_is_refused_though_sealed(copy, column):
    lawful = (copy / MANIFEST).read_text()
    for place in range(len(json.loads(lawful)["pd_interval"]["at"])):
        (copy / MANIFEST).write_text(lawful)
        resign(copy, lambda m, n=place: m["pd_interval"][column].__setitem__(
            n, m["pd_interval"][column][n] + (-1e-9 if column == "low" else 1e-9)
        ))  # fmt: skip
        with pytest.raises(ModelError, match=rf"{GOLDEN}: .* (row|knot of the interval) \d"):
            load(copy)


def as_format_2(directory, knots):
    """The artefact as it was saved before the interval's knots were golden too."""
    golden = (directory / GOLDEN).read_bytes()
    (directory / GOLDEN).write_bytes(golden[: len(golden) - knots * 3 * 8])
    resign(directory, lambda manifest: manifest.update(format=2))


def test_a_model_saved_before_the_knots_of_the_interval_were_golden_still_loads(fitted, copy):
    margin = np.linspace(-4.0, 4.0, 50)
    as_format_2(copy, len(fitted.interval_.at))
    assert load(copy).interval(margin).tobytes() == fitted.served_.interval(margin).tobytes()
    resign(copy, lambda m: m["calibration"].update(slope=1.5))
    with pytest.raises(ModelError, match="answers otherwise"):
        load(copy)


def test_an_older_format_does_not_hide_that_the_golden_knots_were_moved(copy):
    resign(copy, lambda manifest: manifest.update(format=2))
    with pytest.raises(ModelError, match=f"{GOLDEN}: holds .* answers, not"):
        load(copy)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"[" * 100_000, b"\xff", b"{}", b"1e999"])
def test_a_manifest_that_is_no_manifest_is_refused_though_sealed(copy, content):
    (copy / MANIFEST).write_bytes(content)
    (copy / SEAL).write_text(f"{sha256(content).hexdigest()}  {MANIFEST}\n")
    with pytest.raises(ModelError, match=MANIFEST):
        load(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: cannot be read"):
        load(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_link_is_not_followed(copy, saved, name):
    (copy / name).unlink()
    (copy / name).symlink_to(saved / name)
    with pytest.raises(ModelError, match=f"{name}: cannot be read"):
        load(copy)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_plain_file_is_refused_without_waiting(copy, make):
    (copy / TABLES).unlink()
    make(copy / TABLES)
    with pytest.raises(ModelError, match=f"{TABLES}: (is no plain file|cannot be read)"):
        load(copy)


def test_a_file_of_gigabytes_is_refused_before_it_is_read(copy):
    os.truncate(copy / TABLES, 2**33)
    with pytest.raises(ModelError, match=f"{TABLES}: is no plain file of at most"):
        load(copy)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match=f"{MANIFEST}: cannot be read"):
        load(tmp_path / "nothing")
