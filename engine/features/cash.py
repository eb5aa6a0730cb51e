"""How long does the cash last?"""

from engine.features.definition import (
    SAFER_WHEN_HIGH,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)
from engine.features.liquidity import NO_ACCOUNTS
from engine.features.profitability import NO_REVENUE

MONTHS_PER_YEAR = 12.0


def cash_to_assets(facts: Facts) -> Number:
    """Cash over total assets."""
    return ratio(facts["cash"], facts["total_assets"])


def operating_cash_to_revenue(facts: Facts) -> Number:
    """Operating cash flow over revenue."""
    return ratio(facts["cfo"], facts["revenue"])


def cash_to_payroll_months(facts: Facts) -> Number:
    """Months of payroll that cash covers."""
    return ratio(facts["cash"], facts["payroll_12m"] / MONTHS_PER_YEAR)


_theme = Theme("cash")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "runway_months",
        SAFER_WHEN_HIGH,
        both("不消耗现金或没有可用报表", "burns no cash, or no usable accounts"),
    ),
    _theme.computed(
        cash_to_assets,
        "share",
        SAFER_WHEN_HIGH,
        both("现金占总资产", "Cash to assets"),
        NO_ACCOUNTS,
    ),
    _theme.computed(
        operating_cash_to_revenue,
        "share",
        SAFER_WHEN_HIGH,
        both("经营现金流占收入", "Operating cash flow to revenue"),
        NO_REVENUE,
    ),
    _theme.computed(
        cash_to_payroll_months,
        "months",
        SAFER_WHEN_HIGH,
        both("现金可付工资月数", "Months of payroll in cash"),
        both("工资或现金未知", "payroll or cash unknown"),
    ),
)
