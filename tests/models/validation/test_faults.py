"""Is a broken model caught, and a right one left in peace?"""

import numpy as np
import pandas as pd
import pytest

from models.selection import selection_sensitivity
from models.validation import validate
from models.validation.calibration import calibration
from models.validation.case import Options
from models.validation.comparison import comparison
from models.validation.data import ValidationData
from models.validation.discrimination import discrimination
from models.validation.explanation import explanation
from models.validation.fairness import fairness, groups_of
from models.validation.leakage import leakage, leaks_of
from models.validation.monotone import monotone
from models.validation.permutation import permutation
from models.validation.selected import selected
from models.validation.sensitivity import sensitivity
from models.validation.simulator import simulator
from models.validation.stability import stability
from tests.models.validation.stubs import NAMES, WEIGHTS, Guessing, Linear, a_case, some_firms

ODDS_TWICE = float(np.log(2.0))


def test_the_true_model_passes_what_it_is_asked() -> None:
    case = a_case()
    for test in (discrimination, monotone, sensitivity, explanation, leakage):
        assert test(case).verdict == "green", test.__name__


@pytest.mark.parametrize("seed", range(5))
def test_the_true_pds_are_never_called_wrong(seed: int) -> None:
    assert calibration(a_case(data=some_firms(1_500, seed))).verdict != "red"


def test_a_reversed_sign_is_caught() -> None:
    reversed_ = Linear(weights=-WEIGHTS, monotone={})
    assert discrimination(a_case(reversed_)).verdict == "red"
    assert calibration(a_case(reversed_)).figure("brier_skill").verdict == "red"


@pytest.mark.parametrize("shift", [ODDS_TWICE, -ODDS_TWICE])
def test_odds_twice_too_high_or_too_low_are_caught(shift: float) -> None:
    assert calibration(a_case(Linear(base=-3.0 + shift))).verdict == "red"


def test_odds_too_low_are_flagged_grade_by_grade() -> None:
    found = calibration(a_case(Linear(base=-3.0 - 2 * ODDS_TWICE)))
    assert found.figure("grades_flagged").value > 0.5
    assert found.figure("jeffreys_p").verdict == "red"


def test_an_overconfident_model_has_a_slope_below_its_bound() -> None:
    found = calibration(a_case(Linear(weights=WEIGHTS * 2.0))).figure("calibration_slope")
    assert found.value == pytest.approx(0.5, abs=0.1)
    assert found.verdict == "red"


def test_a_model_that_bends_against_its_direction_is_caught() -> None:
    found = monotone(a_case(Linear(bend=1.0)))
    assert found.verdict == "red"
    assert found.figure("violations").value > 100
    assert [str(row[0].en) for row in found.tables[0].rows] == ["debt"]


def test_a_model_without_directions_has_none_to_break() -> None:
    assert monotone(a_case(Linear(monotone={}))).verdict == "info"


def test_a_model_that_jumps_is_not_steady() -> None:
    class Jumping(Linear):
        def explain(self, values):
            parts = 6.0 * np.sign(np.sin(2_000.0 * np.nan_to_num(values))) * WEIGHTS
            return super().explain(values + parts)

    assert sensitivity(a_case(Jumping())).verdict == "red"


def test_reasons_that_do_not_add_up_are_caught() -> None:
    class Lying(Linear):
        def explain(self, values):
            told = super().explain(values)
            return type(told)(told.margin + 1e-6, told.base, told.contributions)

    assert explanation(a_case(Lying())).figure("additivity_error").verdict == "red"


def test_reasons_with_the_wrong_sign_are_caught() -> None:
    class Upside(Linear):
        def explain(self, values):
            told = super().explain(values)
            turned = -told.contributions
            return type(told)(told.margin, 2 * told.margin - told.base, turned)

    assert explanation(a_case(Upside())).figure("as_stated").value < 0.1


def test_firms_declined_without_any_reason_are_caught() -> None:
    class Silent(Linear):
        def explain(self, values):
            told = super().explain(values)
            return type(told)(told.margin, 0.0, np.zeros_like(told.contributions))

    assert explanation(a_case(Silent())).figure("declined_with_reason").value == 0.0
    assert explanation(a_case()).figure("declined_with_reason").verdict == "green"


def leaking(column) -> ValidationData:
    data = some_firms()
    features = data.features.assign(later=column(data.target))
    return ValidationData(features, data.target, data.groups)


