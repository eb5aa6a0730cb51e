"""Who works at the firm?"""

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

UNKNOWN_STAFF = both("人员情况未知", "staff unknown")


def insured_share(facts: Facts) -> Number:
    """Insured persons over headcount: how far the headcount is confirmed."""
    return ratio(facts["insured_headcount"], facts["headcount"])


_theme = Theme("people")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("headcount", NO_DIRECTION, UNKNOWN_STAFF),
    _theme.computed(
        insured_share,
        "share",
        SAFER_WHEN_HIGH,
        both("参保人数占从业人数", "Insured to headcount"),
        UNKNOWN_STAFF,
    ),
)
