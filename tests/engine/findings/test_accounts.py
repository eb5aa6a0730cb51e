"""Do the identities of the project handbook 1.4 fire on a contradiction and only then?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings.forms import SUMS
from engine.firm import MONEY_ITEMS
from tests.builders import a_statement, with_statements
from tests.engine.findings.samples import WHOLE, accounts, codes, found, the_one, year

ENTERPRISE = WHOLE | {
    "rnd_expense": 100, "admin_expense": 80, "other_income": 10, "fair_value_gain": 3,
    "asset_disposal_gain": 0, "credit_impairment_loss": 8, "asset_impairment_loss": 5,
}  # fmt: skip


def test_a_whole_year_that_adds_up_is_silent():
    assert codes(accounts(year(WHOLE))) == []


def test_a_whole_year_by_the_larger_standard_adds_up_with_rnd_on_its_own_line():
    firm = accounts(year(ENTERPRISE), standard="enterprise")
    assert codes(firm) == []
    wrong = accounts(year(ENTERPRISE, admin_expense=180), standard="enterprise")
    assert codes(wrong) == ["OPERATING_PROFIT"]


def test_accounts_that_do_not_balance_are_said_not_repaired():
    statement = a_statement(total_assets=1_000_000, total_liabilities=400_000, total_equity=500_000)
    firm = with_statements(statement)
    finding = the_one(firm)
    assert (finding.code, finding.severity) == ("UNBALANCED", "serious")
    assert "1,000,000" in finding.sentence.zh
    assert "100,000 apart" in finding.sentence.en
    assert firm.statements.years[0].total_assets == 1_000_000


def test_a_tenth_of_a_percent_is_tolerated_and_a_cent_more_is_not():
    said = {"total_liabilities": 400_000, "total_equity": 599_000}
    assert codes(with_statements(a_statement(total_assets=1_000_000, **said))) == []
    edge = a_statement(total_assets="1000000.01", **said)
    assert codes(with_statements(edge)) == ["UNBALANCED"]


def test_a_yuan_is_tolerated_where_amounts_are_small():
    small = a_statement(total_assets=101, total_liabilities=40, total_equity=60)
    assert codes(with_statements(small)) == []


@pytest.mark.parametrize(
    ("item", "value", "code", "severity", "field"),
    [
        ("fixed_assets_cost", 500, "FIXED_ASSETS", "warning", "fixed_assets_net"),
        ("nonoperating_income", 99, "PROFIT_BEFORE_TAX", "serious", "profit_before_tax"),
        ("income_tax", 60, "NET_PROFIT", "serious", "net_profit"),
        ("selling_expense", 90, "OPERATING_PROFIT", "warning", "operating_profit"),
        ("cash_from_sales", 1_500, "CASH_FLOW_PARTS", "warning", "cfo"),
        ("capital_expenditure", 10, "CASH_FLOW_PARTS", "warning", "cfi"),
        ("borrowings_received", 10, "CASH_FLOW_PARTS", "warning", "cff"),
        ("cash_beginning", 200, "CASH_CHANGE", "serious", "cash_end"),
        ("inventory", 170, "PARTS_NOT_ADDING_UP", "warning", "current_assets"),
        ("intangible_assets", 10, "PARTS_NOT_ADDING_UP", "warning", "non_current_assets"),
        ("other_payables", 99, "PARTS_NOT_ADDING_UP", "warning", "current_liabilities"),
        ("deferred_income", 60, "PARTS_NOT_ADDING_UP", "warning", "non_current_liabilities"),
        ("capital_reserve", 150, "PARTS_NOT_ADDING_UP", "warning", "total_equity"),
        ("rnd_expense", 200, "PART_ABOVE_WHOLE", "serious", "rnd_expense"),
        ("liabilities_and_equity", 990, "UNBALANCED", "serious", "total_assets"),
    ],
)
def test_one_wrong_line_is_found_where_it_breaks_the_sum(item, value, code, severity, field):
    findings = found(accounts(year(WHOLE, **{item: value})))
    first = (findings[0].code, findings[0].severity, findings[0].field)
    assert first == (code, severity, f"firm.statements.years.0.{field}")


def test_totals_that_do_not_add_up_are_serious():
    findings = found(accounts(year(WHOLE, current_assets=600, non_current_assets=300)))
    assert ("PARTS_NOT_ADDING_UP", "serious") in [(each.code, each.severity) for each in findings]


def test_stated_parts_above_their_whole_are_found_though_others_are_left_out():
    partly = a_statement(current_assets=100_000, cash=80_000, inventory=30_000)
    finding = the_one(with_statements(partly))
    assert (finding.code, finding.severity) == ("PART_ABOVE_WHOLE", "serious")
    assert finding.sentence.zh == "2025年度货币资金、存货110,000元大于流动资产合计100,000元"


def test_parts_below_their_whole_say_nothing_while_others_are_left_out():
    partly = a_statement(current_assets=100_000, cash=80_000)
    assert codes(with_statements(partly)) == []


def test_other_cash_at_the_end_than_on_the_balance_sheet_is_a_notice():
    firm = accounts(year(WHOLE, cash_end=280, net_cash_change=30, cff=-45, borrowings_repaid=50))
    assert [(each.code, each.severity) for each in found(firm)] == [
        ("CASH_AGAINST_FLOWS", "notice")
    ]


def test_exchange_rates_explain_a_change_of_cash():
    firm = accounts(year(WHOLE, cff=-30, borrowings_repaid=35, exchange_effect=5))
    assert codes(firm) == []


def test_a_year_that_ends_after_the_day_is_not_looked_at():
    assert codes(accounts(year(WHOLE, 2026, total_equity=1))) == []


@given(st.sets(st.sampled_from(sorted(WHOLE))))
def test_leaving_lines_out_of_true_accounts_never_makes_a_finding(left_out):
    assert codes(accounts(year(WHOLE, **dict.fromkeys(left_out)))) == []


@given(st.integers(1, 10**9), st.sampled_from([1, 100]))
def test_findings_do_not_depend_on_the_size_of_the_firm(scale, cents):
    factor = Decimal(scale) / cents
    money = {name: (value * factor).quantize(Decimal("0.01")) for name, value in WHOLE.items()}
    assert codes(with_statements(a_statement(**money))) == []


def test_every_line_of_every_form_exists():
    for form in [each for forms in SUMS.values() for each in forms]:
        named = {form.whole, *form.plus, *form.minus, *form.beside, *form.less}
        assert named <= set(MONEY_ITEMS)


def test_an_empty_record_has_nothing_to_find():
    assert codes(with_statements(a_statement())) == []
