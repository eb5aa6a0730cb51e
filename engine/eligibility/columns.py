"""May each of many firms have this product? The verdicts of `check`, for columns of facts."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.catalogue.product import Product, Rule, Rules
from engine.eligibility.outcomes import Verdict
from engine.eligibility.standing import standing_outcome
from engine.facts import OWN_NUMBERS

Verdicts = NDArray[np.int8]
Columns = Mapping[str, NDArray[np.float64]]
Compare = Callable[[NDArray[np.float64], float], NDArray[np.bool_]]
NO, UNKNOWN, YES = np.int8(0), np.int8(1), np.int8(2)
_CODE: Mapping[Verdict, np.int8] = {"no": NO, "unknown": UNKNOWN, "yes": YES}
_COMPARE: Mapping[str, Compare] = {
    "at_least": np.greater_equal, "at_most": np.less_equal, "above": np.greater, "below": np.less,
}  # fmt: skip


def verdicts(product: Product, known: Columns, firms: int, on: date) -> Verdicts:
    """One of `NO`, `UNKNOWN`, `YES` per firm, as `check` gives it for each firm alone.

    `known` holds one float64 column per fact, firms in one order; a fact without a column is
    unknown of all `firms`.
    """
    found = rules_hold(product.rules, known, firms)
    for outcome in standing_outcome(product, on):
        found = np.minimum(found, _CODE[outcome.verdict])
    return np.minimum(found, _serves(product, known, firms))


def rules_hold(rules: Rules, known: Columns, firms: int) -> Verdicts:
    """The verdict of rules alone: all that must hold, and of each group one branch."""
    found = _all_hold(rules.all_of, known, firms)
    for group in rules.any_of:
        best = np.full(firms, NO)
        for branch in group:
            best = np.maximum(best, _all_hold(branch, known, firms))
        found = np.minimum(found, best)
    return found


def _all_hold(rules: tuple[Rule, ...], known: Columns, firms: int) -> Verdicts:
    found = np.full(firms, YES)
    for rule in rules:
        found = np.minimum(found, rule_holds(rule, known, firms))
    return found


def rule_holds(rule: Rule, known: Columns, firms: int) -> Verdicts:
    """The verdict of one rule; NaN is unknown, and so is a failed rule that never says no."""
    values = known.get(rule.fact)
    if values is None:
        return np.full(firms, UNKNOWN)
    failed = UNKNOWN if rule.is_assumed or rule.fact in OWN_NUMBERS else NO
    found = np.where(_holds(rule, values), YES, failed)
    return np.where(np.isnan(values), UNKNOWN, found)


def _holds(rule: Rule, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    if rule.threshold is not None:
        return _COMPARE[rule.form](values, float(rule.threshold))
    if rule.form in ("one_of", "none_of"):
        listed: NDArray[np.bool_] = np.isin(values, rule.codes)
        return listed if rule.form == "one_of" else ~listed
    found: NDArray[np.bool_] = (values != 0.0) if rule.form == "is_true" else (values == 0.0)
    return found


def _serves(product: Product, known: Columns, firms: int) -> Verdicts:
    """Whether a need asks for any purpose that the product serves."""
    if product.purposes is None:
        return np.full(firms, YES)
    best = np.full(firms, NO)
    for purpose in product.purposes.values:
        asked = known.get(f"need_purpose_{purpose}")
        one = np.full(firms, UNKNOWN) if asked is None else _asked(asked)
        best = np.maximum(best, one)
    return np.maximum(best, UNKNOWN) if product.purposes.is_assumed else best


def _asked(values: NDArray[np.float64]) -> Verdicts:
    return np.where(np.isnan(values), UNKNOWN, np.where(values != 0.0, YES, NO))
