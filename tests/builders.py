"""A firm, a need and a scorer as tests want them: sane defaults, keyword overrides."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from engine.familiarity import Familiarity
from engine.features import FEATURE_NAMES
from engine.features.definition import FloatArray
from engine.firm import Firm, Need, Statement, Statements, Use
from engine.scoring import Basis, Explained

ON = date(2026, 6, 30)
CODE = "91350100M000100Y43"
OBSERVED = {"source": "self_declared", "observed_on": date(2026, 6, 1)}


def a_section(**fields: Any) -> dict[str, Any]:
    return {**OBSERVED, **fields}


def a_firm(**fields: Any) -> Firm:
    return Firm.model_validate({"name": "测试企业", "credit_code": CODE, **fields})


def a_statement(year: int = 2025, **items: int | str) -> Statement:
    money = {name: Decimal(value) for name, value in items.items()}
    return Statement.model_validate({"fiscal_year_end": date(year, 12, 31), **money})


def with_statements(*years: Statement) -> Firm:
    return a_firm(statements=Statements.model_validate(a_section(years=years)))


def a_need(amount: int = 1_000_000, purpose: str = "working_capital", **fields: Any) -> Need:
    use = Use.model_validate(
        {"purpose": purpose, "amount": Decimal(amount), "needed_by": date(2026, 12, 31)}
    )
    return Need.model_validate({"uses": (use,), **fields})


class LinearScorer:
    """Log-odds that fall by `slope` a unit of each named feature; missing adds nothing."""

    model_id = "linear-test"
    basis = Basis(trained_on="simulated", use="demonstration")
    familiarity: Familiarity | None = None
    interval_of = None

    def __init__(self, slope: float = 0.1, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self.slope, self.feature_names = slope, names
        self.weights: FloatArray = np.full(len(names), 1 / len(names))
        self.missing_shares: FloatArray = np.full(len(names), 0.1)
        self.ranges: FloatArray = np.array([[-1e12, 1e12]] * len(names))

    def explain(self, values: FloatArray) -> Explained:
        contributions = np.where(np.isnan(values), 0.0, -self.slope * values)
        margin = np.array([-3.0 + sum(map(float, row)) for row in contributions])
        return Explained(margin, -3.0, contributions)

    def interval(self, margin: FloatArray) -> FloatArray:
        return np.full((len(margin), 2), np.nan)
