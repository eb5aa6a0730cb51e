"""Can a model that was damaged, or made to do harm, do more than be refused?"""

import os
import pickle
import shutil
from collections import Counter

import numpy as np
import pytest

from engine.errors import ModelError, UntrustedModelError
from models.artefact import SEAL, TABLES, load, read_saved
from models.boosting import TreeSettings
from models.credit import CreditModel
from models.examination import Examined, examine, sign_model
from models.first_load import LoadLimits, first_load, first_loads
from models.golden import GOLDEN
from models.manifest import MANIFEST
from models.potential import PotentialModel
from models.same_forest import TEXT
from models.signing import SIGNATURE, PrivateKey, TrustedKeys, key_id_of, public_bytes
from tests.models.mutants import (
    DATA,
    FILES,
    MUTATORS,
    damaged,
    mutant,
    read_all,
    sealed,
    sealed_as,
    write_all,
)
from tests.models.samples import a_frame

KEY, STRANGER = (PrivateKey.from_private_bytes(bytes([i]) * 32) for i in (3, 4))
TRUSTED = TrustedKeys.of(public_bytes(KEY))
MUTANTS, AT_ONCE = 3_000, 250
NO_ANSWER = ("its first load",)


class Marker:
    """Leaves a file behind where anybody unpickles it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A small model, signed by the trusted key."""
    values, target = a_frame(400)
    trees = TreeSettings(n_trees=8, max_leaves=4)
    fitted = CreditModel(monotone={"a": 1}, trees=trees).fit(values, target)
    fitted.learn_interval(values, fitted.predict_proba(values)[:, 1])
    folder = tmp_path_factory.mktemp("signed") / "model"
    fitted.save(folder)
    sign_model(folder, KEY)
    return folder


def seal(folder, change=lambda manifest: None):
    """Sign what lies in a folder anew, as who holds the trusted key can."""
    write_all(folder, sealed(read_all(folder), KEY, change))


def seal_as_it_is(folder):
    """Sign a manifest that may be none."""
    write_all(folder, sealed_as(read_all(folder), KEY, (folder / MANIFEST).read_bytes()))


@pytest.fixture
def copy(signed, tmp_path):
    return shutil.copytree(signed, tmp_path / "copy")


def test_a_signed_model_loads_and_names_its_signer(signed):
    assert load(signed, trusted=TRUSTED).model_id == load(signed).model_id
    found = first_load(signed, TRUSTED)
    assert found.signer == key_id_of(public_bytes(KEY))
    assert load(signed, found.full_id, TRUSTED).model_id == found.model_id


