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
from engine.features.liquidity import NO_ACCOUNTS


def loans_to_revenue(facts: Facts) -> Number:
    """Loans on the balance sheet over a year's revenue."""
    return ratio(facts["bank_loans"], facts["revenue"])


def interest_coverage(facts: Facts) -> Number:
    """EBITDA over interest; missing where no interest is paid."""
    return ratio(facts["ebitda"], facts["interest_expense"])


def debt_due_to_cash(facts: Facts) -> Number:
    """Debt due within 12 months over cash."""
    return ratio(facts["debt_due_12m"], facts["cash"])


_theme = Theme("leverage")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("debt_ratio", SAFER_WHEN_LOW, NO_ACCOUNTS),
    _theme.computed(
        loans_to_revenue,
        "ratio",
        SAFER_WHEN_LOW,
        both("借款占营业收入", "Loans to revenue"),
        both("没有可用报表或尚无收入", "no usable accounts, or no revenue yet"),
    ),
    _theme.computed(
        interest_coverage,
        "ratio",
        SAFER_WHEN_HIGH,
        both("利息保障倍数", "Interest coverage"),
        both("不付利息或没有可用报表", "pays no interest, or no usable accounts"),
    ),
    _theme.computed(
        debt_due_to_cash,
        "ratio",
        SAFER_WHEN_LOW,
        both("一年内到期债务对现金", "Debt due in a year to cash"),
        both("债务或现金未知", "debts or cash unknown"),
    ),
    _theme.fact("days_past_due", SAFER_WHEN_LOW, both("债务情况未知", "debts unknown")),
)
