"""Can the firm pay what falls due within a year?"""

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

NO_ACCOUNTS = both("没有可用报表", "no usable accounts")


def current_ratio(facts: Facts) -> Number:
    """Current assets over current liabilities.

    >>> current_ratio({"current_assets": 3.0, "current_liabilities": 2.0})
    1.5
    """
    return ratio(facts["current_assets"], facts["current_liabilities"])


def cash_ratio(facts: Facts) -> Number:
    """Cash over current liabilities."""
    return ratio(facts["cash"], facts["current_liabilities"])


def quick_ratio(facts: Facts) -> Number:
    """Current assets without inventory over current liabilities."""
    return ratio(facts["current_assets"] - facts["inventory"], facts["current_liabilities"])


def receivable_years(facts: Facts) -> Number:
    """Accounts receivable over a year's revenue: how long customers take to pay, in years."""
    return ratio(facts["accounts_receivable"], facts["revenue"])


_theme = Theme("liquidity")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        current_ratio, "ratio", SAFER_WHEN_HIGH, both("流动比率", "Current ratio"), NO_ACCOUNTS
    ),
    _theme.computed(
        cash_ratio, "ratio", SAFER_WHEN_HIGH, both("现金比率", "Cash ratio"), NO_ACCOUNTS
    ),
    _theme.computed(
        quick_ratio, "ratio", SAFER_WHEN_HIGH, both("速动比率", "Quick ratio"), NO_ACCOUNTS
    ),
    _theme.computed(
        receivable_years,
        "years",
        SAFER_WHEN_LOW,
        both("应收账款周转年数", "Receivables in years of revenue"),
        both("没有可用报表或尚无收入", "no usable accounts, or no revenue yet"),
    ),
)
