"""Which answers of providers may be entered, to plan the rest again?"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.schemas.answers import AssessmentAnswer
from engine.firm.base import Part, titled
from engine.ledger import ProductId
from engine.money import PositiveYuan, Share
from engine.routing import Accepted, Agreed, PlanDifference

_MOST_ANSWERS = 60


class AcceptedLine(Part):
    """An offer or a term sheet that the firm takes."""

    product: Annotated[ProductId, titled("产品", "Product")]
    amount: Annotated[PositiveYuan, titled("金额", "Amount", "CNY")]
    rate_annual: Annotated[Share | None, titled("年利率或费率", "Rate or fee a year")] = None
    on: Annotated[ProductId | None, titled("附于哪笔贷款", "The loan it hangs on")] = None


class ReplanRequest(Part):
    """What providers answered: lines that are fixed, products that were refused."""

    accept: Annotated[
        tuple[AcceptedLine, ...], titled("已获批", "Accepted"), Field(max_length=_MOST_ANSWERS)
    ] = ()
    refuse: Annotated[
        tuple[ProductId, ...], titled("被拒绝", "Refused"), Field(max_length=_MOST_ANSWERS)
    ] = ()

    def agreed(self) -> Agreed:
        """The answers as routing reads them."""
        lines = (
            Accepted(each.product, Decimal(each.amount), each.rate_annual, each.on)
            for each in self.accept
        )
        return Agreed(tuple(lines), frozenset(self.refuse))


class ReplanAnswer(AssessmentAnswer):
    """The assessment with the rest planned again, and what changed; only the act is kept."""

    replans: str
    difference: PlanDifference
