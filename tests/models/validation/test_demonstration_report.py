"""What does a validation of the demonstration model on fresh simulated firms say?"""

import pytest

from models.boosting import TreeSettings
from models.credit import CreditModel
from models.demonstration import directions
from models.population import SIMULATED_ON, simulate
from models.served import ServedModel
from models.validation import (
    Options,
    ValidationData,
    ValidationReport,
    data_of_firms,
    validate,
)
from models.validation.case import case_of
from models.validation.gaming import flattered_features, gain_of
from models.validation.training import demonstration_rows

FRESH, SEED = 3_000, 99
SHORT = TreeSettings(n_trees=60, learning_rate=0.1)
SHOWN = {
    "discrimination": ("auc", "ks", "auc_lost"),
    "calibration": ("ece", "calibration_slope", "grades_flagged", "brier_skill"),
    "comparison": ("auc_gain_over_rule",),
    "stability": ("psi_score", "shift_found"),
    "monotone": ("sweeps", "violations", "broken_trees"),
    "sensitivity": ("steady",),
    "explanation": ("additivity_error", "jaccard", "as_stated"),
    "permutation": ("auc_shuffled",),
    "leakage": ("canaries_found", "leaks"),
    "missing": (
        "referred_all_missing",
        "referred_half_missing",
        "referred_half_infinite",
        "false_flags",
    ),
    "fairness": ("lowest_approval_ratio", "widest_calibration_gap"),
    "gaming": ("most_gained", "within_one_grade_tenth"),
    "simulator": ("auc_share_of_best", "interval_coverage"),
}


@pytest.fixture(scope="module")
def fresh() -> ValidationData:
    firms = simulate(FRESH, SEED)
    data = data_of_firms(firms, SIMULATED_ON, f"simulate {FRESH} --seed {SEED}")
    return data.against(demonstration_rows(2_000))


@pytest.fixture(scope="module")
def report(demonstration_model: ServedModel, fresh: ValidationData) -> ValidationReport:
    def train(features, target, groups):
        return CreditModel(directions(), SHORT).fit(features, target, groups)

    return validate(demonstration_model, fresh, trainer=train, options=Options(draws=200))


def test_the_figures_of_the_demonstration_are_reported(
    report: ValidationReport, report_figure
) -> None:
    for key, names in SHOWN.items():
        for name in names:
            value = report.section(key).figure(name).value
            assert value is not None, name
            report_figure(f"validation of the demonstration: {name}", value)
    for each in report.sections:
        report_figure(f"validation of the demonstration: verdict of {each.key}", each.verdict)


@pytest.mark.parametrize(
    "key", ["stability", "monotone", "sensitivity", "explanation", "permutation", "leakage"]
)
def test_the_demonstration_passes_what_does_not_hang_on_the_sample(
    report: ValidationReport, key: str
) -> None:
    assert report.section(key).verdict == "green", report.section(key).finding.en


def test_ten_thousand_sweeps_break_no_direction(report: ValidationReport) -> None:
    found = report.section("monotone")
    assert found.figure("sweeps").value == 10_000
    assert found.figure("violations").value == 0
    assert found.figure("broken_trees").value == 0


def test_the_demonstration_is_never_red_and_says_it_is_one(report: ValidationReport) -> None:
    assert report.verdict != "red", [e.key for e in report.sections if e.verdict == "red"]
    assert "不得用于授信" in report.to_html()


def test_firms_that_know_nothing_or_the_impossible_are_referred(report: ValidationReport) -> None:
    found = report.section("missing")
    assert found.figure("referred_all_missing").value == 1.0
    assert found.figure("referred_all_infinite").value == 1.0
    assert found.figure("false_flags").value < 0.15


def test_only_declared_features_are_flattered_and_more_flattering_gains_more(
    demonstration_model: ServedModel, fresh: ValidationData
) -> None:
    case = case_of(demonstration_model, fresh, 0, Options(), (None, None))
    places = flattered_features(case)
    names = {case.subject.names[place] for place in places}
    assert "tax_grade" not in names
    assert len(names) > 20
    little, much = (gain_of(case, places, share).points for share in (0.1, 1.0))
    assert little.min() >= -1e-9
    assert (much >= little - 1e-9).all()
