"""Which facts do VAT invoices give?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from engine.facts.definition import (
    MONTHS_PER_YEAR,
    NAN,
    fact,
    month_number,
    month_of,
    months_before,
    share_sum,
)
from engine.firm import InvoiceMonth, Invoices
from engine.money import to_float

TOP = 5
HALF_YEAR, QUARTER = 6, 3
_I = "invoices"

FACTS = (
    fact("invoice_history_months", "months", "发票历史长度", "Months of invoice history", _I),
    fact("invoiced_sales_12m", "yuan", "近12个月开票收入", "Invoiced sales, 12 months", _I),
    fact("invoiced_sales_prior_12m", "yuan", "前12个月开票收入", "Invoiced sales, year before", _I),
    fact("sales_6m", "yuan", "近6个月开票收入", "Invoiced sales, 6 months", _I),
    fact("sales_prior_6m", "yuan", "前6个月开票收入", "Invoiced sales, the 6 months before", _I),
    fact("sales_last_3m", "yuan", "近3个月开票收入", "Invoiced sales, 3 months", _I),
    fact("sales_year_before_3m", "yuan", "上年同期3个月开票收入", "Same 3 months, year before", _I),
    fact("invoiced_purchases_12m", "yuan", "近12个月进项金额", "Purchases, 12 months", _I),
    fact("invoiced_purchases_prior_12m", "yuan", "前12个月进项金额", "Purchases, year before", _I),
    fact("sales_returns_12m", "yuan", "近12个月红冲金额", "Sales returned, 12 months", _I),
    fact("sales_invoices_12m", "count", "近12个月有效销项票数", "Valid sales invoices", _I),
    fact("sales_invoices_prior_12m", "count", "前12个月有效销项票数", "Sales invoices before", _I),
    fact("purchase_invoices_12m", "count", "近12个月进项票数", "Purchase invoices", _I),
    fact("voided_invoices_12m", "count", "近12个月作废票数", "Voided invoices, 12 months", _I),
    fact("months_without_sales_12m", "count", "近12个月无销售月数", "Months without sales", _I),
    fact("months_negative_sales_12m", "count", "近12个月净退货月数", "Months of net returns", _I),
    fact("months_since_last_sale", "months", "距最近销售月数", "Months since the last sale", _I),
    fact("sales_month_mean_12m", "yuan", "月均开票收入", "Mean monthly sales", _I),
    fact("sales_month_spread_12m", "yuan", "月开票收入平均偏差", "Mean absolute deviation", _I),
    fact("sales_best_month_12m", "yuan", "最高月开票收入", "Best month's sales", _I),
    fact("top1_buyer_share", "share", "第一大客户占比", "Largest buyer's share", _I),
    fact("top5_buyer_share", "share", "前五大客户占比", "Five largest buyers' share", _I),
    fact("buyer_count", "count", "客户数", "Buyers in 12 months", _I),
    fact("returning_buyer_share", "share", "老客户销售占比", "Sales to returning buyers", _I),
    fact("lost_buyer_share", "share", "流失客户占上年销售", "Sales to buyers since lost", _I),
    fact("related_party_share", "share", "关联方销售占比", "Sales to related parties", _I),
    fact("top1_supplier_share", "share", "第一大供应商占比", "Largest supplier's share", _I),
    fact("top5_supplier_share", "share", "前五大供应商占比", "Five largest suppliers' share", _I),
)
TWO_YEARS = 2 * MONTHS_PER_YEAR
_ZERO = Decimal(0)
_SPANS = (
    ("sales_last_3m", 0, QUARTER),
    ("sales_6m", 0, HALF_YEAR),
    ("sales_prior_6m", HALF_YEAR, HALF_YEAR),
    ("sales_year_before_3m", MONTHS_PER_YEAR, QUARTER),
)
# The months before the day, the latest first; None where none is stated.
Months = list[InvoiceMonth | None]
_items_of = attrgetter(
    "sales", "sales_returns", "sales_invoices", "voided_invoices", "purchases", "purchase_invoices"
)


def invoice_facts(section: Invoices, on: date) -> dict[str, float]:
    """Sums of whole months before `on`, each unknown while the history is shorter than its span."""
    stated = {month.month: month for month in section.months}
    history = month_of(on) - month_number(min(stated))
    if history <= 0:
        return {}
    names = months_before(on.year, on.month, history)
    months = [stated.get(name) for name in names]
    facts = _counterparties(section)
    facts["invoice_history_months"] = float(history)
    for name, back, length in _SPANS:
        if history >= back + length:
            facts[name] = _sum(_stated(months[back : back + length]))
    facts["months_since_last_sale"] = _since_last_sale(months)
    if history >= MONTHS_PER_YEAR:
        facts.update(_year_sums(_stated(months[:MONTHS_PER_YEAR])))
    if history >= TWO_YEARS:
        facts.update(_prior_sums(_stated(months[MONTHS_PER_YEAR:TWO_YEARS])))
    return facts


def _stated(months: Months) -> list[InvoiceMonth]:
    return [month for month in months if month is not None]


def _since_last_sale(months: Months) -> float:
    for back, month in enumerate(months):
        if month is not None and month.sales > 0:
            return float(back)
    return float(len(months))


def _sum(months: Sequence[InvoiceMonth]) -> float:
    return float(sum([month.sales for month in months], _ZERO))


def _known_sum(values: Sequence[Any]) -> float:
    """The sum of amounts or counts, NaN where any month is unknown."""
    try:
        return float(sum(values))
    except TypeError:  # None adds to nothing; looking for it first costs more than the sum
        return NAN


def _year_sums(year: Sequence[InvoiceMonth]) -> dict[str, float]:
    """Sums over 12 months and how evenly sales fell on them; all are zero without a month."""
    columns = zip(*map(_items_of, year), strict=True) if year else ((),) * 6
    sold, returned, issued, voided, bought, received = columns
    sales = float(sum(sold, _ZERO))
    mean = sales / MONTHS_PER_YEAR
    by_month = [float(each) for each in sold]
    gaps = sum([abs(each - mean) for each in by_month])
    gaps += (MONTHS_PER_YEAR - len(year)) * abs(mean)
    return {
        "invoiced_sales_12m": sales,
        "invoiced_purchases_12m": _known_sum(bought),
        "sales_returns_12m": float(sum(returned, _ZERO)),
        "sales_invoices_12m": float(sum(issued)),
        "purchase_invoices_12m": _known_sum(received),
        "voided_invoices_12m": float(sum(voided)),
        "months_without_sales_12m": float(MONTHS_PER_YEAR - sum([m > 0 for m in by_month])),
        "months_negative_sales_12m": float(sum([m < 0 for m in by_month])),
        "sales_month_mean_12m": mean,
        "sales_month_spread_12m": gaps / MONTHS_PER_YEAR,
        "sales_best_month_12m": max(by_month, default=0.0),
    }


def _prior_sums(before: Sequence[InvoiceMonth]) -> dict[str, float]:
    return {
        "invoiced_sales_prior_12m": _sum(before),
        "invoiced_purchases_prior_12m": _known_sum([month.purchases for month in before]),
        "sales_invoices_prior_12m": float(sum([month.sales_invoices for month in before])),
    }


def _counterparties(section: Invoices) -> dict[str, float]:
    buyers, suppliers = section.buyer_shares, section.supplier_shares
    return {
        "top1_buyer_share": to_float(buyers[0]) if buyers else NAN,
        "top5_buyer_share": share_sum(buyers, TOP),
        "buyer_count": to_float(section.buyer_count),
        "returning_buyer_share": to_float(section.returning_buyer_share),
        "lost_buyer_share": to_float(section.lost_buyer_share),
        "related_party_share": to_float(section.related_party_share),
        "top1_supplier_share": to_float(suppliers[0]) if suppliers else NAN,
        "top5_supplier_share": share_sum(suppliers, TOP),
    }
