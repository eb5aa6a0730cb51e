"""Do the fiscal years of a firm follow from each other?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from engine.findings.finding import Finding, differ, finding, item_label, tolerance, yuan
from engine.firm import Firm, Statement
from engine.text import Text

# A slip of 10,000 times, with room for real growth or decline by up to five times.
LEAST_SLIP, MOST_SLIP = 2_000, 50_000
_STATUTORY_RESERVE = Decimal("0.1")  # of net profit goes to the reserve (公司法)
_SLIP_ITEMS = ("revenue", "cogs", "total_assets", "total_liabilities", "admin_expense")
_CASH = Text(
    zh="{year}年度货币资金变动{change}元,与三项现金流量净额合计{flows}元相差{gap}元",
    en="{year}: cash changed by {change}, the three cash flows add up to {flows}: {gap} apart",
)
_OPENING = Text(
    zh="{year}年度期初现金{opening}元不等于上年期末现金{closing}元",
    en="{year}: cash {opening} at the beginning, but {closing} at the end of the year before",
)
_ABOVE_PROFIT = Text(
    zh="{year}年度未分配利润增加{rise}元,超过净利润{profit}元",
    en="{year}: retained earnings rose by {rise}, above the net profit of {profit}",
)
_FELL = Text(
    zh="{year}年度未分配利润变动{rise}元,比净利润{profit}元少{gap}元,未见利润分配说明",
    en="{year}: retained earnings changed by {rise}, {gap} less than the net profit of {profit}: "
    "a distribution or a restatement is not explained",
)
SLIP = Text(
    zh="{year}年度{item}{now}元,上年{before}元,相差约{times}倍,疑为元与万元混用",
    en="{year}: {item} {now} after {before}, {times} times: perhaps 元 and 万元 were mixed up",
)
_GAP = Text(
    zh="缺少{year}年度报表,前后年度无法核对", en="the accounts of {year} are missing between others"
)


def year_findings(firm: Firm, on: date) -> Iterator[Finding]:
    """What does not follow from the year before, among the fiscal years ended by `on`."""
    if firm.statements is None or firm.statements.observed_on > on:
        return
    years = [(f"firm.statements.years.{place}", year)
             for place, year in enumerate(firm.statements.years)
             if year.fiscal_year_end <= on]  # fmt: skip
    years.sort(key=lambda each: each[1].fiscal_year_end)
    for (_, before), (path, year) in pairwise(years):
        if _label(year) - _label(before) > 1:
            yield finding("YEAR_MISSING", "notice", f"{path}.fiscal_year_end", _GAP,
                          year=_label(before) + 1)  # fmt: skip
            continue
        yield from _cash(before, year, path)
        yield from _opening(before, year, path)
        yield from _retained(before, year, path)
        yield from _slips(before, year, path)


def _label(year: Statement) -> int:
    return year.fiscal_year_end.year


def _flows(year: Statement) -> Decimal | None:
    if year.cfo is None or year.cfi is None or year.cff is None:
        return None
    return year.cfo + year.cfi + year.cff + (year.exchange_effect or 0)


def _cash(before: Statement, year: Statement, path: str) -> Iterator[Finding]:
    """Only where the form does not state its own opening and closing cash."""
    flows = _flows(year)
    if year.cash is None or before.cash is None or flows is None or year.cash_end is not None:
        return
    change = year.cash - before.cash
    if abs(change - flows) > tolerance(year.cash, before.cash):
        yield finding(
            "CASH_CHANGE_OF_YEARS", "warning", f"{path}.cash", _CASH, year=_label(year),
            change=yuan(change), flows=yuan(flows), gap=yuan(abs(change - flows)),
        )  # fmt: skip


def _opening(before: Statement, year: Statement, path: str) -> Iterator[Finding]:
    opening, closing = year.cash_beginning, before.cash_end
    if opening is None or closing is None or not differ(opening, closing):
        return
    yield finding(
        "OPENING_CASH", "warning", f"{path}.cash_beginning", _OPENING, year=_label(year),
        opening=yuan(opening), closing=yuan(closing),
    )  # fmt: skip


def _retained(before: Statement, year: Statement, path: str) -> Iterator[Finding]:
    profit = year.net_profit
    if year.retained_earnings is None or before.retained_earnings is None or profit is None:
        return
    rise = year.retained_earnings - before.retained_earnings
    field = f"{path}.retained_earnings"
    room = tolerance(year.retained_earnings, profit)
    if rise > profit + room:
        yield finding("RETAINED_ABOVE_PROFIT", "warning", field, _ABOVE_PROFIT,
                      year=_label(year), rise=yuan(rise), profit=yuan(profit))  # fmt: skip
    elif profit - rise - _reserved(before, year, profit) - _distributed(before, year) > room:
        yield finding("RETAINED_FELL", "notice", field, _FELL, year=_label(year),
                      rise=yuan(rise), profit=yuan(profit), gap=yuan(profit - rise))  # fmt: skip


def _reserved(before: Statement, year: Statement, profit: Decimal) -> Decimal:
    """What went to the surplus reserve: as stated, else what the law asks at most."""
    if year.surplus_reserve is None or before.surplus_reserve is None:
        return max(profit, Decimal(0)) * _STATUTORY_RESERVE
    return year.surplus_reserve - before.surplus_reserve


def _distributed(before: Statement, year: Statement) -> Decimal:
    """Dividends as far as the statements show them: paid beyond interest, or newly owed."""
    paid = (year.interest_and_dividends_paid or 0) - (year.interest_expense or 0)
    owed = (year.dividends_payable or 0) - (before.dividends_payable or 0)
    return max(max(Decimal(paid), Decimal(0)) + owed, Decimal(0))


def _slips(before: Statement, year: Statement, path: str) -> Iterator[Finding]:
    for name in _SLIP_ITEMS:
        now, then = getattr(year, name), getattr(before, name)
        if now is None or then is None or not is_slip(now, then):
            continue
        larger, smaller = max(now, then), min(now, then)
        yield finding(
            "UNIT_SLIP", "serious", f"{path}.{name}", SLIP, year=_label(year),
            item=item_label(name), now=yuan(now), before=yuan(then),
            times=f"{larger / smaller:,.0f}",
        )  # fmt: skip


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts are about 10,000 times apart."""
    larger, smaller = max(one, other), min(one, other)
    return smaller > 0 and LEAST_SLIP <= larger / smaller <= MOST_SLIP
