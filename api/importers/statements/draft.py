"""What is known of a file's statements before they are checked as records?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.importers.statements.readings import Found
from engine.text import Text


@dataclass(frozen=True)
class Draft:
    """What the cells state, what is said of each fiscal year, and what was assumed."""

    found: tuple[Found, ...]
    headings: Mapping[date, Mapping[str, Any]]
    notes: tuple[Text, ...] = ()
