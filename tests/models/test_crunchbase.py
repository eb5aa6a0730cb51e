"""Are real rounds read as of their day, without leaks, and does the method tell which go on?"""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import TableError
from models.crunchbase import (
    COMPANIES_FILE,
    COMPANY_COLUMNS,
    ROUND_COLUMNS,
    ROUNDS_FILE,
    Rounds,
    crunchbase_check,
    read_rounds,
)

SNAPSHOT_VALUES = {
    "status", "funding_total_usd", "funding_rounds", "first_funding_at", "last_funding_at",
    "last_milestone_at",
}  # fmt: skip
COMPANY = "/company/a,A,software,1,operating,USA,CA,SF Bay,X,1,{founded},,,2004,,,"
COMPANY_HEAD = (
    "permalink,name,category_code,funding_total_usd,status,country_code,state_code,region,city,"
    "funding_rounds,founded_at,founded_month,founded_quarter,founded_year,first_funding_at,"
    "last_funding_at,last_milestone_at"
)
ROUND_HEAD = (
    "company_permalink,company_name,company_category_code,company_country_code,"
    "company_state_code,company_region,company_city,funding_round_type,funded_at,funded_month,"
    "funded_quarter,funded_year,raised_amount_usd"
)


def a_round(day: str, amount: str = "100", kind: str = "series-a", company: str = "a") -> str:
    return f"/company/{company},#NAME?,software,USA,CA,SF Bay,X,{kind},{day},,,,{amount}"


def rounds_of(folder: Path, *rows: str, founded: str = "2004-01-01") -> Rounds:
    """What is read of a folder with these rounds and companies a and b."""
    first = COMPANY.format(founded=founded)
    companies = [COMPANY_HEAD, first, first.replace("company/a", "company/b")]
    for name, lines in ((ROUNDS_FILE, (ROUND_HEAD, *rows)), (COMPANIES_FILE, companies)):
        with gzip.open(folder / name, "wt", encoding="latin-1", newline="") as file:
            file.write("\r".join(lines) + "\r")
    return read_rounds(folder)


@pytest.mark.parametrize(
    ("later", "target"),
    [("2008-05-01", 0), ("2008-05-02", 1), ("2010-05-01", 1), ("2010-05-02", 0)],
)
def test_the_event_is_a_later_round_within_24_months(tmp_path, later, target):
    rounds = rounds_of(tmp_path, a_round("2008-05-01"), a_round(later, kind="other"))
    assert rounds.target[0] == target


def test_a_round_of_another_company_is_no_next_round(tmp_path):
    rounds = rounds_of(tmp_path, a_round("2008-05-01"), a_round("2009-01-01", company="b"))
    assert rounds.target.tolist() == [0, 0]


def test_rounds_whose_24_months_reach_the_snapshot_are_left_out(tmp_path):
    days = ("2004-12-31", "2005-01-01", "2011-09-30", "2011-10-01", "2013-09-01")
    rounds = rounds_of(tmp_path, *map(a_round, days))
    assert rounds.day.dt.strftime("%Y-%m-%d").tolist() == ["2005-01-01", "2011-09-30"]


@pytest.mark.parametrize("kind", ["other", "private-equity", "post-ipo", "crowdfunding"])
def test_rounds_of_other_types_are_history_but_not_judged(tmp_path, kind):
    rounds = rounds_of(tmp_path, a_round("2007-05-01", kind=kind), a_round("2008-05-01"))
    assert len(rounds.target) == 1
    assert rounds.features["rounds_before"].tolist() == [1.0]


def test_a_round_told_twice_counts_once(tmp_path):
    rounds = rounds_of(tmp_path, a_round("2008-05-01"), a_round("2008-05-01"))
    assert len(rounds.target) == 1


