"""Do people, research, rights, debts, capital and registers contradict each other?"""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import a_firm, a_section, a_statement
from tests.engine.findings.samples import codes, found, the_one


def people(**fields):
    return a_firm(people=a_section(**fields))


def money(**items):
    return {name: Decimal(value) for name, value in items.items()}


def test_insured_and_headcount_may_not_be_far_apart_either_way():
    assert codes(people(headcount=100, insured_headcount=50)) == []
    assert codes(people(headcount=100, insured_headcount=49)) == ["INSURED_AGAINST_HEADCOUNT"]
    assert codes(people(headcount=100, insured_headcount=101)) == ["INSURED_AGAINST_HEADCOUNT"]


@pytest.mark.parametrize(("fund", "expected"), [(120, []), (30, []), (121, 1), (29, 1)])
def test_the_housing_fund_goes_with_the_insured(fund, expected):
    firm = people(headcount=100, insured_headcount=100, housing_fund_headcount=fund)
    assert codes(firm) == (["FUND_AGAINST_INSURED"] if expected else [])


@pytest.mark.parametrize(("payroll", "expected"), [(100_000, []), (99_999, 1), (20_000_001, 1)])
def test_pay_per_head_out_of_the_ordinary_is_said(payroll, expected):
    firm = people(headcount=10, payroll_12m=Decimal(payroll))
    assert codes(firm) == (["PAY_PER_HEAD"] if expected else [])


def researching(stated, declared, **sections):
    return a_firm(
        statements=a_section(years=(a_statement(rnd_expense=stated),)),
        research=a_section(declared_rnd_expense=Decimal(declared)), **sections,
    )  # fmt: skip


def test_rnd_in_the_accounts_and_in_the_ledger_should_be_near():
    assert codes(researching(1_000_000, 700_000)) == []
    finding = the_one(researching(1_000_000, 690_000))
    assert (finding.code, finding.severity) == ("RND_AGAINST_DECLARED", "warning")
    assert finding.sentence.zh == "报表研发费用1,000,000元与加计扣除辅助账690,000元相差31%"


def test_a_ledger_of_another_year_is_not_compared():
    firm = a_firm(
        statements=a_section(years=(a_statement(2024, rnd_expense=1_000_000),)),
        research=a_section(declared_rnd_expense=Decimal(1)),
    )
    assert codes(firm) == []


def test_rnd_without_anybody_to_do_it_is_a_warning():
    firm = researching(200_000, 200_000, people=a_section(headcount=9, rnd_staff=0))
    assert codes(firm) == ["RND_WITHOUT_STAFF"]


def test_high_tech_revenue_is_a_part_of_revenue():
    def firm(part):
        return a_firm(statements=a_section(years=(a_statement(revenue=1_000_000),)),
                      main_business=a_section(high_tech_revenue=Decimal(part)))  # fmt: skip

    assert codes(firm(1_000_000)) == []
    assert codes(firm(1_001_001)) == ["HIGH_TECH_ABOVE_REVENUE"]


RIGHTS = {"invention_patents": 2, "other_class1": 0, "utility_models": 1, "designs": 0,
          "software_copyrights": 0}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "most"),
    [("class1_self_developed", 2), ("class1_main_product", 2), ("class2_main_product", 1)],
)
def test_rights_of_one_kind_are_no_more_than_all(name, most):
    def firm(count):
        return a_firm(intellectual_property=a_section(**RIGHTS, **{name: count}))

    assert codes(firm(most)) == []
    assert codes(firm(most + 1)) == ["RIGHTS_ABOVE_TOTAL"]


def test_a_recognition_that_asks_for_rights_needs_rights():
    held = a_section(held=({"code": "HNTE", "valid_from": date(2025, 1, 1)},))
    none = dict.fromkeys(RIGHTS, 0)
    bare = a_firm(qualifications=held, intellectual_property=a_section(**none))
    assert codes(bare) == ["QUALIFIED_WITHOUT_RIGHTS"]
    assert codes(a_firm(qualifications=held, intellectual_property=a_section(**RIGHTS))) == []
    assert codes(a_firm(qualifications=held)) == []


