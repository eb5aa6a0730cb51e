"""What is given beside firm, need and catalogue: policy, support received, budget prices?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.ledger import NOTHING_RECEIVED, Ledger
from engine.routing.answers import NO_ANSWERS, Agreed
from engine.routing.policy import HOUSE, HousePolicy


@dataclass(frozen=True)
class Given:
    """Arguments of routing that most callers leave as they are.

    `ledger` is support already received. `budget_prices` is what one yuan out of the shared budget
    of a product is priced at, by product; zero where it is not named. `assumed` are products taken
    as eligible whatever their rules say, to see what an answer would bring; `agreed` are answers
    that providers gave.
    """

    policy: HousePolicy = HOUSE
    ledger: Ledger = NOTHING_RECEIVED
    budget_prices: Mapping[str, Decimal] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    agreed: Agreed = NO_ANSWERS


NOTHING_GIVEN = Given()
