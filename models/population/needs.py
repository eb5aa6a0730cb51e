"""What might a simulated firm ask for? Needs drawn from its size, seeded."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from engine.firm import PURPOSES, Need, Use

_WAN = 10_000
_SMALLEST, _LARGEST = 10 * _WAN, 8_000 * _WAN
_WITHOUT_SALES = 2_000_000.0  # yuan that a firm of unknown revenue is drawn around
_MOST_USES = 3
_SHARES = (0.05, 0.8)  # of yearly revenue, for one use
_DAYS = (10, 400)
_COUPONS = (200_000, 100_000, 50_000, 30_000, 8_000, 5_000)
_MOST_COUPONS = 3


def drawn_need(facts: Mapping[str, float], seed: int, on: date) -> Need:
    """A need of one to three uses as a firm with these `facts` might state it on `on`.

    Amounts are log-uniform shares of yearly revenue, in whole 10,000 yuan; the same `facts`, `seed`
    and `on` give the same need. Illustrative: no source says what firms ask for.
    """
    rng = np.random.default_rng(seed)
    revenue = facts.get("revenue", math.nan)
    size = revenue if revenue > 0 else _WITHOUT_SALES
    uses = tuple(_use(rng, size, on) for _ in range(int(rng.integers(1, _MOST_USES + 1))))
    equipment = sum((use.amount for use in uses if use.purpose == "equipment"), Decimal(0))
    project = equipment * Decimal(str(round(rng.uniform(1.0, 2.0), 2)))
    return Need.model_validate({
        "uses": uses,
        "capex_total": project.quantize(Decimal(1)) if equipment else None,
        "accepts_equity": bool(rng.random() < 0.7),  # noqa: PLR2004 - a chance, as below
        "max_dilution_share": Decimal("0.10") if rng.random() < 0.3 else None,  # noqa: PLR2004
        "coupons": _coupons(rng),
    })  # fmt: skip


def _use(rng: np.random.Generator, size: float, on: date) -> Use:
    share = math.exp(rng.uniform(math.log(_SHARES[0]), math.log(_SHARES[1])))
    yuan = min(max(share * size, _SMALLEST), _LARGEST)
    return Use.model_validate({
        "purpose": str(rng.choice(PURPOSES)),
        "amount": Decimal(round(yuan / _WAN) * _WAN),
        "needed_by": on + timedelta(days=int(rng.integers(*_DAYS))),
    })  # fmt: skip


def _coupons(rng: np.random.Generator) -> tuple[Decimal, ...]:
    held = int(rng.integers(0, _MOST_COUPONS + 1))
    return tuple(Decimal(int(each)) for each in rng.choice(_COUPONS, held))
