"""Does the simulated firm own its premises, how much are they worth, are they mortgaged?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.segments import Columns, happens

_OWNS = np.array([0.01, 0.04, 0.14, 0.35, 0.6])  # by segment
_PER_M2 = (6_000, 18_000)


def draw_premises(
    rng: np.random.Generator, profile: Columns, accounts: Columns
) -> dict[str, NDArray[Any]]:
    """Value, area and mortgage; market values lie beside the book values of fixed assets."""
    n = len(profile["segment"])
    owns = rng.random(n) < _OWNS[profile["segment"]]
    fixed = np.maximum(accounts["fixed"][:, 0], 500_000)
    value = np.where(owns, np.rint(fixed * rng.uniform(0.4, 1.8, n) / 1e4) * 1e4, 0)
    borrows = accounts["short_term_loans"][:, 0] + accounts["long_term_loans"][:, 0] > 0
    pledged = borrows & happens(rng, 0.6, n)
    return {
        "owned_value": value.astype(np.int64),
        "mortgaged_value": np.rint(value * pledged * rng.uniform(0.5, 1.0, n)).astype(np.int64),
        "owned_area": np.rint(value / rng.uniform(*_PER_M2, n)).astype(np.int64),
        "rented": ~owns | happens(rng, 0.2, n),
    }
