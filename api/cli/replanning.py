"""How are answers of providers written on a command line?"""

import re
from collections.abc import Sequence
from decimal import Decimal

from api.cli.console import out
from api.cli.shown import line_shown
from api.schemas.answers_given import AcceptedLine, ReplanRequest
from engine.errors import TableError
from engine.routing import PlanDifference

_LINE = re.compile(
    r"(?P<product>[a-z0-9-]{1,80})(@(?P<on>[a-z0-9-]{1,80}))?"
    r"=(?P<amount>[0-9]{1,12}(\.[0-9]{1,2})?)(@(?P<rate>0?\.[0-9]{1,6}|0))?"
)


def answers_in(accept: Sequence[str], refuse: Sequence[str]) -> ReplanRequest:
    """Answers such as `loan-haomiao=2000000@0.0295`, `gua-tongdan@loan-haomiao=2000000`.

    Raises:
        TableError: one of them is none.
    """
    return ReplanRequest(accept=tuple(_accepted(each) for each in accept), refuse=tuple(refuse))


def _accepted(text: str) -> AcceptedLine:
    found = _LINE.fullmatch(text)
    if found is None or Decimal(found["amount"]) <= 0:
        raise TableError(
            "--accept: 须为 产品[@贷款]=金额[@年利率] / must be PRODUCT[@LOAN]=AMOUNT[@RATE], "
            f"not {text}"
        )
    rate = None if found["rate"] is None else Decimal(found["rate"])
    return AcceptedLine(
        product=found["product"], amount=Decimal(found["amount"]), rate_annual=rate, on=found["on"]
    )


def show_difference(difference: PlanDifference) -> None:
    """What the answers change, for a person."""
    out.rule("与原方案相比 / compared with the plan before")
    line_shown(difference.sentence)
