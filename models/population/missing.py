"""What of a simulated record is missing: whole sections by stage, and single fields?"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.firm.record import SECTIONS, section_type
from models.population.forms import GIVEN
from models.population.rounds import MOST_ROUNDS
from models.population.segments import Columns
from models.population.trade import MOST_ORDERS

# Chance that a section is in the record, by segment.
_PRESENT: dict[str, tuple[float, ...]] = {
    "main_business": (0.75, 0.85, 0.90, 0.95, 0.95),
    "statements": (0.90, 0.95, 0.98, 0.99, 1.00),
    "invoices": (0.70, 0.92, 0.96, 0.98, 0.99),
    "tax": (0.80, 0.94, 0.97, 0.98, 0.99),
    "people": (0.93, 0.96, 0.98, 0.99, 0.99),
    "intellectual_property": (0.90, 0.95, 0.97, 0.99, 0.99),
    "research": (0.60, 0.75, 0.85, 0.95, 0.95),
    "qualifications": (0.90, 0.95, 0.97, 0.99, 0.99),
    "equity": (0.93, 0.95, 0.95, 0.95, 0.95),
    "debts": (0.80, 0.90, 0.95, 0.98, 0.99),
    "judicial": (0.97, 0.98, 0.99, 0.99, 0.99),
    "orders": (0.20, 0.50, 0.65, 0.75, 0.80),
    "utilities": (0.30, 0.45, 0.60, 0.75, 0.80),
    "customs": (0.05, 0.10, 0.25, 0.40, 0.60),
    "real_estate": (0.35, 0.50, 0.65, 0.80, 0.90),
}
SECTION_NAMES = tuple(_PRESENT)
_CHANCES = np.array(list(_PRESENT.values())).T
_CUSTOMS = SECTION_NAMES.index("customs")
_SEEN_AT_CUSTOMS = 0.92  # of the firms that trade abroad
_FIELD_MISSING = 0.06
_ACCOUNTS_LATE = 0.04  # the last fiscal year is not handed in yet
_SALES_ONLY = 0.03  # invoices issued were seen, those received were not
_GIVEN_SHARES = (0.91, 0.06, 0.015, 0.015)
_ALWAYS = frozenset({"authorisation"})


def _optional_fields() -> tuple[tuple[str, str], ...]:
    return tuple(
        (section, name)
        for section in SECTIONS
        for name, field in section_type(section).model_fields.items()
        if not field.is_required() and name not in _ALWAYS
    )


OPTIONAL_FIELDS: tuple[tuple[str, str], ...] = _optional_fields()
"""Section and name of every field that a record may leave out."""


def draw_missing(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """Sections present (n, 15), fields left out (n, k), and which sheets the statements have."""
    segment = columns["segment"]
    chances = _CHANCES[segment]
    chances[columns["trades"], _CUSTOMS] = _SEEN_AT_CUSTOMS
    n = len(segment)
    return {
        "section_present": rng.random(chances.shape) < chances,
        "left_out": rng.random((n, len(OPTIONAL_FIELDS))) < _FIELD_MISSING,
        "given": rng.choice(len(GIVEN), n, p=_GIVEN_SHARES),
        "audit_known": rng.random(n) >= _FIELD_MISSING,
        "round_valued": rng.random((n, MOST_ROUNDS)) >= _FIELD_MISSING,
        "order_dated": rng.random((n, MOST_ORDERS)) >= _FIELD_MISSING,
        "accounts_late": rng.random(n) < _ACCOUNTS_LATE,
        "sales_only": rng.random(n) < _SALES_ONLY,
    }
