"""Which item of the record does a line of a statement mean, however the form words it?

Lines of 会小企01, 02 and 03 (财会〔2011〕17号), of the general enterprise forms (财会〔2019〕6号)
and of older forms still in use. An item's own title is always among its names.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from engine.firm import Statement
from engine.firm.balance import BALANCE_ITEMS
from engine.firm.flows import CASH_FLOW_ITEMS, INCOME_ITEMS

Kind = Literal["balance", "income", "cash_flow"]
# A whole line is believed before a sum of parts, and that before a weaker name.
WHOLE, PART, WEAKER = 0, 1, 2

ITEMS_OF: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {"balance": BALANCE_ITEMS, "income": INCOME_ITEMS, "cash_flow": CASH_FLOW_ITEMS}
)

NAMES: Mapping[str, tuple[str, ...]] = {
    "trading_financial_assets": ("以公允价值计量且其变动计入当期损益的金融资产",),
    "accounts_receivable": ("应收帐款",),
    "prepayments": ("预付款项", "预付帐款"),
    "dividends_receivable": ("应收利润",),
    "current_assets": ("流动资产总计",),
    "long_term_bond_investments": ("债权投资", "持有至到期投资"),
    "fixed_assets_cost": ("固定资产原值",),
    "fixed_assets_net": ("固定资产", "固定资产净额"),
    "other_non_current_assets": ("其他长期资产",),
    "non_current_assets": ("非流动资产总计",),
    "total_assets": ("资产合计", "资产总额"),
    "accounts_payable": ("应付帐款",),
    "advances_from_customers": ("预收款项", "预收帐款"),
    "payroll_payable": ("应付工资",),
    "taxes_payable": ("应交税金",),
    "dividends_payable": ("应付股利",),
    "non_current_liabilities_due": ("一年内到期的长期负债",),
    "current_liabilities": ("流动负债总计",),
    "non_current_liabilities": ("长期负债合计", "非流动负债总计"),
    "total_liabilities": ("负债总计", "负债总额"),
    "paid_in_capital": ("股本", "实收股本"),
    "capital_reserve": ("资本公积金",),
    "surplus_reserve": ("盈余公积金",),
    "total_equity": ("股东权益合计", "所有者权益总计", "股东权益总计", "净资产合计"),
    "liabilities_and_equity": (
        "负债及所有者权益总计", "负债和股东权益总计", "负债及股东权益总计",
        "负债和所有者权益合计", "负债及所有者权益合计", "负债和股东权益合计",
    ),
    "taxes_and_surcharges": ("营业税金及附加", "主营业务税金及附加"),
    "selling_expense": ("营业费用",),
    "rnd_expense": ("研究费用", "研究开发费用", "研究与开发费用", "研究与开发费"),
    "interest_expense": ("利息支出",),
    "investment_income": ("投资净收益",),
    "fair_value_gain": ("公允价值变动净收益", "公允价值变动损益"),
    "asset_disposal_gain": ("资产处置损益",),
    "profit_before_tax": ("税前利润",),
    "income_tax": ("所得税",),
    "cash_from_sales": ("销售产成品、商品、提供劳务收到的现金",),
    "cash_paid_for_goods": ("购买原材料、商品、接受劳务支付的现金",),
    "cash_paid_to_staff": ("支付给职工以及为职工支付的现金", "支付的职工薪酬"),
    "taxes_paid": ("支付的税费",),
    "cfo": ("经营活动产生的现金流量净额", "经营活动产生的现金净流量"),
    "investment_payments": ("短期投资、长期债券投资和长期股权投资支付的现金",),
    "capital_expenditure": (
        "购建固定资产、无形资产和其他长期资产支付的现金",
        "购建固定资产、无形资产和其他非流动资产支付的现金",
        "购建固定资产、无形资产和其他长期资产所支付的现金",
    ),
    "disposal_receipts": (
        "处置固定资产、无形资产和其他长期资产收回的现金净额",
        "处置固定资产、无形资产和其他非流动资产收回的现金净额",
    ),
    "cfi": ("投资活动产生的现金流量净额", "投资活动产生的现金净流量"),
    "equity_received": ("吸收投资者投资收到的现金",),
    "borrowings_repaid": ("偿还借款本金支付的现金",),
    "interest_and_dividends_paid": ("分配股利、利润或偿付利息支付的现金",),
    "cff": ("筹资活动产生的现金流量净额", "筹资活动产生的现金净流量"),
    "exchange_effect": ("汇率变动对现金及现金等价物的影响", "汇率变动对现金的影响"),
    "net_cash_change": ("现金及现金等价物净增加额",),
    "cash_beginning": ("期初现金及现金等价物余额", "年初现金余额", "年初现金及现金等价物余额"),
    "cash_end": ("期末现金及现金等价物余额", "年末现金余额", "年末现金及现金等价物余额"),
}  # fmt: skip

PARTS: Mapping[str, tuple[str, ...]] = {
    "investment_receipts": (
        "收回投资收到的现金", "收回短期投资、长期债券投资和长期股权投资收到的现金",
        "取得投资收益收到的现金",
    ),
    "other_investing_receipts": (
        "收到其他与投资活动有关的现金", "处置子公司及其他营业单位收到的现金净额",
    ),
    "other_investing_payments": (
        "支付其他与投资活动有关的现金", "取得子公司及其他营业单位支付的现金净额",
    ),
    "borrowings_received": ("取得借款收到的现金", "发行债券收到的现金"),
    "interest_and_dividends_paid": ("偿还借款利息支付的现金", "分配利润支付的现金"),
    "depreciation": (
        "固定资产折旧、油气资产折耗、生产性生物资产折旧", "固定资产折旧", "使用权资产折旧",
        "使用权资产摊销", "无形资产摊销", "长期待摊费用摊销",
    ),
}  # fmt: skip

WEAKER_NAMES: Mapping[str, tuple[str, ...]] = {
    "accounts_receivable": ("应收票据及应收账款",),
    "accounts_payable": ("应付票据及应付账款",),
    "fixed_assets_net": ("固定资产净值",),
    "revenue": ("营业总收入",),
}

# Lines of the forms that no record holds.
_UNUSED = (
    "原材料", "在产品", "库存商品", "周转材料", "其中优先股",
    
    "可供出售金融资产",
    "优先股", "永续债", "专项应付款",
    "长期应付职工薪酬", "归属于母公司所有者权益合计",
    "少数股东权益", "消费税", "营业税", "城市维护建设税", "资源税", "土地增值税",
    "城镇土地使用税、房产税、车船税、印花税", "教育费附加、矿产资源补偿费、排污费", "商品维修费",
    "广告费和业务宣传费", "开办费", "业务招待费", "利息收入", "政府补助", "坏账损失",
    "无法收回的长期债券投资损失", "无法收回的长期股权投资损失", "税收滞纳金",
    "自然灾害等不可抗力因素造成的损失", "营业总成本", "对联营企业和合营企业的投资收益",
    "以摊余成本计量的金融资产终止确认收益", "净敞口套期收益", "非流动资产处置损失",
    "非流动资产处置利得", "持续经营净利润", "终止经营净利润", "归属于母公司股东的净利润",
    "归属于母公司所有者的净利润", "少数股东损益", "其他综合收益的税后净额", "综合收益总额",
    "基本每股收益", "稀释每股收益", "经营活动现金流入小计", "经营活动现金流出小计",
    "投资活动现金流入小计", "投资活动现金流出小计", "筹资活动现金流入小计", "筹资活动现金流出小计",
    "净利润", "资产减值准备", "财务费用", "投资损失", "存货的减少", "经营性应收项目的减少",
    "经营性应付项目的增加", "递延所得税资产减少", "递延所得税负债增加", "公允价值变动损失",
    "固定资产报废损失", "处置固定资产、无形资产和其他长期资产的损失", "现金的期末余额",
    "现金的期初余额", "现金的年初余额", "现金等价物的期末余额", "现金等价物的期初余额",
)  # fmt: skip

# No form words a line longer or with more numbers and prefixes; a hostile text may.
_LONGEST_NAME, _MOST_PREFIXES = 100, 4
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_LEADING = re.compile(
    r"^(?:[#*☆△▲√]+|[一二三四五六七八九十]+[、.,:]|\d+[、.,)]|其中[:、]?|(?:减|加|加减|加\(减\))[:、])"
)
_MARKS = re.compile(r"[^\w]")


class Meaning(NamedTuple):
    """The item a line stands for and how far its name is to be believed."""

    item: str
    rank: int


def plain_name(text: str) -> str:
    """A line's name without spaces, numbering, `其中:`, brackets and punctuation.

    >>> plain_name("  三、利润总额(亏损总额以“-”号填列)"), plain_name("减:营业成本 ")
    ('利润总额', '营业成本')
    """
    plain = "".join(unicodedata.normalize("NFKC", text[:_LONGEST_NAME]).split())
    for _ in range(_MOST_PREFIXES):
        plain = _LEADING.sub("", _BRACKETS.sub("", plain))
    return _MARKS.sub("", plain)


def meaning(name: str, kind: Kind | None) -> Meaning | None:
    """What the plain name means in a statement of `kind`; in any where that is not known."""
    found = _MEANINGS.get(name)
    if found is None or kind is None or found.item in ITEMS_OF[kind]:
        return found
    return None


def is_unused(name: str) -> bool:
    """Whether the plain name is a line of a form that no record holds."""
    return name in _UNUSED_NAMES


def kind_of(item: str) -> Kind:
    """The statement an item belongs to."""
    return next(kind for kind, items in ITEMS_OF.items() if item in items)


def title_of(item: str) -> tuple[str, str]:
    """The Chinese and English title of an item."""
    extra = Statement.model_fields[item].json_schema_extra
    titles = extra if isinstance(extra, dict) else {}
    return str(titles["title_zh"]), str(titles["title_en"])


def _entries() -> Iterable[tuple[str, Meaning]]:
    for items in ITEMS_OF.values():
        for item in items:
            yield title_of(item)[0], Meaning(item, WHOLE)
    for table, rank in ((NAMES, WHOLE), (PARTS, PART), (WEAKER_NAMES, WEAKER)):
        for item, names in table.items():
            for name in names:
                yield name, Meaning(item, rank)


_MEANINGS = MappingProxyType({plain_name(name): meant for name, meant in _entries()})
_UNUSED_NAMES = frozenset(map(plain_name, _UNUSED))
