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

NO_INVOICES = both("没有足够的发票数据", "not enough invoice data")


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


_theme = Theme("customers")
FEATURES: tuple[Feature, ...] = (
    _theme.fact("top1_buyer_share", SAFER_WHEN_LOW, NO_INVOICES),
    _theme.fact("top5_buyer_share", SAFER_WHEN_LOW, NO_INVOICES),
    _theme.fact("returning_buyer_share", SAFER_WHEN_HIGH, NO_INVOICES),
    _theme.fact("months_without_sales_12m", SAFER_WHEN_LOW, NO_INVOICES),
    _theme.computed(
        sales_volatility,
        "ratio",
        SAFER_WHEN_LOW,
        both("月销售波动", "Volatility of monthly sales"),
        NO_INVOICES,
    ),
    _theme.computed(
        voided_invoice_share,
        "share",
        SAFER_WHEN_LOW,
        both("作废发票占比", "Share of voided invoices"),
        NO_INVOICES,
    ),
    _theme.computed(
        sales_return_share,
        "share",
        SAFER_WHEN_LOW,
        both("退货红冲占比", "Share of sales returned"),
        NO_INVOICES,
    ),
    _theme.computed(
        purchases_to_sales,
        "ratio",
        NO_DIRECTION,
        both("进销比", "Purchases to sales"),
        NO_INVOICES,
    ),
)
