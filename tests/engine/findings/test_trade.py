"""Do invoices, tax, orders, meters and customs contradict the accounts or each other?"""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import ON, a_firm, a_section, a_statement
from tests.engine.findings.samples import codes, found, the_one

FISCAL_2025 = [(2025, month) for month in range(1, 13)]
# The 24 whole months before the day.
LAST_24 = [(number // 12, number % 12 + 1) for number in range(2024 * 12 + 5, 2026 * 12 + 5)]
NEVER = Decimal(0)


def month(year, number, sales):
    return {
        "month": f"{year}-{number:02d}", "sales": Decimal(sales), "sales_returns": NEVER,
        "sales_invoices": 1, "voided_invoices": 0, "purchases": NEVER, "purchase_invoices": 0,
    }  # fmt: skip


def invoices(months, sales, **fields):
    return a_section(months=tuple(month(*each, sales) for each in months), **fields)


def firm(revenue=None, months=FISCAL_2025, sales=100_000, end=2025, **sections):
    statements = {} if revenue is None else {
        "statements": a_section(years=(a_statement(end, revenue=revenue),))
    }  # fmt: skip
    return a_firm(**statements, invoices=invoices(months, sales), **sections)


def test_invoices_of_the_fiscal_year_near_its_revenue_are_silent():
    assert codes(firm(revenue=1_200_000)) == []
    assert codes(firm(revenue=924_000)) == []  # invoices 29.9 % above


def test_invoices_of_the_fiscal_year_far_from_its_revenue_are_a_warning():
    finding = the_one(firm(revenue=900_000))
    assert (finding.code, finding.severity) == ("INVOICED_AGAINST_REVENUE", "warning")
    assert finding.sentence.zh == "2025年度开票收入1,200,000元与营业收入900,000元相差33%"


def test_the_fiscal_year_is_compared_not_the_last_twelve_months():
    growing = [*FISCAL_2025[6:], *[(2026, number) for number in range(1, 6)]]
    early = a_section(months=tuple(
        month(*each, 50_000) for each in FISCAL_2025[:6]) + tuple(
        month(*each, 150_000) for each in growing))  # fmt: skip
    record = a_firm(invoices=early, statements=a_section(years=(a_statement(revenue=1_200_000),)))
    assert codes(record) == []


def test_without_the_whole_fiscal_year_twelve_months_are_compared_more_loosely():
    months = [*FISCAL_2025[2:], (2026, 1), (2026, 2)]
    on = date(2026, 3, 15)
    record = firm(revenue=800_000, months=months)
    assert codes(record.model_copy(update={"statements": None}), on) == ["OBSERVED_LATER"]
    near = record.model_copy(update={
        "invoices": record.invoices.model_copy(update={"observed_on": on}),
        "statements": record.statements.model_copy(update={"observed_on": on}),
    })  # fmt: skip
    assert codes(near, on) == []  # 50 % off, 30 % + 2 x 10 % allowed
    far = firm(revenue=700_000, months=months).model_copy(update={
        "invoices": near.invoices,
        "statements": a_firm(statements=a_section(
            observed_on=on, years=(a_statement(revenue=700_000),))).statements,
    })  # fmt: skip
    assert codes(far, on) == ["INVOICED_AGAINST_REVENUE"]
    assert "只重合10个月" in found(far, on)[0].sentence.zh


def test_periods_that_hardly_overlap_are_not_compared():
    months = [*FISCAL_2025[5:], *[(2026, number) for number in range(1, 6)]]
    assert codes(firm(revenue=100_000, months=months)) == []


def test_invoices_ten_thousand_times_the_revenue_are_a_slip_of_units():
    finding = the_one(firm(revenue=120))
    assert (finding.code, finding.severity) == ("UNIT_SLIP", "serious")


def test_sales_invoiced_without_any_revenue_are_said():
    assert codes(firm(revenue=0)) == ["INVOICED_AGAINST_REVENUE"]
    assert codes(firm(revenue=0, sales=0)) == []


@pytest.mark.parametrize(("declared", "expected"), [(960_000, []), (1_500_000, [])])
def test_declared_revenue_near_invoices_is_silent(declared, expected):
    record = firm(months=LAST_24, tax=a_section(declared_revenue_12m=Decimal(declared)))
    assert codes(record) == expected


def test_declared_revenue_far_from_invoices_is_a_warning():
    record = firm(months=LAST_24, tax=a_section(declared_revenue_12m=Decimal(900_000)))
    assert codes(record) == ["DECLARED_AGAINST_INVOICED"]
    assert "25%" in found(record)[0].sentence.en


def test_exports_above_all_sales_are_a_warning():
    for exports, expected in ((1_320_000, []), (1_320_001, ["EXPORTS_ABOVE_SALES"])):
        customs = a_section(exports_12m=Decimal(exports))
        assert codes(firm(months=LAST_24, customs=customs)) == expected


def powered(now, before):
    used = [(each, before) for each in LAST_24[:12]] + [(each, now) for each in LAST_24[12:]]
    return a_section(months=tuple(
        {"month": f"{year}-{number:02d}", "electricity_kwh": kwh, "paid": NEVER}
        for (year, number), kwh in used
    ))  # fmt: skip


def grown(now):
    sold = [(each, 100_000) for each in LAST_24[:12]] + [(each, now) for each in LAST_24[12:]]
    return a_section(months=tuple(month(*each, sales) for each, sales in sold), observed_on=ON)


def test_power_that_falls_while_sales_rise_is_a_notice():
    utilities = powered(700, 1_000) | {"observed_on": ON}
    assert codes(a_firm(invoices=grown(121_000), utilities=utilities)) == ["POWER_AGAINST_SALES"]
    assert codes(a_firm(invoices=grown(119_000), utilities=utilities)) == []
    steady = powered(710, 1_000) | {"observed_on": ON}
    assert codes(a_firm(invoices=grown(121_000), utilities=steady)) == []


def shared(name, *shares):
    fields = {name: tuple(map(Decimal, shares))}
    return a_firm(invoices=invoices(FISCAL_2025, 1, **fields))


@pytest.mark.parametrize("name", ["buyer_shares", "supplier_shares"])
def test_shares_above_one_or_out_of_order_are_said(name):
    assert codes(shared(name, "0.6", "0.4")) == []
    assert codes(shared(name, "0.7", "0.4")) == ["SHARES_ABOVE_ONE"]
    assert codes(shared(name, "0.2", "0.5")) == ["SHARES_NOT_SORTED"]


def test_an_order_invoiced_above_its_amount_is_a_warning():
    def order(invoiced):
        signed = {"signed_on": date(2026, 1, 1), "amount": Decimal(100), "invoiced": invoiced}
        return a_firm(orders=a_section(orders=(signed,)))

    assert codes(order(Decimal(100))) == []
    finding = the_one(order(Decimal(101)))
    assert (finding.code, finding.field) == ("ORDER_OVERINVOICED", "firm.orders.orders.0.invoiced")
