"""What do new owners get, and what is left to the founders?"""

from decimal import Decimal

from engine.pricing.costs import RATE_STEP

WIDE_ROUND = Decimal("0.30")  # domain handbook 4.1: flag more than this in one round
FOUNDERS_BEFORE_B = Decimal("0.51")  # and founders under this before a B round


def dilution(amount: Decimal, pre_money: Decimal) -> Decimal:
    """Share of the firm that new owners of `amount` hold, to 1e-6.

    >>> dilution(Decimal(5_000_000), Decimal(20_000_000))
    Decimal('0.200000')
    """
    return (amount / (pre_money + amount)).quantize(RATE_STEP)


def founder_share_after(founders: Decimal, diluted: Decimal) -> Decimal:
    """The founders' share once new owners hold `diluted` of the firm, to 1e-6.

    >>> founder_share_after(Decimal("0.70"), Decimal("0.20"))
    Decimal('0.560000')
    """
    return (founders * (1 - diluted)).quantize(RATE_STEP)