@pytest.mark.parametrize(
    "column",
    [
        lambda target: target * 2.0 - 1.0,
        lambda target: np.where(target == 1, 3.0, np.nan),
        lambda target: -target + np.random.default_rng(0).normal(0, 0.1, len(target)),
    ],
)
def test_a_column_that_knows_the_future_is_found(column) -> None:
    data = leaking(column)
    leaks = leaks_of(data.features.to_numpy(), [*NAMES, "later"], data.target)
    assert [each.name for each in leaks if each.verdict == "red"] == ["later"]


@pytest.mark.parametrize(
    "name", ["MIS_Status", "ChgOffPrinGr", "是否违约", "default_12m", "true_pd"]
)
def test_a_name_that_tells_of_the_event_is_refused(name: str) -> None:
    noise = np.random.default_rng(0).normal(size=(100, 1))
    (leak,) = leaks_of(noise, [name], (np.arange(100) < 30).astype(np.int64))
    assert leak.verdict == "red"


def test_no_feature_of_the_house_has_a_suspect_name() -> None:
    from engine.features import FEATURE_NAMES

    noise = np.random.default_rng(0).normal(size=(50, len(FEATURE_NAMES)))
    leaks = leaks_of(noise, FEATURE_NAMES, (np.arange(50) < 20).astype(np.int64))
    assert [each.name for each in leaks if each.named] == []


def test_the_planted_canaries_are_found() -> None:
    assert leakage(a_case()).figure("canaries_found").value == 3


def test_a_moved_population_is_seen_and_a_like_one_is_not() -> None:
    like, moved = some_firms(seed=1), some_firms(seed=2)
    features = moved.features.assign(debt=moved.features["debt"] + 1.0)
    shifted = ValidationData(features, moved.target, moved.groups)
    assert stability(a_case(data=like.against(some_firms(seed=3)))).verdict == "green"
    found = stability(a_case(data=shifted.against(some_firms(seed=3))))
    assert found.verdict == "red"
    assert "debt" in found.pictures[0].rows[1]["name"]


def test_without_training_rows_stability_is_not_claimed() -> None:
    found = stability(a_case())
    assert found.verdict == "info"
    assert found.figure("psi_score").value is None


def test_a_shift_of_one_standard_deviation_is_found(report_figure) -> None:
    found = stability(a_case())
    share = found.figure("shift_found").value
    report_figure("validation: shifts of 1 sd found in 200 simulations", share)
    report_figure(
        "validation: false alarms without a shift", found.figure("shift_false_alarms").value
    )
    assert share >= 0.95


def test_a_model_no_better_than_guessing_does_not_beat_the_rule() -> None:
    found = comparison(a_case(Guessing())).figure("auc_gain_over_rule")
    assert found.verdict == "red"


def test_the_true_model_beats_two_variables_and_equals_itself() -> None:
    found = comparison(a_case(challengers={"twin": Linear()}))
    assert found.figure("auc_gain_over_rule").verdict == "green"
    assert found.figure("auc_gain_over_twin").value == 0.0


def test_the_scorecard_given_is_compared() -> None:
    report = validate(Linear(), some_firms(800), scorecard=Guessing(), options=Options(draws=20))
    assert report.section("comparison").figure("auc_gain_over_scorecard").value > 0.1


def test_a_training_that_learns_from_shuffled_outcomes_is_caught() -> None:
    class Cheat:
        """Knows the outcome of every firm by its debt to the last digit, shuffled or not."""

        def __init__(self, known):
            self.known = known

        def predict_proba(self, frame):
            chance = frame["debt"].map(self.known).fillna(0.0).to_numpy() * 0.9 + 0.05
            return np.stack([1 - chance, chance], axis=1)

    data = some_firms(1_000)
    rng = np.random.default_rng([0, __import__("zlib").crc32(b"shuffled")])
    rng.choice(1_000, 1_000, replace=False)
    known = dict(zip(data.features["debt"], rng.permutation(data.target), strict=True))
    case = a_case(data=data)
    cheating = type(case)(**{**vars(case), "trainer": lambda *_: Cheat(known)})
    assert permutation(cheating).figure("auc_shuffled").value > 0.55


