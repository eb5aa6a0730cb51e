"""How much has a firm of what an indicator measures, and what share of its weight is that?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.innovation.files import IndicatorFile, Scale, Stage
from engine.money import WAN


@dataclass(frozen=True)
class Measured:
    """The value in the indicator's unit, or why there is none.

    `unknown` are the facts that are not known; `not_positive` is a known fact to divide by that
    is zero or below.
    """

    value: float | None
    unknown: tuple[str, ...] = ()
    not_positive: str | None = None


def measured(indicator: IndicatorFile, facts: Mapping[str, float]) -> Measured:
    """What the firm has of `indicator`; never imputed."""
    names = indicator.measure.facts
    unknown = tuple(name for name in names if math.isnan(facts[name]))
    if unknown:
        return Measured(None, unknown)
    if indicator.measure.fact:
        value = facts[indicator.measure.fact]
        return Measured(value / float(WAN) if indicator.unit == "wan_yuan" else value)
    above, below = names
    if facts[below] <= 0:
        return Measured(None, not_positive=below)
    share = facts[above] / facts[below]
    return Measured(share - 1.0 if indicator.measure.growth else share)


def earned_share(value: float, indicator: IndicatorFile, stage: Stage) -> float:
    """The share of the weight that `value` earns: 0 at the floor and below, 1 from the cap on."""
    floor, cap = float(indicator.floor.at(stage)), float(indicator.cap.at(stage))
    held = min(max(value, floor), cap)
    low, high = _on(indicator.scale, floor), _on(indicator.scale, cap)
    return (_on(indicator.scale, held) - low) / (high - low)


def _on(scale: Scale, value: float) -> float:
    return math.log1p(value) if scale == "log1p" else value
