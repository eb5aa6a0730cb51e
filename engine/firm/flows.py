"""What do the income and cash flow statements of a fiscal year say?"""

from typing import Annotated

from engine.firm.base import Part, titled
from engine.money import NonNegativeYuan, Yuan

CNY = "CNY"


class IncomeStatement(Part):
    """A year's income and costs (forms 会小企02 and the general enterprise form).

    Losses from impairment are positive where they lower profit. `interest_expense` is part of
    `finance_expense`.
    """

    revenue: Annotated[NonNegativeYuan | None, titled("营业收入", "Revenue", CNY)] = None
    cogs: Annotated[NonNegativeYuan | None, titled("营业成本", "Cost of sales", CNY)] = None
    taxes_and_surcharges: Annotated[
        Yuan | None, titled("税金及附加", "Taxes and surcharges", CNY)
    ] = None
    selling_expense: Annotated[
        NonNegativeYuan | None, titled("销售费用", "Selling expense", CNY)
    ] = None
    admin_expense: Annotated[
        NonNegativeYuan | None,
        titled(
            "管理费用(小企业准则含研究费用)", "Admin expense (small standard: with research)", CNY
        ),
    ] = None
    rnd_expense: Annotated[
        NonNegativeYuan | None,
        titled("研发费用(小企业准则为其中项)", "R&D expense (small standard: of which)", CNY),
    ] = None
    finance_expense: Annotated[Yuan | None, titled("财务费用", "Finance expense", CNY)] = None
    interest_expense: Annotated[
        NonNegativeYuan | None, titled("其中:利息费用", "Of which interest expense", CNY)
    ] = None
    other_income: Annotated[Yuan | None, titled("其他收益", "Other income (subsidies)", CNY)] = None
    investment_income: Annotated[Yuan | None, titled("投资收益", "Investment income", CNY)] = None
    fair_value_gain: Annotated[Yuan | None, titled("公允价值变动收益", "Fair value gain", CNY)] = (
        None
    )
    credit_impairment_loss: Annotated[
        Yuan | None, titled("信用减值损失", "Credit impairment loss", CNY)
    ] = None
    asset_impairment_loss: Annotated[
        Yuan | None, titled("资产减值损失", "Asset impairment loss", CNY)
    ] = None
    asset_disposal_gain: Annotated[
        Yuan | None, titled("资产处置收益", "Gain on disposal of assets", CNY)
    ] = None
    operating_profit: Annotated[Yuan | None, titled("营业利润", "Operating profit", CNY)] = None
    nonoperating_income: Annotated[
        NonNegativeYuan | None, titled("营业外收入", "Non-operating income", CNY)
    ] = None
    nonoperating_expense: Annotated[
        NonNegativeYuan | None, titled("营业外支出", "Non-operating expense", CNY)
    ] = None
    profit_before_tax: Annotated[Yuan | None, titled("利润总额", "Profit before tax", CNY)] = None
    income_tax: Annotated[Yuan | None, titled("所得税费用", "Income tax", CNY)] = None
    net_profit: Annotated[Yuan | None, titled("净利润", "Net profit", CNY)] = None


class CashFlowStatement(Part):
    """A year's cash (forms 会小企03 and the general enterprise form), payments as positive amounts.

    `depreciation` (with amortisation) is of the supplementary information.
    """

    cash_from_sales: Annotated[
        NonNegativeYuan | None, titled("销售商品、提供劳务收到的现金", "Cash from sales", CNY)
    ] = None
    tax_refunds_received: Annotated[
        NonNegativeYuan | None, titled("收到的税费返还", "Tax refunds received", CNY)
    ] = None
    other_operating_receipts: Annotated[
        NonNegativeYuan | None,
        titled("收到其他与经营活动有关的现金", "Other operating receipts", CNY),
    ] = None
    cash_paid_for_goods: Annotated[
        NonNegativeYuan | None,
        titled("购买商品、接受劳务支付的现金", "Cash paid for goods and services", CNY),
    ] = None
    cash_paid_to_staff: Annotated[
        NonNegativeYuan | None, titled("支付给职工的现金", "Cash paid to staff", CNY)
    ] = None
    taxes_paid: Annotated[NonNegativeYuan | None, titled("支付的各项税费", "Taxes paid", CNY)] = (
        None
    )
    other_operating_payments: Annotated[
        NonNegativeYuan | None,
        titled("支付其他与经营活动有关的现金", "Other operating payments", CNY),
    ] = None
    cfo: Annotated[Yuan | None, titled("经营活动现金流量净额", "Operating cash flow", CNY)] = None
    investment_receipts: Annotated[
        NonNegativeYuan | None, titled("收回投资收到的现金", "Received from investments", CNY)
    ] = None
    investment_payments: Annotated[
        NonNegativeYuan | None, titled("投资支付的现金", "Paid for investments", CNY)
    ] = None
    capital_expenditure: Annotated[
        NonNegativeYuan | None, titled("购建长期资产支付的现金", "Capital expenditure", CNY)
    ] = None
    disposal_receipts: Annotated[
        NonNegativeYuan | None,
        titled("处置长期资产收回的现金", "Received for assets disposed of", CNY),
    ] = None
    other_investing_receipts: Annotated[
        NonNegativeYuan | None,
        titled("收到其他与投资活动有关的现金", "Other investing receipts", CNY),
    ] = None
    other_investing_payments: Annotated[
        NonNegativeYuan | None,
        titled("支付其他与投资活动有关的现金", "Other investing payments", CNY),
    ] = None
    cfi: Annotated[Yuan | None, titled("投资活动现金流量净额", "Investing cash flow", CNY)] = None
    equity_received: Annotated[
        NonNegativeYuan | None,
        titled("吸收投资收到的现金", "Received from owners and investors", CNY),
    ] = None
    borrowings_received: Annotated[
        NonNegativeYuan | None, titled("取得借款收到的现金", "Borrowings received", CNY)
    ] = None
    borrowings_repaid: Annotated[
        NonNegativeYuan | None, titled("偿还债务支付的现金", "Borrowings repaid", CNY)
    ] = None
    interest_and_dividends_paid: Annotated[
        NonNegativeYuan | None,
        titled("分配利润或偿付利息支付的现金", "Interest and dividends paid", CNY),
    ] = None
    other_financing_receipts: Annotated[
        NonNegativeYuan | None,
        titled("收到其他与筹资活动有关的现金", "Other financing receipts", CNY),
    ] = None
    other_financing_payments: Annotated[
        NonNegativeYuan | None,
        titled("支付其他与筹资活动有关的现金", "Other financing payments", CNY),
    ] = None
    cff: Annotated[Yuan | None, titled("筹资活动现金流量净额", "Financing cash flow", CNY)] = None
    exchange_effect: Annotated[
        Yuan | None, titled("汇率变动影响", "Effect of exchange rates", CNY)
    ] = None
    net_cash_change: Annotated[Yuan | None, titled("现金净增加额", "Net change of cash", CNY)] = (
        None
    )
    cash_beginning: Annotated[
        NonNegativeYuan | None, titled("期初现金余额", "Cash at the beginning", CNY)
    ] = None
    cash_end: Annotated[NonNegativeYuan | None, titled("期末现金余额", "Cash at the end", CNY)] = (
        None
    )
    depreciation: Annotated[
        NonNegativeYuan | None, titled("折旧与摊销(补充资料)", "Depreciation and amortisation", CNY)
    ] = None


INCOME_ITEMS: tuple[str, ...] = tuple(IncomeStatement.model_fields)
CASH_FLOW_ITEMS: tuple[str, ...] = tuple(CashFlowStatement.model_fields)
