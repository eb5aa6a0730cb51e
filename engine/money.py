"""How is money held, rounded and shown? The one place where Decimal meets float."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

CENT = Decimal("0.01")
WAN = Decimal(10_000)
_DIGITS = 15  # a double holds every 15-digit decimal exactly enough to print it back


def to_float(value: Decimal | int | None) -> float:
    """The nearest double; NaN for None, so that unknown stays unknown.

    >>> to_float(Decimal("0.1")), to_float(None)
    (0.1, nan)
    """
    return float("nan") if value is None else float(value)


def _to_json(value: Decimal) -> float | int:
    whole = int(value)
    return whole if whole == value else float(value)


_AsNumber = PlainSerializer(_to_json, return_type=float | int, when_used="json")
Yuan = Annotated[
    Decimal, Field(max_digits=_DIGITS, decimal_places=2, allow_inf_nan=False), _AsNumber
]
PositiveYuan = Annotated[Yuan, Field(gt=0)]
NonNegativeYuan = Annotated[Yuan, Field(ge=0)]
Rate = Annotated[
    Decimal, Field(max_digits=_DIGITS, decimal_places=10, allow_inf_nan=False), _AsNumber
]
Share = Annotated[Rate, Field(ge=0, le=1)]


def cents(value: Decimal) -> Decimal:
    """`value` rounded half up to the cent.

    >>> cents(Decimal("2.005"))
    Decimal('2.01')
    """
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def floor_to_step(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of `step` that is not above `value`.

    >>> floor_to_step(Decimal(1239999), WAN)
    Decimal('1230000')
    """
    return (value / step).to_integral_value(rounding=ROUND_FLOOR) * step


def in_wan(value: Decimal | float) -> str:
    """Yuan as the 万元 a banker reads, at most two decimals.

    >>> in_wan(Decimal(3_450_000)), in_wan(Decimal(12_345))
    ('345', '1.23')
    """
    return f"{Decimal(str(value)) / WAN:,.2f}".rstrip("0").rstrip(".")
