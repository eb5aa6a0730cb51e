"""Do fiscal years follow from each other?"""

import pytest

from tests.engine.findings.samples import BEFORE, WHOLE, accounts, codes, found, the_one, year


def two(**changed):
    """BEFORE and WHOLE, the items of the later year changed."""
    return accounts(year(BEFORE, 2024), year(WHOLE, **changed))


def short(**changed):
    """Two years with balance-sheet cash and net flows only."""
    later = {"cash": 300, "cfo": 140, "cfi": -65, "cff": -25} | changed
    return accounts(year({"cash": 250}, 2024), year(later))


def test_years_that_follow_from_each_other_are_silent():
    assert codes(two()) == []


def test_the_three_flows_explain_the_change_of_cash():
    assert codes(short()) == []
    finding = the_one(short(cff=0))
    assert (finding.code, finding.severity) == ("CASH_CHANGE_OF_YEARS", "warning")
    assert "25,000" in finding.sentence.zh


def test_opening_cash_is_the_closing_cash_of_the_year_before():
    firm = accounts(year(BEFORE | {"cash_end": 240}, 2024), year(WHOLE))
    assert codes(firm) == ["CASH_AGAINST_FLOWS", "OPENING_CASH"]


def test_a_rise_of_retained_earnings_above_net_profit_is_a_warning():
    firm = accounts(year(BEFORE | {"retained_earnings": 100}, 2024), year(WHOLE))
    finding = the_one(firm)
    assert (finding.code, finding.severity) == ("RETAINED_ABOVE_PROFIT", "warning")
    assert "170,000" in finding.sentence.en
    assert "120,000" in finding.sentence.en


def test_a_fall_of_retained_earnings_that_nothing_explains_is_a_notice():
    firm = accounts(year(BEFORE | {"retained_earnings": 260}, 2024), year(WHOLE))
    assert [(each.code, each.severity) for each in found(firm)] == [("RETAINED_FELL", "notice")]


def test_dividends_paid_or_owed_explain_a_fall():
    before = BEFORE | {"retained_earnings": 260}
    paid = year(WHOLE, interest_and_dividends_paid=110, cff=-90, net_cash_change=-15,
                cash_beginning=315)  # fmt: skip
    firm = accounts(year(before | {"cash": 315, "cash_end": 315}, 2024), paid)
    assert codes(firm) == []


@pytest.mark.parametrize("item", ["revenue", "total_assets"])
@pytest.mark.parametrize("times", [10_000, 30_000])
def test_a_jump_of_about_ten_thousand_times_is_a_slip_of_units(item, times):
    for first, second in ((1, times), (times, 1)):
        firm = accounts(year({item: first}, 2024), year({item: second}))
        finding = the_one(firm)
        assert (finding.code, finding.severity) == ("UNIT_SLIP", "serious")
        assert "万元" in finding.sentence.zh


@pytest.mark.parametrize("times", [1, 10, 1_000, 1_000_000])
def test_other_growth_is_not_a_slip(times):
    assert codes(accounts(year({"revenue": 1}, 2024), year({"revenue": times}))) == []


def test_a_year_left_out_between_others_is_said():
    firm = accounts(year({"revenue": 1}, 2023), year({"revenue": 1}, 2025))
    assert codes(firm) == ["YEAR_MISSING"]
    assert "2024" in found(firm)[0].sentence.zh


def test_the_order_of_the_years_does_not_matter():
    before, after = year(BEFORE | {"retained_earnings": 100}, 2024), year(WHOLE)
    backwards = accounts(after, before)
    assert codes(backwards) == ["RETAINED_ABOVE_PROFIT"]
    assert found(backwards)[0].field == "firm.statements.years.0.retained_earnings"
