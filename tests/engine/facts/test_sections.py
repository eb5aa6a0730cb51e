"""Do facts of the other sections say what was known on the day, and unknown where it was not?"""

import math
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.facts import facts_of
from tests.builders import ON, a_firm, a_section


def known(**sections: dict[str, Any]) -> dict[str, float]:
    record = {name: a_section(**fields) for name, fields in sections.items()}
    return facts_of(a_firm(**record), ON)


def month(number: int) -> str:
    """2026-05 is the last whole month before the day; 0 is that one."""
    count = 2026 * 12 + 4 - number
    return f"{count // 12}-{count % 12 + 1:02d}"


def invoices(sales: dict[int, int]) -> dict[str, Any]:
    months = tuple(
        {"month": month(back), "sales": Decimal(amount), "sales_returns": Decimal(0),
         "sales_invoices": 1, "voided_invoices": 0, "purchases": Decimal(0), "purchase_invoices": 0}
        for back, amount in sales.items()
    )  # fmt: skip
    return {"months": months}


def test_spans_of_sales_are_unknown_until_the_history_covers_them() -> None:
    facts = known(invoices=invoices(dict.fromkeys(range(8), 10)))
    assert facts["sales_last_3m"] == 30
    assert facts["sales_6m"] == 60
    assert math.isnan(facts["sales_prior_6m"])
    assert math.isnan(facts["invoiced_sales_12m"])


def test_the_same_months_of_the_year_before_stand_beside_the_last_three() -> None:
    facts = known(invoices=invoices({back: back + 1 for back in range(24)}))
    assert facts["sales_last_3m"] == 1 + 2 + 3
    assert facts["sales_year_before_3m"] == 13 + 14 + 15
    assert facts["sales_prior_6m"] == sum(range(7, 13))


def test_months_of_net_returns_and_the_last_sale_are_counted() -> None:
    facts = known(invoices=invoices({0: 0, 1: -5, 2: 7, 11: 9}))
    assert facts["months_negative_sales_12m"] == 1
    assert facts["months_since_last_sale"] == 2
    assert facts["sales_best_month_12m"] == 9
    assert facts["months_without_sales_12m"] == 10


def people(months: range) -> dict[str, Any]:
    counted = tuple({"month": month(back), "persons": 10 + back} for back in months)
    return {"headcount": 20, "insured_months": counted}


def test_fewest_and_most_insured_need_all_twelve_months() -> None:
    whole, short = known(people=people(range(12))), known(people=people(range(11)))
    assert (whole["insured_lowest_12m"], whole["insured_highest_12m"]) == (10, 21)
    assert math.isnan(short["insured_lowest_12m"])


def test_electricity_needs_every_month_of_its_year() -> None:
    months = tuple({"month": month(back), "electricity_kwh": 100, "paid": Decimal(1)}
                   for back in range(20))  # fmt: skip
    facts = known(utilities={"months": months})
    assert facts["electricity_12m"] == 1_200
    assert math.isnan(facts["electricity_prior_12m"])


def debt(balance: int, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "bank_loan",
        "drawn_on": date(2026, 1, 5),
        "balance": Decimal(balance),
        **fields,
    }


def test_the_mean_rate_of_debt_is_weighted_by_balance() -> None:
    debts = (debt(100, rate_annual=Decimal("0.03")), debt(300, rate_annual=Decimal("0.05")))
    assert known(debts={"debts": debts})["debt_rate_mean"] == 0.045


def test_debt_of_unknown_rate_arrears_or_security_leaves_their_facts_unknown() -> None:
    facts = known(debts={"debts": (debt(100),)})
    names = ("debt_rate_mean", "debt_overdue", "secured_debt")
    assert all(math.isnan(facts[name]) for name in names)
    assert facts["bank_debt"] == 100


def test_debt_is_counted_by_what_secures_it_and_unknown_where_any_security_is() -> None:
    named = (debt(100, security="ip_pledge"), debt(30, security="receivable"),
             debt(7, security="none"))  # fmt: skip
    facts = known(debts={"debts": named})
    assert (facts["debt_on_patents"], facts["debt_on_receivables"]) == (100, 30)
    assert facts["secured_debt"] == 130
    assert math.isnan(known(debts={"debts": (*named, debt(1))})["debt_on_patents"])


def test_loans_from_owners_are_no_debt_to_lenders() -> None:
    facts = known(debts={"debts": (debt(70) | {"kind": "owner_loan"},)})
    assert (facts["owner_loans"], facts["bank_debt"]) == (70, 0)


def equity_round(day: date, amount: int, qualified: bool | None) -> dict[str, Any]:
    return {"kind": "a", "closed_on": day, "amount": Decimal(amount),
            "qualified_investor": qualified}  # fmt: skip


def test_equity_from_institutions_is_counted_by_its_years() -> None:
    rounds = (equity_round(date(2024, 1, 1), 5, True), equity_round(date(2025, 1, 1), 7, True),
              equity_round(date(2025, 6, 1), 11, False))  # fmt: skip
    facts = known(equity={"rounds": rounds})
    assert facts["qualified_equity_2y"] == 7
    assert facts["qualified_equity_3y"] == 12
    assert (facts["round_count"], facts["rounds_2y"]) == (3, 2)


def test_a_round_of_unknown_investor_leaves_the_sum_unknown() -> None:
    facts = known(equity={"rounds": (equity_round(date(2025, 1, 1), 7, None),)})
    assert math.isnan(facts["qualified_equity_2y"])
    assert facts["equity_raised_2y"] == 7


def event(kind: str, opened: date, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "opened_on": opened, **fields}


def test_entries_count_by_kind_age_and_whether_they_are_open() -> None:
    events = (
        event("enforcement", date(2026, 2, 1), amount=Decimal(50)),
        event("enforcement", date(2024, 2, 1), closed_on=date(2025, 2, 1), amount=Decimal(9)),
        event("penalty", date(2025, 1, 1)),
        event("equity_pledge", date(2026, 3, 1)),
    )
    facts = known(judicial={"events": events})
    assert (facts["open_enforcements"], facts["open_enforcement_amount"]) == (1, 50)
    assert (facts["penalties_3y"], facts["penalties_1y"]) == (1, 0)
    assert facts["equity_pledges_open"] == 1
    assert facts["judicial_events_12m"] == 1


@pytest.mark.parametrize(
    ("expense", "declared", "recognised"),
    [(5, 3, 5), (3, 5, 5), (None, 4, 4), (4, None, 4), (None, None, None)],
)
def test_recognised_research_is_the_larger_of_both_books(expense, declared, recognised) -> None:
    year = {"fiscal_year_end": date(2025, 12, 31), "rnd_expense": expense and Decimal(expense)}
    facts = known(
        statements={"years": (year,)},
        research={"declared_rnd_expense": declared and Decimal(declared)},
    )
    assert str(facts["rnd_recognised"]) == str(float(recognised or "nan"))
