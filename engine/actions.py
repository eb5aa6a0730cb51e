"""Which facts can a firm change, in which direction, how far, how fast, and what moves along?

Whatever is not in this table is frozen: age, trade, place, ownership, the past (years before, tax
grades, returning buyers, cases, penalties, defaults), equity rounds and interest, which others
decide. An action states one change of a base fact as the books would show it: `along` are the
entries that the same yuan makes elsewhere, so that the accounts still balance. Ratios such as
`debt_ratio` or `ebitda` are no actions: they follow by the formulas that made them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from engine.facts import FACT_BY_NAME
from engine.facts.definition import NO, YES, Unit
from engine.text import Text

Towards = Literal["up", "down"]
TAX_RATE = 0.25  # 企业所得税法, Article 4; small firms pay less, so this is the careful side
MOST_PATENTS_A_YEAR = 3.0
# These may be below zero; every other amount, count or share may not.
SIGNED = frozenset({
    "cfo", "taxes_payable", "total_equity", "retained_earnings", "net_profit", "operating_profit",
    "profit_before_tax", "capital_reserve", "income_tax",
})  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """The farthest plausible value: `times` today's value, plus `more`, plus `share` of a fact."""

    times: float = 0.0
    more: float = 0.0
    share: float = 1.0
    of: str | None = None

    def value(self, facts: Mapping[str, float], today: float) -> float:
        """The value itself; NaN where the fact it is a share of is unknown."""
        other = self.share * facts[self.of] if self.of else 0.0
        return self.times * today + self.more + other


@dataclass(frozen=True)
class Action:
    """One change that a firm can make, told as the change of one fact.

    `months` is the least time until the change can be seen in the records. `along` gives, for
    each unit that the fact moves, what is added to other facts. `sets` are facts that take a
    value once the change is made; a `whole` change is made all at once. `floors` are facts that
    cannot lie below this one.
    """

    fact: str
    towards: Towards
    limit: Limit
    months: int
    how: Text
    along: Mapping[str, float] = field(default_factory=dict)
    sets: Mapping[str, float] = field(default_factory=dict)
    floors: tuple[str, ...] = ()
    whole: bool = False

    def __post_init__(self) -> None:
        """Freeze the tables and refuse a fact that does not exist."""
        for name in (self.fact, *self.along, *self.sets, *self.floors):
            if name not in FACT_BY_NAME:
                raise ValueError(f"{self.fact}: there is no fact {name!r}")
        object.__setattr__(self, "along", MappingProxyType(dict(self.along)))
        object.__setattr__(self, "sets", MappingProxyType(dict(self.sets)))

    @property
    def unit(self) -> Unit:
        """The unit of the fact."""
        return FACT_BY_NAME[self.fact].unit

    @property
    def lowered(self) -> frozenset[str]:
        """The facts that fall and must not fall below zero."""
        own = {self.fact} if self.towards == "down" else set()
        return frozenset({*own, *(name for name, by in self.along.items() if by < 0)} - SIGNED)


def _each(by: float, *names: str) -> dict[str, float]:
    return dict.fromkeys(names, by)


_ASSETS = ("current_assets", "total_assets", "liabilities_and_equity")
_PAID_OUT = _each(-1.0, "cash", *_ASSETS)
SHORT_DEBT_PAID = _PAID_OUT | _each(-1.0, "current_liabilities", "total_liabilities")
_COLLECTED = _each(1.0, "cash", "cfo")
_NOTHING_LEFT = Limit()
_ONE_MORE = Limit(more=YES)
# A cost that was not spent is profit before tax; what tax leaves of it is cash and equity.
SAVED = (
    _each(-1.0, "cost_and_expense")
    | _each(1.0, "operating_profit", "profit_before_tax")
    | _each(TAX_RATE, "income_tax")
    | _each(1.0 - TAX_RATE, "net_profit", "retained_earnings", "total_equity", "cash", "cfo")
    | _each(1.0 - TAX_RATE, *_ASSETS)
)  # fmt: skip


def _qualification(code: str, months: int, zh: str, en: str) -> Action:
    return Action(
        f"holds_{code}", "up", _ONE_MORE, months, Text(zh=zh, en=en),
        along={"qualification_count": 1.0}, sets={"is_scitech": YES}, whole=True,
    )  # fmt: skip


def _flag(fact: str, months: int, zh: str, en: str) -> Action:
    return Action(fact, "up", _ONE_MORE, months, Text(zh=zh, en=en), whole=True)


