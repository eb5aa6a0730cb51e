"""What does the firm sell, owe and pay: invoices, orders, tax, debts?"""

from typing import Annotated, Literal

from pydantic import Field

from engine.firm.base import Count, Day, Line, Month, Part, Section, titled
from engine.money import NonNegativeYuan, PositiveYuan, Rate, Share, Yuan

CNY = "CNY"
TaxGrade = Literal["A", "B", "M", "C", "D"]
DebtKind = Literal["bank_loan", "bond", "lease", "owner_loan", "other"]
Security = Literal["none", "guarantee", "mortgage", "ip_pledge", "receivable", "other"]


class InvoiceMonth(Part):
    """One month of VAT invoices, without tax; returns are already taken off the totals.

    Purchases are None where only sales were seen.
    """

    month: Annotated[Month, titled("月份", "Month")]
    sales: Annotated[Yuan, titled("销项金额(不含税,已减红冲)", "Sales net of returns", CNY)]
    sales_returns: Annotated[NonNegativeYuan, titled("红冲金额", "Sales returned", CNY)]
    sales_invoices: Annotated[Count, titled("有效销项发票数", "Valid sales invoices")]
    voided_invoices: Annotated[Count, titled("作废发票数", "Voided sales invoices")]
    purchases: Annotated[Yuan | None, titled("进项金额(不含税)", "Purchases", CNY)] = None
    purchase_invoices: Annotated[
        Count | None, titled("有效进项发票数", "Valid purchase invoices")
    ] = None


class Invoices(Section):
    """Monthly totals and counterparty shares; raw invoice rows are documents, not facts.

    Months without any invoice may be left out: they count as zero between the first and last month.
    Shares are of the last 12 months' sales or purchases, the largest first.
    """

    months: Annotated[
        tuple[InvoiceMonth, ...],
        titled("各月合计", "Months"),
        Field(min_length=1, max_length=180),
    ]
    buyer_shares: Annotated[
        tuple[Share, ...] | None,
        titled("客户占比(从大到小)", "Buyers' shares, largest first"),
        Field(max_length=20),
    ] = None
    buyer_count: Annotated[Count | None, titled("客户数", "Buyers in 12 months")] = None
    returning_buyer_share: Annotated[
        Share | None,
        titled("老客户销售占比", "Share of sales to buyers of the year before"),
    ] = None
    supplier_shares: Annotated[
        tuple[Share, ...] | None,
        titled("供应商占比(从大到小)", "Suppliers' shares, largest first"),
        Field(max_length=20),
    ] = None

    lost_buyer_share: Annotated[
        Share | None,
        titled("流失客户占上年销售", "Share of the year before sold to buyers since lost"),
    ] = None
    related_party_share: Annotated[
        Share | None, titled("关联方销售占比", "Share of sales to related parties")
    ] = None


class Tax(Section):
    """The tax bureau's view."""

    grade: Annotated[TaxGrade | None, titled("纳税信用等级", "Tax credit grade")] = None
    arrears: Annotated[NonNegativeYuan | None, titled("欠税金额", "Tax arrears", CNY)] = None
    vat_paid_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月增值税", "VAT paid, last 12 months", CNY),
    ] = None
    declared_revenue_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月申报收入", "Declared revenue, 12 months", CNY),
    ] = None

    prior_grade: Annotated[
        TaxGrade | None, titled("上年纳税信用等级", "Tax credit grade of the year before")
    ] = None
    income_tax_paid_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月企业所得税", "Income tax paid, last 12 months", CNY),
    ] = None
    late_filings_12m: Annotated[
        Count | None, titled("近12个月逾期申报次数", "Late filings, last 12 months")
    ] = None
    super_deduction_tax_saved: Annotated[
        NonNegativeYuan | None,
        titled("上年研发加计扣除减免税额", "Tax saved by super-deduction, last year", CNY),
    ] = None


class Debt(Part):
    """One liability to a lender, with its balance on the day of observation."""

    kind: Annotated[DebtKind, titled("债务种类", "Kind")]
    lender: Annotated[Line | None, titled("债权人", "Lender")] = None
    drawn_on: Annotated[Day, titled("发放日期", "Drawn on")]
    due_on: Annotated[Day | None, titled("到期日", "Due on")] = None
    balance: Annotated[NonNegativeYuan, titled("余额", "Balance", CNY)]
    rate_annual: Annotated[Rate | None, titled("年利率", "Annual rate", "per year", ge=0, le=1)] = (
        None
    )
    government_guaranteed: Annotated[
        bool | None, titled("政府性融资担保", "Backed by a government guarantee")
    ] = None
    days_past_due: Annotated[Count | None, titled("逾期天数", "Days past due", "days")] = None
    security: Annotated[Security | None, titled("担保方式", "Security")] = None


class Debts(Section):
    """All that the firm owes to lenders; an empty list means no debt."""

    debts: Annotated[tuple[Debt, ...], titled("债务明细", "Debts"), Field(max_length=100)]
    affiliates_guaranteed_balance: Annotated[
        NonNegativeYuan | None,
        titled("关联方政府性担保余额", "Affiliates' government-guaranteed balance", CNY),
    ] = None


class Order(Part):
    """A signed contract with a customer."""

    signed_on: Annotated[Day, titled("签订日期", "Signed on")]
    amount: Annotated[PositiveYuan, titled("合同金额", "Amount", CNY)]
    invoiced: Annotated[NonNegativeYuan, titled("已开票金额", "Invoiced so far", CNY)]
    deliver_by: Annotated[Day | None, titled("交付期限", "Deliver by")] = None


class Orders(Section):
    """Open orders, receivables free to pledge, and contracts for compute."""

    orders: Annotated[tuple[Order, ...], titled("在手订单", "Orders"), Field(max_length=200)]
    pledgeable_receivables: Annotated[
        NonNegativeYuan | None,
        titled("可质押应收账款", "Undisputed receivables free to pledge", CNY),
    ] = None
    compute_contracts_12m: Annotated[
        NonNegativeYuan | None,
        titled("近12个月算力合同额", "Compute contracts, 12 months", CNY),
    ] = None
