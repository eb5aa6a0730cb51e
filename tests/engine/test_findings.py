from datetime import date
from typing import Any

from engine.facts import facts_of
from engine.findings import findings_of
from engine.firm import Firm
from tests.builders import ON, a_firm, a_section, a_statement, with_statements


def _codes(firm: Firm) -> list[str]:
    return [finding.code for finding in findings_of(firm, facts_of(firm, ON), ON)]


def _people(**fields: Any) -> Firm:
    return a_firm(people=a_section(**fields))


def test_an_empty_record_has_nothing_to_find() -> None:
    assert _codes(a_firm()) == []


def test_accounts_that_do_not_balance_are_said_not_repaired() -> None:
    year = a_statement(total_assets=1_000_000, total_liabilities=400_000, total_equity=500_000)
    firm = with_statements(year)
    assert _codes(firm) == ["UNBALANCED"]
    assert facts_of(firm, ON)["total_assets"] == 1_000_000.0


def test_a_tenth_of_a_percent_is_tolerated() -> None:
    year = a_statement(total_assets=1_000_000, total_liabilities=400_000, total_equity=599_000)
    assert _codes(with_statements(year)) == []


def test_far_fewer_insured_than_headcount_is_said() -> None:
    assert _codes(_people(headcount=100, insured_headcount=49)) == ["INSURED_AGAINST_HEADCOUNT"]
    assert _codes(_people(headcount=100, insured_headcount=50)) == []


def test_old_accounts_are_said() -> None:
    assert _codes(with_statements(a_statement(2023))) == ["OLD_ACCOUNTS"]


def test_a_section_over_a_year_old_is_stale() -> None:
    assert _codes(_people(headcount=1, observed_on=date(2025, 6, 1))) == ["STALE"]


def test_a_section_observed_later_is_said_to_be_unused() -> None:
    assert _codes(_people(headcount=1, observed_on=date(2026, 7, 1))) == ["OBSERVED_LATER"]
