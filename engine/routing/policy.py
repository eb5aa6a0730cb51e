"""Which prices and limits are the house's own, for want of a source?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.catalogue import Channel

WAN = Decimal(10_000)
YI = Decimal(100_000_000)


@dataclass(frozen=True)
class Prices:
    """What the choice of a plan weighs, in yuan; every one is illustrative.

    `uncovered` per yuan of need that is not paid in time; `equity` per yuan raised and year;
    `unknown` per yuan of a line that the provider has yet to decide on; `time` per yuan and year of
    waiting for cash; `debt_without_profit` per yuan and year lent to a firm that earns nothing to
    serve it, above `equity`, so that such firms turn to equity first (R18); `line` per line, for
    the work of an application; `claim_unknown` is the share at which an undecided claim counts.
    """

    uncovered: Decimal = Decimal(1)
    equity: Decimal = Decimal("0.20")
    unknown: Decimal = Decimal("0.02")
    time: Decimal = Decimal("0.005")
    debt_without_profit: Decimal = Decimal("0.20")
    line: Decimal = Decimal(500)
    claim_unknown: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class HousePolicy:
    """Limits of affordability and dilution; every one is illustrative (domain handbook 4.1, 4.2).

    `public_share` is the most public money on one cost where no source says it (R10).
    `debt_to_revenue` and `dscr` bound all bank debt and its service, `debt_to_equity` bounds it for
    firms without revenue or EBITDA, `rate_floor` is the least rate after subsidies (R8).
    """

    dscr: Decimal = Decimal("1.2")
    debt_to_revenue: Decimal = Decimal("0.40")
    debt_to_equity: Decimal = Decimal("0.50")
    runway_months: int = 12
    dilution: Decimal = Decimal("0.25")
    rate_floor: Decimal = Decimal("0.01")
    public_share: Decimal = Decimal("0.60")
    step: Decimal = WAN
    prices: Prices = Prices()


HOUSE = HousePolicy()

# Calendar days to the money where the product states none; illustrative.
ASSUMED_DAYS: Mapping[Channel, int] = {
    "invest": 120, "loan": 30, "subsidy": 90, "guarantee": 15, "insurance": 15, "service": 0,
}  # fmt: skip

# Pre-money values by the last round closed; domain handbook 4.1, illustrative.
_EARLY = (10_000_000, 60_000_000)
_MIDDLE = (50_000_000, 300_000_000)
_LATE = (200_000_000, 1_000_000_000)
PRE_MONEY_BY_ROUND: tuple[tuple[int, int], ...] = (
    _EARLY, _EARLY, _EARLY, _MIDDLE, _MIDDLE, _LATE, _LATE, _LATE,
)  # fmt: skip
PRE_MONEY_UNKNOWN = (_EARLY[0], _LATE[1])

TAX_RATE = Decimal("0.25")
TAX_RATE_HNTE = Decimal("0.15")
TAX_RATE_SMALL = Decimal("0.05")  # taxable profit up to 3 million yuan, to 2027-12-31
SMALL_PROFIT = 3_000_000
