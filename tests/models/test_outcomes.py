"""Is each rule of default kept, and is nothing counted good before its twelve months are over?"""

from datetime import date, timedelta
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from models.outcomes import (
    KINDS,
    REASONS,
    Event,
    outcome_table,
    outcomes_of,
    targets,
    window_end,
)

ON = date(2025, 6, 30)
END = date(2026, 6, 30)
FUNDED = Event("a", date(2025, 3, 1), "funded")


def after(days):
    return ON + timedelta(days=days)


def outcome(*events, as_of=END):
    (found,) = outcomes_of([FUNDED, *events], ON, as_of)
    return found


def test_twelve_months_without_an_event_are_no_default():
    found = outcome()
    assert (found.status, found.reason, found.target) == ("no_default", "window_complete", 0.0)
    assert found.window_end == END


def test_a_day_before_the_window_is_over_nothing_is_good_yet():
    found = outcome(as_of=END - timedelta(days=1))
    assert (found.status, found.reason) == ("censored", "window_open")
    assert isnan(found.target)


def test_ninety_days_past_due_are_default():
    found = outcome(Event("a", after(200), "past_due", 90))
    assert (found.status, found.reason, found.target) == ("default", "past_due_90", 1.0)
    assert found.default_day == after(200)


def test_eighty_nine_days_past_due_are_flagged_only():
    found = outcome(Event("a", after(200), "past_due", 89))
    assert (found.status, found.flags) == ("no_default", ("late_under_90_days",))


def test_the_default_is_on_the_ninetieth_day_not_when_it_was_noted():
    found = outcome(Event("a", after(200), "past_due", 150))
    assert found.default_day == after(140)


def test_a_default_noted_after_the_window_counts_if_its_ninetieth_day_lies_within():
    noted = END + timedelta(days=30)
    assert outcome(Event("a", noted, "past_due", 130), as_of=noted).status == "default"
    assert outcome(Event("a", noted, "past_due", 110), as_of=noted).status == "no_default"


@pytest.mark.parametrize("kind", ["unlikely_to_pay", "compensated"])
def test_unlikely_to_pay_and_compensation_by_the_guarantor_are_default(kind):
    found = outcome(Event("a", after(10), kind))
    assert (found.status, found.reason, found.default_day) == ("default", kind, after(10))


def test_renewal_without_repayment_is_flagged_and_no_default():
    found = outcome(Event("a", after(100), "renewed_without_repayment"))
    assert (found.status, found.flags) == ("no_default", ("renewed_without_repayment",))


def test_a_default_before_the_window_is_over_is_seen_but_not_counted():
    found = outcome(Event("a", after(20), "compensated"), as_of=after(30))
    assert (found.status, found.flags) == ("default", ("window_open",))
    assert isnan(found.target)


def test_what_happens_after_the_window_is_another_window_s():
    later = Event("a", END + timedelta(days=1), "compensated")
    assert outcome(later, as_of=later.day).status == "no_default"


def test_what_is_not_yet_known_is_unread():
    assert outcome(Event("a", after(50), "compensated"), as_of=after(49)).status == "censored"


def test_only_a_funded_firm_has_an_outcome():
    (refused,) = outcomes_of([Event("b", ON, "refused")], ON, END)
    (later,) = outcomes_of([Event("b", after(1), "funded")], ON, END)
    assert {refused.reason, later.reason} == {"not_funded"}
    assert refused.status == later.status == "censored"


def test_a_firm_that_owed_nothing_any_more_has_none():
    assert outcome(Event("a", ON, "repaid")).reason == "repaid_before"
    again = [Event("a", ON - timedelta(days=9), "repaid"), Event("a", ON, "funded")]
    assert outcome(*again).status == "no_default"


def test_a_firm_in_default_already_cannot_default_anew_unless_it_was_cured():
    bad = Event("a", date(2025, 5, 1), "compensated")
    assert outcome(bad).reason == "in_default_before"
    assert outcome(bad, Event("a", date(2025, 6, 1), "cured")).status == "no_default"


def test_a_firm_transferred_within_the_window_is_censored():
    left = Event("a", after(100), "left_view")
    assert (outcome(left).status, outcome(left).reason) == ("censored", "left_view")
    assert outcome(left, Event("a", after(90), "compensated")).status == "default"


def test_the_first_of_several_defaults_is_told():
    found = outcome(Event("a", after(90), "compensated"), Event("a", after(80), "unlikely_to_pay"))
    assert (found.reason, found.default_day) == ("unlikely_to_pay", after(80))


def test_a_window_from_a_leap_day_ends_with_its_month():
    assert window_end(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(("kind", "days"), [("past_due", None), ("past_due", 0), ("funded", 3)])
def test_days_past_due_belong_to_past_due_only(kind, days):
    with pytest.raises(ModelError, match="days past due"):
        Event("a", ON, kind, days)


def test_outcomes_cannot_be_known_before_the_day():
    with pytest.raises(ModelError, match="cannot be known"):
        outcomes_of([FUNDED], ON, ON - timedelta(days=1))


def test_the_table_holds_one_line_per_firm_in_order():
    found = outcomes_of([Event("b", ON, "funded"), FUNDED], ON, END)
    assert outcome_table(found)["firm"].tolist() == ["a", "b"]
    assert targets(found).tolist() == [0.0, 0.0]


def events():
    days = st.integers(-400, 800).map(after)
    plain = st.sampled_from([kind for kind in KINDS if kind != "past_due"])
    late = st.builds(Event, st.sampled_from("ab"), days, st.just("past_due"), st.integers(1, 400))
    return st.lists(st.builds(Event, st.sampled_from("ab"), days, plain) | late, max_size=8)


@given(events(), st.integers(0, 364))
def test_no_window_that_is_not_complete_is_ever_no_default(found, days):
    for each in outcomes_of(found, ON, after(days)):
        assert each.status != "no_default"
        assert isnan(each.target)


@given(events(), st.integers(0, 800))
def test_every_outcome_gives_its_reason_and_a_default_its_day(found, days):
    for each in outcomes_of(found, ON, after(days)):
        assert each.reason in REASONS
        assert (each.status == "default") == (each.default_day is not None)
        assert each.default_day is None or ON < each.default_day <= END


@given(events(), st.randoms())
def test_the_order_of_events_is_nothing(found, chance):
    mixed = chance.sample(found, len(found))
    assert outcomes_of(mixed, ON, END) == outcomes_of(found, ON, END)
