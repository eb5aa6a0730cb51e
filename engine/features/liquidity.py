"""Can the firm pay what falls due within a year?"""

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

NO_ACCOUNTS = both("没有可用报表 / no usable accounts")
NO_REVENUE = both("没有可用报表或尚无收入 / no usable accounts, or no revenue yet")
NO_COSTS = both("没有可用报表或尚无成本 / no usable accounts, or no costs yet")
NOTHING_DUE = both("没有可用报表或无流动负债 / no usable accounts, or nothing falls due")


def current_ratio(facts: Facts) -> Number:
    """Current assets over current liabilities.

    >>> current_ratio({"current_assets": 3.0, "current_liabilities": 2.0})
    1.5
    """
    return ratio(facts["current_assets"], facts["current_liabilities"])


def quick_ratio(facts: Facts) -> Number:
    """Current assets without inventory over current liabilities."""
    return ratio(facts["current_assets"] - facts["inventory"], facts["current_liabilities"])


def cash_ratio(facts: Facts) -> Number:
    """Cash over current liabilities."""
    return ratio(facts["cash"], facts["current_liabilities"])


def working_capital_to_assets(facts: Facts) -> Number:
    """Current assets less current liabilities, over total assets."""
    return ratio(facts["current_assets"] - facts["current_liabilities"], facts["total_assets"])


def receivable_years(facts: Facts) -> Number:
    """Accounts receivable over a year's revenue: how long customers take to pay, in years."""
    return ratio(facts["accounts_receivable"], facts["revenue"])


def inventory_years(facts: Facts) -> Number:
    """Inventory over a year's cost of sales: how long goods lie in stock, in years."""
    return ratio(facts["inventory"], facts["cogs"])


def liquid_months(facts: Facts) -> Number:
    """Months of costs without depreciation that cash and receivables cover."""
    costs = facts["cost_and_expense"] - facts["depreciation"]
    return ratio((facts["cash"] + facts["accounts_receivable"]) * MONTHS_PER_YEAR, costs)


def other_receivables_to_assets(facts: Facts) -> Number:
    """Other receivables, often money lent to owners and affiliates, over total assets."""
    return ratio(facts["other_receivables"], facts["total_assets"])


_theme = Theme("liquidity")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        current_ratio, "ratio", SAFER_WHEN_HIGH,
        "流动比率 / Current ratio",
        "流动资产是流动负债的{value}倍 / Current assets are {value} times current liabilities",
        NOTHING_DUE,
    ),
    _theme.computed(
        cash_ratio, "ratio", SAFER_WHEN_HIGH,
        "现金比率 / Cash ratio",
        "货币资金是流动负债的{value}倍 / Cash is {value} times current liabilities",
        NOTHING_DUE,
    ),
    _theme.computed(
        quick_ratio, "ratio", SAFER_WHEN_HIGH,
        "速动比率 / Quick ratio",
        "不含存货的流动资产是流动负债的{value}倍 / "
        "Current assets without inventory are {value} times current liabilities",
        NOTHING_DUE,
    ),
    _theme.computed(
        working_capital_to_assets, "share", SAFER_WHEN_HIGH,
        "营运资金占总资产 / Working capital to assets",
        "营运资金占总资产{value} / Working capital is {value} of total assets",
        NO_ACCOUNTS,
    ),
    _theme.computed(
        receivable_years, "years", SAFER_WHEN_LOW,
        "应收账款周转年数 / Receivables in years of revenue",
        "应收账款相当于{value}的收入 / Receivables stand for {value} of revenue",
        NO_REVENUE,
    ),
    _theme.computed(
        inventory_years, "years", SAFER_WHEN_LOW,
        "存货周转年数 / Inventory in years of cost of sales",
        "存货相当于{value}的营业成本 / Inventory stands for {value} of cost of sales",
        NO_COSTS,
    ),
    _theme.computed(
        liquid_months, "months", SAFER_WHEN_HIGH,
        "现金与应收可付成本月数 / Months of costs in cash and receivables",
        "现金与应收账款可付{value}的成本 / Cash and receivables cover {value} of costs",
        NO_COSTS,
    ),
    _theme.computed(
        other_receivables_to_assets, "share", SAFER_WHEN_LOW,
        "其他应收款占总资产 / Other receivables to assets",
        "其他应收款占总资产{value} / Other receivables are {value} of total assets",
        NO_ACCOUNTS,
    ),
    _theme.fact(
        "utility_arrears", SAFER_WHEN_LOW,
        "水电气欠费{value} / Water, power and gas bills of {value} are overdue",
        both("公用事业缴费未知 / utility payments unknown"),
    ),
)  # fmt: skip
