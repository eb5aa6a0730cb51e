"""What does 专精特新“小巨人” (little giant) ask?"""

from datetime import date

from engine.qualifications import sources
from engine.qualifications.conditions import AllOf, AnyOf, Bound, Standard
from engine.qualifications.growth import MAIN_GROWTH_2Y
from engine.qualifications.measures import (
    CLASS1_MAIN,
    EQUITY_2Y,
    NATIONAL_AWARD_3Y,
    OWN_INSTITUTION,
    RND,
    RND_TO_REVENUE,
    RND_TO_REVENUE_PRIOR,
    STAFF_SHARE,
    of_fact,
)
from engine.qualifications.standards.general import at_least, at_most, is_so, quality_sme
from engine.text import Text

_SOURCE, _RECALLED = sources.TIERS, sources.TIERS_RECALLED
_WAN = 10_000.0
_STAND_IN = Text(
    zh="(以替代数据测算,未达到时由主管部门核定)",
    en=" (computed from a stand-in: the bureau decides)",
)


def _intensity(share: float) -> tuple[Bound, Bound]:
    return (
        Bound(RND_TO_REVENUE, "at_least", share, _SOURCE),
        Bound(RND_TO_REVENUE_PRIOR, "at_least", share, _SOURCE),
    )


_SPENDING = AnyOf(
    Text(zh="研发投入(按收入分档)", en="R&D, by size of revenue"),
    (
        AllOf(
            Text(zh="收入1亿元及以上,近两年均不低于3%", en="from 100 million: 3% both years"),
            (at_least("revenue", 10_000 * _WAN, _SOURCE), *_intensity(0.03)),
        ),
        AllOf(
            Text(zh="收入5000万元及以上,近两年均不低于6%", en="from 50 million: 6% both years"),
            (at_least("revenue", 5_000 * _WAN, _SOURCE), *_intensity(0.06)),
        ),
        AllOf(
            Text(zh="收入不足5000万元,以股权融资等替代", en="revenue below 50 million: new equity"),
            (
                Bound(of_fact("revenue"), "below", 5_000 * _WAN, _SOURCE),
                Bound(EQUITY_2Y, "at_least", 8_000 * _WAN, _SOURCE),
                Bound(RND, "at_least", 3_000 * _WAN, _SOURCE),
                Bound(STAFF_SHARE, "at_least", 0.50, _SOURCE),
            ),
        ),
    ),
)  # fmt: skip
_INNOVATION = AnyOf(
    Text(zh="创新能力(一般条件或直通)", en="Innovation (general, or direct)"),
    (
        AllOf(
            Text(zh="一般条件", en="General conditions"),
            (
                _SPENDING,
                Bound(OWN_INSTITUTION, "at_least", 1, _SOURCE),
                Bound(CLASS1_MAIN, "at_least", 2, _SOURCE),
            ),
        ),
        Bound(NATIONAL_AWARD_3Y, "at_least", 1, _SOURCE),
    ),
    note=Text(
        zh="未采集:“创客中国”大赛全国50强", en="not in the record: the Maker in China top 50"
    ),
)
STANDARD = Standard(
    code="XJR",
    conditions=(
        *quality_sme(_RECALLED),
        is_so("holds_ZJTX", _RECALLED),
        at_least("main_business_years", 3, _SOURCE),
        at_least("main_revenue_share", 0.70, _SOURCE),
        Bound(MAIN_GROWTH_2Y, "at_least", 0.05, _SOURCE, soft=_STAND_IN),
        is_so("digital_core_process", _SOURCE),
        is_so("certified_management", _SOURCE),
        at_most("debt_ratio", 0.70, _SOURCE),
        at_least("segment_market_share", 0.10, _SOURCE),
        is_so("own_brand", _SOURCE),
        _INNOVATION,
        is_so("fills_gap", _SOURCE),
        Bound(of_fact("strategic_industry", "主导产品属重点领域", "Product in a key field"),
              "is_true", 1, _SOURCE, soft=_STAND_IN),
    ),
    source=_SOURCE,
    valid_from=date(2022, 8, 1),
    note=Text(
        zh="由专精特新中小企业申请,有效期三年",
        en="applied for by specialised SMEs; valid three years",
    ),
)  # fmt: skip
