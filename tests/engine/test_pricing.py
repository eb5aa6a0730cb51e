from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import pricing
from engine.pricing import Flow, Repayment

TEN_MILLION = Decimal(10_000_000)
ONE_YEAR = Repayment(12, in_parts=False)
YUAN = st.integers(10_000, 500_000_000).map(Decimal)
RATE = st.integers(0, 200_000).map(lambda millionths: Decimal(millionths) / 1_000_000)


def test_the_specialised_sme_loan_costs_2_45_percent_as_worked_in_the_handbook() -> None:
    interest = pricing.interest_for_year(TEN_MILLION, Decimal("0.0295"), ONE_YEAR)
    fee = pricing.fee_for_year(TEN_MILLION, Decimal("0.005"))
    subsidy = pricing.capped(TEN_MILLION * Decimal("0.01"), Decimal(100_000), interest)
    assert (interest, fee, subsidy) == (Decimal(295_000), Decimal(50_000), Decimal(100_000))
    cost = pricing.simple_cost_annual(TEN_MILLION, interest + fee - subsidy, Decimal(1))
    assert cost == Decimal("0.0245")


def test_the_cap_raised_in_2025_leaves_the_worked_cost_unchanged() -> None:
    subsidy = pricing.capped(TEN_MILLION * Decimal("0.01"), Decimal(200_000))
    assert subsidy == Decimal(100_000)


def test_coupons_pay_37500_as_worked_in_the_handbook() -> None:
    interest = pricing.interest_for_year(Decimal(5_000_000), Decimal("0.03"), ONE_YEAR)
    faces = [Decimal(30_000), Decimal(8_000), Decimal(5_000)]
    paid = pricing.coupon_subsidy(faces, 3, Decimal("0.25"), interest)
    assert paid == Decimal("37500.00")


def test_only_the_three_largest_coupons_count() -> None:
    faces = [Decimal(5_000), Decimal(200_000), Decimal(8_000), Decimal(10_000)]
    assert pricing.best_faces(faces, 3) == Decimal(218_000)


def test_fees_at_the_start_make_the_all_in_rate_exceed_the_simple_cost() -> None:
    flows = [Flow(0, TEN_MILLION), Flow(0, Decimal(-50_000)), Flow(12, Decimal(-10_195_000))]
    assert pricing.all_in_rate(flows) == Decimal("0.024623")


def test_quarterly_interest_of_3_percent_is_an_all_in_rate_of_3_034_percent() -> None:
    flows = ONE_YEAR.flows(TEN_MILLION, Decimal("0.03"))
    assert pricing.all_in_rate(flows) == Decimal("0.030339")


def test_no_rate_is_given_where_nothing_is_borrowed() -> None:
    assert pricing.all_in_rate([]) is None
    assert pricing.all_in_rate([Flow(0, Decimal(-5)), Flow(12, Decimal(6))]) is None


@given(YUAN, RATE, st.integers(1, 60), st.booleans())
def test_a_loan_pays_back_exactly_its_principal_and_the_interest(
    principal: Decimal, rate: Decimal, tenor: int, in_parts: bool
) -> None:
    flows = Repayment(tenor, in_parts).flows(principal, Decimal(0))
    assert sum(flow.amount for flow in flows) == 0
    dearer = Repayment(tenor, in_parts).flows(principal, rate)
    assert sum(flow.amount for flow in dearer) <= 0


@given(YUAN, RATE, st.integers(1, 60), st.booleans())
def test_the_flows_of_a_loan_are_worth_nothing_at_its_all_in_rate(
    principal: Decimal, rate: Decimal, tenor: int, in_parts: bool
) -> None:
    flows = Repayment(tenor, in_parts).flows(principal, rate)
    all_in = pricing.all_in_rate(flows)
    if all_in is not None:
        years = Decimal(tenor) / 12
        assert abs(pricing.present_value(flows, all_in)) <= principal * years / 100_000 + 1


@pytest.mark.parametrize("tenor", [1, 3, 4, 12, 24, 36])
def test_first_year_interest_equals_the_flows_of_the_first_year(tenor: int) -> None:
    repayment = Repayment(tenor, in_parts=False)
    flows = repayment.flows(TEN_MILLION, Decimal("0.04"))
    first_year = -sum(flow.amount for flow in flows if 0 < flow.month <= 12)
    principal = TEN_MILLION if tenor <= 12 else 0
    interest = pricing.interest_for_year(TEN_MILLION, Decimal("0.04"), repayment)
    assert abs(first_year - principal - interest) <= Decimal("0.05")


def test_a_riskier_firm_pays_more_until_the_stated_spread_is_reached() -> None:
    low, high = Decimal("-0.0020"), Decimal("0.0060")
    rates = [pricing.loan_rate(Decimal("0.03"), pd, low, high) for pd in (0.001, 0.003, 0.2)]
    assert rates == sorted(rates)
    assert rates[-1] == Decimal("0.036")


def test_an_unknown_pd_is_priced_at_the_highest_spread() -> None:
    rate = pricing.loan_rate(Decimal("0.03"), float("nan"), Decimal(0), Decimal("0.0180"))
    assert rate == Decimal("0.048")


def test_a_product_that_states_only_its_highest_spread_is_taken_at_it() -> None:
    rate = pricing.loan_rate(Decimal("0.03"), 0.001, None, Decimal("-0.0005"))
    assert rate == Decimal("0.0295")


@given(YUAN, YUAN)
def test_dilution_follows_the_handbooks_formula(amount: Decimal, pre_money: Decimal) -> None:
    share = pricing.dilution(amount, pre_money)
    assert 0 <= share < 1
    assert abs(share * (pre_money + amount) - amount) <= (pre_money + amount) / 1_000_000
