"""Is the firm's public record clean?"""

from engine.features.definition import (
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
)

NOT_SEARCHED = both("未查询司法与公示记录", "registers not searched")


def blacklist_entries(facts: Facts) -> Number:
    """Open entries on the lists of dishonesty, violation, restriction, abnormality, bankruptcy."""
    return (
        facts["dishonest_debtor"]
        + facts["serious_violation"]
        + facts["restricted_consumption"]
        + facts["abnormal_operation"]
        + facts["in_bankruptcy"]
    )


_theme = Theme("judicial")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("open_enforcements", SAFER_WHEN_LOW, NOT_SEARCHED),
    _theme.fact("defendant_cases_3y", SAFER_WHEN_LOW, NOT_SEARCHED),
    _theme.fact("penalties_3y", SAFER_WHEN_LOW, NOT_SEARCHED),
    _theme.computed(
        blacklist_entries,
        "count",
        SAFER_WHEN_LOW,
        both("失信与异常名录", "Entries on public blacklists"),
        NOT_SEARCHED,
    ),
)
