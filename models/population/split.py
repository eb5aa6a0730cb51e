"""How is a total split into the lines of a form, so that the lines add up to it exactly?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]
SMALL, LARGE, BOTH = "small", "large", "both"


class Line(NamedTuple):
    """A line of a form: who states it, its usual weight beside 1, how often it is not zero."""

    name: str
    stated_by: str
    weight: float
    chance: float


def split(
    rng: np.random.Generator,
    total: Wholes,
    lead: tuple[str, str],
    lines: tuple[Line, ...],
    large: Flags,
) -> dict[str, Wholes]:
    """`total` (n, years) by line; the lead line, by standard, takes what the others leave."""
    weights = _weights(rng, lines, large)
    shares = weights / (1 + weights.sum(axis=1, keepdims=True))
    parts = {
        line.name: np.floor(total * shares[:, [place]]).astype(np.int64)
        for place, line in enumerate(lines)
    }
    rest = total - sum(parts.values(), np.zeros_like(total))
    small_lead, large_lead = lead
    if small_lead == large_lead:
        return {small_lead: rest} | parts
    return {
        small_lead: np.where(large[:, None], 0, rest),
        large_lead: np.where(large[:, None], rest, 0),
    } | parts


def _weights(
    rng: np.random.Generator, lines: tuple[Line, ...], large: Flags
) -> NDArray[np.float64]:
    shape = (len(large), len(lines))
    usual = np.array([line.weight for line in lines])
    happens = rng.random(shape) < np.array([line.chance for line in lines])
    states = np.stack([_states(line, large) for line in lines], axis=1)
    return np.asarray(2 * usual * rng.random(shape) * happens * states)


def _states(line: Line, large: Flags) -> Flags:
    if line.stated_by == BOTH:
        return np.ones(len(large), dtype=bool)
    return large if line.stated_by == LARGE else ~large
