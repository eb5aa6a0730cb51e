"""Which facts do invoices, tax, debts and orders give?"""

from datetime import date
from decimal import Decimal

from engine.facts.definition import MONTHS_PER_YEAR, NAN, fact
from engine.firm import Debts, InvoiceMonth, Invoices, Orders, Tax
from engine.firm.business import Debt
from engine.money import to_float

TAX_GRADE_CODES = {"A": 5.0, "B": 4.0, "M": 3.0, "C": 2.0, "D": 1.0}
TOP_BUYERS = 5
_I, _T, _D, _O = "invoices", "tax", "debts", "orders"

FACTS = (
    fact("invoice_history_months", "months", "发票历史长度", "Months of invoice history", _I),
    fact("invoiced_sales_12m", "yuan", "近12个月开票收入", "Invoiced sales, 12 months", _I),
    fact("invoiced_sales_prior_12m", "yuan", "前12个月开票收入", "Invoiced sales, year before", _I),
    fact("invoiced_purchases_12m", "yuan", "近12个月进项金额", "Purchases, 12 months", _I),
    fact("sales_returns_12m", "yuan", "近12个月红冲金额", "Sales returned, 12 months", _I),
    fact("sales_invoices_12m", "count", "近12个月有效销项票数", "Valid sales invoices", _I),
    fact("voided_invoices_12m", "count", "近12个月作废票数", "Voided invoices, 12 months", _I),
    fact("months_without_sales_12m", "count", "近12个月无销售月数", "Months without sales", _I),
    fact("sales_month_mean_12m", "yuan", "月均开票收入", "Mean monthly sales", _I),
    fact("sales_month_spread_12m", "yuan", "月开票收入平均偏差", "Mean absolute deviation", _I),
    fact("top1_buyer_share", "share", "第一大客户占比", "Largest buyer's share", _I),
    fact("top5_buyer_share", "share", "前五大客户占比", "Five largest buyers' share", _I),
    fact("buyer_count", "count", "客户数", "Buyers in 12 months", _I),
    fact("returning_buyer_share", "share", "老客户销售占比", "Sales to returning buyers", _I),
    fact("top1_supplier_share", "share", "第一大供应商占比", "Largest supplier's share", _I),
    fact("tax_grade", "code", "纳税信用等级", "Tax credit grade", _T, TAX_GRADE_CODES),
    fact("tax_arrears", "yuan", "欠税金额", "Tax arrears", _T),
    fact("vat_paid_12m", "yuan", "近12个月增值税", "VAT paid, 12 months", _T),
    fact("declared_revenue_12m", "yuan", "近12个月申报收入", "Declared revenue, 12 months", _T),
    fact("bank_debt", "yuan", "有息债务余额", "Debt to lenders", _D),
    fact("lender_count", "count", "在贷机构数", "Loans outstanding", _D),
    fact("debt_due_12m", "yuan", "一年内到期债务", "Debt due within 12 months", _D),
    fact("guaranteed_balance", "yuan", "政府性担保余额", "Government-guaranteed balance", _D),
    fact("days_past_due", "count", "最长逾期天数", "Most days past due", _D),
    fact("open_order_amount", "yuan", "在手订单未开票金额", "Open orders, not yet invoiced", _O),
    fact("order_receivable_amount", "yuan", "可质押应收账款", "Receivables free to pledge", _O),
    fact("compute_contract_amount", "yuan", "近12个月算力合同额", "Compute contracts", _O),
)


def _month_number(month: str) -> int:
    return int(month[:4]) * MONTHS_PER_YEAR + int(month[5:]) - 1


def invoice_facts(section: Invoices, on: date) -> dict[str, float]:
    """Sums of the 12 whole months before `on`, and of the 12 before those.

    A sum over 12 months is unknown while fewer than 12 months of history exist.
    """
    last = on.year * MONTHS_PER_YEAR + on.month - 1
    months = {_month_number(month.month): month for month in section.months}
    months = {number: month for number, month in months.items() if number < last}
    if not months:
        return {}
    history = last - min(months)
    year = [months[n] for n in range(last - MONTHS_PER_YEAR, last) if n in months]
    before = [
        months[n] for n in range(last - 2 * MONTHS_PER_YEAR, last - MONTHS_PER_YEAR) if n in months
    ]
    facts = {"invoice_history_months": float(history)} | _counterparties(section)
    if history >= MONTHS_PER_YEAR:
        facts |= _year_sums(year)
    if history >= 2 * MONTHS_PER_YEAR:
        facts["invoiced_sales_prior_12m"] = _sum(before, "sales")
    return facts


