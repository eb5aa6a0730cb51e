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
from engine.features.liquidity import NO_REVENUE
from engine.features.people import UNKNOWN_STAFF

UNKNOWN_RIGHTS = both("知识产权情况未知 / rights unknown")
UNKNOWN_RESEARCH = both("科研情况未知 / research unknown")


def rnd_staff_share(facts: Facts) -> Number:
    """R&D staff over headcount."""
    return ratio(facts["rnd_staff"], facts["headcount"])


def technology_contracts_to_revenue(facts: Facts) -> Number:
    """Technology contracts of 12 months over revenue."""
    return ratio(facts["technology_contracts_12m"], facts["revenue"])


def high_tech_revenue_share(facts: Facts) -> Number:
    """Revenue from high-tech products over revenue."""
    return ratio(facts["high_tech_revenue"], facts["revenue"])


def provincial_honours(facts: Facts) -> Number:
    """Projects, platforms and awards of provincial rank or above."""
    return facts["provincial_projects"] + facts["provincial_platforms"] + facts["provincial_awards"]


def product_strengths(facts: Facts) -> Number:
    """How many hold: own brand, certified, core process digital, fills a gap in its chain."""
    return (
        facts["own_brand"]
        + facts["certified_management"]
        + facts["digital_core_process"]
        + facts["fills_gap"]
    )


_theme = Theme("innovation")
FEATURES: tuple[Feature, ...] = (
    _theme.computed(
        rnd_staff_share, "share", NO_DIRECTION,
        "研发人员占比 / Share of R&D staff",
        "研发人员占从业人数{value} / {value} of the staff do R&D",
        UNKNOWN_STAFF,
    ),
    _theme.fact(
        "rnd_to_revenue", NO_DIRECTION,
        "研发费用占收入{value} / R&D expense is {value} of revenue",
        NO_REVENUE,
    ),
    _theme.fact(
        "ip_class1", SAFER_WHEN_HIGH,
        "有I类知识产权{value}件 / It holds {value} class I rights",
        UNKNOWN_RIGHTS,
    ),
    _theme.fact(
        "ip_class2", NO_DIRECTION,
        "有II类知识产权{value}件 / It holds {value} class II rights",
        UNKNOWN_RIGHTS,
    ),
    _theme.fact(
        "invention_filings_12m", NO_DIRECTION,
        "近12个月申请发明{value}件 / Inventions filed in 12 months: {value}",
        UNKNOWN_RIGHTS,
    ),
    _theme.fact(
        "qualification_count", SAFER_WHEN_HIGH,
        "持有有效资质{value}项 / Qualifications held: {value}",
        both("资质未知 / qualifications unknown"),
    ),
    _theme.computed(
        provincial_honours, "count", SAFER_WHEN_HIGH,
        "省级及以上项目、平台与奖励 / Projects, platforms and awards of provincial rank",
        "省级及以上项目、平台与奖励{value}项 / "
        "Projects, platforms and awards of provincial rank: {value}",
        UNKNOWN_RESEARCH,
    ),
    _theme.fact(
        "converted_results_3y", SAFER_WHEN_HIGH,
        "近三年成果转化{value}项 / Research results put to use in 3 years: {value}",
        UNKNOWN_RESEARCH,
    ),
    _theme.computed(
        technology_contracts_to_revenue, "share", NO_DIRECTION,
        "技术合同占收入 / Technology contracts to revenue",
        "技术合同成交额占收入{value} / Technology contracts are {value} of revenue",
        both("技术合同或收入未知 / technology contracts or revenue unknown"),
    ),
    _theme.computed(
        high_tech_revenue_share, "share", SAFER_WHEN_HIGH,
        "高新技术产品收入占比 / Share of high-tech revenue",
        "高新技术产品占收入{value} / High-tech products bring {value} of revenue",
        both("高新收入未知或尚无收入 / high-tech revenue unknown, or no revenue yet"),
    ),
    _theme.computed(
        product_strengths, "count", SAFER_WHEN_HIGH,
        "产品优势项 / Strengths of the product",
        "品牌、认证、数字化与补短板中具备{value}项 / "
        "Of brand, certificate, digital process and gap filled, the firm has {value}",
        both("主营业务情况未知 / main business unknown"),
    ),
)  # fmt: skip
