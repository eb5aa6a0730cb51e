"""Simulated firms shifted in named ways, each a record as a form or file could hold it."""

from decimal import Decimal
from typing import Any

import numpy as np
from pydantic import BaseModel

from engine.firm import SECTIONS, Firm


def times(part: Any, factor: int) -> Any:
    """The record with every amount of money multiplied; heads, shares and dates stay."""
    changed = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        is_money = (field.json_schema_extra or {}).get("unit") == "CNY"
        if isinstance(value, BaseModel):
            changed[name] = times(value, factor)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            changed[name] = tuple(times(each, factor) for each in value)
        elif is_money and isinstance(value, Decimal):
            changed[name] = value * factor
    return part.model_copy(update=changed)


def partners(firms: list[Firm], seed: int = 5) -> list[Firm]:
    """For each firm another one, at random."""
    steps = np.random.default_rng(seed).integers(1, len(firms), len(firms))
    return [firms[(place + step) % len(firms)] for place, step in enumerate(steps.tolist())]


def swapped(firms: list[Firm], section: str) -> list[Firm]:
    """Firms with this section of another firm; only where both have it."""
    pairs = zip(firms, partners(firms), strict=True)
    return [
        firm.model_copy(update={section: getattr(other, section)})
        for firm, other in pairs
        if getattr(firm, section) is not None and getattr(other, section) is not None
    ]


def mixed(firms: list[Firm], seed: int = 6) -> list[Firm]:
    """Firms with half of their sections, seven drawn at random, from one other firm."""
    rng, half = np.random.default_rng(seed), len(SECTIONS) // 2
    return [
        firm.model_copy(
            update={name: getattr(other, name) for name in rng.permutation(SECTIONS)[:half]}
        )
        for firm, other in zip(firms, partners(firms), strict=True)
    ]
