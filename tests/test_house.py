"""Does the house keep its own rules?"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "models", "api")
FOLDERS = {*PACKAGES, "products", "migrations", "notebooks", "tests", ".ci"}
MADE_AT_RUN_TIME = {"var", "build", "dist", "__pycache__", "hangcuang.egg-info"}
LOCKS = ("requirements.txt", "requirements-dev.txt")
UNSAFE_LOADERS = re.compile(r"\b(?:pickle|joblib|cloudpickle|dill)\b|\beval\(|\byaml\.load\(")
ADDRESS = re.compile(r"://|--(?:extra-)?index|--find|--trusted-host|file:")
HEAVY = ("lightgbm", "sklearn", "shap", "pandas")
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "perf_counter", "monotonic"}
CLOCK_OWNERS = {"datetime", "date", "time", "dt"}
CHANCE = {"random", "secrets", "uuid", "time"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def nodes(*packages: str) -> Iterator[tuple[Path, ast.AST]]:
    for path in modules(*packages):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(ROOT), node


def lines_without_docstring(function: Function) -> int:
    first = function.body[0]
    described = ast.get_docstring(function, clean=False) is not None
    docstring = first.end_lineno - first.lineno + 1 if described else 0
    return function.end_lineno - function.lineno + 1 - docstring


def reads_clock_or_chance(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(name.name.split(".")[0] in CHANCE for name in names)
        case ast.ImportFrom(module=str(module)):
            return module.split(".")[0] in CHANCE or module.startswith("numpy.random")
        case ast.Attribute(attr="random", value=ast.Name(id="np" | "numpy")):
            return True
        case ast.Attribute(attr=attr, value=ast.Name(id=owner) | ast.Attribute(attr=owner)):
            return attr in CLOCKS and owner in CLOCK_OWNERS
    return False


def requirements(lock: str) -> list[str]:
    """Each pinned requirement with the lines that belong to it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^ *#.*\n", "", text))


def plain_name(requirement: str) -> str:
    """The name alone, in the one spelling that locks use."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement).group()
    return re.sub(r"[._-]+", "-", name).lower()


def test_no_module_can_load_code_from_data():
    unsafe = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in modules(*PACKAGES)
        for match in UNSAFE_LOADERS.finditer(path.read_text(encoding="utf-8"))
    ]
    assert unsafe == []


def test_no_module_is_longer_than_its_limit():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(*PACKAGES)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_its_limit():
    long = {
        f"{path}:{node.lineno} {node.name}": lines_without_docstring(node)
        for path, node in nodes(*PACKAGES)
        if isinstance(node, Function) and lines_without_docstring(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_engine_reads_neither_clock_nor_chance():
    found = [
        f"{path}:{node.lineno}" for path, node in nodes("engine") if reads_clock_or_chance(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now()",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "import time",
        "from random import choice",
        "np.random.default_rng()",
        "from numpy.random import default_rng",
    ],
)
def test_the_search_for_clocks_and_chance_finds(code):
    assert any(reads_clock_or_chance(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize("package", ["engine", "models"])
def test_importing_the_package_brings_no_training_library(package):
    code = f"import sys, {package}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.split() == []


def test_the_root_holds_no_other_folder():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    visible = {name for name in folders if not name.startswith(".")}
    assert visible - MADE_AT_RUN_TIME - FOLDERS == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    loose = [each for each in requirements(lock) if not re.match(r"\S+==\S+.*\\\n +--hash", each)]
    assert loose == []


@pytest.mark.parametrize(
    "name", [*LOCKS, "requirements.in", "requirements-dev.in", "requirements-peers.in"]
)
def test_requirements_carry_no_address(name):
    assert ADDRESS.findall((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wanted_requirement_is_in_its_lock(lock):
    wanted = (ROOT / lock).with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = {plain_name(line) for line in wanted if line[:1].isalnum()}
    assert names - {plain_name(each) for each in requirements(lock)} == set()
