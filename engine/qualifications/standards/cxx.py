"""What does 创新型中小企业 (innovative SME) ask?"""

from datetime import date

from engine.qualifications import sources
from engine.qualifications.conditions import AnyOf, Bands, Best, Bound, Item, Score, Standard, Step
from engine.qualifications.interval import Interval
from engine.qualifications.measures import (
    CLASS1_MAIN,
    CLASS2_MAIN,
    EQUITY_3Y,
    NATIONAL_AWARD_3Y,
    OWN_CLASS1_MAIN,
    PROVINCIAL_AWARD_3Y,
    RND_TO_REVENUE,
    of_fact,
)
from engine.qualifications.standards.general import at_least, is_so, quality_sme
from engine.text import Text

_SOURCE, _RECALLED = sources.TIERS, sources.TIERS_RECALLED
_WAN = 10_000.0

# Whether a Class I right is of high value is for experts: 20 points stay possible.
RIGHTS = Item(
    Text(zh="主导产品知识产权", en="Rights in the main product"),
    Best((
        Bands(OWN_CLASS1_MAIN, (Step(1, 15, 20),)),
        Bands(CLASS1_MAIN, (Step(1, 10, 20),)),
        Bands(CLASS2_MAIN, (Step(1, 5),)),
    )),
)  # fmt: skip
RND = Item(
    Text(zh="研发费用占比", en="R&D to revenue"),
    Bands(RND_TO_REVENUE, (Step(0.05, 20), Step(0.03, 15), Step(0.02, 10), Step(0.01, 5))),
)
GROWTH = Item(
    Text(zh="主营业务收入增长率", en="Main business growth"),
    Bands(of_fact("main_revenue_growth"), (Step(0.15, 20), Step(0.10, 15), Step(0.05, 10),
                                           Step(0, 5))),
)  # fmt: skip
DEBT = Item(
    Text(zh="资产负债率", en="Liabilities to assets"),
    Bands(of_fact("debt_ratio"), (Step(0.55, 10), Step(0.75, 5)), falls=True),
)
FIELD = Item(
    Text(zh="主导产品所属领域", en="Field of the main product"),
    Bands(of_fact("strategic_industry"), (Step(1, 10),), floor=Interval(5, 5)),
)
FOCUS = Item(
    Text(zh="主营业务收入占比", en="Main business share"),
    Bands(of_fact("main_revenue_share"), (Step(0.70, 20), Step(0.60, 15), Step(0.55, 10),
                                          Step(0.50, 5))),
)  # fmt: skip
SCORE = Score(
    Text(zh="评价得分", en="Score"), (RIGHTS, RND, GROWTH, DEBT, FIELD, FOCUS), 60, _SOURCE
)
STANDARD = Standard(
    code="CXX",
    conditions=(
        *quality_sme(_RECALLED),
        AnyOf(
            Text(zh="评价得分或直通条件", en="The score, or direct recognition"),
            (
                SCORE,
                is_so("holds_HNTE", _RECALLED),
                Bound(NATIONAL_AWARD_3Y, "at_least", 1, _RECALLED),
                Bound(PROVINCIAL_AWARD_3Y, "at_least", 1, _RECALLED),
                at_least("provincial_platforms", 1, _RECALLED),
                Bound(EQUITY_3Y, "at_least", 500 * _WAN, _RECALLED),
            ),
            note=Text(
                zh="未采集:国家技术创新示范企业、知识产权示范企业",
                en="not in the record: national demonstration firms for innovation or IP",
            ),
        ),
    ),
    source=_SOURCE,
    valid_from=date(2022, 8, 1),
    note=Text(
        zh="有效期三年;办法可能已修订,以现行文本为准",
        en="valid three years; the measures may have been revised: check the text in force",
    ),
)
