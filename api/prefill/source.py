"""What must an outside source be able to do, so that the desk can ask it about a firm?"""

from datetime import date
from typing import NamedTuple, Protocol

from engine.errors import EngineError
from engine.firm import Section, Source
from engine.text import Text


class Fetched(NamedTuple):
    """What a source knows of a firm: sections under their names, and its registered name."""

    sections: tuple[tuple[str, Section], ...]
    firm_name: str | None = None


class SourceError(EngineError):
    """A source cannot say anything usable; `reason` tells why, in words for the applicant."""

    def __init__(self, reason: Text) -> None:
        """Keep `reason` for the door."""
        super().__init__(reason.en)
        self.reason = reason


class SectionSource(Protocol):
    """An outside source of some sections of the record, asked by credit code.

    Every section it gives carries its own source, the day it was observed on (never after `on`) and
    `authorisation`, the reference of the consent under which it was fetched.
    """

    @property
    def name(self) -> Source:
        """The source that its sections name."""

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections it may give."""

    def fetch(self, credit_code: str, authorisation: str, on: date) -> Fetched | None:
        """What it knows of a firm; None where it knows nothing.

        Raises:
            SourceError: it cannot answer, or its answer cannot be used.
        """
