"""What else may a firm bring about to qualify: certificates, patents, people, R&D, contracts?

Beside the changes of the books (`engine.actions`), which the grade search uses too. `months` are
the least time, illustrative where no source states it; others decide on every certificate.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from engine.actions import ACTIONS, MOST_PATENTS_A_YEAR, SAVED, SHORT_DEBT_PAID, Action, Limit
from engine.facts.definition import NO, YES
from engine.text import Text

_ONE_MORE = Limit(more=YES)
_PICKED = Text(zh="由主管部门每年遴选", en="picked by the bureau once a year")


def _each(by: float, *names: str) -> dict[str, float]:
    return dict.fromkeys(names, by)


def _certificate(code: str, months: int, how: Text) -> Action:
    return Action(
        f"holds_{code}", "up", _ONE_MORE, months, how,
        along={"qualification_count": 1.0}, sets={"is_scitech": YES}, whole=True,
    )  # fmt: skip


_SPENT = {name: -by for name, by in SAVED.items()}
STEPS: tuple[Action, ...] = (
    Action(
        "ip_class1", "up", Limit(times=1.0, more=MOST_PATENTS_A_YEAR), 18,
        Text(zh="自主研发、用于主导产品的发明专利获得授权",
             en="invention patents of its own in the main product granted"),
        along=_each(1.0, "invention_patents", "class1_main_product", "class1_self_developed"),
    ),
    Action(
        "ip_class2", "up", Limit(times=1.0, more=5.0), 6,
        Text(zh="用于主导产品的软件著作权、实用新型等登记或授权",
             en="software copyrights or utility models in the main product registered"),
        along=_each(1.0, "class2_main_product"),
    ),
    Action(
        "rnd_staff", "up", Limit(times=1.5, more=2.0), 6,
        Text(zh="聘用或转岗从事研发", en="hired for R&D, or moved to it"), floors=("headcount",),
    ),
    Action(
        "rnd_expense", "up", Limit(times=1.5), 12,
        Text(zh="一个会计年度内增加研发投入", en="more spent on R&D over a fiscal year"),
        along=_SPENT | _each(1.0, "rnd_recognised", "declared_rnd_expense", "rnd_expense_3y"),
    ),
    Action(
        "high_tech_revenue", "up", Limit(times=1.3), 12,
        Text(zh="更多收入来自高新技术产品(服务)", en="more of the sales from high-tech products"),
    ),
    Action(
        "standards_led_5y", "up", _ONE_MORE, 18,
        Text(zh="主导制定的标准发布", en="a standard that it led published"), whole=True,
    ),
    # Fully performed, the entry is deleted within three working days: 法释〔2017〕7号, article 10.
    Action(
        "open_enforcement_amount", "down", Limit(), 3,
        Text(zh="履行并结清全部执行案件,失信信息随之删除",
             en="all enforcement cases settled, which removes the entry of a dishonest debtor"),
        along=SHORT_DEBT_PAID | {"other_payables": -1.0}, whole=True,
        sets={"open_enforcements": 0.0, **_each(NO, "enforcement_debtor", "dishonest_debtor",
                                                "restricted_consumption")},
    ),
    Action(
        "compute_contract_amount", "up", Limit(of="need_amount_compute"), 1,
        Text(zh="签订本次需求中的算力合同", en="the contract for the compute asked for signed"),
        whole=True,
    ),
    _certificate("ZJKX", 6, Text(zh="通过省级认定", en="recognised by the province")),
    _certificate("ZJTX", 12, Text(zh="通过申报与审核", en="recognised after application")),
    _certificate("XJR", 12, Text(zh="通过申报与审核", en="recognised after application")),
    _certificate("SEED", 12, _PICKED),
    _certificate("HMZ", 12, _PICKED),
    _certificate("XCY", 12, _PICKED),
)  # fmt: skip


def _without(actions: Iterable[Action], facts: frozenset[str]) -> tuple[Action, ...]:
    return tuple(each for each in actions if each.fact not in facts)


ALL_STEPS = (*_without(ACTIONS, frozenset(each.fact for each in STEPS)), *STEPS)
# Facts made by a formula, with the steps that may move them far enough.
MOVED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "rnd_to_revenue": ("rnd_expense",),
    "rnd_staff_share": ("rnd_staff",),
    "ebitda": ("admin_expense", "selling_expense", "cogs"),
    "dscr": ("admin_expense", "selling_expense", "cogs"),
    "runway_months": ("other_receivables", "accounts_receivable", "inventory", "admin_expense"),
    "debt_ratio": ("owner_loans", "paid_in_capital"),
})  # fmt: skip
