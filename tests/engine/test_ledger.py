from datetime import date
from decimal import Decimal

from engine.ledger import Ledger, Support
from engine.routing import Given, route
from tests.engine.routing.cases import ON, a_need, a_situation, use

NEED = a_need(use("rnd", 300))


def received(product: str, amount: int, on: date) -> Ledger:
    return Ledger(received=(Support(product=product, received_on=on, amount=Decimal(amount)),))


def claims(ledger: Ledger) -> dict[str, Decimal]:
    case = a_situation(NEED)
    routing = route(case.need, case.known, case.catalogue, ON, Given(ledger=ledger))
    return {each.product: each.amount.high for each in routing.plan.later_claims}


def test_a_grant_that_is_paid_once_is_not_claimed_again() -> None:
    assert "sub-hmz-grant" in claims(Ledger())
    assert "sub-hmz-grant" not in claims(received("sub-hmz-grant", 100_000, date(2025, 12, 1)))


def test_a_cap_per_year_leaves_what_this_year_has_not_paid() -> None:
    before = claims(Ledger())["sub-rnd-hz"]
    spent = claims(received("sub-rnd-hz", 2_900_000, date(2026, 2, 1)))
    assert spent.get("sub-rnd-hz", Decimal(0)) == min(before, Decimal(100_000))


def test_last_years_support_does_not_use_up_this_years_cap() -> None:
    ledger = received("sub-rnd-hz", 2_900_000, date(2025, 12, 31))
    assert ledger.in_year("sub-rnd-hz", ON) == 0
    assert ledger.ever("sub-rnd-hz", ON) == 2_900_000


def test_what_comes_after_the_day_is_not_known_yet() -> None:
    assert not received("sub-hmz-grant", 1, date(2026, 7, 1)).knows("sub-hmz-grant", ON)
