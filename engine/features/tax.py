"""Does the firm pay its taxes?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)


def tax_arrears_to_revenue(facts: Facts) -> Number:
    """Tax arrears over a year's revenue."""
    return ratio(facts["tax_arrears"], facts["revenue"])


def vat_to_revenue(facts: Facts) -> Number:
    """VAT paid in 12 months over a year's revenue."""
    return ratio(facts["vat_paid_12m"], facts["revenue"])


_theme = Theme("tax")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("tax_grade", SAFER_WHEN_HIGH, both("尚未评级或未知", "not graded yet, or unknown")),
    _theme.computed(
        tax_arrears_to_revenue,
        "share",
        SAFER_WHEN_LOW,
        both("欠税占收入", "Tax arrears to revenue"),
        both("欠税或收入未知", "arrears or revenue unknown"),
    ),
    _theme.computed(
        vat_to_revenue,
        "share",
        NO_DIRECTION,
        both("增值税负担率", "VAT to revenue"),
        both("纳税或收入未知", "tax or revenue unknown"),
    ),
)
