"""Does the firm owe more than it can carry?"""

from engine.features.definition import (
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)
from engine.features.liquidity import NO_ACCOUNTS, NO_REVENUE

UNKNOWN_DEBTS = both("债务情况未知 / debts unknown")
NO_DEBT = both("没有有息债务或债务未知 / owes no lender, or debts unknown")


def loans_to_revenue(facts: Facts) -> Number:
    """Loans on the balance sheet over a year's revenue."""
    return ratio(facts["bank_loans"], facts["revenue"])


def interest_coverage(facts: Facts) -> Number:
    """EBITDA over interest."""
    return ratio(facts["ebitda"], facts["interest_expense"])


def bank_debt_to_equity(facts: Facts) -> Number:
    """Debt in the credit report over owners' equity."""
    return ratio(facts["bank_debt"], facts["total_equity"])


def unstated_debt_to_assets(facts: Facts) -> Number:
    """Debt in the credit report less loans on the balance sheet, over total assets."""
    return ratio(facts["bank_debt"] - facts["bank_loans"], facts["total_assets"])


def debt_due_to_cash(facts: Facts) -> Number:
    """Debt due within 12 months over cash."""
    return ratio(facts["debt_due_12m"], facts["cash"])


def overdue_debt_share(facts: Facts) -> Number:
    """Balance of debts past due over all debt to lenders."""
    return ratio(facts["debt_overdue"], facts["bank_debt"])


def retained_earnings_to_assets(facts: Facts) -> Number:
    """Profits kept since the beginning over total assets."""
    return ratio(facts["retained_earnings"], facts["total_assets"])


def free_property_to_assets(facts: Facts) -> Number:
    """Real estate owned and not mortgaged over total assets."""
    free = facts["real_estate_owned"] - facts["real_estate_mortgaged"]
    return ratio(free, facts["total_assets"])


_theme = Theme("leverage")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "debt_ratio", SAFER_WHEN_LOW,
        "负债占资产{value} / Liabilities are {value} of assets",
        NO_ACCOUNTS,
    ),
    _theme.computed(
        loans_to_revenue, "ratio", SAFER_WHEN_LOW,
        "借款占营业收入 / Loans to revenue",
        "借款是年收入的{value}倍 / Loans are {value} times a year's revenue",
        NO_REVENUE,
    ),
    _theme.computed(
        interest_coverage, "ratio", SAFER_WHEN_HIGH,
        "利息保障倍数 / Interest coverage",
        "EBITDA是利息的{value}倍 / EBITDA is {value} times interest",
        both("不付利息或没有可用报表 / pays no interest, or no usable accounts"),
    ),
    _theme.computed(
        bank_debt_to_equity, "ratio", SAFER_WHEN_LOW,
        "有息债务对净资产 / Debt to equity",
        "有息债务是净资产的{value}倍 / Debt to lenders is {value} times equity",
        both("债务未知,或净资产未知、不为正 / debts unknown, or equity unknown or not positive"),
    ),
    _theme.computed(
        unstated_debt_to_assets, "share", SAFER_WHEN_LOW,
        "表外借款占总资产 / Debt beyond the accounts",
        "征信债务超出报表借款的部分占总资产{value} / "
        "Debt in the credit report beyond the loans in the accounts is {value} of total assets",
        both("债务或报表未知 / debts or accounts unknown"),
    ),
    _theme.computed(
        debt_due_to_cash, "ratio", SAFER_WHEN_LOW,
        "一年内到期债务对现金 / Debt due in a year to cash",
        "一年内到期债务是货币资金的{value}倍 / Debt due within a year is {value} times cash",
        both("债务未知或没有现金 / debts unknown, or no cash"),
    ),
    _theme.fact(
        "days_past_due", SAFER_WHEN_LOW,
        "最长逾期{value}天 / The longest delay on a debt is {value} days",
        UNKNOWN_DEBTS,
    ),
    _theme.computed(
        overdue_debt_share, "share", SAFER_WHEN_LOW,
        "逾期债务占比 / Share of debt past due",
        "{value}的债务已逾期 / {value} of the debt is past due",
        NO_DEBT,
    ),
    _theme.fact(
        "lender_count", SAFER_WHEN_LOW,
        "在贷{value}笔 / It carries {value} loans",
        UNKNOWN_DEBTS,
    ),
    _theme.fact(
        "debt_rate_mean", SAFER_WHEN_LOW,
        "平均借款利率{value} / Lenders charge {value} a year on average",
        NO_DEBT,
    ),
    _theme.computed(
        retained_earnings_to_assets, "share", SAFER_WHEN_HIGH,
        "未分配利润占总资产 / Retained earnings to assets",
        "未分配利润占总资产{value} / Retained earnings are {value} of total assets",
        NO_ACCOUNTS,
    ),
    _theme.computed(
        free_property_to_assets, "share", SAFER_WHEN_HIGH,
        "未抵押房产占总资产 / Unmortgaged property to assets",
        "未抵押房产占总资产{value} / Property free of mortgage is {value} of total assets",
        both("房产或总资产未知 / property or assets unknown"),
    ),
)  # fmt: skip
