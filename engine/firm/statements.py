"""What do the accounts say, fiscal year by fiscal year?"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.firm.balance import BALANCE_ITEMS, BalanceSheet
from engine.firm.base import Day, Part, Section, titled
from engine.firm.flows import CASH_FLOW_ITEMS, INCOME_ITEMS, CashFlowStatement, IncomeStatement

MAX_YEARS = 10
MONEY_ITEMS: tuple[str, ...] = (*BALANCE_ITEMS, *INCOME_ITEMS, *CASH_FLOW_ITEMS)
Standard = Literal["small_enterprise", "enterprise"]


class _Heading(Part):
    """Which year, by which standard, audited or not."""

    fiscal_year_end: Annotated[Day, titled("会计年度截止日", "Fiscal year end")]
    standard: Annotated[Standard, titled("会计准则", "Accounting standard")] = "small_enterprise"
    audited: Annotated[bool | None, titled("已审计", "Audited")] = None


class Statement(CashFlowStatement, IncomeStatement, BalanceSheet, _Heading):
    """One fiscal year's three statements; what is not stated stays empty.

    By 小企业会计准则 (财会〔2011〕17号) `admin_expense` includes research costs, of which
    `rnd_expense` is a part; by 企业会计准则 `rnd_expense` is a line of its own.
    """

    @property
    def rnd_is_within_admin(self) -> bool:
        """Whether `admin_expense` includes `rnd_expense`."""
        return self.standard == "small_enterprise"


class Statements(Section):
    """The accounts of several fiscal years."""

    years: Annotated[
        tuple[Statement, ...],
        titled("各年度报表", "Fiscal years"),
        Field(min_length=1, max_length=MAX_YEARS),
    ]

    @model_validator(mode="after")
    def _one_statement_per_year(self) -> Self:
        ends = [statement.fiscal_year_end for statement in self.years]
        if len(set(ends)) < len(ends):
            raise ValueError("two statements have the same fiscal year end")
        return self
