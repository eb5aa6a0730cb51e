"""Is the table of innovation points read strictly, and every fault named by file and key?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.errors import CatalogueError
from engine.innovation import read_innovation_table
from tests.engine.innovation.samples import PATH, SINCE, content, the_table, version, written

WEIGHTS = {  # 初创, 成长, 稳定, in the order of the eighteen indicators
    "start_up": (6, 8, 10, 10, 8, 4, 8, 4, 5, 3, 6, 4, 2, 4, 3, 2, 4, 9),
    "growth": (8, 7, 8, 8, 7, 4, 8, 4, 8, 6, 8, 5, 4, 3, 3, 2, 3, 4),
    "stable": (9, 5, 7, 6, 6, 5, 9, 5, 10, 8, 6, 6, 6, 2, 3, 3, 2, 2),
}
Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("stage", WEIGHTS)
def test_the_table_on_file_holds_the_weights_of_the_stage(stage: str) -> None:
    held = the_table().versions[SINCE]
    assert tuple(getattr(each.weight, stage) for each in held.indicators) == WEIGHTS[stage]


def test_the_table_on_file_says_that_it_is_not_the_official_one() -> None:
    held = the_table().versions[SINCE]
    assert held.status == "illustrative"
    assert "官方权重表录入前" in held.note.zh


def test_there_are_eight_indicators_of_technology_five_of_operation_five_of_support() -> None:
    groups = [each.group for each in the_table().versions[SINCE].indicators]
    assert [groups.count(name) for name in ("technology", "operation", "support")] == [8, 5, 5]


def test_a_day_before_the_first_version_has_no_table() -> None:
    assert the_table().on(date(2024, 12, 31)) is None


def test_each_day_has_the_version_that_began_last(tmp_path: Path) -> None:
    table = content()
    table["versions"][date(2027, 1, 1)] = version(table)
    read = read_innovation_table(written(table, tmp_path))
    found = [read.on(day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2030, 1, 1))]
    assert [each and each[0] for each in found] == [SINCE, date(2027, 1, 1), date(2027, 1, 1)]


def test_the_hash_follows_the_content_not_its_layout(tmp_path: Path) -> None:
    assert read_innovation_table(written(content(), tmp_path)).hash == the_table().hash
    changed = content()
    version(changed)["indicators"][0]["cap"]["stable"] = 20_001
    assert read_innovation_table(written(changed, tmp_path)).hash != the_table().hash


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        (("official", "official"), "official"),
        (("official", "official_partial"), "official_partial"),
        (("official", "illustrative"), "illustrative"),
    ],
)
def test_a_table_is_as_sure_as_its_least_sure_value(
    statuses: tuple[str, str], whole: str, tmp_path: Path
) -> None:
    table = content()
    stages = version(table)["stages"]
    limits = [each for name, each in stages.items() if name != "labels"]
    parts = [each[k] for each in version(table)["indicators"] for k in ("weight", "floor", "cap")]
    for part in (*limits, *parts):
        part["status"] = statuses[0]
    parts[-1]["status"] = statuses[1]
    assert read_innovation_table(written(table, tmp_path)).versions[SINCE].status == whole


def indicator(change: Change) -> Change:
    return lambda table: change(version(table)["indicators"][0])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda t: version(t)["indicators"].pop(), "indicators: there are 17, not 18"),
        (lambda t: version(t)["indicators"].pop(), "the weights of start_up add up to 91, not 100"),
        (
            lambda t: version(t)["groups"]["support"]["subtotal"].update(growth=16),
            "groups.support.subtotal.growth: is 16, its weights add up to 15",
        ),
        (lambda t: version(t)["groups"].pop("support"), "groups: 'support' is missing"),
        (lambda t: version(t)["stages"]["labels"].pop("stable"), "stages.labels: 'stable'"),
        (
            lambda t: version(t)["stages"]["stable_revenue_from_yuan"].update(value=1),
            "stages.start_up_revenue_below_yuan: is above",
        ),
        (
            lambda t: version(t)["stages"]["stable_revenue_from_yuan"].update(value=None),
            "stages: a limit is null",
        ),
        (indicator(lambda each: each.update(code="revenue")), "'revenue' stands there more"),
        (indicator(lambda each: each["cap"].update(stable=500)), "cap.stable: 500 is not above"),
        (indicator(lambda each: each["floor"].update(stable=-1)), "floor.stable: is below 0"),
        (indicator(lambda each: each["weight"].update(stable=-1)), "weight.stable: is below 0"),
        (indicator(lambda each: each["weight"].pop("stable")), "weight.stable: Field required"),
        (indicator(lambda each: each["weight"].update(stable="9")), "must be a number"),
        (indicator(lambda each: each["weight"].update(source="x")), "weight.source: unknown"),
        (indicator(lambda each: each.update(source="x")), "indicators.0.source: unknown source"),
        (indicator(lambda each: each.update(note="x")), "indicators.0.note: Extra inputs"),
        (indicator(lambda each: each.update(scale="log")), "indicators.0.scale"),
        (indicator(lambda each: each.update(unit="count")), "does not fit a fact in yuan"),
        (indicator(lambda each: each.update(measure={"fact": "luck"})), "no fact 'luck'"),
        (indicator(lambda each: each.update(measure={})), "exactly one of fact, ratio, growth"),
        (
            indicator(lambda each: each.update(measure={"ratio": ["revenue", "cogs"]})),
            "unit: a ratio or growth is a share, not wan_yuan",
        ),
        (
            indicator(
                lambda each: each.update(unit="share", measure={"ratio": ["revenue", "headcount"]})
            ),
            "measure: its facts differ in unit: count, yuan",
        ),
    ],
)
def test_a_wrong_table_is_refused_by_file_and_key(
    change: Change, fault: str, tmp_path: Path
) -> None:
    table = content()
    change(table)
    with pytest.raises(CatalogueError) as refused:
        read_innovation_table(written(table, tmp_path))
    named = [line for line in str(refused.value).splitlines() if fault in line]
    assert named
    assert all(line.startswith(f"innovation_points.yaml: versions.{SINCE}") for line in named)


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "innovation_points.yaml"
    path.write_text(PATH.read_text(encoding="utf-8") + "versions: {}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^innovation_points.yaml: line \d+: .*duplicate"):
        read_innovation_table(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"innovation_points.yaml: cannot be read"):
        read_innovation_table(tmp_path / "innovation_points.yaml")


def test_exact_decimals_are_read_as_written() -> None:
    held = the_table().versions[SINCE]
    assert held.indicators[2].floor.start_up == Decimal("0.03")
