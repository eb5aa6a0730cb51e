"""How is a number shown with its unit?"""

from collections.abc import Mapping
from decimal import Decimal

from engine.money import in_wan
from engine.text import Text, Words

_PERCENT = 100
_UNITS: Mapping[str, Words] = {
    "yuan": Words("{0} 元", "CNY {0}"),
    "share": Words("{0}%", "{0}%"),
    "years": Words("{0} 年", "{0} years"),
    "months": Words("{0} 个月", "{0} months"),
}
_PLAIN = Words("{0}", "{0}")


def quantity(value: float | Decimal, unit: str, digits: int = 2) -> Text:
    """A number with its unit; yuan of 10,000 and more in 万元.

    >>> quantity(7.25, "years").zh, quantity(0.4, "share").en, quantity(3_450_000, "yuan").zh
    ('7.25 年', '40%', '345 万元')
    """
    return quantity_words(value, unit, digits).text


def quantity_words(value: float | Decimal, unit: str, digits: int = 2) -> Words:
    """The same as a part of a longer sentence."""
    number = float(value)
    if unit == "yuan" and abs(number) >= _PERCENT**2:
        return Words(f"{in_wan(number)} 万元", f"CNY {number:,.0f}")
    scaled = number * _PERCENT if unit == "share" else number
    shown = f"{scaled:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{scaled:,.0f}"
    form = _UNITS.get(unit, _PLAIN)
    return Words(form.zh.format(shown), form.en.format(shown))
