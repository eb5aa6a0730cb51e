"""Is the firm's public record clean?"""

from engine.features.definition import (
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)

NOT_SEARCHED = both("未查询司法与公示记录 / registers not searched")


def blacklist_entries(facts: Facts) -> Number:
    """Open entries on the lists of dishonesty, violation, restriction, abnormality, bankruptcy."""
    return (
        facts["dishonest_debtor"]
        + facts["serious_violation"]
        + facts["restricted_consumption"]
        + facts["abnormal_operation"]
        + facts["in_bankruptcy"]
    )


def open_enforcement_to_equity(facts: Facts) -> Number:
    """Amount under open enforcement over owners' equity."""
    return ratio(facts["open_enforcement_amount"], facts["total_equity"])


def sued_amount_to_assets(facts: Facts) -> Number:
    """Amount sued for in three years over total assets."""
    return ratio(facts["defendant_amount_3y"], facts["total_assets"])


_theme = Theme("judicial")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "open_enforcements", SAFER_WHEN_LOW,
        "未结执行案件{value}件 / Open enforcement cases: {value}",
        NOT_SEARCHED,
    ),
    _theme.computed(
        open_enforcement_to_equity, "share", SAFER_WHEN_LOW,
        "未结执行金额占净资产 / Open enforcement to equity",
        "未结执行金额占净资产{value} / The amount under open enforcement is {value} of equity",
        both("执行金额未知或净资产不为正 / amount unknown, or equity not positive"),
    ),
    _theme.fact(
        "enforcements_ended", SAFER_WHEN_LOW,
        "终本案件{value}件 / Enforcements ended for lack of assets: {value}",
        NOT_SEARCHED,
    ),
    _theme.fact(
        "defendant_cases_3y", SAFER_WHEN_LOW,
        "近三年作为被告{value}件 / Cases as defendant in 3 years: {value}",
        NOT_SEARCHED,
    ),
    _theme.computed(
        sued_amount_to_assets, "share", SAFER_WHEN_LOW,
        "近三年被诉金额占总资产 / Amount sued for to assets",
        "近三年被诉金额占总资产{value} / The amount sued for in 3 years is {value} of total assets",
        both("被诉金额或总资产未知 / amounts or assets unknown"),
    ),
    _theme.fact(
        "penalties_3y", SAFER_WHEN_LOW,
        "近三年行政处罚{value}次 / Penalties by authorities in 3 years: {value}",
        NOT_SEARCHED,
    ),
    _theme.computed(
        blacklist_entries, "count", SAFER_WHEN_LOW,
        "失信与异常名录 / Entries on public blacklists",
        "列入失信、异常等名录{value}项 / Entries on public blacklists: {value}",
        NOT_SEARCHED,
    ),
    _theme.fact(
        "tax_arrears_notices_3y", SAFER_WHEN_LOW,
        "近三年欠税公告{value}次 / Public notices of tax arrears in 3 years: {value}",
        NOT_SEARCHED,
    ),
    _theme.fact(
        "equity_pledges_open", SAFER_WHEN_LOW,
        "有效股权出质{value}笔 / Pledges of the firm's shares in force: {value}",
        NOT_SEARCHED,
    ),
)  # fmt: skip
