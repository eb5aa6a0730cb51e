"""Which facts do VAT invoices give?"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from operator import attrgetter

from engine.facts.definition import (
    MONTHS_PER_YEAR,
    NAN,
    fact,
    month_number,
    month_of,
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
Months = dict[int, InvoiceMonth]


def invoice_facts(section: Invoices, on: date) -> dict[str, float]:
    """Sums of whole months before `on`, each unknown while the history is shorter than its span."""
    last = month_of(on)
    months = {month_number(month.month): month for month in section.months}
    months = {number: month for number, month in months.items() if number < last}
    if not months:
        return {}
    history = last - min(months)
    facts = {"invoice_history_months": float(history)} | _counterparties(section)
    facts |= _spans(months, last, history)
    facts["months_since_last_sale"] = _since_last_sale(months, last, history)
    if history >= MONTHS_PER_YEAR:
        facts |= _year_sums(_span(months, last, 0, MONTHS_PER_YEAR))
    if history >= 2 * MONTHS_PER_YEAR:
        facts |= _prior_sums(_span(months, last, MONTHS_PER_YEAR, MONTHS_PER_YEAR))
    return facts


def _span(months: Months, last: int, back: int, length: int) -> list[InvoiceMonth]:
    """The `length` months that end `back` months before `last`, those stated."""
    return [months[n] for n in range(last - back - length, last - back) if n in months]


def _spans(months: Months, last: int, history: int) -> dict[str, float]:
    wanted = {
        "sales_last_3m": (0, QUARTER),
        "sales_6m": (0, HALF_YEAR),
        "sales_prior_6m": (HALF_YEAR, HALF_YEAR),
        "sales_year_before_3m": (MONTHS_PER_YEAR, QUARTER),
    }
    return {
        name: _sum(_span(months, last, back, length), "sales")
        for name, (back, length) in wanted.items()
        if history >= back + length
    }


def _since_last_sale(months: Months, last: int, history: int) -> float:
    sold = [number for number, month in months.items() if month.sales > 0]
    return float(last - 1 - max(sold)) if sold else float(history)


def _sum(months: list[InvoiceMonth], item: str) -> float:
    return float(sum(map(attrgetter(item), months), Decimal(0)))


def _known_sum(values: Iterable[Decimal | int | None]) -> float:
    """The sum, NaN where any month is unknown."""
    total = Decimal(0)
    for value in values:
        if value is None:
            return NAN
        total += value
    return float(total)


def _year_sums(year: list[InvoiceMonth]) -> dict[str, float]:
    sales = _sum(year, "sales")
    mean = sales / MONTHS_PER_YEAR
    by_month = [float(month.sales) for month in year]
    empty = MONTHS_PER_YEAR - len(year)
    gaps = sum(abs(each - mean) for each in by_month) + empty * abs(mean)
    return {
        "invoiced_sales_12m": sales,
        "invoiced_purchases_12m": _known_sum(month.purchases for month in year),
        "sales_returns_12m": _sum(year, "sales_returns"),
        "sales_invoices_12m": float(sum(month.sales_invoices for month in year)),
        "purchase_invoices_12m": _known_sum(month.purchase_invoices for month in year),
        "voided_invoices_12m": float(sum(month.voided_invoices for month in year)),
        "months_without_sales_12m": float(MONTHS_PER_YEAR - sum(each > 0 for each in by_month)),
        "months_negative_sales_12m": float(sum(each < 0 for each in by_month)),
        "sales_month_mean_12m": mean,
        "sales_month_spread_12m": gaps / MONTHS_PER_YEAR,
        "sales_best_month_12m": max(by_month, default=0.0),
    }


def _prior_sums(before: list[InvoiceMonth]) -> dict[str, float]:
    return {
        "invoiced_sales_prior_12m": _sum(before, "sales"),
        "invoiced_purchases_prior_12m": _known_sum(month.purchases for month in before),
        "sales_invoices_prior_12m": float(sum(month.sales_invoices for month in before)),
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