def _sum(months: list[InvoiceMonth], item: str) -> float:
    return to_float(sum((getattr(month, item) for month in months), Decimal(0)))


def _year_sums(year: list[InvoiceMonth]) -> dict[str, float]:
    sales = _sum(year, "sales")
    mean = sales / MONTHS_PER_YEAR
    silent = MONTHS_PER_YEAR - sum(month.sales > 0 for month in year)
    gaps = [abs(to_float(month.sales) - mean) for month in year]
    spread = (sum(gaps) + (MONTHS_PER_YEAR - len(year)) * abs(mean)) / MONTHS_PER_YEAR
    return {
        "invoiced_sales_12m": sales,
        "invoiced_purchases_12m": _sum(year, "purchases"),
        "sales_returns_12m": _sum(year, "sales_returns"),
        "sales_invoices_12m": float(sum(month.sales_invoices for month in year)),
        "voided_invoices_12m": float(sum(month.voided_invoices for month in year)),
        "months_without_sales_12m": float(silent),
        "sales_month_mean_12m": mean,
        "sales_month_spread_12m": spread,
    }


def _counterparties(section: Invoices) -> dict[str, float]:
    buyers, suppliers = section.buyer_shares, section.supplier_shares
    return {
        "top1_buyer_share": to_float(buyers[0]) if buyers else NAN,
        "top5_buyer_share": to_float(sum(buyers[:TOP_BUYERS], Decimal(0))) if buyers else NAN,
        "buyer_count": to_float(section.buyer_count),
        "returning_buyer_share": to_float(section.returning_buyer_share),
        "top1_supplier_share": to_float(suppliers[0]) if suppliers else NAN,
    }


def tax_facts(section: Tax) -> dict[str, float]:
    """The tax bureau's view."""
    return {
        "tax_grade": TAX_GRADE_CODES[section.grade] if section.grade else NAN,
        "tax_arrears": to_float(section.arrears),
        "vat_paid_12m": to_float(section.vat_paid_12m),
        "declared_revenue_12m": to_float(section.declared_revenue_12m),
    }


def debt_facts(section: Debts, on: date) -> dict[str, float]:
    """Balances drawn by `on`; no debts listed means none owed."""
    debts = [debt for debt in section.debts if debt.drawn_on <= on]
    lenders = [debt for debt in debts if debt.kind != "owner_loan"]
    late = [debt.days_past_due for debt in lenders]
    return {
        "bank_debt": to_float(sum((debt.balance for debt in lenders), Decimal(0))),
        "lender_count": float(len(lenders)),
        "debt_due_12m": _due_within_a_year(lenders, on),
        "guaranteed_balance": _guaranteed(lenders, section.affiliates_guaranteed_balance),
        "days_past_due": NAN if None in late else float(max(filter(None, late), default=0)),
    }


def _guaranteed(debts: list[Debt], affiliates: Decimal | None) -> float:
    """Own and affiliates' balance; NaN where any part of it is unknown."""
    if affiliates is None or any(debt.government_guaranteed is None for debt in debts):
        return NAN
    own = sum((debt.balance for debt in debts if debt.government_guaranteed), Decimal(0))
    return to_float(own + affiliates)


def _due_within_a_year(debts: list[Debt], on: date) -> float:
    if any(debt.due_on is None for debt in debts):
        return NAN
    horizon = on.replace(year=on.year + 1, day=min(on.day, 28))
    due = (debt.balance for debt in debts if debt.due_on is not None and debt.due_on <= horizon)
    return to_float(sum(due, Decimal(0)))


def order_facts(section: Orders, on: date) -> dict[str, float]:
    """What is ordered and not yet invoiced on `on`, and what may be pledged."""
    open_orders = (
        order.amount - min(order.invoiced, order.amount)
        for order in section.orders
        if order.signed_on <= on
    )
    return {
        "open_order_amount": to_float(sum(open_orders, Decimal(0))),
        "order_receivable_amount": to_float(section.pledgeable_receivables),
        "compute_contract_amount": to_float(section.compute_contracts_12m),
    }
