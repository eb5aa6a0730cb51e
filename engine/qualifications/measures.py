"""Which number does a condition look at, and how does it follow from the facts?"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.facts import FACT_BY_NAME
from engine.facts.definition import NAN, Unit
from engine.qualifications.interval import INFINITY, UNKNOWN, Interval, divided, exact, sum_of
from engine.text import Text

Known = Mapping[str, float]
_COUNTS = Interval(0, INFINITY)
_ASKED_YEARS = 3
_ROUNDING_YEARS = 0.01  # a few days: fiscal years and ages are counted in days


@dataclass(frozen=True)
class Measure:
    """A number made of facts; `note` says where it only stands in for what the text asks.

    `over` names the fact it is divided by: while that is not positive the number means nothing.
    """

    label: Text
    unit: Unit
    facts: tuple[str, ...]
    of: Callable[[Known], Interval]
    note: Text | None = None
    over: str | None = None

    def is_meaningless(self, known: Known) -> bool:
        """Whether it is divided by something known not to be positive."""
        return self.over is not None and _fact(known, self.over) <= 0

    def missing(self, known: Known) -> tuple[str, ...]:
        """Its facts that are not known and would tell more."""
        if self.is_meaningless(known):
            return ()
        return tuple(name for name in self.facts if math.isnan(_fact(known, name)))


def _fact(known: Known, name: str) -> float:
    return known.get(name, NAN)


def of_fact(name: str, zh: str | None = None, en: str | None = None) -> Measure:
    """The fact itself, under its own label unless another is given."""
    described = FACT_BY_NAME[name]
    label = Text(zh=zh or described.label.zh, en=en or described.label.en)
    return Measure(label, described.unit, (name,), lambda known: exact(_fact(known, name)))


def _share(zh: str, en: str, above: str, below: str) -> Measure:
    def of(known: Known) -> Interval:
        return divided(exact(_fact(known, above)), _fact(known, below))

    return Measure(Text(zh=zh, en=en), "share", (above, below), of, over=below)


def _rnd(known: Known) -> Interval:
    """At least the larger of the books seen; exact once both are."""
    stated, declared = _fact(known, "rnd_expense"), _fact(known, "declared_rnd_expense")
    seen = _fact(known, "rnd_recognised")
    if math.isnan(seen):
        return _COUNTS
    both_seen = not (math.isnan(stated) or math.isnan(declared))
    return Interval(seen, seen if both_seen else INFINITY)


_RND_FACTS = ("rnd_recognised", "rnd_expense", "declared_rnd_expense")
_BOTH_BOOKS = Text(
    zh="研发费用取报表与加计扣除辅助账中较大者;只有一本账时为下限",
    en="R&D is the larger of the accounts and the deduction ledger; with one book a lower bound",
)
RND = Measure(
    Text(zh="上年研发费用", en="R&D expense, last year"), "yuan", _RND_FACTS, _rnd, _BOTH_BOOKS
)


def _rnd_over(below: str) -> Callable[[Known], Interval]:
    return lambda known: divided(_rnd(known), _fact(known, below))


RND_TO_REVENUE = Measure(
    Text(zh="研发费用占营业收入", en="R&D to revenue"), "share",
    (*_RND_FACTS, "revenue"), _rnd_over("revenue"), _BOTH_BOOKS, "revenue",
)  # fmt: skip
RND_TO_COST = Measure(
    Text(zh="研发费用占成本费用", en="R&D to total cost and expense"), "share",
    (*_RND_FACTS, "cost_and_expense"), _rnd_over("cost_and_expense"), _BOTH_BOOKS,
    "cost_and_expense",
)  # fmt: skip
RND_TO_REVENUE_PRIOR = _share(
    "上上年研发费用占营业收入", "R&D to revenue, the year before", "rnd_expense_prior",
    "revenue_prior",
)  # fmt: skip


def _rnd_mean_2y(known: Known) -> Interval:
    total = sum_of([_rnd(known), exact(_fact(known, "rnd_expense_prior"), _COUNTS)])
    return divided(total, 2)


RND_MEAN_2Y = Measure(
    Text(zh="近两年平均研发费用", en="Mean R&D expense of two years"), "yuan",
    (*_RND_FACTS, "rnd_expense_prior"), _rnd_mean_2y,
)  # fmt: skip


def years_are_complete(known: Known) -> bool:
    """Whether the sums hold three fiscal years, or all the years a younger firm has had."""
    stated = _fact(known, "statement_years")
    age_at_end = _fact(known, "firm_age_years") - _fact(known, "statement_age_years")
    return stated >= _ASKED_YEARS or stated >= age_at_end - _ROUNDING_YEARS


def _rnd_share_3y(known: Known) -> Interval:
    if not years_are_complete(known):
        return UNKNOWN
    added = _rnd(known).low - _fact(known, "rnd_expense")
    low = _fact(known, "rnd_expense_3y") + added
    if math.isnan(low):
        return UNKNOWN
    high = low if _rnd(known).is_exact else INFINITY
    return divided(Interval(low, high), _fact(known, "revenue_3y"))


RND_SHARE_3Y = Measure(
    Text(zh="近三年研发费用占营业收入", en="R&D to revenue over three years"), "share",
    (*_RND_FACTS, "rnd_expense_3y", "revenue_3y", "statement_years", "firm_age_years",
     "statement_age_years"), _rnd_share_3y, _BOTH_BOOKS, "revenue_3y",
)  # fmt: skip

STAFF_SHARE = _share(
    "研发(科技)人员占从业人数", "R&D (S&T) staff to headcount", "rnd_staff", "headcount"
)
HIGH_TECH_SHARE = _share(
    "高新技术产品收入占营业收入", "High-tech revenue to revenue", "high_tech_revenue", "revenue"
)
NET_MARGIN = _share("净利润率", "Net profit to revenue", "net_profit", "revenue")


def _at_most(name: str, whole: str) -> Callable[[Known], Interval]:
    """The fact, or between nothing and the fact it is a part of."""

    def of(known: Known) -> Interval:
        most = exact(_fact(known, whole), _COUNTS).high
        return exact(_fact(known, name), Interval(0, most))

    return of


def _part(zh: str, en: str, unit: Unit, name: str, whole: str) -> Measure:
    return Measure(Text(zh=zh, en=en), unit, (name, whole), _at_most(name, whole))


_MAIN_CLASS1, _MAIN_CLASS2 = "class1_main_product", "class2_main_product"
CLASS1_MAIN = _part("主导产品I类知识产权", "Class I rights, main product", "count",
                    _MAIN_CLASS1, "ip_class1")  # fmt: skip
CLASS2_MAIN = _part("主导产品II类知识产权", "Class II rights, main product", "count",
                    _MAIN_CLASS2, "ip_class2")  # fmt: skip


def _rights(known: Known) -> Interval:
    return sum_of([CLASS1_MAIN.of(known), CLASS2_MAIN.of(known)])


RIGHTS_MAIN = Measure(
    Text(zh="主导产品自有知识产权", en="Own rights in the main product"), "count",
    (*CLASS1_MAIN.facts, *CLASS2_MAIN.facts), _rights,
)  # fmt: skip


def _own_class1(known: Known) -> Interval:
    """Rights both self-developed and of the main product: the two sets overlap at least so far."""
    own = _at_most("class1_self_developed", "ip_class1")(known)
    main, all_rights = CLASS1_MAIN.of(known), _fact(known, "ip_class1")
    overlap = own.low + main.low - all_rights
    return Interval(max(0.0, overlap), max(0.0, overlap, min(own.high, main.high)))


OWN_CLASS1_MAIN = Measure(
    Text(zh="自主研发的主导产品I类知识产权", en="Class I rights of its own making, main product"),
    "count", ("class1_self_developed", *CLASS1_MAIN.facts), _own_class1,
)  # fmt: skip
EQUITY_2Y = _part("近两年合格机构投资者实缴额", "Paid in by institutions in 2 years", "yuan",
                  "qualified_equity_2y", "equity_raised_2y")  # fmt: skip
EQUITY_3Y = _part("近三年合格机构投资者实缴额", "Paid in by institutions in 3 years", "yuan",
                  "qualified_equity_3y", "equity_raised_total")  # fmt: skip


def _undated(name: str, zh: str, en: str) -> Measure:
    """A count without dates: none is none in any span, more may lie outside it."""

    def of(known: Known) -> Interval:
        return Interval(0, exact(_fact(known, name), _COUNTS).high)

    note = Text(zh="资料未注明获奖年份和排名", en="the record states neither the year nor the rank")
    return Measure(Text(zh=zh, en=en), "count", (name,), of, note)


PROVINCIAL_AWARD_3Y = _undated(
    "provincial_awards", "近三年省级及以上科技奖励", "Provincial S&T award in 3 years"
)
NATIONAL_AWARD_3Y = _undated(
    "national_award_5y", "近三年国家级科技奖励", "National S&T award in 3 years"
)


def _own_institution(known: Known) -> Interval:
    return Interval(exact(_fact(known, "provincial_platforms"), _COUNTS).low, INFINITY)


OWN_INSTITUTION = Measure(
    Text(zh="自建或联合研发机构", en="Own or joint R&D institution"), "count",
    ("provincial_platforms",), _own_institution,
    Text(zh="资料只含省级及以上平台", en="the record counts platforms of the province or above"),
)  # fmt: skip
CONVERTED_A_YEAR = Measure(
    Text(zh="近三年年均成果转化", en="R&D results put to use a year"), "count",
    ("converted_results_3y",),
    lambda known: divided(exact(_fact(known, "converted_results_3y")), _ASKED_YEARS),
)  # fmt: skip
