"""How long does the cash last?"""

from engine.facts.definition import MONTHS_PER_YEAR
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
from engine.features.liquidity import NO_ACCOUNTS, NO_COSTS, NO_REVENUE

NO_CASH_FLOW = both("没有现金流量表 / no cash flow statement")


def cash_to_assets(facts: Facts) -> Number:
    """Cash over total assets."""
    return ratio(facts["cash"], facts["total_assets"])


def cash_to_payroll_months(facts: Facts) -> Number:
    """Months of payroll that cash covers."""
    return ratio(facts["cash"] * MONTHS_PER_YEAR, facts["payroll_12m"])


def cash_after_debt_months(facts: Facts) -> Number:
    """Months of costs that cash covers once the debt due within a year is paid."""
    left = facts["cash"] - facts["debt_due_12m"]
    return ratio(left * MONTHS_PER_YEAR, facts["cost_and_expense"])


def operating_cash_to_revenue(facts: Facts) -> Number:
    """Operating cash flow over revenue."""
    return ratio(facts["cfo"], facts["revenue"])


def free_cash_to_assets(facts: Facts) -> Number:
    """Operating cash flow less capital expenditure, over total assets."""
    return ratio(facts["cfo"] - facts["capital_expenditure"], facts["total_assets"])


def cash_collection(facts: Facts) -> Number:
    """Cash received from sales, with VAT, over revenue."""
    return ratio(facts["cash_from_sales"], facts["revenue"])


def accruals_to_assets(facts: Facts) -> Number:
    """Net profit less operating cash flow, over total assets: profit not yet in cash."""
    return ratio(facts["net_profit"] - facts["cfo"], facts["total_assets"])


_theme = Theme("cash")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "runway_months", SAFER_WHEN_HIGH,
        "按目前消耗现金可支撑{value} / At the present rate the cash lasts {value}",
        both("不消耗现金或没有可用报表 / burns no cash, or no usable accounts"),
    ),
    _theme.computed(
        cash_to_assets, "share", SAFER_WHEN_HIGH,
        "现金占总资产 / Cash to assets",
        "货币资金占总资产{value} / Cash is {value} of total assets",
        NO_ACCOUNTS,
    ),
    _theme.computed(
        operating_cash_to_revenue, "share", SAFER_WHEN_HIGH,
        "经营现金流占收入 / Operating cash flow to revenue",
        "经营现金流占收入{value} / Operating cash flow is {value} of revenue",
        NO_REVENUE,
    ),
    _theme.computed(
        free_cash_to_assets, "share", SAFER_WHEN_HIGH,
        "自由现金流占总资产 / Free cash flow to assets",
        "扣除资本开支后的经营现金流占总资产{value} / "
        "Operating cash flow after capital expenditure is {value} of total assets",
        NO_CASH_FLOW,
    ),
    _theme.computed(
        cash_collection, "ratio", SAFER_WHEN_HIGH,
        "销售收现比 / Cash collected to revenue",
        "销售收到的现金是收入的{value}倍 / Cash from sales is {value} times revenue",
        both("没有现金流量表或尚无收入 / no cash flow statement, or no revenue yet"),
    ),
    _theme.computed(
        accruals_to_assets, "share", SAFER_WHEN_LOW,
        "应计利润占总资产 / Profit not in cash to assets",
        "未收到现金的利润占总资产{value} / Profit not yet in cash is {value} of total assets",
        NO_CASH_FLOW,
    ),
    _theme.computed(
        cash_to_payroll_months, "months", SAFER_WHEN_HIGH,
        "现金可付工资月数 / Months of payroll in cash",
        "货币资金可付{value}的工资 / Cash covers {value} of payroll",
        both("工资或现金未知 / payroll or cash unknown"),
    ),
    _theme.computed(
        cash_after_debt_months, "months", SAFER_WHEN_HIGH,
        "偿债后现金可付成本月数 / Months of costs in cash after debt due",
        "偿还一年内到期债务后现金可付{value}的成本 / "
        "After the debt due within a year, cash covers {value} of costs",
        NO_COSTS,
    ),
)  # fmt: skip
