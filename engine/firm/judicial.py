"""What do courts and public registers hold against the firm?"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.firm.base import Day, Part, Section, titled
from engine.money import NonNegativeYuan

JudicialKind = Literal[
    "dishonest_debtor",
    "enforcement",
    "spending_restriction",
    "defendant",
    "abnormal_operation",
    "serious_violation",
    "penalty",
    "major_incident",
    "bankruptcy",
    "enforcement_ended",
    "defendant_ip",
    "tax_arrears_notice",
    "equity_pledge",
    "movables_charge",
    "ip_pledge",
    "research_dishonesty",
]


class JudicialEvent(Part):
    """One entry of a public register; open until `closed_on`."""

    kind: Annotated[JudicialKind, titled("类别", "Kind")]
    opened_on: Annotated[Day, titled("立案/列入日期", "Opened on")]
    closed_on: Annotated[Day | None, titled("结案/移出日期", "Closed on")] = None
    amount: Annotated[NonNegativeYuan | None, titled("金额", "Amount", "CNY")] = None

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.closed_on is not None and self.closed_on < self.opened_on:
            raise ValueError("closed before it was opened")
        return self


class Judicial(Section):
    """All entries found in the registers searched; an empty list means none was found."""

    events: Annotated[
        tuple[JudicialEvent, ...],
        titled("司法与公示记录", "Entries"),
        Field(max_length=500),
    ]