def test_of_3000_mutants_without_a_trusted_signature_not_a_byte_is_parsed(copy, report_figure):
    refusals, contents = 0, read_all(copy)
    names = list(contents)
    for number in range(MUTANTS):
        name, mutator = names[number // 6 % len(names)], MUTATORS[number % 6]
        content = contents[name]
        (copy / name).write_bytes(damaged(content, np.random.default_rng(number), mutator))
        with pytest.raises(UntrustedModelError):
            load(copy, trusted=TRUSTED)
        refusals += 1
        (copy / name).write_bytes(content)
    report_figure("artefact: mutants not signed again, refused before parsing", refusals)
    assert load(copy, trusted=TRUSTED)


def test_whoever_seals_damage_anew_but_is_not_trusted_gets_nothing_parsed(signed, tmp_path):
    for number in range(90):
        folder = write_all(tmp_path / "model", mutant(read_all(signed), STRANGER, number))
        with pytest.raises(UntrustedModelError, match="is not trusted here"):
            load(folder, trusted=TRUSTED)


def test_of_3000_mutants_signed_again_each_is_refused_or_proves_itself(
    signed, tmp_path, report_figure
):
    contents, counts = read_all(signed), Counter()
    folders = [tmp_path / str(number) for number in range(AT_ONCE)]
    for start in range(0, MUTANTS, AT_ONCE):
        for number, folder in enumerate(folders):
            write_all(folder, mutant(contents, KEY, start + number))
        for folder, found in zip(folders, first_loads(folders, TRUSTED, text=True), strict=True):
            counts[outcome(folder, found)] += 1
    for name in ("structure", "golden rows", "loaded"):
        report_figure(f"artefact: re-signed mutants, {name}", counts[name])
    assert sum(counts.values()) == MUTANTS
    assert counts["no answer"] == 0
    assert min(counts[name] for name in ("structure", "golden rows", "loaded")) > 0


def test_a_damaged_potential_model_fares_no_better(tmp_path):
    PotentialModel(trees=TreeSettings(n_trees=8, max_leaves=4)).fit(*a_frame(400)).save(
        tmp_path / "potential"
    )
    sign_model(tmp_path / "potential", KEY)
    contents, folders = read_all(tmp_path / "potential"), [tmp_path / str(n) for n in range(90)]
    for number, folder in enumerate(folders):
        write_all(folder, mutant(contents, KEY, number))
    refused = [each for each in first_loads(folders, TRUSTED) if isinstance(each, ModelError)]
    assert len(refused) > 50
    assert not any(str(each).startswith(NO_ANSWER) for each in refused)


def outcome(folder, found):
    """What became of a mutant; one that loads here, too, answers with numbers."""
    if isinstance(found, Examined):
        answers = load(folder, found.full_id, TRUSTED).answers(np.full((1, 6), np.nan))
        assert np.isfinite(answers[:, :-2]).all()
        return "loaded"
    assert str(found)
    if str(found).startswith(NO_ANSWER):
        return "no answer"
    return "golden rows" if "answers otherwise" in str(found) else "structure"


def test_a_model_that_answers_otherwise_in_one_bit_is_refused(copy):
    content = bytearray((copy / GOLDEN).read_bytes())
    content[-100] ^= 1
    (copy / GOLDEN).write_bytes(content)
    seal(copy)
    with pytest.raises(ModelError, match=r"golden\.bin: the model answers otherwise"):
        load(copy, trusted=TRUSTED)


def test_golden_rows_hold_missing_infinite_and_threshold_values(signed):
    model, saved = load(signed), read_saved(signed)
    rows = np.frombuffer(saved.data[GOLDEN], np.float64)
    rows = rows[: saved.manifest.golden_rows * 6].reshape(-1, 6)
    assert len(rows) >= 8
    assert np.isnan(rows).all(axis=1).any()
    assert np.isposinf(rows).any()
    assert np.isneginf(rows).any()
    on_or_beside = np.isin(rows, model.tables.split_threshold).any(axis=1)
    assert on_or_beside.sum() >= 8


def test_a_model_that_breaks_its_declared_direction_is_refused_on_first_load(copy):
    seal(copy, lambda manifest: manifest.update(monotone={"a": -1}))
    assert load(copy, trusted=TRUSTED)
    with pytest.raises(ModelError, match="against the direction declared for 'a'"):
        first_load(copy, TRUSTED)


def test_a_text_of_another_forest_is_found_where_it_is_asked_for(copy):
    text = (copy / TEXT).read_text().replace("leaf_value=-", "leaf_value=+", 1)
    (copy / TEXT).write_text(text)
    seal(copy)
    assert first_load(copy, TRUSTED).signer
    with pytest.raises(ModelError, match="another forest than the tables"):
        first_load(copy, TRUSTED, text=True)


@pytest.mark.parametrize("name", [*DATA, MANIFEST])
def test_a_pickle_in_the_place_of_a_file_is_never_unpacked(copy, tmp_path, name):
    (copy / name).write_bytes(pickle.dumps(Marker(tmp_path / "marker")))
    seal_as_it_is(copy) if name == MANIFEST else seal(copy)
    with pytest.raises(ModelError, match=name):
        first_load(copy, TRUSTED, text=True)
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize("name", FILES)
def test_links_pipes_and_giants_are_refused_unread(copy, signed, name):
    for make in (
        lambda path: path.symlink_to(signed / name),
        lambda path: os.mkfifo(path),
        lambda path: path.mkdir(),
        lambda path: path.touch() or os.truncate(path, 2**33),
    ):
        os.replace(copy / name, copy / "aside")
        make(copy / name)
        with pytest.raises(UntrustedModelError, match=f"{name}: (cannot be read|is no plain)"):
            first_load(copy, TRUSTED)
        (copy / name).rmdir() if (copy / name).is_dir() else (copy / name).unlink()
        os.replace(copy / "aside", copy / name)


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"memory": 50_000_000}, id="memory"),
        pytest.param({"cpu": 0, "start": 0}, id="time"),
        pytest.param({"answer": 10}, id="answer"),
    ],
)
def test_a_first_load_that_passes_a_limit_is_a_refusal(copy, limits):
    seal(copy, lambda manifest: manifest["card"].update(metrics={"new": len(str(limits))}))
    with pytest.raises(ModelError, match=r"its first load|more memory"):
        first_load(copy, TRUSTED, limits=LoadLimits(**limits))


