"""When could a rule hold if nothing but time passes?"""

import math
from collections.abc import Callable
from datetime import date, timedelta

from engine.catalogue.product import Product, Rule
from engine.eligibility.outcomes import Known
from engine.facts.definition import DAYS_PER_YEAR, NO
from engine.facts.turning import AGEING, DatedFacts

_UPWARDS = ("at_least", "above")
_LONGEST = 100 * DAYS_PER_YEAR  # days; what takes longer is not worth a date
_WHOLE = 1e-6


def first_day(rule: Rule, known: Known, holds: Callable[[float], bool], on: date) -> date | None:
    """The first day after `on` on which `rule`, which fails on `on`, would hold by time alone.

    None where time alone does not bring it about, or where the record does not say when.
    """
    if rule.fact in AGEING:
        return _of_age(rule, known[rule.fact], holds, on) if rule.form in _UPWARDS else None
    turns = known.turns.get(rule.fact, ()) if isinstance(known, DatedFacts) else ()
    return next((turn.day for turn in turns if turn.day > on and holds(turn.value)), None)


def cleared_on(fact: str, known: Known) -> date | None:
    """The first later day on which an entry `fact` is gone by itself, None where none is known."""
    turns = known.turns.get(fact, ()) if isinstance(known, DatedFacts) else ()
    return next((turn.day for turn in turns if turn.value == NO), None)


def _of_age(rule: Rule, years: float, holds: Callable[[float], bool], on: date) -> date | None:
    """Years are whole days over 365.25, so the day is found by counting, not by rounding."""
    lived = years * DAYS_PER_YEAR
    lived = float(round(lived)) if abs(lived - round(lived)) < _WHOLE else lived
    wait = float(rule.threshold or 0) * DAYS_PER_YEAR - lived
    if wait > _LONGEST:
        return None
    days = max(1, math.floor(wait))
    while not holds((lived + days) / DAYS_PER_YEAR):
        days += 1
    return on + timedelta(days=days)


def offered_from(product: Product, on: date) -> date | None:
    """The next day after `on` on which `product` is stated to be on offer, None if none is."""
    begin = {"not_yet": product.known_from, "expired": product.next_from}.get(product.state, on)
    if begin is None:
        return None
    if not product.apply_windows:
        return begin if begin > on else None
    days = (max(begin, window.opens) for window in product.apply_windows if window.closes >= begin)
    return min((day for day in days if day > on), default=None)
