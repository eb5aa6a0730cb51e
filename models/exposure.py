"""What does a default cost: of which claim, shared by whom, with what security?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import ModelError
from engine.text import Text
from models.tables import Floats

CONVERSION_RANGE = (0.40, 0.75)
"""Share of an undrawn limit that is drawn by the time of default: bold and cautious end."""

BANK_SHARE_GUARANTEED = 0.20
"""What the bank bears of a loss under the national guarantee fund's risk sharing."""

LOSS_AS_OF = date(2026, 11, 22)
LOSS_SOURCE = "project handbook, section 7: illustrative, anchored to regulatory values"


@dataclass(frozen=True)
class SecurityLoss:
    """The illustrative range of loss given default of a claim with one kind of security."""

    label: Text
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.low + self.high) / 2.0


LOSS_BY_SECURITY: Mapping[str, SecurityLoss] = {
    "unsecured": SecurityLoss(Text(zh="信用", en="unsecured"), 0.40, 0.60),
    "ip_pledge": SecurityLoss(Text(zh="知识产权质押", en="intellectual property"), 0.50, 0.65),
    "receivables": SecurityLoss(Text(zh="应收账款质押", en="receivables"), 0.35, 0.45),
    "equipment": SecurityLoss(Text(zh="设备抵押", en="equipment"), 0.45, 0.55),
    "real_estate": SecurityLoss(Text(zh="房产抵押", en="real estate"), 0.20, 0.30),
    "cash": SecurityLoss(Text(zh="存单质押", en="cash"), 0.00, 0.05),
}  # fmt: skip


def term_exposure(balance: ArrayLike) -> Floats:
    """Exposure at default of a term loan: its balance, in the unit given; nan stays unknown.

    >>> float(term_exposure(3_000_000))
    3000000.0
    """
    return _at_least_zero(balance, "balance")


def revolving_exposure(
    drawn: ArrayLike, limit: ArrayLike, conversion: float = CONVERSION_RANGE[0]
) -> Floats:
    """Exposure at default of a revolving line: drawn, and a share of what is not yet drawn.

    A line drawn beyond its limit is exposed by what is drawn. nan stays unknown.

    Raises:
        ModelError: an amount is below 0, or `conversion` outside 0.40..0.75.

    Source: project handbook, section 7: 40 % for undrawn commitments (Basel III), up to 75 %.

    >>> float(revolving_exposure(drawn=600_000, limit=1_000_000))
    760000.0
    >>> float(revolving_exposure(drawn=600_000, limit=1_000_000, conversion=0.75))
    900000.0
    """
    least, most = CONVERSION_RANGE
    if not least <= conversion <= most:
        raise ModelError(
            f"a conversion factor lies between {least} and {most}, not at {conversion}"
        )
    owed, most_owed = _at_least_zero(drawn, "drawn"), _at_least_zero(limit, "limit")
    return owed + conversion * np.maximum(most_owed - owed, 0.0)


def shared_loss(lgd: ArrayLike, share: ArrayLike = BANK_SHARE_GUARANTEED) -> Floats:
    """What one party loses of a guaranteed claim: its share; the borrower's LGD is unchanged.

    Raises:
        ModelError: a share outside 0..1.

    Source: project handbook, section 7; the bank keeps 20 % under the national guarantee fund.

    >>> float(shared_loss(0.60))
    0.12
    """
    return _share(lgd, "lgd") * _share(share, "share")


def expected_loss(pd: ArrayLike, lgd: ArrayLike, ead: ArrayLike) -> Floats:
    """Expected loss in 12 months, in the unit of `ead`: PD times LGD times EAD; nan stays unknown.

    Raises:
        ModelError: PD or LGD outside 0..1, or an exposure below 0.

    >>> round(float(expected_loss(pd=0.02, lgd=0.45, ead=1_000_000)), 2)
    9000.0
    """
    return _share(pd, "pd") * _share(lgd, "lgd") * _at_least_zero(ead, "ead")


def _share(values: ArrayLike, name: str) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if np.any((found < 0.0) | (found > 1.0)):
        raise ModelError(f"{name} is a share: every value lies between 0 and 1")
    return found


def _at_least_zero(values: ArrayLike, name: str) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if np.any(found < 0.0):
        raise ModelError(f"{name} is an amount: no value lies below 0")
    return found
