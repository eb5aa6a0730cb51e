"""What is said beside fields and sections, so that a first-time applicant knows what to type?"""

from engine.firm import MONEY_ITEMS
from engine.text import Text


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


BLANK_ROWS = {
    "years": 2, "months": 12, "buyer_shares": 5, "supplier_shares": 5, "debts": 2, "orders": 2,
    "held": 2, "rounds": 2, "events": 1, "uses": 2, "coupons": 3, "insured_months": 12,
    "capabilities": 3,
}  # fmt: skip
ADDED_ROWS = {
    "months": 12, "insured_months": 12, "buyer_shares": 5, "supplier_shares": 5, "capabilities": 3,
}  # fmt: skip
# What nearly every firm states; the other items of the standard forms are shown on demand.
MAIN_ITEMS = frozenset(
    {
        "cash", "notes_receivable", "accounts_receivable", "prepayments", "other_receivables",
        "inventory", "current_assets", "fixed_assets_net", "intangible_assets", "total_assets",
        "short_term_loans", "accounts_payable", "advances_from_customers", "other_payables",
        "current_liabilities", "long_term_loans", "total_liabilities", "paid_in_capital",
        "capital_reserve", "retained_earnings", "total_equity", "revenue", "cogs",
        "taxes_and_surcharges", "selling_expense", "admin_expense", "rnd_expense",
        "finance_expense", "interest_expense", "operating_profit", "profit_before_tax",
        "income_tax", "net_profit", "cfo", "cfi", "cff", "cash_end", "depreciation",
    }
)  # fmt: skip
DETAIL_ITEMS = frozenset(MONEY_ITEMS) - MAIN_ITEMS
NONE_OF_THESE = _both("以上都不属于", "None of these")

FIELDS = {
    "firm.credit_code": _both("18位，按营业执照填写", "18 characters, as on the licence"),
    "firm.external_id": _both("没有统一社会信用代码时才填写", "only where there is no credit code"),
    "firm.registration.city": _both("例如：杭州", "for example 杭州"),
    "firm.registration.industry_code": _both(
        "国民经济行业分类4位小类，例如 6513", "4-digit class, for example 6513"
    ),
    "firm.registration.industry_groups": _both(
        "全部不勾选表示未知", "nothing ticked means unknown"
    ),
    "firm.invoices.months": _both(
        "不含税，销项已减红冲；没有开票的月份可留空整行",
        "without tax; leave a month without invoices blank",
    ),
    "firm.invoices.buyer_shares": _both(
        "近12个月各客户占销售的比例，例如 35%", "each buyer's share of 12 months' sales"
    ),
    "firm.invoices.supplier_shares": _both(
        "近12个月各供应商占采购的比例，例如 20%", "each supplier's share of 12 months' purchases"
    ),
    "need.max_dilution_share": _both("例如 20%;留空表示不设上限", "for example 20%"),
    "need.coupons": _both("每笔贷款最多使用3张", "at most 3 for one loan"),
    "need.capex_total": _both("项目含设备总投资，用于设备类补助", "for equipment subsidies"),
    "need.deal_price": _both("仅并购用途需要", "only for acquisitions"),
}
SECTIONS = {
    "firm": _both("信用代码与外部编号至少填写一项", "Give the credit code, or another identifier"),
    "firm.statements": _both(
        "单位为元，可写“120万”；至少填写最近一个年度", "In yuan; 120万 is understood"
    ),
    "firm.debts": _both(
        "没有任何债务时请勾选“确认没有”，留空表示未知",
        "No debt at all? Tick “none”: blank means unknown",
    ),
    "firm.judicial": _both(
        "查询后没有记录时请勾选“确认没有”，留空表示未知",
        "Searched and found nothing? Tick “none”: blank means unknown",
    ),
    "firm.equity": _both("从未融资时请勾选“确认没有”", "Never raised equity? Tick “none”"),
    "firm.qualifications": _both(
        "列出全部有效资质；未列出的视为没有", "List all; what is not listed is not held"
    ),
    "firm.main_business": _both(
        "以最近一个会计年度为准，没有把握的留空",
        "Of the last fiscal year; blank where unsure",
    ),
    "firm.utilities": _both("按缴费单填写，没有的月份留空", "As on the bills; other months blank"),
    "firm.customs": _both("没有进出口时填 0", "No trade across the border: type 0"),
    "firm.real_estate": _both("没有自有房产时填 0", "No property of its own: type 0"),
    "firm.orders": _both("已签订且尚未完成的合同", "Signed contracts not yet completed"),
}
# What a section adds to the assessment, told where it is missing.
HELPS = {
    "firm.registration": _both(
        "判断经营年限、行业与区域，决定大多数政策产品是否适用",
        "Age, trade and district: most policy products depend on them",
    ),
    "firm.main_business": _both(
        "判断主营是否专注，用于资质测试与产业链匹配",
        "Focus of the business: qualification tests and industry chain",
    ),
    "firm.utilities": _both("用能变化可印证经营", "Power used bears out how business goes"),
    "firm.customs": _both("印证外销规模与趋势", "Bears out sales abroad"),
    "firm.real_estate": _both("了解可作担保的房产", "Property that could serve as security"),
    "firm.people": _both(
        "判断人员规模与研发投入，决定企业划型", "Headcount and R&D staff: size class and trend"
    ),
    "firm.statements": _both(
        "判断偿债、负债、盈利与成长，是评分的重要依据",
        "Liquidity, debt, profit and growth: they weigh much in the score",
    ),
    "firm.invoices": _both(
        "判断销售是否真实、稳定，客户是否集中", "How steady sales are and who buys"
    ),
    "firm.tax": _both("判断纳税信用与欠税", "Tax grade and arrears"),
    "firm.debts": _both(
        "计算可承受的新增贷款与担保余额", "How much more debt and guarantee is bearable"
    ),
    "firm.orders": _both("可支持订单与应收账款类融资", "Opens order and receivables finance"),
    "firm.intellectual_property": _both(
        "衡量创新能力，可支持知识产权质押", "Innovation, and pledging of patents"
    ),
    "firm.research": _both("适用研发保险与科技补助", "Opens R&D insurance and subsidies"),
    "firm.qualifications": _both(
        "许多贴息、担保与奖励以资质为前提", "Many subsidies and guarantees require one"
    ),
    "firm.equity": _both("判断投资人支持与资金续航", "Investors' backing and runway"),
    "firm.judicial": _both(
        "政策产品要求无失信、无经营异常", "Policy products require a clean record"
    ),
}


def plain_path(name: str) -> str:
    """A field's name without its row numbers."""
    return ".".join(part for part in name.split(".") if not part.isdigit())
