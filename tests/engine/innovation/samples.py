"""A table of points and firms whose points can be reckoned by hand."""

import math
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from engine.facts import FACT_NAMES
from engine.innovation import InnovationTable, read_innovation_table

ROOT = Path(__file__).parents[3]
PATH = ROOT / "products" / "innovation_points.yaml"
SINCE = date(2025, 1, 1)
STAGES = ("start_up", "growth", "stable")


def the_table() -> InnovationTable:
    return read_innovation_table(PATH)


def firm_facts(**known: float) -> dict[str, float]:
    """A start-up of which nothing else is known than `known`."""
    unknown = dict.fromkeys(FACT_NAMES, math.nan)
    return {**unknown, "firm_age_years": 3.0, "revenue": 5_000_000.0, **known}


def content() -> dict[str, Any]:
    """The file as plain data, to be changed."""
    loaded: dict[str, Any] = YAML(typ="safe").load(PATH.read_text(encoding="utf-8"))
    return loaded


def version(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table["versions"][SINCE]
    return found


def written(table: dict[str, Any], folder: Path) -> Path:
    path = folder / "innovation_points.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(table, file)
    return path
