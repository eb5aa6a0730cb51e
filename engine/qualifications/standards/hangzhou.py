"""What do the city's and the province's own recognitions ask?"""

from datetime import date

from engine.qualifications import sources
from engine.qualifications.conditions import AnyOf, Bound, Standard
from engine.qualifications.measures import RND_TO_REVENUE, STAFF_SHARE, of_fact
from engine.qualifications.standards.general import at_most, is_so
from engine.text import Text

_WAN = 10_000.0
_PLAN = sources.RUNMIAO
_IN_PRINCIPLE = Text(
    zh="(文件为“原则上”,由主管部门决定)", en=" (the text says in principle: the bureau decides)"
)
_PICKED = Text(
    zh="符合条件后由主管部门遴选,符合不等于入选",
    en="firms that meet the conditions are still picked by the bureau",
)

SEED = Standard(
    code="SEED",
    conditions=(
        is_so("in_hangzhou", _PLAN),
        at_most("firm_age_years", 5, _PLAN),
        at_most("headcount", 100, _PLAN),
        Bound(of_fact("revenue"), "at_most", 2_000 * _WAN, _PLAN, soft=_IN_PRINCIPLE),
        Bound(RND_TO_REVENUE, "at_least", 0.03, _PLAN),
        AnyOf(
            Text(zh="已是科技型中小企业", en="A science-and-tech SME already"),
            (is_so("holds_KXZXQY", _PLAN), is_so("holds_ZJKX", _PLAN)),
        ),
    ),
    source=_PLAN,
    valid_from=date(2025, 11, 29),
    note=_PICKED,
)
HMZ = Standard(
    code="HMZ",
    conditions=(
        is_so("in_hangzhou", _PLAN),
        Bound(STAFF_SHARE, "at_least", 0.10, _PLAN),
        Bound(RND_TO_REVENUE, "at_least", 0.05, _PLAN),
        AnyOf(
            Text(zh="累计融资额或估值", en="Funding raised, or valuation"),
            (
                at_most("equity_raised_total", 2_000 * _WAN, _PLAN),
                at_most("valuation_latest", 20_000 * _WAN, _PLAN),
            ),
        ),
    ),
    source=_PLAN,
    valid_from=date(2025, 11, 29),
    note=Text(
        zh="每年遴选;自主知识产权、填补空白、颠覆性技术企业可放宽,润苗基金已投企业可纳入",
        en="picked yearly; may be relaxed for own, gap-filling or disruptive technology, and firms "
        "of the Runmiao fund may be included",
    ),
)
XCY = Standard(
    code="XCY",
    conditions=(
        is_so("in_hangzhou", sources.XCY),
        is_so("holds_ZJKX", sources.XCY),
        at_most("firm_age_years", 5, sources.XCY),
        Bound(STAFF_SHARE, "at_least", 0.20, sources.XCY),
        Bound(RND_TO_REVENUE, "at_least", 0.10, sources.XCY),
        is_so("in_group_future", sources.XCY),
    ),
    source=sources.XCY,
    valid_from=date(2024, 10, 11),
    note=_PICKED,
)
ZJKX = Standard(
    code="ZJKX",
    conditions=(),
    source=sources.ZJKX,
    valid_from=date(2016, 1, 1),
    note=Text(
        zh="认定门槛未核实,由企业提供证书,不作测算",
        en="its thresholds are not verified: the firm supplies the certificate, no test is made",
    ),
)
LEAD = Standard(
    code="LEAD",
    conditions=(),
    source=_PLAN,
    valid_from=date(2025, 11, 29),
    note=Text(zh="由主管部门遴选,不作测算", en="picked by the bureau: nothing is computed"),
)
