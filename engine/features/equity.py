"""Do investors back the firm?"""

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

UNKNOWN_ROUNDS = both("融资情况未知", "rounds unknown")


def equity_raised_to_assets(facts: Facts) -> Number:
    """Equity raised in two years over total assets."""
    return ratio(facts["equity_raised_2y"], facts["total_assets"])


_theme = Theme("equity")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "years_since_round", SAFER_WHEN_LOW, both("尚未股权融资或未知", "no round yet, or unknown")
    ),
    _theme.fact("equity_raised_total", SAFER_WHEN_HIGH, UNKNOWN_ROUNDS),
    _theme.computed(
        equity_raised_to_assets,
        "ratio",
        SAFER_WHEN_HIGH,
        both("近两年股权融资占总资产", "Equity raised in 2 years to assets"),
        both("融资或总资产未知", "rounds or assets unknown"),
    ),
    _theme.fact("founder_share", NO_DIRECTION, both("创始团队持股未知", "founders' share unknown")),
)
