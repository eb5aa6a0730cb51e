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

UNKNOWN_STAFF = both("人员情况未知 / staff unknown")
UNKNOWN_INSURED = both("参保情况未知 / insured persons unknown")


def insured_share(facts: Facts) -> Number:
    """Insured persons over headcount: how far the headcount is confirmed."""
    return ratio(facts["insured_headcount"], facts["headcount"])


def insured_to_peak(facts: Facts) -> Number:
    """Insured persons over the most of the last 12 months."""
    return ratio(facts["insured_headcount"], facts["insured_highest_12m"])


def housing_fund_share(facts: Facts) -> Number:
    """Persons in the housing fund over insured persons."""
    return ratio(facts["housing_fund_headcount"], facts["insured_headcount"])


def revenue_per_head(facts: Facts) -> Number:
    """A year's revenue over headcount."""
    return ratio(facts["revenue"], facts["headcount"])


_theme = Theme("people")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "headcount", NO_DIRECTION,
        "从业人数{value}人 / The firm has {value} staff",
        UNKNOWN_STAFF,
    ),
    _theme.computed(
        insured_share, "share", SAFER_WHEN_HIGH,
        "参保人数占从业人数 / Insured to headcount",
        "参保人数占从业人数{value} / {value} of the staff are insured",
        UNKNOWN_STAFF,
    ),
    _theme.computed(
        insured_to_peak, "share", SAFER_WHEN_HIGH,
        "参保人数占一年最高 / Insured to the year's most",
        "参保人数为近12个月最高时的{value} / Insured staff are {value} of the year's most",
        UNKNOWN_INSURED,
    ),
    _theme.computed(
        housing_fund_share, "share", SAFER_WHEN_HIGH,
        "公积金缴存占参保 / Housing fund to insured",
        "公积金缴存人数占参保人数{value} / {value} of the insured are in the housing fund",
        both("公积金或参保情况未知 / housing fund or insured persons unknown"),
    ),
    _theme.computed(
        revenue_per_head, "yuan", SAFER_WHEN_HIGH,
        "人均收入 / Revenue per head",
        "人均年收入{value} / A year's revenue per head is {value}",
        both("收入或人数未知 / revenue or headcount unknown"),
    ),
    _theme.fact(
        "has_talent", SAFER_WHEN_HIGH,
        "核心人员有人才认定:{value} / A key person holds a talent grade: {value}",
        UNKNOWN_STAFF,
    ),
)  # fmt: skip