def test_a_model_that_hangs_is_ended_and_blamed_and_the_others_are_answered(signed, copy, tmp_path):
    header, _, rest = (copy / TEXT).read_text().partition("\nTree=0\n")
    tree, _, end = rest.partition("\nTree=1\n")[0], "", rest.rpartition("end of trees")[2]
    blocks = [f"Tree={i}\n{tree}\n" for i in range(9_999)]
    sizes = "tree_sizes=" + " ".join(str(len(block)) for block in blocks)
    header = "\n".join([*header.splitlines()[:-1], sizes])
    (copy / TEXT).write_text(f"{header}\n\n{''.join(blocks)}end of trees{end}")
    seal(copy)
    other = write_all(tmp_path / "other", mutant(read_all(signed), KEY, 1))
    found = first_loads([other, copy, signed], TRUSTED, text=True, limits=LoadLimits(seconds=1))
    assert "passed a limit of time" in str(found[1])
    assert isinstance(found[0], ModelError) or found[0].signer
    assert found[2] == examine(signed, TRUSTED)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"format": 2, "format": 2}', "."),
        (b"[" * 100_000, "as a whole"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "."),
    ],
)
def test_a_manifest_of_depth_or_with_a_key_twice_is_refused(copy, content, reason):
    (copy / MANIFEST).write_bytes(content)
    seal_as_it_is(copy)
    with pytest.raises(ModelError, match=f"{MANIFEST}: {reason}"):
        first_load(copy, TRUSTED)


def test_a_lawful_manifest_with_a_key_twice_is_refused(copy):
    content = (copy / MANIFEST).read_bytes()
    (copy / MANIFEST).write_bytes(content.replace(b'"base"', b'"base": 0.5, "base"', 1))
    seal_as_it_is(copy)
    with pytest.raises(ModelError, match="the key 'base' is there twice"):
        load(copy, trusted=TRUSTED)


def test_a_model_of_the_first_format_loads_without_trust_and_is_never_signed(copy):
    def as_before(manifest):
        manifest.update(format=1, golden_rows=None)
        del manifest["files"][GOLDEN]

    answers = load(copy).predict_proba(np.zeros((1, 6)))
    seal(copy, as_before)
    assert load(copy).predict_proba(np.zeros((1, 6))).tobytes() == answers.tobytes()
    for refuse in (lambda: load(copy, trusted=TRUSTED), lambda: sign_model(copy, KEY)):
        with pytest.raises(ModelError, match="has no golden rows"):
            refuse()
    with pytest.raises(ModelError, match="has no golden rows"):
        first_load(copy)


def test_a_model_that_is_not_sound_is_never_signed(copy):
    before = (copy / SIGNATURE).read_bytes()
    seal(copy, lambda manifest: manifest.update(monotone={"a": -1}))
    (copy / SIGNATURE).write_bytes(before)
    with pytest.raises(ModelError, match="against the direction"):
        sign_model(copy, KEY)
    assert (copy / SIGNATURE).read_bytes() == before


def test_a_model_is_tried_once_and_checked_every_time(copy):
    found = first_load(copy, TRUSTED)
    without_process = LoadLimits(start=0, seconds=0, cpu=0)
    assert first_load(copy, TRUSTED, limits=without_process) == found
    (copy / TABLES).write_bytes(b"")
    with pytest.raises(UntrustedModelError, match=TABLES):
        first_load(copy, TRUSTED, limits=without_process)
    (copy / SEAL).write_bytes(b"")
    with pytest.raises(UntrustedModelError, match=SEAL):
        first_load(copy, TRUSTED, limits=without_process)
