"""Does one report hold all that is watched, and read what people have as files?"""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from engine.errors import TableError
from models.event_files import write_outcomes
from models.monitoring import Monitored, MonitoringReport, monitor
from models.monitoring.files import read_decisions, read_firms, read_outcomes, with_outcomes
from models.outcomes import Event, outcomes_of
from models.population import simulate
from models.record_files import write_records


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("monitored")
    write_records(simulate(400, 31), place / "reference.jsonl")
    write_records(simulate(300, 32), place / "current.jsonl")
    return place


@pytest.fixture(scope="module")
def firms(folder, demonstration_model):
    names = demonstration_model.feature_names
    return [read_firms(folder / f"{name}.jsonl", names) for name in ("reference", "current")]


def table_of(current, path):
    known = {"identifier": current.firms, "on": "2026-06-30", **current.features}
    pd.DataFrame(known).to_csv(path, index=False, encoding="utf-8-sig")
    return path


def test_records_bring_features_identifiers_and_outcomes(firms, demonstration_model):
    _, current = firms
    assert tuple(current.features.columns) == demonstration_model.feature_names
    assert len(current.firms) == len(current.outcomes) == 300
    assert set(np.unique(current.outcomes)) == {0.0, 1.0}


def test_a_report_of_firms_like_the_reference_is_no_alarm(firms, demonstration_model):
    reference, current = firms
    report = monitor(demonstration_model, reference.features, current)
    assert report.verdict in ("green", "too_few")
    assert report.drift.firms_now == report.backtest.whole.firms == 300
    assert "not for credit decisions" in report.notice.en
    assert (report.overrides, report.retraining) == (None, None)


def test_the_worst_part_is_the_verdict(firms, demonstration_model):
    reference, current = firms
    moved = current.features.assign(debt_ratio=current.features["debt_ratio"] + 1.0)
    report = monitor(demonstration_model, reference.features, Monitored(moved))
    assert (report.verdict, report.drift.verdict) == ("red", "red")


def test_with_a_previous_model_grades_are_compared_on_the_same_data(firms, demonstration_model):
    reference, current = firms
    report = monitor(demonstration_model, reference.features, current, previous=demonstration_model)
    assert (report.retraining.unchanged, report.retraining.moved) == (300, 0)


def test_a_report_is_the_same_bytes_again_and_comes_back_from_json(firms, demonstration_model):
    reference, current = firms
    told = [monitor(demonstration_model, reference.features, current).to_json() for _ in "ab"]
    assert told[0] == told[1]
    assert MonitoringReport.model_validate_json(told[0]).to_json() == told[0]
    assert json.loads(told[0])["model_id"] == demonstration_model.model_id


def test_an_empty_table_is_refused(firms, demonstration_model):
    reference, current = firms
    with pytest.raises(TableError, match="must both hold firms"):
        monitor(demonstration_model, reference.features.head(0), current)


def test_a_table_of_features_is_read_as_the_records_are(firms, tmp_path, demonstration_model):
    _, current = firms
    path = table_of(current, tmp_path / "features.csv")
    read = read_firms(path, demonstration_model.feature_names)
    pd.testing.assert_frame_equal(read.features, current.features)
    assert read.firms == list(current.firms)
    assert set(read.months) == {"2026-06"}


def test_a_table_without_one_of_the_features_names_it(firms, tmp_path, demonstration_model):
    _, current = firms
    path = table_of(current, tmp_path / "features.csv")
    pd.read_csv(path).drop(columns="debt_ratio").to_csv(path, index=False)
    with pytest.raises(TableError, match="debt_ratio"):
        read_firms(path, demonstration_model.feature_names)


def test_outcomes_join_by_firm_and_the_others_have_none_yet(firms, tmp_path):
    _, current = firms
    path = tmp_path / "outcomes.csv"
    rows = pd.DataFrame({"firm": current.firms[:3], "target": ["1.0", "0.0", ""],
                         "on": "2025-06-30", "flags": ""})  # fmt: skip
    rows.to_csv(path, index=False)
    joined = with_outcomes(current, read_outcomes(path), path.name)
    assert joined.outcomes[:2].tolist() == [1.0, 0.0]
    assert np.isnan(joined.outcomes[2:]).all()


def test_a_default_in_an_open_window_waits_for_its_cohort(tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text("firm,target,on,flags\na,1.0,2026-05-01,window_open\nb,1.0,2025-05-01,\n")
    outcomes = read_outcomes(path)
    assert np.isnan(outcomes.values["a"])
    assert (outcomes.values["b"], outcomes.months["b"]) == (1.0, "2025-05")


@pytest.mark.parametrize(
    ("text", "said"),
    [("identifier,outcome\na,maybe\n", "line 2: 'maybe' is no outcome"),
     ("identifier,result\na,1\n", "column 'outcome' is missing"),
     ("identifier,outcome\na,1\na,0\n", "stands there twice")],
)  # fmt: skip
def test_outcomes_that_cannot_be_read_are_named(tmp_path, text, said):
    path = tmp_path / "outcomes.csv"
    path.write_text(text)
    with pytest.raises(TableError, match=said):
        read_outcomes(path)


def test_outcomes_of_other_firms_are_refused(firms, tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text("identifier,outcome\nnobody,1\n")
    with pytest.raises(TableError, match="none of the current firms"):
        with_outcomes(firms[1], read_outcomes(path), path.name)


def test_decisions_take_their_outcomes_from_the_outcomes_file(tmp_path):
    outcomes, decisions = tmp_path / "outcomes.csv", tmp_path / "decisions.csv"
    outcomes.write_text("identifier,outcome\na,default\nb,censored\n")
    decisions.write_text(
        "identifier,officer,model_grade,given_grade\na,li,C1,B3\nb,li,C1,C1\nc,wang,C1,C1\n"
    )
    found = read_decisions(decisions, read_outcomes(outcomes))
    assert found.steps.tolist() == [1, 0, 0]
    assert found.outcomes[0] == 1.0
    assert np.isnan(found.outcomes[1:]).all()


def test_a_decision_with_a_grade_that_does_not_exist_names_file_and_row(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("officer,model_grade,given_grade\nli,C1,Q7\n")
    with pytest.raises(TableError, match=r"decisions\.csv: overrides: row 1"):
        read_decisions(path)


def test_what_the_outcome_rules_write_is_read_back_by_firm(tmp_path):
    day, later = date(2025, 1, 1), date(2025, 6, 1)
    events = [Event(firm, date(2024, 6, 1), "funded") for firm in ("late", "good", "open")]
    events.append(Event("late", later, "unlikely_to_pay"))
    path = tmp_path / "outcomes.csv"
    write_outcomes(outcomes_of(events, day, date(2026, 1, 2)), path)
    whole = read_outcomes(path)
    assert (whole.values["late"], whole.values["good"]) == (1.0, 0.0)
    assert set(whole.months.values()) == {"2025-01"}
    write_outcomes(outcomes_of(events, day, date(2025, 7, 1)), path)
    assert all(np.isnan(value) for value in read_outcomes(path).values.values())
