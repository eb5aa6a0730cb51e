"""How likely is each simulated firm to close a next equity round within 24 months?

Planted effects and base rates are illustrative: no published statistic stands behind them. As
for default there is no hidden noise, and the true state counts, not what the firm declares.
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.profile import INDUSTRIES
from models.population.risk import burns_within, raised_within
from models.population.segments import Columns

Floats = NDArray[np.float64]
ROUND_EFFECTS: dict[str, float] = {
    "never_raised": -1.2,
    "round_within_a_year": -0.3,
    "round_a_to_two_years_ago": 0.5,
    "qualified_investor": 0.5,
    "per_100_percent_growth": 0.9,
    "per_100_percent_staff_growth": 0.7,
    "rnd_staff_above_30": 0.4,
    "log_class1_rights": 0.25,
    "future_or_ai_industry": 0.4,
    "runway_below_12_months": 0.3,
    "founders_hold_half": 0.2,
    "per_enforcement": -0.7,
    "headcount_drop_above_20": -0.4,
}
_GROWTH = (-0.5, 1.0)
_STAFF_GROWTH = (-0.4, 0.8)
_MANY_RND_STAFF = 0.3
_HALF = 5_000
_KEPT_STAFF = 0.8
_SOUGHT = np.array([bool({"future", "ai"} & set(groups)) for _, groups in INDUSTRIES])


def round_log_odds(columns: Columns, on: date) -> Floats:
    """The planted effects of each firm, added up, before its segment's intercept."""
    present = _present(columns, on)
    total = np.zeros(len(columns["segment"]))
    for name, effect in ROUND_EFFECTS.items():
        total += effect * present[name]
    return total


def _present(columns: Columns, on: date) -> dict[str, NDArray[Any]]:
    lately, before = raised_within(columns, on, 1.0), raised_within(columns, on, 2.0)
    staff = np.maximum(columns["headcount"], 1)
    kept = columns["insured"] / np.maximum(columns["insured_before"], 1)
    return {
        "never_raised": ~columns["round_exists"].any(axis=1),
        "round_within_a_year": lately,
        "round_a_to_two_years_ago": before & ~lately,
        "qualified_investor": columns["round_qualified"].any(axis=1),
        "per_100_percent_growth": np.clip(_growth(columns), *_GROWTH),
        "per_100_percent_staff_growth": np.clip(kept - 1, *_STAFF_GROWTH),
        "rnd_staff_above_30": columns["rnd_staff"] > _MANY_RND_STAFF * staff,
        "log_class1_rights": np.log1p(columns["patents"] + columns["other_class1"]),
        "future_or_ai_industry": _SOUGHT[columns["industry"]],
        "runway_below_12_months": burns_within(columns, 1.0),
        "founders_hold_half": columns["founder_share"] >= _HALF,
        "per_enforcement": columns["enforcements"],
        "headcount_drop_above_20": kept < _KEPT_STAFF,
    }


def _growth(columns: Columns) -> Floats:
    now, before = columns["pace"][:, 0], columns["pace"][:, 1]
    ratio = np.divide(now, before, out=np.ones(len(now)), where=before > 0)
    return np.asarray(ratio - 1)
