"""Does the firm earn money with what it sells and owns?"""

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

NO_REVENUE = both("没有可用报表或尚无收入", "no usable accounts, or no revenue yet")


def gross_margin(facts: Facts) -> Number:
    """Revenue less cost of sales, over revenue."""
    return ratio(facts["revenue"] - facts["cogs"], facts["revenue"])


def net_margin(facts: Facts) -> Number:
    """Net profit over revenue."""
    return ratio(facts["net_profit"], facts["revenue"])


def ebitda_margin(facts: Facts) -> Number:
    """EBITDA over revenue."""
    return ratio(facts["ebitda"], facts["revenue"])


def return_on_assets(facts: Facts) -> Number:
    """Net profit over total assets."""
    return ratio(facts["net_profit"], facts["total_assets"])


_theme = Theme("profitability")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        gross_margin, "share", SAFER_WHEN_HIGH, both("毛利率", "Gross margin"), NO_REVENUE
    ),
    _theme.computed(net_margin, "share", SAFER_WHEN_HIGH, both("净利率", "Net margin"), NO_REVENUE),
    _theme.computed(
        ebitda_margin, "share", SAFER_WHEN_HIGH, both("EBITDA利润率", "EBITDA margin"), NO_REVENUE
    ),
    _theme.computed(
        return_on_assets,
        "share",
        SAFER_WHEN_HIGH,
        both("总资产收益率", "Return on assets"),
        NO_ACCOUNTS,
    ),
)
