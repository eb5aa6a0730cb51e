"""How are money, dates, shares and codes shown on a page?"""

from datetime import date
from decimal import Decimal

from api.pages.form.labels import PURPOSES
from engine.money import in_wan
from engine.plan import RateRange, YuanRange
from engine.text import Text

CHANNELS: dict[str, tuple[str, Text]] = {
    "invest": ("投", Text(zh="股权投资", en="Investment")),
    "loan": ("贷", Text(zh="信贷", en="Loans")),
    "subsidy": ("补", Text(zh="补贴", en="Subsidies")),
    "guarantee": ("担", Text(zh="担保", en="Guarantees")),
    "insurance": ("保", Text(zh="保险", en="Insurance")),
    "service": ("X", Text(zh="增值服务", en="Value-added services")),
}
TERMS = {
    "official": Text(zh="官方条款", en="official terms"),
    "official_partial": Text(zh="部分官方", en="partly official"),
    "illustrative": Text(zh="示意条款", en="illustrative"),
}
OFFER_STATES = {
    "open": Text(zh="受理中", en="open"),
    "not_yet": Text(zh="尚未开始", en="not yet"),
    "expired": Text(zh="已到期", en="expired"),
    "closed_season": Text(zh="申请窗口外", en="outside the window"),
    "unknown": Text(zh="是否受理待核", en="to be checked"),
}
VERDICTS = {
    "no": Text(zh="不符合", en="not eligible"),
    "unknown": Text(zh="待确认", en="not known yet"),
    "eligible": Text(zh="符合条件", en="eligible"),
}
SEVERITIES = {
    "notice": Text(zh="提示", en="notice"),
    "warning": Text(zh="注意", en="warning"),
    "serious": Text(zh="严重", en="serious"),
}
TEST_RESULTS = {
    "met": Text(zh="条件符合", en="conditions met"),
    "not_met": Text(zh="条件不符", en="conditions not met"),
    "unknown": Text(zh="待补资料", en="not known yet"),
}
HELD_STATES = {
    "valid": Text(zh="已持有", en="held"),
    "expires_soon": Text(zh="即将到期", en="expires soon"),
    "expired": Text(zh="已过期", en="expired"),
    "not_yet_valid": Text(zh="尚未生效", en="not yet valid"),
    "not_held": Text(zh="未持有", en="not held"),
    "unknown": Text(zh="持有情况未知", en="not known whether held"),
}
YES_NO_UNKNOWN = {
    "yes": Text(zh="需要", en="yes"),
    "no": Text(zh="不需要", en="no"),
    "unknown": Text(zh="未知", en="unknown"),
}
DASH = "—"


def yuan(value: Decimal | float | None) -> str:
    """Plain yuan with thousands separators; a dash for None."""
    if value is None:
        return DASH
    text = f"{Decimal(str(value)):,.2f}"
    return text.removesuffix(".00")


def wan(value: Decimal | float | None) -> str:
    """Yuan as 万元 without the unit; a dash for None."""
    return DASH if value is None else in_wan(value)


def wan_range(value: YuanRange | None) -> str:
    """A range of yuan in 万元: one number where both ends agree, else both, or "up to"."""
    if value is None:
        return DASH
    if value.low is None:
        return f"≤ {in_wan(value.high)}"
    low, high = (in_wan(end).replace("-", "\u2212") for end in (value.low, value.high))
    return low if low == high else f"{low} – {high}"


def percent(value: Decimal | float | None, digits: int = 2) -> str:
    """A share or rate as a percentage; a dash for None."""
    return DASH if value is None else f"{float(value) * 100:.{digits}f}%"


def percent_range(value: RateRange | None, digits: int = 2) -> str:
    """A range of shares or rates as percentages."""
    if value is None:
        return DASH
    low, high = percent(value.low, digits), percent(value.high, digits)
    return low if low == high else f"{low} – {high}"


def day(value: date | None) -> str:
    """A date, or a dash where no source says it."""
    return DASH if value is None else value.isoformat()


def points(value: float) -> str:
    """Points with their sign and a true minus."""
    return f"{value:+.0f}".replace("-", "\u2212")


def number(value: float) -> str:
    """A number without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def purpose(code: str) -> Text:
    """What money is for."""
    return PURPOSES.get(code, Text(zh=code, en=code))


def mark(channel: str) -> str:
    """The one character of a channel."""
    return CHANNELS[channel][0]


def channel(code: str) -> Text:
    """The name of a channel."""
    return CHANNELS[code][1]


FILTERS = {
    "yuan": yuan,
    "wan": wan,
    "wan_range": wan_range,
    "percent": percent,
    "percent_range": percent_range,
    "day": day,
    "points": points,
    "purpose": purpose,
    "mark": mark,
    "channel": channel,
    "terms": TERMS.__getitem__,
    "offer_state": OFFER_STATES.__getitem__,
    "verdict": VERDICTS.__getitem__,
    "severity": SEVERITIES.__getitem__,
    "test_result": TEST_RESULTS.__getitem__,
    "held_state": HELD_STATES.__getitem__,
    "number": number,
    "liability": YES_NO_UNKNOWN.__getitem__,
}