def test_history_counts_and_adds_what_came_before(tmp_path):
    days = ("2006-01-01", "2007-01-01", "2008-01-01")
    last = rounds_of(tmp_path, *(a_round(d, str(n)) for n, d in enumerate(days, 1))).features.loc[2]
    assert (last["rounds_before"], last["raised_before"], last["raised_so_far"]) == (2, 3, 6)
    assert last["amount_to_last"] == 1.5
    assert last["months_since_last"] == pytest.approx(12, abs=0.05)


def test_an_amount_nobody_stated_stays_missing(tmp_path):
    features = rounds_of(tmp_path, a_round("2006-01-01", ""), a_round("2007-01-01")).features
    assert features["amount"].isna().tolist() == [True, False]
    assert features["raised_before"].isna().tolist() == [False, True]


@pytest.mark.parametrize("founded", ["", "2009-01-01"])
def test_an_age_that_is_unknown_or_below_zero_is_missing(tmp_path, founded):
    rounds = rounds_of(tmp_path, a_round("2008-05-01"), founded=founded)
    assert rounds.features["age_years"].isna().all()


def test_nothing_later_than_a_round_changes_what_is_known_of_it(tmp_path):
    rows = [a_round("2006-01-01"), a_round("2007-01-01", "")]
    before = rounds_of(tmp_path, *rows).features
    later = [a_round("2007-02-01", "900"), a_round("2013-01-01", "700")]
    after = rounds_of(tmp_path, *rows, *later).features
    pd.testing.assert_frame_equal(after.iloc[:2], before)


def test_no_snapshot_column_is_even_read():
    assert not SNAPSHOT_VALUES & {*ROUND_COLUMNS, *COMPANY_COLUMNS}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TableError, match=f"{ROUNDS_FILE}: cannot be read"):
        read_rounds(tmp_path)


def test_a_file_with_other_columns_is_named(tmp_path):
    with gzip.open(tmp_path / ROUNDS_FILE, "wt") as file:
        file.write("a,b\n1,2\n")
    with pytest.raises(TableError, match=f"{ROUNDS_FILE}: cannot be read"):
        read_rounds(tmp_path)


@pytest.fixture(scope="module")
def figures(shared_data, report_figure):
    found = crunchbase_check(shared_data("crunchbase_2013"))
    for name, value in found.items():
        report_figure(f"potential on real rounds (Crunchbase 2013): {name}", value)
    return found


def test_the_real_rounds_are_those_with_24_months_to_look_back_on(figures):
    assert (figures["rounds"], figures["companies"]) == (15_883, 10_029)
    assert figures["next_round_share"] == pytest.approx(0.42, abs=0.01)
    assert figures["time_split_training_rounds"] + figures["time_split_test_rounds"] < 15_883


def test_rounds_of_unseen_companies_are_told_apart(figures):
    assert figures["grouped_auc"] >= 0.65
    assert figures["grouped_auc_low"] >= 0.64


def test_later_rounds_are_told_apart_by_what_was_known_before(figures):
    assert figures["time_split_auc"] >= 0.59
    assert figures["time_split_auc_low"] > 0.57


def test_the_split_that_others_publish_is_reached(figures):
    assert figures["time_split_overlapping_auc"] >= 0.618


def test_the_probability_of_unseen_companies_comes_true(figures):
    assert 0.9 <= figures["grouped_calibration_slope"] <= 1.1


def test_intervals_hold_their_auc(figures):
    for name in ("grouped", "time_split", "time_split_overlapping"):
        low, auc, high = (figures[f"{name}_auc{part}"] for part in ("_low", "", "_high"))
        assert low < auc < high
        assert high - low < 0.05


def test_the_real_file_has_every_kind_and_some_gaps(shared_data):
    features = read_rounds(shared_data("crunchbase_2013")).features
    assert features["amount"].isna().mean() == pytest.approx(0.09, abs=0.01)
    assert (features.filter(like="kind_").sum(axis=1) == 1.0).all()
    assert not np.isinf(features.to_numpy()).any()
