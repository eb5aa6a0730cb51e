"""Does the firm create something of its own?"""

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
from engine.features.people import UNKNOWN_STAFF
from engine.features.profitability import NO_REVENUE

UNKNOWN_RIGHTS = both("知识产权情况未知", "rights unknown")


def rnd_staff_share(facts: Facts) -> Number:
    """R&D staff over headcount."""
    return ratio(facts["rnd_staff"], facts["headcount"])


_theme = Theme("innovation")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        rnd_staff_share,
        "share",
        NO_DIRECTION,
        both("研发人员占比", "Share of R&D staff"),
        UNKNOWN_STAFF,
    ),
    _theme.fact("rnd_to_revenue", NO_DIRECTION, NO_REVENUE),
    _theme.fact("ip_class1", SAFER_WHEN_HIGH, UNKNOWN_RIGHTS),
    _theme.fact("ip_class2", NO_DIRECTION, UNKNOWN_RIGHTS),
    _theme.fact("invention_filings_12m", NO_DIRECTION, UNKNOWN_RIGHTS),
    _theme.fact("qualification_count", SAFER_WHEN_HIGH, both("资质未知", "recognitions unknown")),
)
