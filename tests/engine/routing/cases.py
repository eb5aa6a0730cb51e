"""Firms and needs for the router's tests: one that is easy to read, and random ones."""

import math
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np

from engine.catalogue import Catalogue
from engine.catalogue.loader import load_catalogue
from engine.facts import FACT_NAMES, OWN_NUMBERS, need_facts
from engine.firm import PURPOSES, Need, Use
from engine.routing.situation import Situation

ON = date(2026, 6, 30)
PRODUCTS = Path(__file__).parents[3] / "products"
WAN = 10_000
SOUND = {
    "in_hangzhou": 1.0, "is_company": 1.0, "is_private": 1.0, "size_class": 1.0, "is_scitech": 1.0,
    "firm_age_years": 4.0, "revenue": 3e7, "ebitda": 5e6, "income_tax": 2e5, "dscr": 48.0,
    "interest_expense": 1e5, "net_profit": 3e6, "bank_debt": 2e6, "guaranteed_balance": 1e6,
    "dishonest_debtor": 0.0, "serious_violation": 0.0, "enforcement_debtor": 0.0,
    "abnormal_operation": 0.0, "major_incident": 0.0, "holds_HMZ": 1.0, "holds_HNTE": 1.0,
    "holds_XCY": 1.0, "holds_KXZXQY": 1.0, "holds_ZJTX": 0.0, "holds_XJR": 0.0, "holds_CXX": 0.0,
    "ip_class1": 3.0, "ip_class2": 5.0, "patent_value": 8e6, "pd": 0.015, "last_round": 2.0,
    "equity_raised_2y": 5e6, "valuation_latest": 5e7, "headcount": 60.0, "rnd_expense": 4e6,
    "rnd_project": 1.0, "in_group_296x": 1.0, "in_group_ai": 1.0, "top1_buyer_share": 0.3,
    "order_receivable_amount": 3e6, "open_order_amount": 2e6, "recognised_by_municipal_st": 1.0,
    "industry_division": 65.0, "compute_contract_amount": 4e5, "rnd_equipment_value": 1e6,
    "district": 330106.0, "holds_ZJKX": 0.0,
}  # fmt: skip


@cache
def catalogue(on: date = ON) -> Catalogue:
    return load_catalogue(PRODUCTS, on)


def use(purpose: str, wan: float, days: int = 180) -> Use:
    amount = Decimal(str(wan)) * WAN
    return Use.model_validate(
        {"purpose": purpose, "amount": amount, "needed_by": ON + timedelta(days=days)}
    )


def a_need(*uses: Use, **fields: object) -> Need:
    return Need.model_validate({"uses": uses, **fields})


def a_situation(need: Need, **facts: float) -> Situation:
    nothing = dict.fromkeys((*FACT_NAMES, *OWN_NUMBERS), math.nan)
    return Situation(need, {**nothing, **SOUND, **facts, **need_facts(need)}, catalogue(), ON)


def random_situation(seed: int) -> Situation:
    """A firm whose facts are scaled, flipped or lost at random, and a random need."""
    rng = np.random.default_rng(seed)
    facts = {}
    for name, value in SOUND.items():
        draw = rng.random()
        if draw < 0.15:
            facts[name] = math.nan
        elif value in (0.0, 1.0) and name != "size_class":
            facts[name] = value if rng.random() < 0.9 else 1.0 - value
        else:
            facts[name] = round(value * float(np.exp(rng.normal(0, 0.8))), 4)
    facts["size_class"] = float(rng.integers(0, 3))
    facts["last_round"] = float(rng.integers(0, 8))
    if rng.random() < 0.2:
        facts["ebitda"] = -facts["ebitda"]
    uses = [
        use(str(rng.choice(PURPOSES)), int(rng.integers(5, 1500)), int(rng.integers(-10, 300)))
        for _ in range(int(rng.integers(1, 4)))
    ]
    asked = {
        "accepts_equity": bool(rng.random() < 0.7),
        "coupons": (Decimal(50_000), Decimal(8_000)) if rng.random() < 0.5 else (),
        "capex_total": Decimal(int(rng.integers(100, 3000)) * WAN) if rng.random() < 0.5 else None,
        "max_dilution_share": Decimal("0.1") if rng.random() < 0.3 else None,
    }
    return a_situation(a_need(*uses, **asked), **facts)
