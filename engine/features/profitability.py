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
from engine.features.liquidity import NO_ACCOUNTS, NO_REVENUE


def gross_margin(facts: Facts) -> Number:
    """Revenue less cost of sales, over revenue."""
    return ratio(facts["revenue"] - facts["cogs"], facts["revenue"])


def ebitda_margin(facts: Facts) -> Number:
    """EBITDA over revenue."""
    return ratio(facts["ebitda"], facts["revenue"])


def net_margin(facts: Facts) -> Number:
    """Net profit over revenue."""
    return ratio(facts["net_profit"], facts["revenue"])


def operating_margin_change(facts: Facts) -> Number:
    """Operating profit over revenue, less the same of the year before."""
    before = ratio(facts["operating_profit_prior"], facts["revenue_prior"])
    return ratio(facts["operating_profit"], facts["revenue"]) - before


def return_on_assets(facts: Facts) -> Number:
    """Net profit over total assets."""
    return ratio(facts["net_profit"], facts["total_assets"])


def return_on_equity(facts: Facts) -> Number:
    """Net profit over owners' equity."""
    return ratio(facts["net_profit"], facts["total_equity"])


def asset_turnover(facts: Facts) -> Number:
    """Revenue over total assets."""
    return ratio(facts["revenue"], facts["total_assets"])


_theme = Theme("profitability")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        gross_margin, "share", SAFER_WHEN_HIGH,
        "毛利率 / Gross margin",
        "毛利率为{value} / The gross margin is {value}",
        NO_REVENUE,
    ),
    _theme.computed(
        net_margin, "share", SAFER_WHEN_HIGH,
        "净利率 / Net margin",
        "净利润占收入{value} / Net profit is {value} of revenue",
        NO_REVENUE,
    ),
    _theme.computed(
        ebitda_margin, "share", SAFER_WHEN_HIGH,
        "EBITDA利润率 / EBITDA margin",
        "EBITDA占收入{value} / EBITDA is {value} of revenue",
        NO_REVENUE,
    ),
    _theme.computed(
        operating_margin_change, "share", SAFER_WHEN_HIGH,
        "营业利润率变动 / Change of operating margin",
        "营业利润率较上年变动{value} / The operating margin moved by {value} within a year",
        both("不足两年报表或无收入 / under two years of accounts, or no revenue"),
    ),
    _theme.computed(
        return_on_assets, "share", SAFER_WHEN_HIGH,
        "总资产收益率 / Return on assets",
        "净利润占总资产{value} / Net profit is {value} of total assets",
        NO_ACCOUNTS,
    ),
    _theme.computed(
        return_on_equity, "share", SAFER_WHEN_HIGH,
        "净资产收益率 / Return on equity",
        "净利润占净资产{value} / Net profit is {value} of equity",
        both("没有可用报表或净资产不为正 / no usable accounts, or equity is not positive"),
    ),
    _theme.computed(
        asset_turnover, "ratio", SAFER_WHEN_HIGH,
        "总资产周转率 / Asset turnover",
        "年收入是总资产的{value}倍 / A year's revenue is {value} times total assets",
        NO_ACCOUNTS,
    ),
)  # fmt: skip
