"""What does the simulated firm's income statement say, line by line, under its standard?

Lines that the totals do not know (surcharges, grants, impairment ...) are taken out of cost of
sales and administrative expense, so that profit before tax stays what the totals say.
"""

import numpy as np
from numpy.typing import NDArray

from models.population.accounts import SHOWN_YEARS, TOTALS, Floats, Wholes, whole
from models.population.segments import Columns, happens
from models.population.split import Flags

_LARGE_ONLY = (
    "other_income", "fair_value_gain", "credit_impairment_loss", "asset_impairment_loss",
    "asset_disposal_gain",
)  # fmt: skip
_MOST_OF_ADMIN = 4  # small lines together take at most a quarter of general administration


def income_items(rng: np.random.Generator, totals: Columns, large: Flags) -> dict[str, Wholes]:
    """Every line of the income statement (n, 3); zero where a standard has no such line."""
    shown = {name: totals[name][:, :SHOWN_YEARS] for name in TOTALS}
    small = _small_lines(rng, shown, large)
    surcharges = np.minimum(small["taxes_and_surcharges"], shown["cogs"])
    finance = shown["interest_expense"] + small["fees"]
    operating = shown["profit_before_tax"] - small["nonoperating_income"]
    operating = operating + small["nonoperating_expense"]
    gains = small["other_income"] + small["fair_value_gain"] + small["asset_disposal_gain"]
    losses = small["credit_impairment_loss"] + small["asset_impairment_loss"] + small["fees"]
    losses = losses + small["nonoperating_expense"]
    admin = shown["admin_expense"] + gains + small["nonoperating_income"] - losses
    admin = admin - np.where(large[:, None], shown["rnd_expense"], 0)
    kept = ("revenue", "selling_expense", "rnd_expense", "interest_expense", "investment_income",
            "profit_before_tax", "income_tax", "net_profit")  # fmt: skip
    return {
        **{name: shown[name] for name in kept},
        **{name: small[name] for name in (*_LARGE_ONLY, "nonoperating_income",
                                          "nonoperating_expense")},
        "taxes_and_surcharges": surcharges,
        "cogs": shown["cogs"] - surcharges,
        "admin_expense": admin,
        "finance_expense": finance,
        "operating_profit": operating,
    }  # fmt: skip


def _small_lines(
    rng: np.random.Generator, totals: Columns, large: Flags
) -> dict[str, NDArray[np.int64]]:
    """The lines beside the big ones; grants are other income or, small standard, non-operating."""
    n, revenue = len(large), totals["revenue"]
    room = (totals["admin_expense"] - totals["rnd_expense"]) // _MOST_OF_ADMIN

    def of_revenue(low: float, high: float, chance: float = 1.0) -> Wholes:
        share: Floats = rng.uniform(low, high, (n, SHOWN_YEARS))
        return whole(revenue * share * happens(rng, chance, (n, SHOWN_YEARS)))

    grants = of_revenue(0.0, 0.03, 0.5) + whole(0.02 * totals["rnd_expense"])
    losses = {
        "fees": of_revenue(0.0, 0.002),
        "nonoperating_expense": of_revenue(0.0, 0.003, 0.4),
        "credit_impairment_loss": of_revenue(0.0, 0.01) * large[:, None],
        "asset_impairment_loss": of_revenue(0.0, 0.005, 0.3) * large[:, None],
    }
    return {
        **{name: np.minimum(loss, room // len(losses)) for name, loss in losses.items()},
        "taxes_and_surcharges": of_revenue(0.003, 0.012),
        "other_income": grants * large[:, None],
        "nonoperating_income": grants * ~large[:, None] + of_revenue(0.0, 0.002, 0.2),
        "fair_value_gain": whole(0.01 * totals["investments"]) * large[:, None],
        "asset_disposal_gain": of_revenue(0.0, 0.002, 0.1) * large[:, None],
    }
