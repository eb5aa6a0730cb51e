"""What does 科技型中小企业 (national science-and-tech SME) ask?"""

from datetime import date

from engine.qualifications import sources
from engine.qualifications.conditions import (
    AllOf,
    AnyOf,
    Bands,
    Best,
    Bound,
    Item,
    Score,
    Standard,
    Step,
)
from engine.qualifications.measures import (
    CLASS1_MAIN,
    CLASS2_MAIN,
    RND_TO_COST,
    RND_TO_REVENUE,
    STAFF_SHARE,
)
from engine.qualifications.standards.general import (
    RESTRICTED,
    at_least,
    at_most,
    clean_record,
    is_not_so,
    is_so,
)
from engine.text import Text

_SOURCE, _RECALLED = sources.KXZXQY, sources.KXZXQY_RECALLED
_YI = 100_000_000.0

STAFF = Item(
    Text(zh="科技人员指标", en="S&T staff"),
    Bands(STAFF_SHARE, (Step(0.30, 20), Step(0.25, 16), Step(0.20, 12), Step(0.15, 8),
                        Step(0.10, 4))),
)  # fmt: skip
RND = Item(
    Text(zh="研发投入指标", en="R&D expense"),
    Best((
        Bands(RND_TO_REVENUE, (Step(0.06, 50), Step(0.05, 40), Step(0.04, 30), Step(0.03, 20),
                               Step(0.02, 10))),
        Bands(RND_TO_COST, (Step(0.30, 50), Step(0.25, 40), Step(0.20, 30), Step(0.15, 20),
                            Step(0.10, 10))),
    )),
)  # fmt: skip
RIGHTS = Item(
    Text(zh="科技成果指标", en="Rights in the main product"),
    Best((
        Bands(CLASS1_MAIN, (Step(1, 30),)),
        Bands(CLASS2_MAIN, (Step(4, 24), Step(3, 18), Step(2, 12), Step(1, 6))),
    )),
)  # fmt: skip
SCORE = Score(Text(zh="综合评价得分", en="Score"), (STAFF, RND, RIGHTS), 60, _SOURCE)
_SCORED = AllOf(
    Text(zh="评价得分达标且科技人员指标不为 0", en="The score, with points for staff"),
    (SCORE, Bound(STAFF_SHARE, "at_least", 0.10, _SOURCE)),
)
STANDARD = Standard(
    code="KXZXQY",
    conditions=(
        is_so("is_company", _SOURCE),
        at_most("headcount", 500, _SOURCE),
        at_most("revenue", 2 * _YI, _SOURCE),
        at_most("total_assets", 2 * _YI, _SOURCE),
        is_not_so("restricted_product", _SOURCE, *RESTRICTED),
        is_not_so("major_incident_1y", _SOURCE),
        is_not_so("research_dishonesty", _SOURCE),
        *clean_record(_SOURCE),
        AnyOf(
            Text(zh="评价得分或直接确认", en="The score, or direct confirmation"),
            (
                _SCORED,
                is_so("holds_HNTE", _RECALLED),
                is_so("national_award_5y", _RECALLED),
                at_least("provincial_platforms", 1, _RECALLED),
                at_least("standards_led_5y", 1, _RECALLED),
            ),
        ),
    ),
    source=_SOURCE,
    valid_from=date(2017, 5, 3),
    note=Text(
        zh="入库登记编号当年有效,每年重新评价",
        en="the entry number is valid for the calendar year and is renewed every year",
    ),
)
