"""Is each demand on the credit model met or not by the figures beside it?"""

from typing import Any

from models.benchmark.report import (
    BenchmarkReport,
    ContenderResult,
    Difference,
    DirectedResult,
    SetResult,
    SweepResult,
)


def a_result(name: str = "credit_model", **figures: Any) -> ContenderResult:
    usual: dict[str, Any] = {
        "name": name, "auc": 0.8, "brier": 0.1, "ece": 0.01, "ece_limit": 0.03, "slope": 1.0,
        "ece_at_level": 0.005, "fit_seconds": 1.0, "explained_per_second": 1e5,
        "auc_rank": 1.0, "brier_rank": 1.0,
        "behind_best": Difference(value=0.0, low=0.0, high=0.0),
    }  # fmt: skip
    return ContenderResult(**(usual | figures))


def a_set(*results: ContenderResult, **facts: Any) -> SetResult:
    usual: dict[str, Any] = {
        "name": "polish", "title": "Polish", "rows": 7_000, "defaults": 270, "features": 64,
        "grouped": False, "split": "repeated", "folds": ("a", "b"), "repeats": 1,
        "judged_rows": 7_000, "judged_defaults": 270, "brier_ranked": True, "results": results,
        "directed": a_directed(),
    }  # fmt: skip
    return SetResult(**(usual | facts))


def a_directed(swept: tuple[int, int, int] = (10_000, 0, 0), **figures: Any) -> DirectedResult:
    made, violations, places = swept
    return DirectedResult(
        directions={"debt": 1},
        result=a_result("credit_model_directed", **figures),
        auc_ranks={"credit_model_directed": figures.get("auc_rank", 1.0)},
        cost=Difference(value=0.001, low=-0.001, high=0.003),
        sweeps=SweepResult(made=made, violations=violations, broken_places=places),
    )


def met(*sets: SetResult) -> dict[str, bool | None]:
    report = BenchmarkReport(seed=0, draws=1_000, entrants=(), absent=(), sets=sets)
    return {each.key: each.met for each in report.verdicts}


def test_all_demands_are_met_by_the_best_model() -> None:
    assert set(met(a_set(a_result())).values()) == {True}


def test_the_third_by_mean_rank_is_not_first_or_second() -> None:
    better = [a_result(name, auc_rank=1.5) for name in ("woe", "ebm")]
    assert met(a_set(*better, a_result(auc_rank=3.0)))["rank"] is False
    assert met(a_set(better[0], a_result(auc_rank=2.0)))["rank"] is True


def test_a_deficit_counts_only_where_the_bootstrap_shows_it() -> None:
    shown = a_result(behind_best=Difference(value=0.02, low=0.006, high=0.03))
    unsure = a_result(behind_best=Difference(value=0.02, low=0.004, high=0.03))
    assert met(a_set(shown))["deficit"] is False
    assert met(a_set(unsure))["deficit"] is True
    assert met(a_set(unsure), a_set(shown))["deficit"] is False


def test_the_limit_of_the_ece_is_fixed_on_many_rows_and_that_of_chance_on_few() -> None:
    ours = a_result(ece=0.025)
    assert met(a_set(ours))["ece"] is False
    assert met(a_set(ours, rows=4_999))["ece"] is True
    assert met(a_set(a_result(ece=0.035), rows=4_999))["ece"] is False


def test_a_brier_score_that_is_not_ranked_decides_nothing() -> None:
    better = [a_result(name, brier=0.05) for name in ("woe", "ebm")]
    assert met(a_set(*better, a_result()))["brier"] is False
    assert met(a_set(*better, a_result(), brier_ranked=False))["brier"] is None


def test_one_broken_direction_or_too_few_sweeps_fail_and_no_direction_says_nothing() -> None:
    for swept in ((10_000, 1, 0), (10_000, 0, 1), (9_999, 0, 0)):
        assert met(a_set(a_result(), directed=a_directed(swept)))["monotone"] is False
    assert met(a_set(a_result(), directed=None))["monotone"] is None


def test_the_directed_model_is_shown_beside_every_demand_and_decides_none_but_the_sweeps() -> None:
    directed = a_directed(auc_rank=6.0, ece=0.4, brier=0.9)
    judged = a_set(a_result(), directed=directed)
    report = BenchmarkReport(seed=0, draws=1_000, entrants=(), absent=(), sets=(judged,))
    told = {each.key: each for each in report.verdicts}
    assert {each.met for each in told.values()} == {True}
    assert "with the declared directions: credit_model_directed 6.00" in told["rank"].found
    assert told["ece"].found[1].startswith("polish, credit_model_directed: 0.4000")


def test_a_set_without_directions_keeps_its_ranks_in_the_second_mean() -> None:
    judged = (
        a_set(a_result(auc_rank=2.0), directed=None),
        a_set(a_result(), directed=a_directed()),
    )
    report = BenchmarkReport(seed=0, draws=1_000, entrants=(), absent=(), sets=judged)
    assert report.mean_ranks_directed == {"credit_model_directed": 1.5}


def test_without_the_credit_model_nothing_is_demanded() -> None:
    assert met(a_set(a_result("woe"), directed=None)) == {}
