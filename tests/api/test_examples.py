"""Are the example firms invented, complete, consistent, and valid on every day?"""

import json
from datetime import date
from itertools import pairwise

import pytest

from api.examples import KINDS, UnknownKindError, example, title
from api.schemas.requests import AssessmentRequest
from engine.facts import facts_of
from engine.findings import findings_of
from engine.firm import sections_of
from engine.firm.checks import need_errors, record_errors
from engine.identity import SIMULATED_REGION

TODAY = date(2026, 11, 22)


def request(kind: str, today: date = TODAY) -> AssessmentRequest:
    return AssessmentRequest.model_validate_json(json.dumps(example(kind, today)))


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_plainly_invented(kind):
    firm = request(kind).firm
    assert firm.name.startswith("示例")
    assert firm.credit_code[2:8] == SIMULATED_REGION


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 31), date(2027, 3, 1), date(2028, 2, 29)])
@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_valid_on_later_days_too(kind, today):
    asked = request(kind, today)
    assert record_errors(asked.firm, today) == ()
    assert need_errors(asked.need, today) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_statements_of_an_example_balance_and_the_desk_finds_nothing_wrong(kind):
    firm = request(kind).firm
    for year in firm.statements.years:
        assert year.total_assets == year.total_liabilities + year.total_equity
        costs = year.cogs + year.selling_expense + year.admin_expense + year.finance_expense
        costs += year.taxes_and_surcharges
        costs += 0 if year.rnd_is_within_admin else year.rnd_expense
        assert year.operating_profit == year.revenue - costs + year.other_income
        assert year.net_profit == year.operating_profit - year.income_tax
    assert findings_of(firm, facts_of(firm, TODAY), TODAY) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_cash_of_two_years_agrees_with_the_cash_flows_between_them(kind):
    years = request(kind).firm.statements.years
    for before, after in pairwise(years):
        assert after.cash == before.cash + after.cfo + after.cfi + after.cff


@pytest.mark.parametrize("kind", ["growing", "established"])
def test_a_selling_firm_shows_the_last_24_whole_months(kind):
    months = [each.month for each in request(kind).firm.invoices.months]
    assert (months[0], months[-1], len(months)) == ("2024-11", "2026-10", 24)


def test_the_growing_example_fills_every_section():
    assert None not in sections_of(request("growing").firm).values()


def test_each_kind_has_a_title_in_both_languages():
    assert all(title(kind).zh and title(kind).en for kind in KINDS)


@pytest.mark.parametrize("kind", ["", "../growing", "Growing"])
def test_an_unknown_kind_is_refused(kind):
    with pytest.raises(UnknownKindError, match="there are: growing"):
        example(kind, TODAY)
