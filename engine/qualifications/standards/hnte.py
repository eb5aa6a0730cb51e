"""What does 高新技术企业 (high and new technology enterprise) ask?"""

import math
from datetime import date

from engine.facts.definition import DAYS_PER_YEAR
from engine.qualifications import sources
from engine.qualifications.conditions import (
    AllOf,
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
from engine.qualifications.growth import NET_ASSET_GROWTH, REVENUE_GROWTH
from engine.qualifications.interval import Interval
from engine.qualifications.measures import (
    CLASS1_MAIN,
    CLASS2_MAIN,
    CONVERTED_A_YEAR,
    HIGH_TECH_SHARE,
    RIGHTS_MAIN,
    RND_SHARE_3Y,
    STAFF_SHARE,
    of_fact,
)
from engine.qualifications.standards.general import at_least, is_not_so, is_so
from engine.text import Text

_SOURCE, _RECALLED = sources.HNTE, sources.HNTE_RECALLED
_WAN = 10_000.0
_A_YEAR = 365 / DAYS_PER_YEAR  # the text counts 365 days
_ABOVE_NOTHING = math.nextafter(0.0, 1.0)

RIGHTS = Item(
    Text(zh="知识产权", en="Intellectual property"),
    Capped((
        Bands(RIGHTS_MAIN, (Step(1, 0, 8),)),  # how advanced
        Bands(RIGHTS_MAIN, (Step(1, 0, 8),)),  # how much the main product rests on them
        Best((
            Bands(CLASS1_MAIN, (Step(1, 7, 8),)),
            Bands(CLASS2_MAIN, (Step(5, 5, 6), Step(3, 3, 4), Step(1, 1, 2))),
        )),
        Bands(RIGHTS_MAIN, (Step(1, 1, 6),)),  # developed or bought
        Bands(of_fact("standards_led_5y"), (Step(1, 1, 2),), floor=Interval(0, 2)),
    ), most=30),
)  # fmt: skip
CONVERSION = Item(
    Text(zh="科技成果转化能力", en="R&D results put to use"),
    Bands(CONVERTED_A_YEAR, (Step(5, 25, 30), Step(4, 19, 24), Step(3, 13, 18), Step(2, 7, 12),
                             Step(1, 1, 6), Step(_ABOVE_NOTHING, 0, 6))),
)  # fmt: skip
ORGANISATION = Item(Text(zh="研究开发组织管理水平", en="Organisation of R&D"), Judged(20))
_GROWTH = (Step(0.35, 9, 10), Step(0.25, 7, 8), Step(0.15, 5, 6), Step(0.05, 3, 4),
           Step(_ABOVE_NOTHING, 1, 2))  # fmt: skip
GROWTH = Item(
    Text(zh="企业成长性", en="Growth"),
    Capped((Bands(NET_ASSET_GROWTH, _GROWTH), Bands(REVENUE_GROWTH, _GROWTH)), most=20),
)
SCORE = Score(
    Text(zh="创新能力评价", en="Innovation score"),
    (RIGHTS, CONVERSION, ORGANISATION, GROWTH), 71, _SOURCE,
)  # fmt: skip
# ≥ 5 % up to 5,000万 of sales, 4 % up to 2亿, 3 % above: written so that more is never worse
_INTENSITY = AnyOf(
    Text(zh="近三年研发费用占比(按收入分档)", en="R&D over three years, by size of sales"),
    (
        Bound(RND_SHARE_3Y, "at_least", 0.05, _RECALLED),
        AllOf(
            Text(zh="收入高于5000万元的,不低于4%", en="4% where sales are above 50 million"),
            (
                Bound(of_fact("revenue"), "above", 5_000 * _WAN, _RECALLED),
                Bound(RND_SHARE_3Y, "at_least", 0.04, _RECALLED),
            ),
        ),
        AllOf(
            Text(zh="收入高于2亿元的,不低于3%", en="3% where sales are above 200 million"),
            (
                Bound(of_fact("revenue"), "above", 20_000 * _WAN, _RECALLED),
                Bound(RND_SHARE_3Y, "at_least", 0.03, _RECALLED),
            ),
        ),
    ),
)
STANDARD = Standard(
    code="HNTE",
    conditions=(
        at_least("firm_age_years", _A_YEAR, _RECALLED),
        Bound(RIGHTS_MAIN, "at_least", 1, _RECALLED),
        is_so("high_tech_field", _RECALLED),
        Bound(STAFF_SHARE, "at_least", 0.10, _RECALLED),
        _INTENSITY,
        at_least("rnd_domestic_share", 0.60, _RECALLED),
        Bound(HIGH_TECH_SHARE, "at_least", 0.60, _RECALLED),
        is_not_so("major_incident_1y", _RECALLED),
        SCORE,
    ),
    source=_RECALLED,
    valid_from=date(2016, 1, 1),
    note=Text(
        zh="创新能力评价含专家评定项,按可能区间计分;证书有效期三年",
        en="experts judge parts of the score, shown as a range; certificates run three years",
    ),
)
