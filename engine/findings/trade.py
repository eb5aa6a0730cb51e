"""Do invoices, tax, orders, meters and customs agree with the accounts and with each other?"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from engine.facts.definition import MONTHS_PER_YEAR, month_number, month_of
from engine.findings.finding import Finding, finding, is_known, yuan
from engine.findings.years import is_slip
from engine.firm import Firm, Invoices, Statement
from engine.text import Text

# House limits: how far two sources may be apart before a person should look.
MOST_SALES_GAP = 0.3
GAP_PER_MONTH_APART = 0.1
LEAST_SHARED_MONTHS = 9
MOST_TAX_GAP = 0.2
MOST_EXPORTS_TO_SALES = 1.1
SALES_RISE, POWER_FALL = 0.2, 0.3
LEAST_AMOUNT = 10_000
_SHARES_ROUNDING = Decimal("0.001")

_SALES = Text(
    zh="{year}年度开票收入{invoiced}元与营业收入{revenue}元相差{gap:.0%}",
    en="invoiced sales of fiscal year {year} {invoiced} against revenue {revenue}: {gap:.0%} off",
)
_SALES_APART = Text(
    zh="近12个月开票收入{invoiced}元与{year}年度营业收入{revenue}元相差{gap:.0%}"
    "(两个期间只重合{shared}个月)",
    en="invoiced sales of 12 months {invoiced} against revenue of {year} {revenue}: {gap:.0%} off "
    "(the periods share {shared} months)",
)
_SLIP = Text(
    zh="{year}年度开票收入{invoiced}元与营业收入{revenue}元相差约一万倍,疑为元与万元混用",
    en="{year}: invoiced sales {invoiced} and revenue {revenue} are about 10,000 times apart: "
    "perhaps 元 and 万元 were mixed up",
)
_TAX = Text(
    zh="近12个月申报收入{declared}元与开票收入{invoiced}元相差{gap:.0%}",
    en="declared revenue of 12 months {declared} against invoiced sales {invoiced}: {gap:.0%} off",
)
_EXPORTS = Text(
    zh="近12个月出口额{exports}元高于申报和开票收入{sales}元",
    en="exports of 12 months {exports} exceed declared and invoiced sales {sales}",
)
_POWER = Text(
    zh="近12个月开票收入增长{rise:.0%},而用电量下降{fall:.0%}({before:,.0f}降至{now:,.0f}千瓦时)",
    en="invoiced sales rose by {rise:.0%} while electricity fell by {fall:.0%} "
    "(from {before:,.0f} to {now:,.0f} kWh)",
)
_SHARES = Text(
    zh="各{side}占比合计{total:.1%},超过100%", en="{side}' shares add up to {total:.1%}, above 100%"
)
_ORDER = Text(
    zh="{places}未按从大到小排列,第一大{side}占比可能有误",
    en="{places} are not sorted, the largest of the {side} may be wrong",
)
_SIDES = {"buyer_shares": Text(zh="客户", en="buyers"),
          "supplier_shares": Text(zh="供应商", en="suppliers")}  # fmt: skip
_OVERINVOICED = Text(
    zh="第{place}个订单已开票{invoiced}元,高于合同金额{amount}元",
    en="order {place}: invoiced {invoiced}, above its amount of {amount}",
)


def trade_findings(firm: Firm, facts: Mapping[str, float], on: date) -> Iterator[Finding]:
    """Contradictions between what is sold, invoiced, declared, ordered and shipped."""
    yield from _sales(firm, on)
    yield from _tax(facts)
    yield from _exports(facts)
    yield from _power(facts)
    if firm.invoices is not None and is_known(firm.invoices, on):
        yield from _shares(firm.invoices)
    yield from _orders(firm, on)


def _sales(firm: Firm, on: date) -> Iterator[Finding]:
    """Each fiscal year whose months are all invoiced; else the 12 months nearest to the latest."""
    if not is_known(firm.invoices, on) or not is_known(firm.statements, on):
        return
    if firm.invoices is None or firm.statements is None:
        return
    sales = _sales_by_month(firm.invoices, on)
    years = [(place, year) for place, year in enumerate(firm.statements.years)
             if year.fiscal_year_end <= on and year.revenue is not None]  # fmt: skip
    covered = [each for each in years if sales and _covers(sales, _last_month(each[1]))]
    for place, year in covered:
        yield from _compared(year, place, _sum(sales, _last_month(year)), MONTHS_PER_YEAR)
    if years and sales and not covered:
        place, latest = max(years, key=lambda each: each[1].fiscal_year_end)
        yield from _nearest(latest, place, sales, month_of(on) - 1)


def _sales_by_month(invoices: Invoices, on: date) -> dict[int, Decimal]:
    months = {month_number(each.month): each.sales for each in invoices.months}
    return {number: sales for number, sales in months.items() if number < month_of(on)}


def _last_month(year: Statement) -> int:
    return month_of(year.fiscal_year_end)


def _covers(sales: Mapping[int, Decimal], last: int) -> bool:
    return min(sales) <= last - MONTHS_PER_YEAR + 1 and max(sales) >= last


def _sum(sales: Mapping[int, Decimal], last: int) -> Decimal:
    """The 12 months that end with `last`; a month left out between others had no sales."""
    wanted = range(last - MONTHS_PER_YEAR + 1, last + 1)
    return sum((sales.get(number, Decimal(0)) for number in wanted), Decimal(0))


def _nearest(
    year: Statement, place: int, sales: Mapping[int, Decimal], last: int
) -> Iterator[Finding]:
    shared = MONTHS_PER_YEAR - (last - _last_month(year))
    if shared >= LEAST_SHARED_MONTHS and min(sales) <= last - MONTHS_PER_YEAR + 1:
        yield from _compared(year, place, _sum(sales, last), shared)


def _compared(year: Statement, place: int, invoiced: Decimal, shared: int) -> Iterator[Finding]:
    revenue = year.revenue or Decimal(0)
    field = f"firm.statements.years.{place}.revenue"
    said = {"year": year.fiscal_year_end.year, "invoiced": yuan(invoiced),
            "revenue": yuan(revenue)}  # fmt: skip
    if is_slip(invoiced, revenue):
        yield finding("UNIT_SLIP", "serious", field, _SLIP, **said)
        return
    base = revenue if revenue > 0 else invoiced
    if base < LEAST_AMOUNT and invoiced < LEAST_AMOUNT:
        return
    gap = float(abs(invoiced - revenue) / base)
    months_apart = MONTHS_PER_YEAR - shared
    if gap > MOST_SALES_GAP + GAP_PER_MONTH_APART * months_apart:
        form = _SALES_APART if months_apart else _SALES
        yield finding(
            "INVOICED_AGAINST_REVENUE", "warning", field, form, gap=gap, shared=shared, **said
        )


def _tax(facts: Mapping[str, float]) -> Iterator[Finding]:
    declared, invoiced = facts["declared_revenue_12m"], facts["invoiced_sales_12m"]
    base = max(declared, invoiced)
    if not base >= LEAST_AMOUNT or invoiced != invoiced or declared != declared:
        return
    gap = abs(declared - invoiced) / base
    if gap > MOST_TAX_GAP:
        yield finding(
            "DECLARED_AGAINST_INVOICED", "warning", "firm.tax.declared_revenue_12m", _TAX,
            declared=yuan(declared), invoiced=yuan(invoiced), gap=gap,
        )  # fmt: skip


def _exports(facts: Mapping[str, float]) -> Iterator[Finding]:
    known = [facts[name] for name in ("declared_revenue_12m", "invoiced_sales_12m")
             if facts[name] == facts[name]]  # fmt: skip
    exports = facts["exports_12m"]
    if known and exports > MOST_EXPORTS_TO_SALES * max(known) and exports >= LEAST_AMOUNT:
        yield finding(
            "EXPORTS_ABOVE_SALES", "warning", "firm.customs.exports_12m", _EXPORTS,
            exports=yuan(exports), sales=yuan(max(known)),
        )  # fmt: skip


def _power(facts: Mapping[str, float]) -> Iterator[Finding]:
    sales, sales_before = facts["invoiced_sales_12m"], facts["invoiced_sales_prior_12m"]
    power, power_before = facts["electricity_12m"], facts["electricity_prior_12m"]
    if not (sales_before > 0 and power_before > 0):
        return
    rise, fall = sales / sales_before - 1, 1 - power / power_before
    if rise >= SALES_RISE and fall >= POWER_FALL:
        yield finding(
            "POWER_AGAINST_SALES", "notice", "firm.utilities.months", _POWER, rise=rise, fall=fall,
            before=power_before, now=power,
        )  # fmt: skip


def _shares(invoices: Invoices) -> Iterator[Finding]:
    for name, side in _SIDES.items():
        shares = getattr(invoices, name) or ()
        total, field = sum(shares, Decimal(0)), f"firm.invoices.{name}"
        if total > 1 + _SHARES_ROUNDING:
            yield finding("SHARES_ABOVE_ONE", "warning", field, _SHARES, side=side, total=total)
        if list(shares) != sorted(shares, reverse=True):
            places = Text(zh=f"{side.zh}占比", en=f"shares of {side.en}")
            yield finding("SHARES_NOT_SORTED", "notice", field, _ORDER, side=side, places=places)


def _orders(firm: Firm, on: date) -> Iterator[Finding]:
    if firm.orders is None or not is_known(firm.orders, on):
        return
    for place, order in enumerate(firm.orders.orders):
        if order.invoiced > order.amount:
            yield finding(
                "ORDER_OVERINVOICED", "warning", f"firm.orders.orders.{place}.invoiced",
                _OVERINVOICED, place=place + 1, invoiced=yuan(order.invoiced),
                amount=yuan(order.amount),
            )  # fmt: skip
