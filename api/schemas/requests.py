"""What may be asked of the desk?"""

from typing import Annotated

from pydantic import Field

from engine.firm import Firm, Need
from engine.firm.base import Day, Part, titled
from engine.ledger import Support

_ON = titled("评估日(默认今天)", "Day of assessment (today if absent)")


class AssessmentRequest(Part):
    """A firm with its need, to be assessed as known on a day."""

    firm: Annotated[Firm, titled("企业", "Firm")]
    need: Annotated[Need, titled("资金需求", "Need")]
    on: Annotated[Day | None, _ON] = None
    support_received: Annotated[
        tuple[Support, ...] | None,
        titled("已享受的财政支持", "Public support already received"),
        Field(max_length=1_000),
    ] = None


class ScoreRequest(Part):
    """A firm to be scored; a need is checked but not used."""

    firm: Annotated[Firm, titled("企业", "Firm")]
    need: Annotated[Need | None, titled("资金需求", "Need")] = None
    on: Annotated[Day | None, _ON] = None
