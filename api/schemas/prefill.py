"""What may be asked of outside sources, and what do they answer?"""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.prefill.asking import Prefilled, Status
from engine.firm import SECTIONS, Source
from engine.firm.base import Line, Part, titled
from engine.firm.record import CreditCode, section_type
from engine.text import Text

LONGEST_AUTHORISATION = 120


class PrefillRequest(Part):
    """A firm and the reference of the consent that it signed; without one nothing is asked."""

    credit_code: Annotated[CreditCode, titled("统一社会信用代码", "Unified social credit code")]
    authorisation: Annotated[
        Line,
        titled("授权书编号", "Authorisation reference"),
        Field(max_length=LONGEST_AUTHORISATION),
    ]


class AskedSource(BaseModel):
    """One source and what came of asking it; `reason` where it failed."""

    model_config = ConfigDict(frozen=True)

    source: Source
    status: Status
    sections: tuple[str, ...]
    reason: Text | None


_OPTIONAL: dict[str, Any] = {name: (section_type(name) | None, None) for name in SECTIONS}
PrefilledSections = create_model("PrefilledSections", **_OPTIONAL)


class PrefillAnswer(BaseModel):
    """What outside sources say of a firm, each section with its source, day and authorisation."""

    model_config = ConfigDict(frozen=True)

    credit_code: str
    authorisation: str
    on: date
    name: str | None
    sections: PrefilledSections
    sources: tuple[AskedSource, ...]

    @classmethod
    def of(cls, found: Prefilled) -> Self:
        """The answer; sections that nobody knows are null."""
        return cls(
            credit_code=found.credit_code,
            authorisation=found.authorisation,
            on=found.on,
            name=found.name,
            sections=PrefilledSections(**found.sections),
            sources=tuple(AskedSource(**vars(each)) for each in found.asked),
        )
