"""How is it said that something did not work?"""

from pydantic import BaseModel, ConfigDict, Field

from engine.text import Text


class FieldProblem(BaseModel):
    """One field that was refused, as a dotted path, with the reason."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(examples=["firm.statements.years.0.revenue"])
    message: Text


class Problem(BaseModel):
    """RFC 9457 problem details; `title` and `detail` say it in Chinese and in English."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldProblem, ...]
    request_id: str
