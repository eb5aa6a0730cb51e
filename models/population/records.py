"""How do drawn columns become whole records, as a door would have received them?

Parts are built without validation for speed; tests validate a sample strictly.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any

from engine.firm import Firm, InsuredMonth, People, Registration, Statement, Statements
from engine.identity import simulated_code
from models.population.accounts import fiscal_year_ends
from models.population.build import built, built_from, built_whole, leave_out
from models.population.business import customs, invoices, main_business, orders, tax, utilities
from models.population.forms import LINES, STANDARDS, STATED
from models.population.holdings import (
    equity,
    intellectual_property,
    qualifications,
    real_estate,
    research,
)
from models.population.missing import OPTIONAL_FIELDS, SECTION_NAMES
from models.population.obligations import debts, judicial
from models.population.optimism import AUDITED_FROM
from models.population.profile import DISTRICTS, INDUSTRIES, OWNERSHIPS
from models.population.row import Row, rows_of
from models.population.segments import Columns
from models.population.trade import invoice_months

_NAME = "模拟企业{number:07d}号(非真实企业)"
_YEAR, _MONTH = 365, 31


def firms_of(columns: Columns, first: int, count: int, on: date) -> Iterator[Firm]:
    """The first `count` firms of a block as records, numbered from `first`."""
    for row in rows_of(columns, first, count, on):
        yield _firm(row, on)


def _firm(row: Row, on: date) -> Firm:
    sections: dict[str, Any] = {"registration": _registration(row)}
    for name in compress(SECTION_NAMES, row["section_present"]):
        sections[name] = _BUILDERS[name](row, on)
    for name, field in compress(OPTIONAL_FIELDS, row["left_out"]):
        if sections.get(name) is not None:
            leave_out(sections[name], field)
    number = row["number"]
    identity = {"name": _NAME.format(number=number), "credit_code": simulated_code(number)}
    return built_from(Firm, identity | sections)


def _registration(row: Row) -> Registration:
    code, groups = INDUSTRIES[row["industry"]]
    return built(
        Registration,
        **row.heading("registry"),
        founded_on=date.fromordinal(row["founded"]),
        city="杭州",
        district=DISTRICTS[row["district"]],
        industry_code=code,
        ownership=OWNERSHIPS[row["ownership"]],
        paid_in_capital=Decimal(row["paid_in_capital"]),
        registered_capital=Decimal(row["registered_capital"]),
        industry_groups=groups,
        recognised_by_municipal_st=row["recognised"],
    )


def _statements(row: Row, on: date) -> Statements | None:
    ends, large, audited = fiscal_year_ends(on), row["large"], row["segment"] >= AUDITED_FROM
    stated = STATED[large][row["given"]]
    lines = LINES[large][stated]
    heading = {
        "standard": STANDARDS[large],
        "audited": audited if row["audit_known"] else None,
    }
    years = tuple(
        built_from(
            Statement,
            {"fiscal_year_end": end, **heading}
            | dict(zip(lines, map(Decimal, items[stated]), strict=False)),
        )
        for end, exists, items in zip(ends, row["year_exists"], row["items"], strict=False)
        if exists
    )
    if row["accounts_late"]:
        years = years[1:]
    if not years:
        return None
    section = row.heading("audited" if audited else "self_declared")
    section["observed_on"] = max(section["observed_on"], ends[0])
    return built(Statements, **section, years=years)


def _people(row: Row, on: date) -> People:
    age = row.age_days(on)
    return built(
        People,
        **row.heading("social_insurance"),
        headcount=row["declared_headcount"],
        insured_headcount=row["insured"],
        insured_headcount_year_ago=row["insured_before"] if age > _YEAR else None,
        insured_months=_insured_months(row, max(age // _MONTH, 1), on),
        housing_fund_headcount=row["housing_fund"],
        graduates_hired_12m=row["graduates"],
        rnd_staff=row["declared_rnd_staff"],
        payroll_12m=Decimal(row["payroll"]),
        has_talent=row["has_talent"],
    )


def _insured_months(row: Row, lived: int, on: date) -> tuple[InsuredMonth, ...]:
    newest_first = zip(invoice_months(on)[:lived], row["insured_months"], strict=False)
    months = [
        built_whole(InsuredMonth, {"month": month, "persons": persons})
        for month, persons in newest_first
    ]
    return tuple(reversed(months))


_BUILDERS: dict[str, Callable[[Row, date], Any]] = {
    "main_business": main_business,
    "statements": _statements,
    "invoices": invoices,
    "tax": tax,
    "people": _people,
    "intellectual_property": intellectual_property,
    "research": research,
    "qualifications": qualifications,
    "equity": equity,
    "debts": debts,
    "judicial": judicial,
    "orders": orders,
    "utilities": utilities,
    "customs": customs,
    "real_estate": real_estate,
}
