"""Who buys from the firm, and how steadily?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    ratio,
)

NO_INVOICES = both("没有足够的发票数据 / not enough invoice data")


def sales_volatility(facts: Facts) -> Number:
    """Mean absolute deviation of monthly sales over their mean."""
    return ratio(facts["sales_month_spread_12m"], facts["sales_month_mean_12m"])


def voided_invoice_share(facts: Facts) -> Number:
    """Voided sales invoices over all sales invoices of 12 months."""
    voided = facts["voided_invoices_12m"]
    return ratio(voided, voided + facts["sales_invoices_12m"])


def sales_return_share(facts: Facts) -> Number:
    """Sales returned over sales before returns, 12 months."""
    returned = facts["sales_returns_12m"]
    return ratio(returned, returned + facts["invoiced_sales_12m"])


def purchases_to_sales(facts: Facts) -> Number:
    """Purchases over sales by invoices, 12 months."""
    return ratio(facts["invoiced_purchases_12m"], facts["invoiced_sales_12m"])


def invoiced_to_revenue(facts: Facts) -> Number:
    """Invoiced sales of 12 months over revenue in the accounts: how far it is confirmed."""
    return ratio(facts["invoiced_sales_12m"], facts["revenue"])


def export_share(facts: Facts) -> Number:
    """Exports through customs over revenue."""
    return ratio(facts["exports_12m"], facts["revenue"])


_theme = Theme("customers")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "top1_buyer_share", SAFER_WHEN_LOW,
        "第一大客户占销售{value} / The largest buyer takes {value} of sales",
        NO_INVOICES,
    ),
    _theme.fact(
        "top5_buyer_share", SAFER_WHEN_LOW,
        "前五大客户占销售{value} / The five largest buyers take {value} of sales",
        NO_INVOICES,
    ),
    _theme.fact(
        "buyer_count", SAFER_WHEN_HIGH,
        "近12个月有{value}家客户 / It has {value} buyers in 12 months",
        NO_INVOICES,
    ),
    _theme.fact(
        "returning_buyer_share", SAFER_WHEN_HIGH,
        "老客户占销售{value} / Returning buyers take {value} of sales",
        NO_INVOICES,
    ),
    _theme.fact(
        "lost_buyer_share", SAFER_WHEN_LOW,
        "流失客户占上年销售{value} / Buyers since lost took {value} of the year before's sales",
        NO_INVOICES,
    ),
    _theme.fact(
        "related_party_share", SAFER_WHEN_LOW,
        "关联方占销售{value} / Related parties take {value} of sales",
        both("关联交易未知 / related sales unknown"),
    ),
    _theme.fact(
        "months_without_sales_12m", SAFER_WHEN_LOW,
        "近12个月有{value}个月无销售 / Months without sales in 12: {value}",
        NO_INVOICES,
    ),
    _theme.fact(
        "months_since_last_sale", SAFER_WHEN_LOW,
        "距最近一次销售{value} / Time since the last sale: {value}",
        NO_INVOICES,
    ),
    _theme.computed(
        sales_volatility, "ratio", SAFER_WHEN_LOW,
        "月销售波动 / Volatility of monthly sales",
        "月销售平均偏离均值{value}倍 / Monthly sales stray from their mean by {value} times it",
        NO_INVOICES,
    ),
    _theme.computed(
        voided_invoice_share, "share", SAFER_WHEN_LOW,
        "作废发票占比 / Share of voided invoices",
        "{value}的销项发票作废 / {value} of the sales invoices were voided",
        NO_INVOICES,
    ),
    _theme.computed(
        sales_return_share, "share", SAFER_WHEN_LOW,
        "退货红冲占比 / Share of sales returned",
        "{value}的销售被红冲 / {value} of sales were returned or reversed",
        NO_INVOICES,
    ),
    _theme.computed(
        purchases_to_sales, "ratio", NO_DIRECTION,
        "进销比 / Purchases to sales",
        "进项是销项的{value}倍 / Purchases are {value} times sales",
        NO_INVOICES,
    ),
    _theme.computed(
        invoiced_to_revenue, "ratio", NO_DIRECTION,
        "开票收入对报表收入 / Invoiced sales to reported revenue",
        "开票收入是报表收入的{value}倍 / Invoiced sales are {value} times reported revenue",
        both("发票或报表收入未知 / invoices or reported revenue unknown"),
    ),
    _theme.computed(
        export_share, "share", NO_DIRECTION,
        "出口占收入 / Exports to revenue",
        "出口占收入{value} / Exports are {value} of revenue",
        both("海关数据或收入未知 / customs data or revenue unknown"),
    ),
)  # fmt: skip
