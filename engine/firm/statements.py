"""What do the accounts say, fiscal year by fiscal year?"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from engine.firm.base import Day, Part, Section, titled
from engine.money import NonNegativeYuan, Yuan

CNY = "CNY"
MAX_YEARS = 10


class Statement(Part):
    """One fiscal year's accounts (小企业会计准则 items); what is not stated stays empty.

    `admin_expense` includes research costs, of which `rnd_expense` is a part, as on form 会小企02.
    """

    fiscal_year_end: Annotated[Day, titled("会计年度截止日", "Fiscal year end")]
    audited: Annotated[bool | None, titled("已审计", "Audited")] = None

    cash: Annotated[NonNegativeYuan | None, titled("货币资金", "Cash and bank", CNY)] = None
    accounts_receivable: Annotated[
        NonNegativeYuan | None, titled("应收账款", "Accounts receivable", CNY)
    ] = None
    inventory: Annotated[NonNegativeYuan | None, titled("存货", "Inventory", CNY)] = None
    current_assets: Annotated[
        NonNegativeYuan | None, titled("流动资产合计", "Current assets", CNY)
    ] = None
    fixed_assets_net: Annotated[
        NonNegativeYuan | None, titled("固定资产账面价值", "Fixed assets, net", CNY)
    ] = None
    intangible_assets: Annotated[
        NonNegativeYuan | None, titled("无形资产", "Intangible assets", CNY)
    ] = None
    total_assets: Annotated[NonNegativeYuan | None, titled("资产总计", "Total assets", CNY)] = None
    short_term_loans: Annotated[
        NonNegativeYuan | None, titled("短期借款", "Short-term loans", CNY)
    ] = None
    accounts_payable: Annotated[
        NonNegativeYuan | None, titled("应付账款", "Accounts payable", CNY)
    ] = None
    current_liabilities: Annotated[
        NonNegativeYuan | None, titled("流动负债合计", "Current liabilities", CNY)
    ] = None
    long_term_loans: Annotated[
        NonNegativeYuan | None, titled("长期借款", "Long-term loans", CNY)
    ] = None
    total_liabilities: Annotated[
        NonNegativeYuan | None, titled("负债合计", "Total liabilities", CNY)
    ] = None
    total_equity: Annotated[Yuan | None, titled("所有者权益合计", "Total equity", CNY)] = None

    revenue: Annotated[NonNegativeYuan | None, titled("营业收入", "Revenue", CNY)] = None
    cogs: Annotated[NonNegativeYuan | None, titled("营业成本", "Cost of sales", CNY)] = None
    selling_expense: Annotated[
        NonNegativeYuan | None, titled("销售费用", "Selling expense", CNY)
    ] = None
    admin_expense: Annotated[
        NonNegativeYuan | None,
        titled("管理费用(含研究费用)", "Admin expense incl. research", CNY),
    ] = None
    rnd_expense: Annotated[
        NonNegativeYuan | None, titled("其中:研发费用", "Of which R&D expense", CNY)
    ] = None
    interest_expense: Annotated[
        NonNegativeYuan | None, titled("利息费用", "Interest expense", CNY)
    ] = None
    depreciation: Annotated[
        NonNegativeYuan | None,
        titled("折旧与摊销", "Depreciation and amortisation", CNY),
    ] = None
    operating_profit: Annotated[Yuan | None, titled("营业利润", "Operating profit", CNY)] = None
    income_tax: Annotated[Yuan | None, titled("所得税费用", "Income tax", CNY)] = None
    net_profit: Annotated[Yuan | None, titled("净利润", "Net profit", CNY)] = None
    cfo: Annotated[Yuan | None, titled("经营活动现金流量净额", "Operating cash flow", CNY)] = None
    cfi: Annotated[Yuan | None, titled("投资活动现金流量净额", "Investing cash flow", CNY)] = None
    cff: Annotated[Yuan | None, titled("筹资活动现金流量净额", "Financing cash flow", CNY)] = None


class Statements(Section):
    """The accounts of several fiscal years."""

    years: Annotated[
        tuple[Statement, ...],
        titled("各年度报表", "Fiscal years"),
        Field(min_length=1, max_length=MAX_YEARS),
    ]

    @model_validator(mode="after")
    def _one_statement_per_year(self) -> Self:
        ends = [statement.fiscal_year_end for statement in self.years]
        if len(set(ends)) < len(ends):
            raise ValueError("two statements have the same fiscal year end")
        return self
