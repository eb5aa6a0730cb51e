"""Which figure passes? Bounds marked † are house practice, not law.

Anchors: Federal Reserve SR 26-2 and OCC Bulletin 2026-13 (formerly SR 11-7) ask for conceptual
soundness, outcomes analysis and monitoring but set no number; ECB, "Instructions for reporting
the validation results of internal models", February 2019, gives the Jeffreys test and the PSI.
"""

from engine.text import Text

LEAST_AUC = 0.70
MOST_AUC_LOST = 0.05
SHUFFLED_AUC = (0.45, 0.55)
MOST_GRADES_FLAGGED = 0.10
FLAGGED_BELOW = 0.05
MOST_ECE = 0.02
SLOPE = (0.8, 1.2)
PSI_AMBER, PSI_RED = 0.10, 0.25
LEAST_SHIFTS_FOUND = 0.95
SHIFT_SIMULATIONS = 200
SWEEPS = 10_000
LEAST_STEADY = 0.99
NOISE = 0.01
ADDITIVE_WITHIN = 1e-9
LEAST_JACCARD = 0.8
TOP_REASONS = 4
LEAST_IN_DIRECTION = 0.95
LEAST_REFERRED = 0.90
LEAST_APPROVAL_RATIO = 0.8
MOST_CALIBRATION_GAP = 0.03
LEAK_AUC, NEAR_LEAK_AUC = 0.95, 0.90
MOST_GRADES_GAINED = 1
FEWEST_FIRMS, FEWEST_DEFAULTS = 100, 10


def at_least(value: float, form: str = ".2f") -> Text:
    """The bound as a person reads it.

    >>> at_least(0.7).en
    'at least 0.70†'
    """
    return Text(zh=f"不低于{value:{form}}†", en=f"at least {value:{form}}†")


def at_most(value: float, form: str = ".2f") -> Text:
    """The bound as a person reads it."""
    return Text(zh=f"不高于{value:{form}}†", en=f"at most {value:{form}}†")


def between(bounds: tuple[float, float], form: str = ".2f") -> Text:
    """The bounds as a person reads them."""
    low, high = bounds
    return Text(zh=f"{low:{form}}至{high:{form}}†", en=f"{low:{form}} to {high:{form}}†")
