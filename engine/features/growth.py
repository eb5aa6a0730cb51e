"""Is the firm growing?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Facts,
    Feature,
    Number,
    Theme,
    both,
    change,
    ratio,
)

ONE_YEAR = both("不足两年报表 / under two years of accounts")


def revenue_growth_before(facts: Facts) -> Number:
    """Change of revenue in the year before the latest."""
    return change(facts["revenue_prior"], facts["revenue_2y_before"])


def asset_growth(facts: Facts) -> Number:
    """Change of total assets over a year."""
    return change(facts["total_assets"], facts["total_assets_prior"])


def profit_change_to_assets(facts: Facts) -> Number:
    """Change of net profit over a year, over total assets of the year before."""
    return ratio(facts["net_profit"] - facts["net_profit_prior"], facts["total_assets_prior"])


def receivables_ahead_of_revenue(facts: Facts) -> Number:
    """Change of accounts receivable less change of revenue, over a year."""
    receivables = change(facts["accounts_receivable"], facts["accounts_receivable_prior"])
    return receivables - change(facts["revenue"], facts["revenue_prior"])


def invoiced_sales_growth(facts: Facts) -> Number:
    """Change of invoiced sales, 12 months against the 12 before."""
    return change(facts["invoiced_sales_12m"], facts["invoiced_sales_prior_12m"])


def quarter_sales_growth(facts: Facts) -> Number:
    """Change of invoiced sales, 3 months against the same months a year ago."""
    return change(facts["sales_last_3m"], facts["sales_year_before_3m"])


def headcount_growth(facts: Facts) -> Number:
    """Change of insured persons over a year."""
    return change(facts["insured_headcount"], facts["insured_headcount_year_ago"])


def electricity_growth(facts: Facts) -> Number:
    """Change of electricity used, 12 months against the 12 before."""
    return change(facts["electricity_12m"], facts["electricity_prior_12m"])


def open_orders_to_revenue(facts: Facts) -> Number:
    """Orders not yet invoiced over a year's revenue."""
    return ratio(facts["open_order_amount"], facts["revenue"])


_theme = Theme("growth")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "revenue_growth", SAFER_WHEN_HIGH,
        "营业收入较上年变动{value} / Revenue changed by {value} within a year",
        both("不足两年报表或上年无收入 / under two years of accounts, or no revenue before"),
    ),
    _theme.computed(
        revenue_growth_before, "share", SAFER_WHEN_HIGH,
        "上年营业收入增长率 / Revenue growth, year before",
        "上年营业收入变动{value} / In the year before, revenue changed by {value}",
        both("不足三年报表或前年无收入 / under three years of accounts, or no revenue then"),
    ),
    _theme.computed(
        headcount_growth, "share", SAFER_WHEN_HIGH,
        "参保人数增长率 / Growth of insured staff",
        "参保人数较一年前变动{value} / Insured staff changed by {value} within a year",
        both("一年前参保人数未知或为零 / insured staff a year ago unknown or none"),
    ),
    _theme.computed(
        asset_growth, "share", NO_DIRECTION,
        "总资产增长率 / Asset growth",
        "总资产较上年变动{value} / Total assets changed by {value} within a year",
        ONE_YEAR,
    ),
    _theme.computed(
        profit_change_to_assets, "share", SAFER_WHEN_HIGH,
        "净利润变动占总资产 / Change of profit to assets",
        "净利润变动占上年总资产{value} / Net profit moved by {value} of the assets a year ago",
        ONE_YEAR,
    ),
    _theme.computed(
        receivables_ahead_of_revenue, "share", SAFER_WHEN_LOW,
        "应收增速超收入增速 / Receivables growing ahead of revenue",
        "应收账款增速比收入增速高{value} / "
        "The growth of receivables exceeds the growth of revenue by {value}",
        both("不足两年报表,或上年无应收、无收入 / "
             "under two years of accounts, or no receivables or revenue before"),
    ),
    _theme.computed(
        invoiced_sales_growth, "share", SAFER_WHEN_HIGH,
        "开票收入增长率 / Growth of invoiced sales",
        "开票收入较前12个月变动{value} / Invoiced sales changed by {value} within a year",
        both("发票历史不足24个月 / under 24 months of invoices"),
    ),
    _theme.computed(
        quarter_sales_growth, "share", SAFER_WHEN_HIGH,
        "季度开票同比 / Invoiced sales, quarter on the same a year ago",
        "近3个月开票收入较上年同期变动{value} / "
        "Invoiced sales of 3 months changed by {value} against the same months a year ago",
        both("发票历史不足15个月 / under 15 months of invoices"),
    ),
    _theme.computed(
        electricity_growth, "share", SAFER_WHEN_HIGH,
        "用电量增长率 / Growth of electricity used",
        "用电量较前12个月变动{value} / Electricity used changed by {value} within a year",
        both("用电记录不足24个月 / under 24 months of meter readings"),
    ),
    _theme.computed(
        open_orders_to_revenue, "share", SAFER_WHEN_HIGH,
        "在手订单占收入 / Open orders to revenue",
        "在手订单相当于年收入的{value} / Open orders are {value} of a year's revenue",
        both("订单未知或尚无收入 / orders unknown, or no revenue yet"),
    ),
)  # fmt: skip
