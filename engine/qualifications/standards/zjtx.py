"""What does 专精特新中小企业 (specialised SME) ask?"""

from datetime import date

from engine.qualifications import sources
from engine.qualifications.conditions import (
    AnyOf,
    Bands,
    Best,
    Bound,
    Capped,
    Item,
    Judged,
    Score,
    Standard,
    Step,
)
from engine.qualifications.growth import MAIN_GROWTH_2Y
from engine.qualifications.interval import Interval
from engine.qualifications.measures import (
    CLASS1_MAIN,
    CLASS2_MAIN,
    EQUITY_2Y,
    NATIONAL_AWARD_3Y,
    NET_MARGIN,
    OWN_CLASS1_MAIN,
    PROVINCIAL_AWARD_3Y,
    RND,
    RND_MEAN_2Y,
    RND_TO_REVENUE,
    STAFF_SHARE,
    of_fact,
)
from engine.qualifications.standards.general import at_least, quality_sme
from engine.text import Text

_SOURCE, _RECALLED = sources.TIERS, sources.TIERS_RECALLED
_WAN = 10_000.0

FOCUS = Item(
    Text(zh="主营业务收入占比", en="Main business share"),
    Bands(of_fact("main_revenue_share"), (Step(0.80, 5), Step(0.70, 3), Step(0.60, 1))),
)
GROWTH = Item(
    Text(zh="主营业务收入平均增长率", en="Mean main business growth"),
    Bands(MAIN_GROWTH_2Y, (Step(0.10, 10), Step(0.08, 8), Step(0.06, 6), Step(0.04, 4),
                           Step(0, 2))),
)  # fmt: skip
YEARS = Item(
    Text(zh="从事细分市场年限", en="Years in the segment"),
    Bands(of_fact("main_business_years"), (Step(10, 5), Step(8, 4), Step(6, 3), Step(4, 2),
                                           Step(2, 1))),
)  # fmt: skip
CHAIN = Item(
    Text(zh="主导产品所属领域", en="Place in the industry chain"),
    Bands(of_fact("fills_gap"), (Step(1, 5),), floor=Interval(0, 3)),
)
DIGITAL = Item(Text(zh="数字化水平", en="Digital level"), Judged(5))
QUALITY = Item(
    Text(zh="质量管理水平", en="Quality management"),
    Capped((
        Bands(of_fact("certified_management"), (Step(1, 3),)),
        Bands(of_fact("own_brand"), (Step(1, 3),)),
        Bands(of_fact("standards_led_5y"), (Step(1, 3),), floor=Interval(0, 3)),
        Judged(3),  # a provincial quality award is not in the record
    ), most=5),
)  # fmt: skip
MARGIN = Item(
    Text(zh="净利润率", en="Net margin"),
    Bands(NET_MARGIN, (Step(0.10, 10), Step(0.08, 8), Step(0.06, 6), Step(0.04, 4),
                       Step(0.02, 2))),
)  # fmt: skip
DEBT = Item(
    Text(zh="资产负债率", en="Liabilities to assets"),
    Bands(of_fact("debt_ratio"), (Step(0.50, 5), Step(0.60, 3), Step(0.70, 1)), falls=True),
)
LOCAL = Item(Text(zh="地方特色指标", en="Local indicators"), Judged(15))
RIGHTS = Item(
    Text(zh="主导产品知识产权", en="Rights in the main product"),
    Best((
        Bands(OWN_CLASS1_MAIN, (Step(1, 8, 10),)),
        Bands(CLASS1_MAIN, (Step(1, 6, 10),)),
        Bands(CLASS2_MAIN, (Step(1, 2),)),
    )),
)  # fmt: skip
SPENDING = Item(
    Text(zh="研发费用投入", en="R&D expense"),
    Best((
        Bands(RND, (Step(500 * _WAN, 10), Step(400 * _WAN, 8), Step(300 * _WAN, 6),
                    Step(200 * _WAN, 4), Step(100 * _WAN, 2))),
        Bands(RND_TO_REVENUE, (Step(0.10, 10), Step(0.08, 8), Step(0.06, 6), Step(0.04, 4),
                               Step(0.03, 2))),
    )),
)  # fmt: skip
STAFF = Item(
    Text(zh="研发人员占比", en="R&D staff"),
    Bands(STAFF_SHARE, (Step(0.20, 5), Step(0.10, 3), Step(0.05, 1))),
)
INSTITUTION = Item(
    Text(zh="研发机构级别", en="R&D institution"),
    Bands(of_fact("provincial_platforms"), (Step(1, 8, 10),), floor=Interval(0, 4)),
)
SCORE = Score(
    Text(zh="评价得分", en="Score"),
    (FOCUS, GROWTH, YEARS, CHAIN, DIGITAL, QUALITY, MARGIN, DEBT, LOCAL, RIGHTS, SPENDING, STAFF,
     INSTITUTION), 60, _RECALLED,
)  # fmt: skip
STANDARD = Standard(
    code="ZJTX",
    conditions=(
        *quality_sme(_RECALLED),
        at_least("main_business_years", 2, _SOURCE),
        Bound(RND, "at_least", 100 * _WAN, _SOURCE),
        Bound(RND_TO_REVENUE, "at_least", 0.03, _SOURCE),
        AnyOf(
            Text(zh="收入或新增股权融资", en="Revenue, or new equity"),
            (
                at_least("revenue", 1_000 * _WAN, _SOURCE),
                Bound(EQUITY_2Y, "at_least", 2_000 * _WAN, _SOURCE),
            ),
        ),
        AnyOf(
            Text(zh="评价得分或替代条件", en="The score, or one alternative"),
            (
                SCORE,
                Bound(PROVINCIAL_AWARD_3Y, "at_least", 1, _SOURCE),
                Bound(NATIONAL_AWARD_3Y, "at_least", 1, _SOURCE),
                Bound(RND_MEAN_2Y, "at_least", 1_000 * _WAN, _SOURCE),
                Bound(EQUITY_2Y, "at_least", 6_000 * _WAN, _SOURCE),
            ),
            note=Text(
                zh="未采集:“创客中国”大赛全国500强",
                en="not in the record: the Maker in China national top 500",
            ),
        ),
    ),
    source=_SOURCE,
    valid_from=date(2022, 8, 1),
    note=Text(
        zh="地方特色、数字化水平等由主管部门评定,按可能区间计分;有效期三年",
        en="local indicators and the digital level are for the bureau to judge, shown as a range",
    ),
)
