"""Do events become outcomes from a terminal?"""

import json
from datetime import timedelta
from math import isnan

import pandas as pd

from models.event_files import write_outcomes
from models.lending import simulated_events
from models.outcomes import outcomes_of, window_end
from models.population import SIMULATED_ON, simulate
from models.record_files import write_records

KNOWN_ON = window_end(SIMULATED_ON) + timedelta(days=90)
EVENTS = (
    "firm,day,event,days_past_due\na,2025-03-01,放款,\nb,2025-03-01,放款,\nb,2025-12-01,逾期,91\n"
)
DAYS = ("--on", "2025-06-30", "--as-of", "2026-06-30")


def test_outcomes_are_written_and_counted(hangcuang, tmp_path):
    events, target = tmp_path / "events.csv", tmp_path / "outcomes.csv"
    events.write_text(EVENTS, encoding="utf-8")
    told = hangcuang("outcomes", events, *DAYS, "--out", target)
    assert told.code == 0, told
    assert pd.read_csv(target)["status"].tolist() == ["no_default", "default"]
    assert "逾期满90天" in told.out
    assert "2 of them count" in told.err


def test_a_wrong_row_or_day_is_named(hangcuang, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(EVENTS + "c,2025-03-01,逾期,\n", encoding="utf-8")
    told = hangcuang("outcomes", events, *DAYS, "--out", tmp_path / "o.csv")
    assert (told.code, "line 5: days_past_due" in told.err) == (2, True)
    told = hangcuang("outcomes", events, "--on", "x", "--as-of", "y", "--out", tmp_path / "o.csv")
    assert told.code == 2
    assert not (tmp_path / "o.csv").exists()


def test_a_model_is_trained_on_outcomes_and_their_day(hangcuang, tmp_path):
    firms = list(simulate(900, seed=5))
    write_records(firms, tmp_path / "firms.jsonl")
    events = simulated_events(firms, SIMULATED_ON, seed=1)
    found = outcomes_of(events, SIMULATED_ON, KNOWN_ON)
    write_outcomes(found, tmp_path / "outcomes.csv")
    trained = ("train", tmp_path / "firms.jsonl", "--outcomes", tmp_path / "outcomes.csv")
    told = hangcuang(*trained, "--out", tmp_path / "model", "--json")
    figures = json.loads(told.out)
    counted = sum(not isnan(each.target) for each in found)
    assert (figures["firms"], figures["firms_without_outcome"]) == (counted, 900 - counted)
    assert figures["on"] == SIMULATED_ON.isoformat()
    told = hangcuang(*trained, "--out", tmp_path / "other", "--on", "2020-01-01")
    assert (told.code, "watched from" in told.err) == (2, True)
