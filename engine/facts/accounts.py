"""Which facts do the latest fiscal years give?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from engine.facts.definition import (
    MONTHS_PER_YEAR,
    NAN,
    Fact,
    fact,
    nan_sum,
    ratio,
    stated,
    years_between,
)
from engine.firm import MONEY_ITEMS, Statement, Statements
from engine.money import to_float

# The registry's paid-in capital is a fact of its own.
_RENAMED = {"paid_in_capital": "share_capital"}
PRIOR_ITEMS = (
    "revenue", "cogs", "total_assets", "net_profit", "rnd_expense", "cash", "accounts_receivable",
    "inventory", "accounts_payable", "total_equity", "total_liabilities", "cfo", "selling_expense",
    "admin_expense", "operating_profit", "interest_expense", "deferred_income",
    "fixed_assets_net", "prepayments", "advances_from_customers", "retained_earnings",
    "short_term_loans", "long_term_loans", "depreciation",
)  # fmt: skip
LATEST_NAMES = tuple(_RENAMED.get(name, name) for name in MONEY_ITEMS)
_PRIOR_NAMES = tuple(f"{name}_prior" for name in PRIOR_ITEMS)
_latest_items = attrgetter(*MONEY_ITEMS)
_prior_items = attrgetter(*PRIOR_ITEMS)
MOST_YEARS = 3
_S = "statements"


def _item_fact(name: str, suffix: str, zh: str, en: str) -> Fact:
    titles = Statement.model_fields[name].title or name
    chinese, english = titles.split(" / ", 1)
    return fact(_RENAMED.get(name, name) + suffix, "yuan", zh + chinese, english + en, _S)


FACTS = (
    fact("statement_age_years", "years", "最近报表距今", "Age of the latest accounts", _S),
    fact("statement_years", "count", "报表年数", "Fiscal years stated", _S),
    fact("accounts_audited", "flag", "最近报表已审计", "Latest accounts audited", _S),
    *(_item_fact(name, "", "", "") for name in MONEY_ITEMS),
    *(_item_fact(name, "_prior", "上年", ", year before") for name in PRIOR_ITEMS),
    fact("revenue_2y_before", "yuan", "前年营业收入", "Revenue two years before", _S),
    fact("revenue_3y", "yuan", "近三年营业收入合计", "Revenue of up to 3 years", _S),
    fact("rnd_expense_3y", "yuan", "近三年研发费用合计", "R&D expense of up to 3 years", _S),
    fact("cost_and_expense", "yuan", "成本费用合计", "Total cost and expense", _S),
    fact("ebitda", "yuan", "息税折旧摊销前利润", "EBITDA", _S),
    fact("bank_loans", "yuan", "借款合计", "Loans on the balance sheet", _S),
    fact("revenue_growth", "share", "营业收入增长率", "Revenue growth", _S),
    fact("rnd_to_revenue", "share", "研发费用占营业收入", "R&D to revenue", _S),
    fact("debt_ratio", "share", "资产负债率", "Liabilities to assets", _S),
    fact("dscr", "ratio", "利息与到期本金保障", "Debt service coverage (interest)", _S),
    fact("runway_months", "months", "现金可支撑月数", "Runway", _S),
)


def statement_facts(section: Statements, on: date) -> dict[str, float]:
    """The latest year ended by `on`, items of the years before, and ratios that rules use.

    `dscr` is (EBITDA - income tax) / interest; `runway_months` is cash over the monthly operating
    outflow and unknown where the firm does not burn cash. Sums over years take the latest three
    fiscal years that follow each other, fewer where fewer are stated.
    """
    years = sorted(
        (year for year in section.years if year.fiscal_year_end <= on),
        key=attrgetter("fiscal_year_end"),
        reverse=True,
    )
    if not years:
        return {}
    run = _consecutive(years)
    facts = _latest(run[0], on)
    facts.update(_before(run))
    facts["statement_years"] = float(len(run))
    facts.update(_ratios(facts, run[0]))
    return facts


def _consecutive(years: Sequence[Statement]) -> list[Statement]:
    """The latest fiscal years without a gap, the latest first."""
    run = [years[0]]
    for year in years[1:]:
        if year.fiscal_year_end.year == run[-1].fiscal_year_end.year - 1:
            run.append(year)
    return run[:MOST_YEARS]


def _latest(statement: Statement, on: date) -> dict[str, float]:
    items = stated(LATEST_NAMES, _latest_items(statement))
    items["statement_age_years"] = years_between(statement.fiscal_year_end, on)
    items["accounts_audited"] = NAN if statement.audited is None else float(statement.audited)
    return items


def _before(run: Sequence[Statement]) -> dict[str, float]:
    facts = {
        "revenue_3y": nan_sum(to_float(year.revenue) for year in run),
        "rnd_expense_3y": nan_sum(to_float(year.rnd_expense) for year in run),
    }
    if len(run) > 1:
        facts |= stated(_PRIOR_NAMES, _prior_items(run[1]))
    if len(run) == MOST_YEARS:
        facts["revenue_2y_before"] = to_float(run[2].revenue)
    return facts


class _Stated(dict[str, float]):
    """What is stated; everything else is unknown."""

    def __missing__(self, _name: str) -> float:
        return NAN


def _ratios(known: dict[str, float], statement: Statement) -> dict[str, float]:
    facts = _Stated(known)
    return {"cost_and_expense": _costs(facts, statement), **derived_items(facts)}


def derived_items(
    facts: Mapping[str, Any], over: Callable[[Any, Any], Any] = ratio
) -> dict[str, Any]:
    """The facts that follow from other items of the accounts, of one firm.

    Of many firms where `over` divides columns: then facts may be arrays.
    """
    ebitda = facts["operating_profit"] + facts["interest_expense"] + facts["depreciation"]
    before = facts["revenue_prior"]
    return {
        "ebitda": ebitda,
        "bank_loans": facts["short_term_loans"] + facts["long_term_loans"],
        "revenue_growth": over(facts["revenue"] - before, before),
        "rnd_to_revenue": over(facts["rnd_expense"], facts["revenue"]),
        "debt_ratio": over(facts["total_liabilities"], facts["total_assets"]),
        "dscr": over(ebitda - facts["income_tax"], facts["interest_expense"]),
        "runway_months": over(facts["cash"], -facts["cfo"] / MONTHS_PER_YEAR),
    }


def _costs(facts: dict[str, float], statement: Statement) -> float:
    costs = facts["cogs"] + facts["selling_expense"] + facts["admin_expense"]
    costs += facts["taxes_and_surcharges"] + facts["finance_expense"]
    return costs if statement.rnd_is_within_admin else costs + facts["rnd_expense"]
