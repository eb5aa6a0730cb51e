"""Who bears the loss if the firm defaults, and how much of it is expected?

Source: domain handbook 4.4: claim = exposure x coverage, payer i bears claim x share_i, recoveries
go back in the same shares, so that net loss_i = exposure x lgd x share_i.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from engine.money import CENT, cents

Bearer = Literal["bank", "national_fund", "province", "guarantor"]
BEARERS: tuple[Bearer, ...] = ("bank", "national_fund", "province", "guarantor")
_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class RiskShares:
    """Shares of a loan's loss; they add up to one."""

    bank: Decimal
    national_fund: Decimal = _ZERO
    province: Decimal = _ZERO
    guarantor: Decimal = _ZERO

    def __post_init__(self) -> None:
        """Refuse shares that do not add up.

        Raises:
            ValueError: they are negative or do not add up to one.
        """
        shares = self.by_bearer.values()
        if sum(shares, _ZERO) != _ONE or min(shares) < 0:
            raise ValueError("the shares of a loss must add up to one")

    @property
    def by_bearer(self) -> Mapping[Bearer, Decimal]:
        """Every bearer's share."""
        return {bearer: getattr(self, bearer) for bearer in BEARERS}


def risk_shares(
    covered: Decimal, national_fund: Decimal | None, province: Decimal | None, coverage: Decimal
) -> RiskShares:
    """Shares where a guarantee stands behind `covered` (0..1) of a loan.

    `national_fund` and `province` are their shares of a loan that is covered up to `coverage`, None
    where they take no part; the guarantor bears the rest of what is covered, the bank what is not.

    >>> risk_shares(Decimal("0.8"), Decimal("0.4"), Decimal("0.2"), Decimal("0.8")).guarantor
    Decimal('0.2')
    """
    scale = covered / coverage if coverage > 0 else _ZERO
    fund, second = (national_fund or _ZERO) * scale, (province or _ZERO) * scale
    return RiskShares(_ONE - covered, fund, second, covered - fund - second)


def loss_by_bearer(exposure: Decimal, lgd: Decimal, shares: RiskShares) -> dict[Bearer, Decimal]:
    """The loss on `exposure` that each bears, in cents that add up to the whole loss.

    >>> tiny_giant = RiskShares(*map(Decimal, ("0.2", "0.4", "0.2", "0.2")))
    >>> loss_by_bearer(Decimal(8_000_000), Decimal("0.6"), tiny_giant)["national_fund"]
    Decimal('1920000.00')
    """
    whole = cents(exposure * lgd)
    borne = {
        bearer: (whole * share).quantize(CENT, ROUND_FLOOR)
        for bearer, share in shares.by_bearer.items()
    }
    borne["bank"] += whole - sum(borne.values(), _ZERO)  # cents that cannot be shared
    return borne


def expected_loss(
    exposure: Decimal, pd: float, lgd: Decimal, shares: RiskShares
) -> dict[Bearer, Decimal]:
    """What each bearer expects to lose within the horizon of `pd`, in cents that add up."""
    return loss_by_bearer(exposure, Decimal(repr(pd)) * lgd, shares)
