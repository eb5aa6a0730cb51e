"""What do a firm's invoices add up to, by month and by counterparty?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from engine.firm import InvoiceMonth

_YEAR = 12
_MOST_SHARES = 20
_MOST_MONTHS = 180
_SHARE_STEP = Decimal("0.0000000001")


@dataclass(frozen=True)
class Trade:
    """One direction of a firm's invoices, aligned, one place an invoice.

    `months` are year * 12 + month - 1; `fen` are without tax, whole, negative for red letters.
    """

    parties: Sequence[str] = ()
    months: Sequence[int] = ()
    fen: Sequence[int] = ()
    voids: Sequence[bool] = ()


@dataclass
class _Month:
    net: int = 0
    returned: int = 0
    valid: int = 0
    voided: int = 0


def month_number(day: date) -> int:
    """The month of a day, counted from year 0.

    >>> month_number(date(2026, 3, 5))
    24314
    """
    return day.year * _YEAR + day.month - 1


def section_fields(
    sold: Trade, bought: Trade | None, on: date, affiliates: Collection[str] | None = None
) -> dict[str, Any]:
    """The fields of an invoice section as known on `on`; `bought` None: purchases are unknown.

    Shares are of the 12 whole months before `on`, as the facts are; of months, the last 180 are
    kept. `affiliates` names related buyers; None: the related share is unknown.
    """
    end = month_number(on)
    this_year = _net_by_party(sold, end - _YEAR, end)
    year_before = _net_by_party(sold, end - 2 * _YEAR, end - _YEAR)
    two_years = bool(sold.months) and min(sold.months) <= end - 2 * _YEAR
    known_before = year_before if two_years else {}
    suppliers = None if bought is None else _net_by_party(bought, end - _YEAR, end)
    return {
        "months": months_of(sold, bought),
        "buyer_shares": _largest(this_year),
        "buyer_count": len(this_year),
        "returning_buyer_share": (_share_of(this_year, known_before.keys()) if two_years else None),
        "lost_buyer_share": _share_of(known_before, known_before.keys() - this_year.keys()),
        "related_party_share": None if affiliates is None else _share_of(this_year, affiliates),
        "supplier_shares": None if suppliers is None else _largest(suppliers),
    }


def months_of(sold: Trade, bought: Trade | None) -> tuple[InvoiceMonth, ...]:
    """The monthly totals, the earliest first; purchases are unknown where `bought` is None."""
    sales, purchases = _by_month(sold), _by_month(bought or Trade())
    numbers = sorted({*sales, *purchases})[-_MOST_MONTHS:]
    return tuple(
        _month(number, sales[number], purchases[number] if bought else None) for number in numbers
    )


def _by_month(trade: Trade) -> defaultdict[int, _Month]:
    totals: defaultdict[int, _Month] = defaultdict(_Month)
    for month, fen, void in zip(trade.months, trade.fen, trade.voids, strict=True):
        total = totals[month]
        if void:
            total.voided += 1
            continue
        total.net += fen
        total.valid += fen > 0
        total.returned += max(-fen, 0)
    return totals


def _month(number: int, sales: _Month, purchases: _Month | None) -> InvoiceMonth:
    return InvoiceMonth(
        month=f"{number // _YEAR}-{number % _YEAR + 1:02d}",
        sales=_yuan(sales.net),
        sales_returns=_yuan(sales.returned),
        sales_invoices=sales.valid,
        voided_invoices=sales.voided,
        purchases=_yuan(purchases.net) if purchases else None,
        purchase_invoices=purchases.valid if purchases else None,
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _net_by_party(trade: Trade, start: int, end: int) -> dict[str, int]:
    """Positive net fen by party over the months `start` to before `end`."""
    nets: defaultdict[str, int] = defaultdict(int)
    rows = zip(trade.parties, trade.months, trade.fen, trade.voids, strict=True)
    for party, month, fen, void in rows:
        if not void and start <= month < end:
            nets[party] += fen
    return {party: net for party, net in nets.items() if net > 0}


def _largest(nets: dict[str, int]) -> tuple[Decimal, ...]:
    total = sum(nets.values())
    largest = sorted(nets.values(), reverse=True)[:_MOST_SHARES]
    return tuple(_share(net, total) for net in largest)


def _share_of(nets: dict[str, int], chosen: Iterable[str]) -> Decimal | None:
    """The share of `chosen` parties; None where nothing was traded."""
    if not nets:
        return None
    part = sum(nets.get(party, 0) for party in set(chosen))
    return _share(part, sum(nets.values()))


def _share(part: int, total: int) -> Decimal:
    return (Decimal(part) / Decimal(total)).quantize(_SHARE_STEP, rounding=ROUND_FLOOR)
