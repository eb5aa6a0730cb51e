"""How likely is each simulated firm to default within 12 months, by construction?

The planted effects are those of the project handbook, section 7 (illustrative), with three more
of the same kind: days past due, tax arrears, falling sales. There is no hidden noise: what a model
cannot see is only what is missing from a record.
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.population.profile import DAYS_PER_YEAR
from models.population.segments import Columns
from models.population.trade import GRADES, PARTS

Floats = NDArray[np.float64]
EFFECTS: dict[str, float] = {
    "per_enforcement": 0.9,
    "top_buyer_above_60": 0.5,
    "tax_grade_a": -0.6,
    "tax_grade_c": 0.5,
    "tax_grade_d": 1.0,
    "log_class1_rights": -0.25,
    "rnd_below_6": 0.5,
    "rnd_above_25": 0.5,
    "runway_below_6_months": 0.7,
    "round_within_a_year": -0.4,
    "headcount_drop_above_20": 0.35,
    "per_5_years_of_age": -0.3,
    "debt_ratio_above_70": 0.4,
    "days_past_due": 0.8,
    "tax_arrears": 0.5,
    "sales_fall_above_10": 0.35,
}
_BEST_RND = (0.06, 0.25)
_RND_SPAN = 0.5
_MOST_AGE = 20.0
_KEPT_STAFF = 0.8


def log_odds(columns: Columns, on: date) -> Floats:
    """The planted effects of each firm, added up, before its segment's intercept."""
    present = _present(columns, on)
    total = np.zeros(len(columns["segment"]))
    for name, effect in EFFECTS.items():
        total += effect * present[name]
    return total


def _present(columns: Columns, on: date) -> dict[str, NDArray[Any]]:
    """How far each effect is present in each firm."""
    grade = {name: columns["tax_grade"] == place for place, name in enumerate(GRADES)}
    years = (on.toordinal() - columns["founded"]) / DAYS_PER_YEAR
    before = np.maximum(columns["insured_before"], 1)
    return _accounts_effects(columns) | {
        "per_enforcement": columns["enforcements"],
        "top_buyer_above_60": _has_buyers(columns) & (columns["buyer_shares"][:, 0] > 0.6 * PARTS),
        "tax_grade_a": grade["A"],
        "tax_grade_c": grade["C"],
        "tax_grade_d": grade["D"],
        "log_class1_rights": np.log1p(columns["patents"] + columns["other_class1"]),
        "round_within_a_year": raised_within(columns, on, 1.0),
        "headcount_drop_above_20": columns["insured"] / before < _KEPT_STAFF,
        "per_5_years_of_age": np.minimum(years, _MOST_AGE) / 5,
        "days_past_due": columns["days_late"] > 0,
        "tax_arrears": columns["arrears"] > 0,
        "sales_fall_above_10": columns["pace"][:, 0] < 0.9 * columns["pace"][:, 1],
    }


def _accounts_effects(columns: Columns) -> dict[str, NDArray[Any]]:
    """Nothing where the firm has no accounts yet: its segment's intercept speaks for it."""
    has, revenue = columns["year_exists"][:, 0], columns["revenue"][:, 0]
    ratio = np.divide(columns["rnd_expense"][:, 0], revenue, out=np.full(len(has), 0.1),
                      where=has & (revenue > 0))  # fmt: skip
    low, high = _BEST_RND
    debts, assets = columns["total_liabilities"][:, 0], columns["total_assets"][:, 0]
    return {
        "rnd_below_6": np.clip((low - ratio) / low, 0, 1),
        "rnd_above_25": np.clip((ratio - high) / _RND_SPAN, 0, 1),
        "runway_below_6_months": burns_within(columns, 0.5),
        "debt_ratio_above_70": has & (debts > 0.7 * assets),
    }


def burns_within(columns: Columns, years: float) -> NDArray[np.bool_]:
    """Whether cash lasts less than so many years at the last fiscal year's burn."""
    burn, cash = -columns["cfo"][:, 0], columns["cash"][:, 0]
    return np.asarray(columns["year_exists"][:, 0] & (burn > 0) & (cash < burn * years))


def _has_buyers(columns: Columns) -> NDArray[np.bool_]:
    return np.asarray(columns["pace"][:, 0] > 0)


def raised_within(columns: Columns, on: date, years: float) -> NDArray[np.bool_]:
    """Whether the firm closed a round within so many years before `on`."""
    recent = columns["round_closed"] > on.toordinal() - years * DAYS_PER_YEAR
    return np.asarray((columns["round_exists"] & recent).any(axis=1))
