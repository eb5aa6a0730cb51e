"""Does an answer of a provider hold, and is only the rest planned again?"""

from decimal import Decimal

import pytest

from engine.errors import AgreementError
from engine.plan import Line, Plan
from engine.routing import Accepted, Agreed, Given, Routing, difference_of, route
from tests.engine.routing.cases import a_need, a_situation, use

NEED = a_need(
    use("working_capital", 600, 90), use("equipment", 400), use("rnd", 300),
    capex_total=Decimal(6_000_000), coupons=(Decimal(50_000),),
)  # fmt: skip


def planned(*accepted: Accepted, refused: tuple[str, ...] = ()) -> Routing:
    case = a_situation(NEED)
    given = Given(agreed=Agreed(accepted, frozenset(refused)))
    return route(case.need, case.known, case.catalogue, case.on, given)


def line(plan: Plan, product: str) -> Line:
    return next(each for each in plan.lines if each.product == product)


def test_an_offer_stands_in_the_plan_to_the_cent_and_at_its_rate() -> None:
    offer = Accepted("loan-credit-sci", Decimal("1234567.89"), Decimal("0.031"))
    loan = line(planned(offer).plan, "loan-credit-sci")
    assert loan.amount.high == Decimal("1234567.89")
    assert (loan.rate_annual.low, loan.rate_annual.high) == (Decimal("0.031"), Decimal("0.031"))
    assert loan.verdict == "eligible"


def test_a_refused_product_is_out_and_says_so() -> None:
    routing = planned(refused=("loan-haomiao",))
    assert "loan-haomiao" not in {each.product for each in routing.plan.lines}
    unused = next(each for each in routing.unused if each.product == "loan-haomiao")
    assert any("has refused" in each.sentence.en for each in unused.because)


def test_the_rest_is_planned_as_if_refused_said() -> None:
    before = planned().plan
    largest = max((e for e in before.lines if e.gives_cash), key=lambda e: e.amount.high)
    after = planned(refused=(largest.product,)).plan
    assert after.covered_amount == largest.if_refused.covered_amount


def test_taking_what_the_plan_held_changes_nothing_but_its_certainty() -> None:
    before = planned().plan
    loan = line(before, "loan-haomiao")
    after = planned(Accepted("loan-haomiao", loan.amount.high)).plan
    assert {(e.id, e.amount.high) for e in after.lines} == {(e.id, e.amount.high)
                                                             for e in before.lines}  # fmt: skip
    assert difference_of(before, after).lines == ()


def test_a_guarantee_can_be_taken_for_the_loan_it_was_offered_for() -> None:
    offers = (
        Accepted("loan-haomiao", Decimal(2_000_000), Decimal("0.0295")),
        Accepted("gua-tongdan", Decimal(2_000_000), Decimal("0.004"), on="loan-haomiao"),
    )
    plan = planned(*offers).plan
    assert line(plan, "gua-tongdan").id == "gua-tongdan@loan-haomiao"
    assert line(plan, "gua-tongdan").cost_first_year.high == Decimal(8_000)


def test_the_difference_says_what_came_and_what_went() -> None:
    before = planned().plan
    after = planned(refused=("loan-haomiao",)).plan
    difference = difference_of(before, after)
    gone = next(each for each in difference.lines if each.line == "loan-haomiao")
    assert gone.after is None
    assert difference.covered_more == after.covered_amount - before.covered_amount
    assert "好苗贷" in difference.sentence.zh


def test_answers_that_cannot_hold_together_name_the_limits() -> None:
    too_much = Accepted("loan-credit-sci", Decimal(9_000_000))
    other = Accepted("loan-zheke-joint", Decimal(9_000_000))
    with pytest.raises(AgreementError, match="cannot hold together") as raised:
        planned(too_much, other)
    assert "each use is paid once" in str(raised.value) or "bank debt" in str(raised.value)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Agreed((Accepted("no-such-product", Decimal(1)),)), "has no product"),
        (Agreed((Accepted("loan-credit-sci", Decimal(1)),), frozenset({"loan-credit-sci"})),
         "both accepted and refused"),
        (Agreed((Accepted("loan-zjtx", Decimal(1_000_000)),)), "cannot be accepted"),
    ],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_refused_by_name(answers: Agreed, said: str) -> None:
    case = a_situation(a_need(use("acquisition", 100, 5)))
    with pytest.raises(AgreementError, match=said):
        route(case.need, case.known, case.catalogue, case.on, Given(agreed=answers))