def registered(kind):
    return a_section(events=({"kind": kind, "opened_on": date(2026, 1, 1)},))


def test_a_registered_pledge_contradicts_a_pledged_share_of_nothing():
    rights = a_section(**RIGHTS, pledged_share=Decimal(0))
    firm = a_firm(intellectual_property=rights, judicial=registered("ip_pledge"))
    assert codes(firm) == ["PLEDGE_NOT_STATED"]


def test_debt_secured_by_patents_contradicts_a_pledged_share_of_nothing():
    debt = {"kind": "bank_loan", "drawn_on": date(2025, 1, 1), "balance": Decimal(500_000),
            "security": "ip_pledge"}  # fmt: skip
    rights = a_section(**RIGHTS, pledged_share=Decimal(0))
    firm = a_firm(intellectual_property=rights, debts=a_section(debts=(debt,)))
    assert "PLEDGE_OF_DEBT_NOT_STATED" in codes(firm)
    stated = a_section(**RIGHTS, pledged_share=Decimal("0.5"))
    firm = a_firm(intellectual_property=stated, debts=a_section(debts=(debt,)))
    assert "PLEDGE_OF_DEBT_NOT_STATED" not in codes(firm)


def test_notices_of_arrears_beside_no_arrears_are_a_notice():
    firm = a_firm(tax=a_section(arrears=Decimal(0)), judicial=registered("tax_arrears_notice"))
    assert codes(firm) == ["ARREARS_AGAINST_NOTICES"]


def test_property_mortgaged_is_property_owned():
    def firm(mortgaged):
        return a_firm(real_estate=a_section(**money(owned_value=100, mortgaged_value=mortgaged)))

    assert (codes(firm(100)), codes(firm(101))) == ([], ["MORTGAGED_ABOVE_OWNED"])


def indebted(balance, drawn_on, loans, year=2025):
    debt = {"kind": "bank_loan", "drawn_on": drawn_on, "balance": Decimal(balance)}
    accounts = a_statement(year, short_term_loans=loans, long_term_loans=0)
    return a_firm(debts=a_section(debts=(debt,)), statements=a_section(years=(accounts,)))


def test_a_loan_older_than_the_accounts_stands_in_them():
    old = date(2025, 6, 1)
    assert codes(indebted(1_000_000, old, 1_000_000)) == []
    assert codes(indebted(1_000_000, old, 900_000)) == ["DEBT_NOT_ON_BALANCE_SHEET"]


def test_a_loan_drawn_since_explains_itself():
    assert codes(indebted(1_000_000, date(2026, 2, 1), 0)) == []


def test_loans_in_fresh_accounts_that_no_debt_explains_are_a_notice():
    finding = the_one(indebted(100_000, date(2026, 2, 1), 1_000_000))
    assert (finding.code, finding.severity) == ("LOANS_NOT_AMONG_DEBTS", "notice")


def test_loans_in_old_accounts_may_have_been_repaid():
    assert codes(indebted(100_000, date(2026, 2, 1), 1_000_000, year=2024)) == []


REGISTERED = {"founded_on": date(2020, 1, 1), "city": "杭州市", "industry_code": "I6513"}


@pytest.mark.parametrize(
    ("registry", "sheet", "severity"),
    [(500_000, 500_000, None), (400_000, 500_000, "warning"), (600_000, 500_000, "notice")],
)
def test_paid_in_capital_is_the_same_in_registry_and_balance_sheet(registry, sheet, severity):
    firm = a_firm(registration=a_section(**REGISTERED, paid_in_capital=Decimal(registry)),
                  statements=a_section(years=(a_statement(paid_in_capital=sheet),)))  # fmt: skip
    assert [each.severity for each in found(firm)] == ([severity] if severity else [])


def test_no_more_is_paid_in_than_registered():
    capital = money(paid_in_capital=101, registered_capital=100)
    assert codes(a_firm(registration=a_section(**REGISTERED, **capital))) == [
        "PAID_ABOVE_REGISTERED"
    ]