def test_an_honest_training_learns_nothing_from_shuffled_outcomes() -> None:
    from sklearn.linear_model import LogisticRegression

    case = a_case()
    honest = type(case)(**{**vars(case), "trainer": lambda X, y, _: LogisticRegression().fit(X, y)})
    found = permutation(honest)
    assert found.verdict == "green"
    assert str(found.tables[0].rows[0][0].en) == "debt"


def test_a_group_approved_too_seldom_is_named_and_a_small_one_is_not_judged() -> None:
    data = some_firms()
    risky = (data.features["debt"] > 0.3).to_numpy()
    areas = np.where(risky, "余杭", "滨江")
    areas[:20] = "淳安"
    found = fairness(a_case(data=ValidationData(data.features, data.target, data.groups,
                                                segments={"district": areas})))  # fmt: skip
    assert found.verdict == "amber"
    assert "Yuhang" in found.finding.en
    assert "Chun'an" not in found.finding.en
    assert found.tables[1].rows[0][1].en == "debt"


def test_a_group_whose_pds_are_wrong_is_red() -> None:
    data = some_firms(6_000)
    areas = np.where(np.random.default_rng(0).random(6_000) < 0.5, "滨江", "余杭")
    rng = np.random.default_rng(1)
    target = np.where((areas == "余杭") & (rng.random(6_000) < 0.08), 1, data.target)
    wrong = ValidationData(data.features, target, data.groups, segments={"district": areas})
    assert fairness(a_case(data=wrong)).verdict == "red"


def test_equal_groups_are_equal() -> None:
    ratios = [each.ratio for each in groups_of(a_case()) if each.ratio is not None]
    assert len(ratios) == 2
    assert min(ratios) > 0.9


def test_what_simulated_firms_cannot_prove_is_said_and_the_truth_is_compared() -> None:
    found = simulator(a_case(data=some_firms(simulated=True)))
    assert found is not None
    assert found.figure("auc_share_of_best").value == pytest.approx(1.0)
    assert found.figure("log_odds_error").value == pytest.approx(0.0, abs=1e-9)
    assert found.figure("auc_real_123").value is None
    assert "not measured" in found.finding.en
    assert simulator(a_case()) is None


def test_without_refused_firms_selection_is_not_measured_and_with_them_it_is_told() -> None:
    from sklearn.linear_model import LogisticRegression

    assert "not measured" in selected(a_case()).finding.en
    data, others = some_firms(2_000), some_firms(500, seed=7)
    refused = others.features.assign(debt=others.features["debt"] + 1.0)
    found = selection_sensitivity(
        lambda X, y, sample_weight: LogisticRegression().fit(X, y, sample_weight),
        data.features, data.target, refused,
    )  # fmt: skip
    told = selected(a_case(selection=found))
    assert told.figure("refused").value == 500
    assert told.tables[0].rows[0][0].en.startswith("without")
    assert "sensitivity" in told.finding.en


def test_periods_are_judged_by_the_last_one() -> None:
    data = some_firms(4_000)
    days = np.where(np.arange(4_000) < 2_000, "2024-03-01", "2025-03-01").astype("datetime64[D]")
    late = np.arange(4_000) >= 2_000
    target = np.where(late, np.random.default_rng(5).permutation(data.target), data.target)
    decayed = ValidationData(data.features, target, data.groups, dates=days)
    found = discrimination(a_case(data=decayed))
    assert found.figure("auc").value > 0.6
    assert found.figure("auc_out_of_time").verdict == "red"
    assert found.verdict == "red"


def test_a_model_without_explanation_is_validated_all_the_same() -> None:
    report = validate(Guessing(), some_firms(600), options=Options(draws=20))
    assert report.section("explanation").verdict == "info"
    assert report.section("monotone").verdict == "info"


def test_a_frame_without_a_feature_of_the_model_is_refused() -> None:
    data = some_firms(300)
    short = ValidationData(data.features.drop(columns="age"), data.target, data.groups)
    with pytest.raises(ValueError, match="age"):
        validate(Linear(), short)


def test_a_frame_in_another_order_gives_the_same_report() -> None:
    data = some_firms(600)
    turned = ValidationData(data.features[list(reversed(NAMES))], data.target, data.groups)
    one = validate(Linear(), ValidationData(data.features, data.target, data.groups),
                   options=Options(draws=20))  # fmt: skip
    other = validate(Linear(), turned, options=Options(draws=20))
    assert one.section("calibration") == other.section("calibration")
    assert isinstance(turned.features, pd.DataFrame)
