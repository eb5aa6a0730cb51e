"""Has every number in products/ a day, a source and a status? Read from the files as they stand."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[2] / "products"
PATHS = sorted(FOLDER.rglob("*.yaml"))
STATUSES = {"official", "official_partial", "illustrative", "policy"}
Above = tuple[Any, ...]


def numbers(part: Any, above: Above = ()) -> Iterator[tuple[float, Above]]:
    """Each number with all keys and mappings it stands under, the outermost first."""
    if isinstance(part, dict):
        for key, child in part.items():
            yield from numbers(child, (*above, part, key))
    elif isinstance(part, list):
        for child in part:
            yield from numbers(child, above)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield part, above


def stated(path: Path) -> list[tuple[float, Above]]:
    """Sums that only repeat sourced weights (`subtotal`, checked by the loader) are left out."""
    file = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return [(number, above) for number, above in numbers(file) if "subtotal" not in above]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_number_stands_under_a_day_beside_its_source_and_status(path: Path) -> None:
    for number, above in stated(path):
        sourced = [each for each in above if isinstance(each, dict)
                   and "source" in each and each.get("status") in STATUSES]  # fmt: skip
        assert sourced, (number, above[-1])
        assert sourced[-1]["source"] in above[0]["sources"]
        assert any(isinstance(key, date) for key in above), (number, above[-1])


def test_there_are_numbers_to_look_at(report_figure: Callable[[str, float], None]) -> None:
    found = [each for path in PATHS for each in stated(path)]
    assert len(found) > 400
    report_figure("products: numbers with day, source and status", len(found))
    assumed = sum(
        any(isinstance(part, dict) and part.get("status") == "illustrative" for part in above)
        for _, above in found
    )
    report_figure("products: of these assumed for the demonstration", assumed)
