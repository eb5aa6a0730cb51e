"""Do the risk team's notebooks run as they stand, and use nothing but the packages?"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALLOWED = {
    "engine", "models", "altair", "numpy", "pandas", "shap", "IPython", "datetime", "hashlib",
    "html", "dataclasses", "pathlib", "tempfile", "warnings",
}  # fmt: skip
CHARTS = "api.charts."  # the pictures of plans, which pages show too
# The kernel must import this very tree, wherever it is installed from; and threads that wait for
# each other on a busy machine would take ten times as long.
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def cells(path, kind):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def trees(path):
    return [ast.parse(cell.source) for cell in cells(path, "code")]


def run(*arguments, cwd=ROOT):
    told = subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=cwd, env=ENVIRONMENT,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-4000:]


def test_the_stories_are_numbered_without_a_gap():
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_it_stands(path):
    run("-m", "pytest", "--nbmake", "-q", "-p", "no:cacheprovider", path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_the_packages_only_and_defines_nothing(path):
    found = [node for tree in trees(path) for node in ast.walk(tree)]
    names = {alias.name for node in found if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in found if isinstance(node, ast.ImportFrom)}
    others = {name for name in names if not name.startswith(CHARTS)}
    assert {name.partition(".")[0] for name in others} - ALLOWED == set()
    defined = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in found if isinstance(node, defined)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_has_parameters(path):
    code = cells(path, "code")
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert [cell.metadata.get("tags") for cell in code].count(["parameters"]) == 1
    assert code[0].metadata.get("tags") == ["parameters"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_speaks_chinese_and_english(path):
    told = "".join(cell.source for cell in cells(path, "markdown"))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told)
    assert "/" in cells(path, "markdown")[0].source.splitlines()[0]


def test_a_challenger_is_retrained_on_a_real_table_by_parameters(tmp_path):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(700, 4)), columns=["debt", "margin", "age", "noise"])
    table["bad"] = (table["debt"] - table["margin"] + rng.logistic(size=700) > 2.0).astype(int)
    table.to_csv(tmp_path / "real.csv", index=False)
    made, saved = tmp_path / "made.ipynb", tmp_path / "challenger"
    given = {"TABLE": tmp_path / "real.csv", "TARGET": "bad", "DRAWS": 20, "SAVE_TO": saved}
    options = [part for name, value in given.items() for part in ("-p", name, value)]
    run("-m", "papermill", NOTEBOOKS[1], made, "--no-progress-bar", *options, cwd=tmp_path)
    assert "challenger_auc" in json.loads((saved / "manifest.json").read_text())["card"]["metrics"]
    assert any("srcdoc" in str(cell.outputs) for cell in cells(made, "code"))
