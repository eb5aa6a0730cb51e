"""How long has the firm been in business, and how large is it?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    Feature,
    Theme,
    both,
)
from engine.features.liquidity import NO_ACCOUNTS

_theme = Theme("history")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("firm_age_years", SAFER_WHEN_HIGH, both("成立日期未知", "founding date unknown")),
    _theme.fact("revenue", SAFER_WHEN_HIGH, NO_ACCOUNTS),
    _theme.fact("paid_in_capital", NO_DIRECTION, both("实缴资本未知", "paid-in capital unknown")),
)
