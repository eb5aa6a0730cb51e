"""Do the documents say what the code does?"""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "README.zh.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "products/README.md",
    "api/prefill/README.md",
    "FEATURES.md",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_of_a_document_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"\bhangcuang ([a-z][a-z-]+)", text))
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_of_a_document_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_within_the_project_leads_somewhere(name: str) -> None:
    document = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_settings_of_the_readme_are_those_of_the_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"HANGCUANG_([A-Z_]+)", text))
    known = {each.name.upper() for each in fields(Settings)} - {"FIXED_TODAY"} | {"TODAY"}
    assert named == known


def test_the_architecture_names_only_files_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"\b((?:engine|models|api|products)/[\w/]*(?:\.py)?)", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
