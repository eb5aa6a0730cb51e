"""Are real losses read without leaks, and does the loss model foretell any of them?"""

import gzip

import numpy as np
import pytest

from engine.errors import TableError
from models.sba import (
    COLUMNS,
    LOANS_FILE,
    REFERENCE_R2,
    SPLIT_DAY,
    read_approvals,
    read_losses,
    sba_check,
)

LOAN = {
    "State": "CA", "Bank": "A", "BankState": "CA", "NAICS": "451120", "ApprovalDate": "2/28/1997",
    "NoEmp": "4", "NewExist": "2", "CreateJob": "1", "RetainedJob": "0", "FranchiseCode": "1",
    "UrbanRural": "1", "RevLineCr": "Y", "LowDoc": "N", "DisbursementGross": "$50,000.00 ",
    "MIS_Status": "CHGOFF", "ChgOffPrinGr": "$20,000.00 ", "GrAppv": "40000", "SBA_Appv": "30000",
    "Term": "84", "ChgOffDate": "30-Jan-10",
}  # fmt: skip
VIEWS = ("folds", "banks", "later")


def losses_of(folder, **changes):
    loan = LOAN | changes
    with gzip.open(folder / LOANS_FILE, "wt", encoding="latin-1") as file:
        for row in (loan, loan.values()):
            file.write(",".join(f'"{each}"' for each in row) + "\n")
    return read_losses(folder)


def test_the_loss_is_what_was_charged_off_of_what_was_disbursed(tmp_path):
    losses = losses_of(tmp_path)
    assert losses.lost.tolist() == [0.4]
    assert losses.drawn.tolist() == [1.25]


def test_a_loss_beyond_the_loan_is_cut_and_counted(tmp_path):
    losses = losses_of(tmp_path, ChgOffPrinGr="60000")
    assert (losses.lost.tolist(), losses.cut) == ([1.0], 1)


@pytest.mark.parametrize(
    "changes", [{"MIS_Status": "P I F"}, {"MIS_Status": ""}, {"DisbursementGross": "0"}]
)
def test_a_loan_without_a_loss_to_measure_is_left_out(tmp_path, changes):
    assert len(losses_of(tmp_path, **changes).lost) == 0


@pytest.mark.parametrize("day", ["2/28/1997", "28-Feb-97"])
def test_days_are_read_in_both_spellings(tmp_path, day):
    assert str(losses_of(tmp_path, ApprovalDate=day).day[0].date()) == "1997-02-28"


@pytest.mark.parametrize(
    ("column", "code", "feature"),
    [("NAICS", "0", "sector"), ("NewExist", "0", "is_new"), ("UrbanRural", "0", "is_rural"),
     ("RevLineCr", "T", "revolving"), ("LowDoc", "C", "little_paper"), ("NoEmp", "", "employees")],
)  # fmt: skip
def test_a_code_that_means_unknown_is_missing(tmp_path, column, code, feature):
    assert np.isnan(losses_of(tmp_path, **{column: code}).features[feature][0])


def test_nothing_known_only_afterwards_is_a_feature(tmp_path):
    assert {"Term", "ChgOffDate"}.isdisjoint(COLUMNS)
    plain, later = losses_of(tmp_path), losses_of(tmp_path, ChgOffPrinGr="1", DisbursementGross="9")
    assert plain.features.equals(later.features)


def test_every_loan_has_what_was_known_at_its_approval_and_its_status(tmp_path):
    losses_of(tmp_path, MIS_Status="P I F")
    loans = read_approvals(tmp_path)
    assert loans["MIS_Status"].tolist() == ["P I F"]
    assert {"Term", "DisbursementGross", "drawn_to_approved"}.isdisjoint(loans.columns)


def test_a_folder_without_the_data_is_named(tmp_path):
    with pytest.raises(TableError, match=LOANS_FILE):
        read_losses(tmp_path)


def test_real_losses_are_foretold_once_it_is_known_what_was_drawn(shared_data, report_figure):
    folder = shared_data("sba_loans")
    losses, figures = read_losses(folder), sba_check(folder)
    for method in ("mean", "segments", "model", "drawn_segments", "drawn_model"):
        for unit in ("r2", "mae"):
            told = " / ".join(f"{figures[f'{view}_{method}_{unit}']:.3f}" for view in VIEWS)
            report_figure(f"sba losses: {unit} by folds / banks / later, {method}", told)
    assert len(losses.lost) == 4_693
    assert figures["mean_loss"] == pytest.approx(0.6256, abs=1e-4)
    assert (losses.day >= SPLIT_DAY).sum() == 1_000
    assert figures["folds_drawn_model_r2"] >= REFERENCE_R2
    assert figures["folds_drawn_model_r2"] > figures["folds_drawn_segments_r2"]
    assert min(figures["banks_drawn_model_r2"], figures["later_drawn_model_r2"]) > 0.2
    # At approval hardly anything is known of the loss, and the figures must go on saying so.
    assert figures["later_model_r2"] < 0.05
