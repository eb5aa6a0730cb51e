"""What does one yuan of an offer count in the choice, its doubt and burden included?"""

from decimal import Decimal

from engine.routing.offer import Offer, saving
from engine.routing.policy import Prices


def cost_counted(offer: Offer, prices: Prices) -> Decimal:
    """What one yuan of cash, or of what a backing covers, is priced at."""
    doubt = Decimal(0) if offer.is_sure else prices.unknown
    return offer.cost * offer.worth + doubt + offer.burden


def backing_counted(host: Offer, backing: Offer, prices: Prices) -> Decimal:
    """What one yuan of `host` costs more where `backing` stands behind it; below 0 if it saves."""
    return cost_counted(backing, prices) * backing.share - saving(host, backing) * host.worth


def gain_counted(offer: Offer, prices: Prices) -> Decimal:
    """What one yuan paid back or claimed is worth."""
    doubt = Decimal(1) if offer.is_sure else prices.claim_unknown
    return offer.worth * doubt - offer.burden
