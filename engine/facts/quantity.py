"""How is a number shown with its unit?"""

from collections.abc import Mapping
from decimal import Decimal

from engine.money import in_wan
from engine.text import Text

_PERCENT = 100
_UNITS: Mapping[str, Text] = {
    "yuan": Text(zh="{0} 元", en="CNY {0}"),
    "share": Text(zh="{0}%", en="{0}%"),
    "years": Text(zh="{0} 年", en="{0} years"),
    "months": Text(zh="{0} 个月", en="{0} months"),
}
_PLAIN = Text(zh="{0}", en="{0}")


def quantity(value: float | Decimal, unit: str, digits: int = 2) -> Text:
    """A number with its unit; yuan of 10,000 and more in 万元.

    >>> quantity(7.25, "years").zh, quantity(0.4, "share").en, quantity(3_450_000, "yuan").zh
    ('7.25 年', '40%', '345 万元')
    """
    number = float(value)
    if unit == "yuan" and abs(number) >= _PERCENT**2:
        return _filled(Text(zh="{0} 万元", en="CNY {0}"), in_wan(number), f"{number:,.0f}")
    scaled = number * _PERCENT if unit == "share" else number
    shown = f"{scaled:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{scaled:,.0f}"
    return _filled(_UNITS.get(unit, _PLAIN), shown, shown)


def _filled(form: Text, zh: str, en: str) -> Text:
    return Text(zh=form.zh.format(zh), en=form.en.format(en))
