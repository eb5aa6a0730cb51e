"""Which facts do tax, debts and orders give?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from engine.facts.definition import NAN, count, fact
from engine.firm import Debts, Orders, Tax
from engine.firm.business import Debt, Security, TaxGrade
from engine.money import to_float

TAX_GRADE_CODES = {"A": 5.0, "B": 4.0, "M": 3.0, "C": 2.0, "D": 1.0}
_T, _D, _O = "tax", "debts", "orders"
_DAYS_OF_YEAR = 365
_ZERO = Decimal(0)

FACTS = (
    fact("tax_grade", "code", "纳税信用等级", "Tax credit grade", _T, TAX_GRADE_CODES),
    fact("tax_grade_prior", "code", "上年纳税信用等级", "Tax grade before", _T, TAX_GRADE_CODES),
    fact("tax_arrears", "yuan", "欠税金额", "Tax arrears", _T),
    fact("vat_paid_12m", "yuan", "近12个月增值税", "VAT paid, 12 months", _T),
    fact("income_tax_paid_12m", "yuan", "近12个月企业所得税", "Income tax paid, 12 months", _T),
    fact("declared_revenue_12m", "yuan", "近12个月申报收入", "Declared revenue, 12 months", _T),
    fact("late_filings_12m", "count", "近12个月逾期申报次数", "Late filings, 12 months", _T),
    fact("super_deduction_tax_saved", "yuan", "加计扣除减免税额", "Super-deduction tax saved", _T),
    fact("bank_debt", "yuan", "有息债务余额", "Debt to lenders", _D),
    fact("lender_count", "count", "在贷机构数", "Loans outstanding", _D),
    fact("debt_due_12m", "yuan", "一年内到期债务", "Debt due within 12 months", _D),
    fact("debt_rate_mean", "share", "平均借款利率", "Mean rate of debt", _D),
    fact("secured_debt", "yuan", "有担保债务余额", "Debt with security", _D),
    fact("debt_on_patents", "yuan", "以知识产权质押的债务", "Debt secured by IP", _D),
    fact("debt_on_receivables", "yuan", "以应收账款质押的债务", "Debt secured by receivables", _D),
    fact("owner_loans", "yuan", "股东借款", "Loans from owners", _D),
    fact("guaranteed_balance", "yuan", "政府性担保余额", "Government-guaranteed balance", _D),
    fact("days_past_due", "count", "最长逾期天数", "Most days past due", _D),
    fact("debt_overdue", "yuan", "逾期债务余额", "Debt past due", _D),
    fact("open_order_amount", "yuan", "在手订单未开票金额", "Open orders, not yet invoiced", _O),
    fact("order_count", "count", "在手订单数", "Open orders", _O),
    fact("orders_signed_12m", "yuan", "近12个月签约额", "Orders signed, 12 months", _O),
    fact("order_receivable_amount", "yuan", "可质押应收账款", "Receivables free to pledge", _O),
    fact("compute_contract_amount", "yuan", "近12个月算力合同额", "Compute contracts", _O),
)


def tax_facts(section: Tax) -> dict[str, float]:
    """The tax bureau's view."""
    return {
        "tax_grade": _grade(section.grade),
        "tax_grade_prior": _grade(section.prior_grade),
        "tax_arrears": to_float(section.arrears),
        "vat_paid_12m": to_float(section.vat_paid_12m),
        "income_tax_paid_12m": to_float(section.income_tax_paid_12m),
        "declared_revenue_12m": to_float(section.declared_revenue_12m),
        "late_filings_12m": count(section.late_filings_12m),
        "super_deduction_tax_saved": to_float(section.super_deduction_tax_saved),
    }


def _grade(grade: TaxGrade | None) -> float:
    return NAN if grade is None else TAX_GRADE_CODES[grade]


def debt_facts(section: Debts, on: date) -> dict[str, float]:
    """Balances drawn by `on`; no debts listed means none owed."""
    debts = [debt for debt in section.debts if debt.drawn_on <= on]
    lenders = [debt for debt in debts if debt.kind != "owner_loan"]
    owners = [debt.balance for debt in debts if debt.kind == "owner_loan"]
    late = [debt.days_past_due for debt in lenders]
    known = None not in late
    return {
        "bank_debt": _balance(lenders),
        "lender_count": float(len(lenders)),
        "debt_due_12m": _due_within_a_year(lenders, on),
        "debt_rate_mean": _mean_rate(lenders),
        "secured_debt": _secured(lenders),
        "debt_on_patents": _secured(lenders, "ip_pledge"),
        "debt_on_receivables": _secured(lenders, "receivable"),
        "owner_loans": to_float(sum(owners, Decimal(0))),
        "guaranteed_balance": _guaranteed(lenders, section.affiliates_guaranteed_balance),
        "days_past_due": float(max(filter(None, late), default=0)) if known else NAN,
        "debt_overdue": _balance([d for d in lenders if d.days_past_due]) if known else NAN,
    }


def _balance(debts: Sequence[Debt]) -> float:
    return float(sum([debt.balance for debt in debts], _ZERO))


def _mean_rate(debts: Sequence[Debt]) -> float:
    """Weighted by balance; NaN where there is none to weigh or a rate is unknown."""
    paid, balance = Decimal(0), Decimal(0)
    for debt in debts:
        if debt.rate_annual is None:
            return NAN
        paid += debt.balance * debt.rate_annual
        balance += debt.balance
    return to_float(paid / balance) if balance else NAN


def _secured(debts: Sequence[Debt], by: Security | None = None) -> float:
    """Secured by anything, or `by` that; NaN where of any debt it is unknown."""
    if any(debt.security is None for debt in debts):
        return NAN
    return _balance([d for d in debts if d.security != "none" and by in (None, d.security)])


def _guaranteed(debts: Sequence[Debt], affiliates: Decimal | None) -> float:
    """Own and affiliates' balance; NaN where any part of it is unknown."""
    if affiliates is None or any(debt.government_guaranteed is None for debt in debts):
        return NAN
    own = sum((debt.balance for debt in debts if debt.government_guaranteed), Decimal(0))
    return to_float(own + affiliates)


def _due_within_a_year(debts: Sequence[Debt], on: date) -> float:
    horizon = on.replace(year=on.year + 1, day=min(on.day, 28))
    due = [debt for debt in debts if debt.due_on is None or debt.due_on <= horizon]
    return NAN if any(debt.due_on is None for debt in due) else _balance(due)


def order_facts(section: Orders, on: date) -> dict[str, float]:
    """What is ordered and not yet invoiced on `on`, and what may be pledged."""
    signed = [order for order in section.orders if order.signed_on <= on]
    left = [order.amount - min(order.invoiced, order.amount) for order in signed]
    recent = [o.amount for o in signed if (on - o.signed_on).days <= _DAYS_OF_YEAR]
    return {
        "open_order_amount": to_float(sum(left, Decimal(0))),
        "order_count": float(sum(each > 0 for each in left)),
        "orders_signed_12m": to_float(sum(recent, Decimal(0))),
        "order_receivable_amount": to_float(section.pledgeable_receivables),
        "compute_contract_amount": to_float(section.compute_contracts_12m),
    }
