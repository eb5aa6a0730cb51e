"""How does the firm stand today, before any fact is otherwise?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.catalogue import Catalogue
from engine.eligibility import Eligibility
from engine.facts.turning import DatedFacts
from engine.routing.outlook import Outlook
from engine.routing.policy import HousePolicy


@dataclass(frozen=True)
class Today:
    """All that rules read of the firm, the verdict on each product, the best plan in numbers."""

    known: DatedFacts
    verdicts: Mapping[str, Eligibility]
    catalogue: Catalogue
    policy: HousePolicy
    now: Outlook

    @property
    def on(self) -> date:
        """The day assessed."""
        return self.catalogue.on

    @property
    def need(self) -> Decimal:
        """The whole need in yuan."""
        return Decimal(repr(self.known["need_amount"]))
