"""Do all contenders run on the same folds of a data set, and does the report say what came out?"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelError, TableError
from models.benchmark import BenchmarkReport, benchmark, compare, config_of
from tests.models.benchmark.small import NAMES, a_frame, few_trees


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("benchmark")
    a_frame().to_csv(home / "loans.csv", index=False)
    return home


@pytest.fixture(scope="module")
def report(folder: Path) -> BenchmarkReport:
    config = config_of("loans.csv", "bad", "firm", "day", ("noise",))
    steps: list[tuple[str, int, int]] = []
    found = compare(
        [config.model_copy(update={"monotone": {"debt": 1}})], folder, few_trees(*NAMES),
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    fits = len(found.entrants) + 1
    assert steps[-1] == ("loans", fits, fits)
    return found


def test_every_installed_contender_is_judged_on_the_later_rows(report: BenchmarkReport) -> None:
    (judged,) = report.sets
    assert [each.name for each in judged.results] == [each.name for each in report.entrants]
    assert (judged.split, judged.grouped, judged.features) == ("time", True, 2)
    assert 0 < judged.judged_rows < judged.rows == 400
    assert sum(each.auc_rank for each in judged.results) == sum(range(1, len(judged.results) + 1))
    assert judged.result("credit_model").auc > 0.6


def test_the_credit_model_is_swept_and_kept_its_direction(report: BenchmarkReport) -> None:
    directed = report.sets[0].directed
    assert directed.directions == {"debt": 1}
    swept = directed.sweeps
    assert (swept.made, swept.violations, swept.broken_places) == (10_000, 0, 0)


def test_the_directed_model_is_ranked_in_the_place_of_the_other(report: BenchmarkReport) -> None:
    (judged,) = report.sets
    directed, free = judged.directed, judged.result("credit_model")
    assert set(directed.auc_ranks) == {"credit_model_directed", *NAMES} - {"credit_model"}
    assert report.mean_ranks_directed == directed.auc_ranks
    assert set(report.mean_ranks) == set(NAMES)
    assert directed.result.auc_rank == directed.auc_ranks["credit_model_directed"]
    assert directed.cost.value == pytest.approx(free.auc - directed.result.auc)
    assert directed.cost.low <= directed.cost.value <= directed.cost.high


def test_without_declared_directions_no_directed_row_stands_there(folder: Path) -> None:
    config = config_of("loans.csv", "bad", "firm", drop=("day",))
    found = compare([config], folder, few_trees("credit_model", "woe"))
    assert found.sets[0].directed is None
    assert found.mean_ranks_directed == {}
    assert "with directions" not in found.to_markdown().partition("## 方法")[0]


def test_both_mean_ranks_stand_on_the_page_with_the_reason(report: BenchmarkReport) -> None:
    page = report.to_markdown()
    rank = report.mean_ranks_directed["credit_model_directed"]
    assert f"| credit_model_directed | – | {rank:.2f} |" in page
    assert f"| credit_model | {report.mean_ranks['credit_model']:.2f} | – |" in page
    assert "what directions cost" in page


def test_the_json_holds_figures_mean_ranks_and_verdicts(report: BenchmarkReport) -> None:
    told = json.loads(report.to_json())
    assert told["mean_ranks"] == report.mean_ranks
    assert {each["key"] for each in told["verdicts"]} == {
        "rank", "deficit", "ece", "brier", "monotone",
    }  # fmt: skip


def test_the_page_states_settings_and_figures_of_every_contender(report: BenchmarkReport) -> None:
    page = report.to_markdown()
    for each in report.sets[0].results:
        assert f"| {each.name} | {each.auc:.4f} |" in page
    for entrant in report.entrants:
        assert entrant.version in page
        assert entrant.settings in page


def test_the_same_seed_gives_the_same_figures_but_for_times(folder: Path) -> None:
    def figures() -> list[tuple[float, ...]]:
        found = benchmark([config_of("loans.csv", "bad", "firm", drop=("day",))], folder, ("woe",))
        return [(each.auc, each.brier, each.ece_limit) for each in found.sets[0].results]

    assert figures() == figures()


def test_contenders_that_are_not_installed_are_named_and_the_others_run(folder: Path) -> None:
    woe, ours = few_trees("woe", "lightgbm")
    absent = replace(ours, library="nowhere_to_be_found")
    config = config_of("loans.csv", "bad", "firm", drop=("day",))
    report = compare([config], folder, (woe, absent))
    assert report.absent == (ours.name,) or report.absent == ("woe",)
    assert len(report.sets[0].results) == 1
    with pytest.raises(ModelError, match="make peers"):
        compare([config], folder, (absent,))


def test_answers_that_are_no_pds_are_refused(folder: Path) -> None:
    (woe,) = few_trees("woe")

    def doubtful(settings, directions):
        contender = woe.learner(settings, directions)
        contender.pd = lambda X: contender.estimator.margin(X)
        return contender

    config = config_of("loans.csv", "bad", "firm", drop=("day",))
    with pytest.raises(TableError, match=r"woe: fold .* one PD per row"):
        compare([config], folder, (replace(woe, learner=doubtful),))
