"""Is the firm growing?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)


def headcount_growth(facts: Facts) -> Number:
    """Change of insured persons over a year."""
    before = facts["insured_headcount_year_ago"]
    return ratio(facts["insured_headcount"] - before, before)


def asset_growth(facts: Facts) -> Number:
    """Change of total assets over a year."""
    before = facts["total_assets_prior"]
    return ratio(facts["total_assets"] - before, before)


def invoiced_sales_growth(facts: Facts) -> Number:
    """Change of invoiced sales, 12 months against the 12 before."""
    before = facts["invoiced_sales_prior_12m"]
    return ratio(facts["invoiced_sales_12m"] - before, before)


_theme = Theme("growth")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "revenue_growth",
        SAFER_WHEN_HIGH,
        both("不足两年报表或上年无收入", "under two years of accounts, or no revenue before"),
    ),
    _theme.computed(
        headcount_growth,
        "share",
        SAFER_WHEN_HIGH,
        both("参保人数增长率", "Growth of insured staff"),
        both("一年前参保人数未知", "insured staff a year ago unknown"),
    ),
    _theme.computed(
        asset_growth,
        "share",
        NO_DIRECTION,
        both("总资产增长率", "Asset growth"),
        both("不足两年报表", "under two years of accounts"),
    ),
    _theme.computed(
        invoiced_sales_growth,
        "share",
        SAFER_WHEN_HIGH,
        both("开票收入增长率", "Growth of invoiced sales"),
        both("发票历史不足24个月", "under 24 months of invoices"),
    ),
)
