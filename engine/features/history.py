"""How long has the firm been in business, and how large is it?"""

from engine.features.definition import (
    NO_DIRECTION,
    SAFER_WHEN_HIGH,
    SAFER_WHEN_LOW,
    Feature,
    Theme,
    both,
)
from engine.features.liquidity import NO_ACCOUNTS

_theme = Theme("history")
FEATURES: tuple[Feature, ...] = (
    _theme.fact(
        "firm_age_years", SAFER_WHEN_HIGH,
        "成立{value} / The firm is {value} old",
        both("成立日期未知 / founding date unknown"),
    ),
    _theme.fact(
        "main_business_years", SAFER_WHEN_HIGH,
        "从事细分市场{value} / It has served its segment for {value}",
        both("主营业务起始未知 / start of the main business unknown"),
    ),
    _theme.fact(
        "revenue", SAFER_WHEN_HIGH,
        "年收入{value} / A year's revenue is {value}",
        NO_ACCOUNTS,
    ),
    _theme.fact(
        "paid_in_capital", NO_DIRECTION,
        "实缴资本{value} / Paid-in capital is {value}",
        both("实缴资本未知 / paid-in capital unknown"),
    ),
    _theme.fact(
        "statement_years", SAFER_WHEN_HIGH,
        "有{value}年连续报表 / Fiscal years of accounts without a gap: {value}",
        NO_ACCOUNTS,
    ),
    _theme.fact(
        "statement_age_years", SAFER_WHEN_LOW,
        "最近报表截至{value}前 / The latest accounts ended {value} ago",
        NO_ACCOUNTS,
    ),
    _theme.fact(
        "invoice_history_months", SAFER_WHEN_HIGH,
        "发票历史{value} / Invoices go back {value}",
        both("没有发票数据 / no invoice data"),
    ),
)  # fmt: skip