ACTIONS: tuple[Action, ...] = (
    Action(
        "short_term_loans", "down", Limit(times=0.1), 1,
        Text(zh="用现有资金归还", en="repaid out of cash"),
        along=SHORT_DEBT_PAID | _each(-1.0, "bank_debt", "debt_due_12m"),
    ),
    Action(
        "debt_due_12m", "down", _NOTHING_LEFT, 3,
        Text(zh="短期借款转为长期借款", en="short-term loans turned into long-term loans"),
        along=_each(-1.0, "short_term_loans", "current_liabilities")
        | _each(1.0, "long_term_loans", "non_current_liabilities"),
    ),
    Action(
        "debt_overdue", "down", _NOTHING_LEFT, 1,
        Text(zh="一次还清逾期债务", en="all debts past due paid at once"),
        along=SHORT_DEBT_PAID | _each(-1.0, "bank_debt", "debt_due_12m", "short_term_loans"),
        sets={"days_past_due": 0.0}, whole=True,
    ),
    Action(
        "owner_loans", "down", _NOTHING_LEFT, 3,
        Text(zh="股东借款转为资本", en="loans from owners turned into capital"),
        along=_each(-1.0, "other_payables", "current_liabilities", "total_liabilities")
        | _each(1.0, "capital_reserve", "total_equity"),
    ),
    Action(
        "lender_count", "down", Limit(more=1.0), 6,
        Text(zh="合并贷款,余额不变", en="loans merged, the balance unchanged"),
    ),
    Action(
        "paid_in_capital", "up", Limit(of="registered_capital"), 2,
        Text(zh="股东补足认缴资本", en="owners pay in registered capital"),
        along=_each(1.0, "share_capital", "total_equity", "cash", *_ASSETS),
    ),
    Action(
        "accounts_receivable", "down", Limit(times=0.5), 3,
        Text(zh="收回应收账款", en="collected from customers"),
        along=_COLLECTED | {"cash_from_sales": 1.0},
    ),
    Action(
        "other_receivables", "down", _NOTHING_LEFT, 2,
        Text(zh="收回股东及关联方等占款", en="paid back by owners, affiliates and others"),
        along={"cash": 1.0},
    ),
    Action(
        "inventory", "down", Limit(times=0.5), 6,
        Text(zh="按成本去库存", en="sold off at cost"),
        along=_COLLECTED,
    ),
    Action(
        "cogs", "down", Limit(times=0.9), 12,
        Text(zh="一个会计年度内降低营业成本", en="lower cost of sales over a fiscal year"),
        along=SAVED | {"cash_paid_for_goods": TAX_RATE - 1.0},
    ),
    Action(
        "admin_expense", "down", Limit(times=0.8), 12,
        Text(zh="一个会计年度内降低管理费用", en="lower admin expense over a fiscal year"),
        along=SAVED,
    ),
    Action(
        "selling_expense", "down", Limit(times=0.8), 12,
        Text(zh="一个会计年度内降低销售费用", en="lower selling expense over a fiscal year"),
        along=SAVED,
    ),
    Action(
        "tax_arrears", "down", _NOTHING_LEFT, 1,
        Text(zh="缴清欠税", en="arrears paid"),
        along=SHORT_DEBT_PAID | {"taxes_payable": -1.0},
    ),
    Action(
        "utility_arrears", "down", _NOTHING_LEFT, 1,
        Text(zh="缴清水电气欠费", en="bills paid"),
        along=SHORT_DEBT_PAID | {"other_payables": -1.0},
    ),
    Action(
        "open_enforcement_amount", "down", _NOTHING_LEFT, 3,
        Text(zh="履行并结清执行案件", en="all enforcement cases settled"),
        along=SHORT_DEBT_PAID | {"other_payables": -1.0},
        sets={"open_enforcements": 0.0, "enforcement_debtor": NO}, whole=True,
    ),
    Action(
        "abnormal_operation", "down", _NOTHING_LEFT, 2,
        Text(zh="补报后移出经营异常名录", en="removed from the list after filing"), whole=True,
    ),
    Action(
        "top1_buyer_share", "down", Limit(times=0.5, share=0.1, of="top5_buyer_share"), 9,
        Text(zh="其他客户占比提高", en="other buyers take more"),
    ),
    Action(
        "top5_buyer_share", "down", Limit(times=0.4, share=0.6, of="top1_buyer_share"), 12,
        Text(zh="更多客户分散销售", en="sales spread over more buyers"),
    ),
    Action(
        "buyer_count", "up", Limit(times=2.0), 9,
        Text(zh="新增客户", en="new buyers won"),
    ),
    Action(
        "related_party_share", "down", _NOTHING_LEFT, 6,
        Text(zh="减少关联交易", en="fewer sales to related parties"),
    ),
    Action(
        "open_order_amount", "up", Limit(times=1.0, share=0.5, of="revenue"), 6,
        Text(zh="新签订单", en="new orders signed"),
        along={"orders_signed_12m": 1.0},
    ),
    Action(
        "insured_headcount", "up", Limit(of="headcount"), 2,
        Text(zh="为在岗人员参保", en="staff at work insured"),
        floors=("insured_highest_12m",),
    ),
    Action(
        "housing_fund_headcount", "up", Limit(of="insured_headcount"), 2,
        Text(zh="为参保人员缴存公积金", en="insured staff join the fund"),
    ),
    _flag("has_talent", 6, "引进或申报认定人才", "a graded talent hired or recognised"),
    Action(
        "ip_class1", "up", Limit(times=1.0, more=MOST_PATENTS_A_YEAR), 18,
        Text(zh="发明专利获得授权", en="invention patents granted"),
        along={"invention_patents": 1.0},
    ),
    Action(
        "converted_results_3y", "up", Limit(times=1.0, more=3.0), 12,
        Text(zh="研发成果用于产品、工艺或服务",
             en="research turned into products, processes or services"),
    ),
    _qualification("KXZXQY", 3, "完成入库登记", "registered in the national list"),
    _qualification("CXX", 6, "通过自评与审核", "assessed and approved"),
    _qualification("HNTE", 12, "通过高企认定", "recognised"),
    _flag("certified_management", 6, "取得体系或产品认证", "certificate obtained"),
    _flag("digital_core_process", 6, "核心业务上线系统", "core process brought on line"),
    _flag("own_brand", 12, "注册自主品牌", "own brand registered"),
)  # fmt: skip
ACTION_BY_FACT: Mapping[str, Action] = MappingProxyType({each.fact: each for each in ACTIONS})
