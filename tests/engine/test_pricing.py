from decimal import Decimal
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import pricing
from engine.money import cents
from engine.pricing import Flow, Repayment, RiskShares

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


def test_the_specialised_sme_loan_flows_to_the_cent_in_the_order_of_time() -> None:
    loan = ONE_YEAR.flows(TEN_MILLION, Decimal("0.0295"))
    sides = [Flow(0, Decimal(-50_000)), Flow(15, Decimal(100_000))]
    assert [flow.amount for flow in loan[1:]] == [
        Decimal("-73750.00"), Decimal("-73750.00"), Decimal("-73750.00"), Decimal("-10073750.00"),
    ]  # fmt: skip
    assert -sum(flow.amount for flow in (*loan, *sides)) == Decimal("245000.00")
    all_in = pricing.all_in_rate([*loan, *sides])
    assert all_in == Decimal("0.024961")
    assert abs(pricing.present_value([*loan, *sides], all_in)) < 10


def test_a_subsidy_that_comes_later_lowers_the_all_in_rate_less() -> None:
    loan = [*ONE_YEAR.flows(TEN_MILLION, Decimal("0.0295"))]
    rates = [pricing.all_in_rate([*loan, Flow(month, Decimal(100_000))]) for month in (3, 12, 24)]
    assert rates == sorted(rates)
    assert rates[0] < rates[-1] < pricing.all_in_rate(loan)


TINY_GIANT = RiskShares(*map(Decimal, ("0.2", "0.4", "0.2", "0.2")))


def test_a_defaulted_guaranteed_loan_is_borne_as_worked_in_the_handbook() -> None:
    lost = pricing.loss_by_bearer(Decimal(8_000_000), Decimal("0.60"), TINY_GIANT)
    assert list(lost.values()) == [960_000, 1_920_000, 960_000, 960_000]


@given(YUAN, st.integers(0, 10_000), st.floats(0.0001, 0.99))
def test_expected_losses_add_up_to_the_cent(amount: Decimal, covered: int, pd: float) -> None:
    share = Decimal(covered) / 10_000 * Decimal("0.8")
    shares = pricing.risk_shares(share, Decimal("0.35"), Decimal("0.2"), Decimal("0.8"))
    lost = pricing.expected_loss(amount, pd, pricing.LGD, shares)
    assert sum(lost.values()) == cents(amount * Decimal(repr(pd)) * pricing.LGD)
    assert min(lost.values()) >= 0


def test_shares_of_a_loss_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to one"):
        RiskShares(Decimal("0.5"), Decimal("0.4"))


def test_founders_keep_what_new_owners_leave() -> None:
    diluted = pricing.dilution(Decimal(5_000_000), Decimal(20_000_000))
    assert pricing.founder_share_after(Decimal("0.70"), diluted) == Decimal("0.56")


def test_a_premium_is_net_of_its_subsidy_up_to_the_cap() -> None:
    paid = [pricing.net_premium(Decimal(4_000_000), Decimal("0.005"), Decimal("0.5"), cap)
            for cap in (None, Decimal(8_000))]  # fmt: skip
    assert paid == [Decimal(10_000), Decimal(12_000)]


def halved(flows: list[Flow]) -> Decimal:
    """The rate by halving alone, as often as a double can tell."""
    low, high = -0.99, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = fsum(float(f.amount) / (1 + middle) ** (f.month / 12) for f in flows)
        low, high = (middle, high) if worth < 0 else (low, middle)
    return Decimal(repr((low + high) / 2)).quantize(Decimal("0.000001"))


SIDES = st.lists(
    st.tuples(st.integers(0, 39), st.integers(-20_000, 20_000)),
    max_size=6,
    unique_by=lambda s: s[0],
)


@given(YUAN, RATE, st.integers(1, 60), st.booleans(), SIDES)
def test_the_all_in_rate_is_the_one_that_halving_finds(
    principal: Decimal, rate: Decimal, months: int, in_parts: bool, sides: list[tuple[int, int]]
) -> None:
    loan = Repayment(months, in_parts).flows(principal, rate)
    flows = [*loan, *(Flow(month, principal * share / 1_000_000) for month, share in sides)]
    total: dict[int, Decimal] = {}
    for flow in flows:
        total[flow.month] = total.get(flow.month, Decimal(0)) + flow.amount
    found = pricing.all_in_rate(flows)
    assert found is None or found == halved([Flow(m, paid) for m, paid in sorted(total.items())])
