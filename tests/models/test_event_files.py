"""Are events read with every mistake named, and outcomes written whole?"""

from datetime import date

import pandas as pd
import pytest

from engine.errors import RecordError, TableError
from models.event_files import read_events, read_outcomes, write_outcomes
from models.outcomes import Event, outcomes_of

HEAD = "firm,day,event,days_past_due\n"


def csv(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_are_read_by_name_and_in_chinese(tmp_path):
    path = csv(tmp_path, HEAD + "a,2025-03-01,funded,\na,2025-09-01,逾期,95\nb,2025-09-02,代偿,\n")
    assert read_events(path) == (
        Event("a", date(2025, 3, 1), "funded"),
        Event("a", date(2025, 9, 1), "past_due", 95),
        Event("b", date(2025, 9, 2), "compensated"),
    )


def test_a_parquet_table_may_hold_days_and_numbers(tmp_path):
    table = pd.DataFrame(
        {
            "firm": ["a", "a"],
            "day": pd.to_datetime(["2025-03-01", "2025-09-01"]),
            "event": ["funded", "past_due"],
            "days_past_due": [None, 95],
        }
    )
    table.to_parquet(tmp_path / "e.parquet")
    assert read_events(tmp_path / "e.parquet")[1] == Event("a", date(2025, 9, 1), "past_due", 95)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",2025-03-01,funded,", "firm"),
        ("a,2025/03/01,funded,", "day"),
        ("a,2025-02-30,funded,", "day"),
        ("a,2025-03-01,bust,", "event"),
        ("a,2025-03-01,past_due,", "days_past_due"),
        ("a,2025-03-01,past_due,-5", "days_past_due"),
        ("a,2025-03-01,past_due,many", "days_past_due"),
        ("a,2025-03-01,funded,5", "days_past_due"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(tmp_path, line, column):
    with pytest.raises(RecordError) as refused:
        read_events(csv(tmp_path, HEAD + "a,2025-03-01,funded,\n" + line + "\n"))
    (error,) = refused.value.errors
    assert error.field == f"line 3: {column}"
    assert error.message.zh != error.message.en


def test_all_mistakes_are_named_up_to_a_hundred(tmp_path):
    with pytest.raises(RecordError) as refused:
        read_events(csv(tmp_path, HEAD + "a,never,funded,\n" * 300))
    assert len(refused.value.errors) == 100


@pytest.mark.parametrize("head", ["firm,day\n", "firm,day,event,amount\n", ""])
def test_a_table_of_other_columns_is_refused(tmp_path, head):
    with pytest.raises(TableError, match="events"):
        read_events(csv(tmp_path, head + "a,b,c,d\n" if head else ""))


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(TableError, match="must end in"):
        read_events(tmp_path / "events.xls")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_outcomes_are_written_and_read_again(tmp_path, ending):
    events = read_events(csv(tmp_path, HEAD + "a,2025-03-01,funded,\nb,2025-03-01,refused,\n"))
    found = outcomes_of(events, date(2025, 6, 30), date(2026, 6, 30))
    path = tmp_path / f"outcomes.{ending}"
    write_outcomes(found, path)
    assert read_outcomes(path) == found
    table = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    assert table["target"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("no_default", "good", "line 2"),
        ("window_complete", "because", "line 2"),
        ("2026-06-30", "soon", "line 2"),
        ("reason", "why", "'reason' is missing"),
        ("b,2025-06-30", "b,2025-05-31", "one day"),
    ],
)
def test_a_table_that_holds_no_outcomes_is_refused(tmp_path, old, new, said):
    events = read_events(csv(tmp_path, HEAD + "a,2025-03-01,funded,\nb,2025-03-01,refused,\n"))
    path = tmp_path / "outcomes.csv"
    write_outcomes(outcomes_of(events, date(2025, 6, 30), date(2026, 6, 30)), path)
    path.write_text(path.read_text("utf-8-sig").replace(old, new), "utf-8")
    with pytest.raises(TableError, match=said):
        read_outcomes(path)
