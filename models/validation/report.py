"""What is a validation report: its sections, what made it, and its digest?"""

from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.text import Text
from models.manifest import ModelCard
from models.validation.section import Section, Verdict

VERDICTS: dict[Verdict, Text] = {
    "green": Text(zh="通过", en="pass"),
    "amber": Text(zh="关注", en="attention"),
    "red": Text(zh="不通过", en="fail"),
    "info": Text(zh="说明", en="for information"),
}

SIGNS: dict[Verdict, str] = {"green": "✓", "amber": "!", "red": "✕", "info": "·"}


class ValidationReport(BaseModel):
    """A whole report: the same model, data, seed and code give the same bytes.

    `verdict` is the gravest of the sections'; it never promotes anything by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    format: Literal[1] = 1
    model_id: str
    card: ModelCard | None
    origin: str
    simulated: bool
    rows: int
    defaults: int
    data_hash: str
    seed: int
    draws: int
    code_version: str
    verdict: Verdict
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section of that key."""
        return next(each for each in self.sections if each.key == key)

    def to_json(self) -> str:
        """The report as strict JSON, always in the same order; `from_json` reads it."""
        return self.model_dump_json(indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "ValidationReport":
        """The report of a JSON text that `to_json` wrote.

        Raises:
            ValidationError: the text is no report.
        """
        return cls.model_validate_json(text)

    def to_html(self) -> str:
        """The report as one page that needs nothing else; see `models.validation.page`."""
        from models.validation.page import page_of

        return page_of(self)


def report_digest(report: ValidationReport) -> str:
    """SHA-256 of the report's JSON: what a registry attaches as evidence."""
    return sha256(report.to_json().encode()).hexdigest()
