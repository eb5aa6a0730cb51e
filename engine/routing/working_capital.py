"""How much working capital does the business need beyond what already pays for it?

Source: 流动资金贷款管理暂行办法 (2010), annex, carried as a reference under the rules of 2024;
domain handbook 4.2.
"""

from collections.abc import Iterator
from decimal import Decimal

from engine.money import CENT, in_wan
from engine.routing.offer import ZERO, Ceiling
from engine.routing.situation import Situation
from engine.text import Text

CEILING = "working_capital"
_DAYS = Decimal(360)
_MOST_GROWTH = Decimal("0.50")  # illustrative: growth that a bank would count at most


def working_capital_ceiling(situation: Situation) -> Iterator[Ceiling]:
    """The cap on new flow loans for working capital; nothing where the accounts do not give it."""
    room = working_capital_room(situation)
    uses = frozenset(
        place for place, use in enumerate(situation.need.uses) if use.purpose == "working_capital"
    )
    if room is None or not uses:
        return
    text = Text(
        zh=f"按流动资金需求量公式,新增流动资金贷款至多{in_wan(room)}万元"
        "(示例口径,银行还会扣除自有资金)",
        en=f"by the working-capital formula new flow loans at most CNY {room:,.0f}"
        " (illustrative; the bank also takes off own funds)",
    )
    yield Ceiling(CEILING, text, room, uses=uses)


def working_capital_room(situation: Situation) -> Decimal | None:
    """Need of the coming year less loans that already pay for it.

    The formula also takes off own funds that the firm puts in; accounts do not say which cash that
    is, so that only the bank can, and the plan says so. None where revenue, cost or a balance that
    the turnover needs is unknown.
    """
    need, short = working_capital_need(situation), situation.yuan("short_term_loans")
    if need is None:
        return None
    return max(ZERO, need - (short or ZERO)).quantize(CENT)


def working_capital_need(situation: Situation) -> Decimal | None:
    """Sales x (1 - margin) x (1 + growth) / turns; None where an input is unknown.

    Turns = 360 / (days of inventory + receivables - payables + prepayments - advances).
    """
    sales, profit = situation.yuan("revenue"), situation.yuan("net_profit")
    days = _cycle_days(situation)
    if sales is None or profit is None or days is None or sales <= 0:
        return None
    growth = situation.share("revenue_growth")
    counted = ZERO if growth is None else max(ZERO, min(growth, _MOST_GROWTH))
    cost = sales - profit
    return max(ZERO, cost * (1 + counted) * days / _DAYS).quantize(CENT)


def _cycle_days(situation: Situation) -> Decimal | None:
    sales, cost = situation.yuan("revenue"), situation.yuan("cogs")
    parts = {
        name: _mean(situation, name)
        for name in ("accounts_receivable", "inventory", "accounts_payable")
    }
    if sales is None or cost is None or sales <= 0 or cost <= 0 or None in parts.values():
        return None
    received, stock, owed = (each or ZERO for each in parts.values())
    prepaid = _mean(situation, "prepayments") or ZERO
    advances = _mean(situation, "advances_from_customers") or ZERO
    by_sales, by_cost = (received - advances) / sales, (stock + prepaid - owed) / cost
    return _DAYS * (by_sales + by_cost)


def _mean(situation: Situation, name: str) -> Decimal | None:
    """The mean of this and last year's balance, this year's where last year's is unknown."""
    now, before = situation.yuan(name), situation.yuan(f"{name}_prior")
    return now if now is None or before is None else (now + before) / 2


def working_capital_assumption(situation: Situation) -> Iterator[Text]:
    """What is to be read beside a loan whose working-capital need was not checked."""
    if any(use.purpose == "working_capital" for use in situation.need.uses) and (
        working_capital_room(situation) is None
    ):
        yield Text(
            zh="报表不足,未按流动资金需求量公式限制借款",
            en="Accounts incomplete: loans not limited by the working-capital formula",
        )
