"""Who bears the loss of a loan in the plan, with the guarantees behind it?"""

import math
from collections.abc import Mapping
from decimal import Decimal

from engine.plan import LossBorne
from engine.pricing import LGD, RATE_STEP, Bearer, RiskShares, expected_loss, risk_shares
from engine.routing.offer import ZERO
from engine.routing.priced import Entry, Mix
from engine.routing.situation import Situation
from engine.text import Text

_NAMES: Mapping[Bearer, Text] = {
    "bank": Text(zh="贷款银行", en="the lending bank"),
    "national_fund": Text(zh="国家融资担保基金", en="the national guarantee fund"),
    "province": Text(zh="省级再担保", en="the provincial re-guarantor"),
    "guarantor": Text(zh="原担保机构", en="the direct guarantor"),
}


def loss_borne(entry: Entry, mix: Mix, situation: Situation) -> tuple[LossBorne, ...]:
    """The shares of a loan's loss; nothing for lines that are no loan.

    A scheme that names no share for fund and province leaves what it covers to the guarantor.
    """
    if entry.offer.channel != "loan" or entry.offer.role != "cash" or entry.amount <= 0:
        return ()
    shares = _shares(entry, mix)
    pd = situation.number("pd")
    lost = None if math.isnan(pd) else expected_loss(entry.amount, pd, LGD, shares)
    return tuple(
        LossBorne(
            bearer=_NAMES[bearer],
            share=share.quantize(RATE_STEP),
            expected_loss=None if lost is None else lost[bearer],
        )
        for bearer, share in shares.by_bearer.items()
        if share > 0
    )


def _shares(entry: Entry, mix: Mix) -> RiskShares:
    covers = [e for e in mix.hanging_on(entry) if e.offer.relief_from_cover]
    if not covers:
        return RiskShares(Decimal(1))
    guarantee = max(covers, key=lambda each: (each.amount, each.offer.id))
    covered = min(Decimal(1), sum((e.amount for e in covers), ZERO) / entry.amount)
    terms = guarantee.ready.terms
    return risk_shares(
        covered,
        terms.value("national_fund_max_share"),
        terms.value("province_min_share"),
        guarantee.offer.share,
    )
