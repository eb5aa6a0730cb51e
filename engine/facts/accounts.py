"""Which facts do the latest two fiscal years give?"""

from datetime import date

from engine.facts.definition import MONTHS_PER_YEAR, NAN, Fact, fact, ratio, years_between
from engine.firm import Statement, Statements
from engine.money import to_float

MONEY_ITEMS = (
    "cash", "accounts_receivable", "inventory", "current_assets", "fixed_assets_net",
    "intangible_assets", "total_assets", "short_term_loans", "accounts_payable",
    "current_liabilities", "long_term_loans", "total_liabilities", "total_equity",
    "revenue", "cogs", "selling_expense", "admin_expense", "rnd_expense", "interest_expense",
    "depreciation", "operating_profit", "income_tax", "net_profit", "cfo",
)  # fmt: skip
PRIOR_ITEMS = ("revenue", "total_assets", "net_profit", "rnd_expense", "cogs", "cash")
_S = "statements"


def _item_fact(name: str, suffix: str, zh: str, en: str) -> Fact:
    titles = Statement.model_fields[name].title or name
    chinese, english = titles.split(" / ", 1)
    return fact(name + suffix, "yuan", zh + chinese, english + en, _S)


FACTS = (
    fact("statement_age_years", "years", "最近报表距今", "Age of the latest accounts", _S),
    *(_item_fact(name, "", "", "") for name in MONEY_ITEMS),
    *(_item_fact(name, "_prior", "上年", ", year before") for name in PRIOR_ITEMS),
    fact("ebitda", "yuan", "息税折旧摊销前利润", "EBITDA", _S),
    fact("bank_loans", "yuan", "借款合计", "Loans on the balance sheet", _S),
    fact("revenue_growth", "share", "营业收入增长率", "Revenue growth", _S),
    fact("rnd_to_revenue", "share", "研发费用占营业收入", "R&D to revenue", _S),
    fact("debt_ratio", "share", "资产负债率", "Liabilities to assets", _S),
    fact("dscr", "ratio", "利息与到期本金保障", "Debt service coverage (interest)", _S),
    fact("runway_months", "months", "现金可支撑月数", "Runway", _S),
)


def statement_facts(section: Statements, on: date) -> dict[str, float]:
    """The latest year ended by `on`, some items of the year before, and ratios that rules use.

    `dscr` is (EBITDA - income tax) / interest; `runway_months` is cash over the monthly operating
    outflow and unknown where the firm does not burn cash.
    """
    years = sorted(
        (year for year in section.years if year.fiscal_year_end <= on),
        key=lambda year: year.fiscal_year_end,
    )
    if not years:
        return {}
    facts = _items(years[-1], on) | _prior_items(years)
    return facts | _ratios(facts)


def _items(statement: Statement, on: date) -> dict[str, float]:
    items = {name: to_float(getattr(statement, name)) for name in MONEY_ITEMS}
    return {"statement_age_years": years_between(statement.fiscal_year_end, on)} | items


def _prior_items(years: list[Statement]) -> dict[str, float]:
    wanted = years[-1].fiscal_year_end.year - 1
    prior = next((year for year in years if year.fiscal_year_end.year == wanted), None)
    return {
        f"{name}_prior": to_float(getattr(prior, name)) if prior else NAN for name in PRIOR_ITEMS
    }


def _ratios(facts: dict[str, float]) -> dict[str, float]:
    ebitda = facts["operating_profit"] + facts["interest_expense"] + facts["depreciation"]
    return {
        "ebitda": ebitda,
        "bank_loans": facts["short_term_loans"] + facts["long_term_loans"],
        "revenue_growth": ratio(facts["revenue"] - facts["revenue_prior"], facts["revenue_prior"]),
        "rnd_to_revenue": ratio(facts["rnd_expense"], facts["revenue"]),
        "debt_ratio": ratio(facts["total_liabilities"], facts["total_assets"]),
        "dscr": ratio(ebitda - facts["income_tax"], facts["interest_expense"]),
        "runway_months": ratio(facts["cash"], -facts["cfo"] / MONTHS_PER_YEAR),
    }
