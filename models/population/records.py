"""How do drawn columns become whole records, as a door would have received them?

Parts are built without validation for speed; tests validate a sample strictly.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from engine.firm import (
    Firm,
    InvoiceMonth,
    Invoices,
    People,
    Registration,
    Statement,
    Statements,
    Tax,
)
from engine.identity import simulated_code
from models.population.accounts import ITEMS, fiscal_year_ends
from models.population.build import built
from models.population.draw import SECTION_NAMES
from models.population.holdings import (
    debts,
    equity,
    intellectual_property,
    judicial,
    orders,
    qualifications,
    research,
)
from models.population.profile import DISTRICTS, INDUSTRIES, OWNERSHIPS
from models.population.row import Row, rows_of, share, yuan
from models.population.segments import Columns
from models.population.trade import GRADES, invoice_months

_NAME = "模拟企业{number:07d}号(非真实企业)"
_YEAR = 365
_AUDITED_FROM = 2  # segments: growth and later have audited accounts


def firms_of(columns: Columns, first: int, count: int, on: date) -> Iterator[Firm]:
    """The first `count` firms of a block as records, numbered from `first`."""
    for place, row in enumerate(rows_of(columns, count)):
        yield _firm(row, first + place, on)


def _firm(row: Row, number: int, on: date) -> Firm:
    sections: dict[str, Any] = dict.fromkeys(SECTION_NAMES)
    for name, present in zip(SECTION_NAMES, row["section_present"], strict=True):
        if present:
            sections[name] = _BUILDERS[name](row, on)
    return built(
        Firm,
        name=_NAME.format(number=number),
        credit_code=simulated_code(number),
        external_id=None,
        registration=_registration(row, on),
        **sections,
    )


def _registration(row: Row, on: date) -> Registration:
    code, groups = INDUSTRIES[row["industry"]]
    knows_groups, knows_standing = row["field_present"][:2]
    return built(
        Registration,
        source="registry",
        observed_on=row.observed(on),
        founded_on=date.fromordinal(row["founded"]),
        city="杭州",
        district=DISTRICTS[row["district"]],
        industry_code=code,
        ownership=OWNERSHIPS[row["ownership"]],
        paid_in_capital=Decimal(row["paid_in_capital"]),
        industry_groups=groups if knows_groups else None,
        recognised_by_municipal_st=row["recognised"] if knows_standing else None,
    )


def _statements(row: Row, on: date) -> Statements | None:
    ends = fiscal_year_ends(on)
    audited = row["segment"] >= _AUDITED_FROM
    years = tuple(
        built(
            Statement, fiscal_year_end=end, audited=audited, **dict(zip(ITEMS, items, strict=True))
        )
        for end, exists, items in zip(
            ends, row["year_exists"], (map(Decimal, year) for year in row["items"]), strict=False
        )
        if exists
    )
    if not years:
        return None
    return built(
        Statements,
        source="audited" if audited else "self_declared",
        observed_on=max(row.observed(on), ends[0]),
        years=years,
    )


def _invoices(row: Row, on: date) -> Invoices:
    sells = row["month_invoices"][0] > 0
    return built(
        Invoices,
        source="tax_bureau",
        observed_on=on,
        months=_months(row, on),
        buyer_shares=_shares(row["buyer_shares"]) if sells else None,
        buyer_count=row["buyer_count"] if sells else 0,
        returning_buyer_share=share(row["returning"]) if sells else None,
        supplier_shares=_shares(row["supplier_shares"]),
    )


def _months(row: Row, on: date) -> tuple[InvoiceMonth, ...]:
    columns = zip(
        invoice_months(on),
        row["month_sales"],
        row["month_returns"],
        row["month_invoices"],
        row["month_voided"],
        row["month_purchases"],
        row["month_purchase_invoices"],
        strict=True,
    )
    newest_first = [
        built(
            InvoiceMonth,
            month=month,
            sales=Decimal(sales),
            sales_returns=Decimal(returns),
            sales_invoices=invoices,
            voided_invoices=voided,
            purchases=Decimal(purchases),
            purchase_invoices=bought,
        )
        for month, sales, returns, invoices, voided, purchases, bought in islice(
            columns, row["history"]
        )
    ]
    return tuple(reversed(newest_first))


def _shares(parts: Sequence[int]) -> tuple[Decimal, ...]:
    return tuple(share(part) for part in parts if part > 0)


def _tax(row: Row, on: date) -> Tax:
    knows_grade, knows_arrears = row["field_present"][2:4]
    return built(
        Tax,
        source="tax_bureau",
        observed_on=row.observed(on),
        grade=GRADES[row["tax_grade"]] if knows_grade else None,
        arrears=Decimal(row["arrears"]) if knows_arrears else None,
        vat_paid_12m=Decimal(row["vat_paid"]),
        declared_revenue_12m=Decimal(row["declared"]),
    )


def _people(row: Row, on: date) -> People:
    knows_rnd, knows_talent = row["field_present"][4:6]
    return built(
        People,
        source="social_insurance",
        observed_on=row.observed(on),
        headcount=row["headcount"],
        insured_headcount=row["insured"],
        insured_headcount_year_ago=row["insured_before"] if row.age_days(on) > _YEAR else None,
        rnd_staff=row["rnd_staff"] if knows_rnd else None,
        payroll_12m=yuan(row["payroll"]),
        has_talent=row["has_talent"] if knows_talent else None,
    )


_BUILDERS: dict[str, Callable[[Row, date], Any]] = {
    "statements": _statements,
    "invoices": _invoices,
    "tax": _tax,
    "people": _people,
    "intellectual_property": intellectual_property,
    "research": research,
    "qualifications": qualifications,
    "equity": equity,
    "debts": debts,
    "judicial": judicial,
    "orders": orders,
}
