"""Do events become outcomes from a terminal?"""

import pandas as pd

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
