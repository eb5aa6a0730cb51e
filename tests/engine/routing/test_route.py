"""Does a firm get the plan that a banker would expect, with all its reasons?"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations

import pytest

from engine.plan import Line, Plan, Unused
from engine.routing import HOUSE, Given, Routing, route
from engine.routing.situation import Situation, ceilings
from tests.engine.routing.cases import a_need, a_situation, catalogue, random_situation, use

THREE_USES = (
    use("working_capital", 600, 90),
    use("equipment", 400),
    use("rnd", 300),
)


def routed(situation: Situation) -> Routing:
    return route(situation.need, situation.known, situation.catalogue, situation.on)


@cache
def sound() -> Routing:
    need = a_need(*THREE_USES, capex_total=Decimal(6_000_000), coupons=(Decimal(50_000),))
    return routed(a_situation(need))


def line(plan: Plan, product: str) -> Line:
    return next(each for each in plan.lines if each.product == product)


def products(plan: Plan) -> set[str]:
    return {each.product for each in plan.lines}


def left_out(routing: Routing, product: str) -> Unused:
    return next(each for each in routing.unused if each.product == product)


def words(unused: Unused) -> str:
    return " ".join(each.sentence.en for each in unused.because)


def test_a_sound_firm_gets_its_whole_need_covered() -> None:
    plan = sound().plan
    assert plan.bridge_gap == 0
    assert {each.channel for each in plan.lines} >= {"loan", "guarantee", "subsidy"}
    assert plan.optimality == "optimal"


def test_the_good_seedling_loan_comes_with_its_guarantee_and_its_subsidy() -> None:
    plan = sound().plan
    loan, guarantee = line(plan, "loan-haomiao"), line(plan, "gua-tongdan")
    assert guarantee.attached_to == loan.id
    assert guarantee.id in loan.depends_on
    assert guarantee.amount.high == loan.amount.high
    assert line(plan, "sub-keyin-interest").attached_to == loan.id


def test_without_the_qualification_neither_loan_nor_guarantee_is_used() -> None:
    routing = routed(a_situation(a_need(*THREE_USES), holds_HMZ=0.0))
    assert not {"loan-haomiao", "gua-tongdan", "sub-keyin-interest"} & products(routing.plan)
    assert left_out(routing, "loan-haomiao").verdict == "no"


def test_every_product_is_either_in_the_plan_or_explained() -> None:
    routing = sound()
    unused = {each.product for each in routing.unused}
    everything = {each.id for each in a_situation(a_need(*THREE_USES)).catalogue.products}
    assert unused | products(routing.plan) == everything
    assert not unused & products(routing.plan)
    assert all(each.because for each in routing.unused)


def test_an_expired_product_is_shown_as_expired_and_never_used() -> None:
    unused = left_out(sound(), "loan-zjtx")
    assert unused.expired
    assert unused.verdict == "no"


def test_alternatives_differ_from_the_plan_and_from_each_other() -> None:
    routing = sound()
    plans = [routing.plan, *routing.alternatives]
    assert len(plans) >= 2
    for one, other in combinations(plans, 2):
        assert {(e.id, e.amount.high) for e in one.lines} != {
            (e.id, e.amount.high) for e in other.lines
        }


def test_lines_say_whether_they_survive_both_ends_of_assumed_terms() -> None:
    plan = sound().plan
    assert any(each.rate_annual.low < each.rate_annual.high for each in plan.lines
               if each.rate_annual)  # fmt: skip
    assert {each.survives_both_ends for each in plan.lines} <= {True, False}
    assert any("both ends" in each.en for each in plan.assumptions)


def test_one_alternative_adds_insurance_and_its_premium() -> None:
    plan = next(each for each in sound().alternatives if each.id == "with-insurance")
    policies = [each for each in plan.lines if each.channel == "insurance"]
    assert len(policies) == 1
    assert policies[0].cost_first_year.high > 0
    assert not policies[0].gives_cash


def test_every_line_says_what_happens_if_it_is_refused() -> None:
    plan = sound().plan
    for each in plan.lines:
        assert each.if_refused.covered_amount + each.if_refused.bridge_gap == plan.need_amount
        assert each.product not in each.if_refused.instead


def test_insurance_is_offered_as_optional_protection_with_its_price() -> None:
    assert "Optional protection" in words(left_out(sound(), "ins-rnd-expense"))


def test_a_product_not_chosen_says_what_it_would_cost() -> None:
    assert "the priced cost rises" in words(left_out(sound(), "loan-ip-pledge"))


def test_a_claim_that_pays_later_covers_no_use() -> None:
    plan = sound().plan
    claim = next(each for each in plan.later_claims if each.product == "sub-hmz-grant")
    assert claim.amount.high == Decimal(100_000)
    assert line(plan, "sub-hmz-grant").uses == ()


def test_coupons_count_only_where_they_are_held() -> None:
    without = routed(a_situation(a_need(*THREE_USES)))
    assert "names no interest coupon held" in words(left_out(without, "sub-e-coupon-2026"))
    assert "sub-e-coupon-2026" in products(sound().plan)


def test_money_that_comes_too_late_covers_nothing() -> None:
    routing = routed(a_situation(a_need(use("working_capital", 200, 3))))
    assert routing.plan.bridge_gap == Decimal(2_000_000)
    assert not any(each.gives_cash for each in routing.plan.lines)
    assert any("in time" in each.en for each in routing.plan.binding)


def test_a_use_whose_day_has_passed_stays_open() -> None:
    plan = routed(a_situation(a_need(use("rnd", 100, -5), use("rnd", 100)))).plan
    assert plan.uses[0].gap == Decimal(1_000_000)
    assert plan.uses[1].gap == 0


def test_a_need_beyond_all_limits_is_covered_in_part_and_says_what_binds() -> None:
    plan = routed(a_situation(a_need(use("working_capital", 90_000)))).plan
    assert 0 < plan.covered_amount < plan.need_amount
    assert any("40%" in each.en for each in plan.binding)


def test_a_need_smaller_than_any_step_gets_no_cash() -> None:
    plan = routed(a_situation(a_need(use("rnd", 0.5)))).plan
    assert plan.covered_amount == 0
    assert plan.all_in_cost_annual is None


def test_a_catalogue_without_products_gives_an_empty_plan() -> None:
    situation = a_situation(a_need(*THREE_USES))
    empty = replace(situation.catalogue, products=())
    routing = route(situation.need, situation.known, empty, situation.on)
    assert routing.plan.lines == ()
    assert routing.plan.bridge_gap == routing.plan.need_amount
    assert routing.alternatives == routing.unused == ()


def test_a_firm_of_which_nothing_is_known_is_not_refused() -> None:
    known = dict.fromkeys(a_situation(a_need(*THREE_USES)).known, math.nan)
    situation = replace(a_situation(a_need(*THREE_USES)), known=known)
    routing = routed(situation)
    assert all(each.provider_decides for each in routing.plan.lines if each.channel == "loan")
    assert any("not known" in each.en for each in routing.plan.assumptions)


def test_a_referred_score_leaves_risk_priced_loans_to_the_provider() -> None:
    routing = routed(a_situation(a_need(*THREE_USES), pd=math.nan))
    verdicts = {e.product: e.verdict for e in (*routing.plan.lines, *routing.unused)}
    assert verdicts["loan-credit-sci"] == verdicts["loan-zheke-joint"] == "unknown"
    assert "sub-hmz-grant" in products(routing.plan)


def test_a_firm_that_accepts_no_equity_gives_no_shares() -> None:
    routing = routed(a_situation(a_need(*THREE_USES, accepts_equity=False)))
    assert not any(each.channel == "invest" for each in routing.plan.lines)
    assert "accepts no equity" in words(left_out(routing, "inv-runmiao-fund"))


def test_a_young_firm_that_burns_cash_is_sent_to_equity_first() -> None:
    facts = {"ebitda": -3e6, "revenue": 1e5, "runway_months": 5.0, "equity_raised_2y": 2e6}
    plan = routed(a_situation(a_need(use("rnd", 300)), **facts)).plan
    assert {each.channel for each in plan.lines if each.gives_cash} == {"invest"}
    assert any("cash lasts 5.0 months" in each.en for each in plan.binding)


def test_a_sure_line_is_preferred_to_an_equally_cheap_undecided_one() -> None:
    plan = sound().plan
    assert "loan-zheke-joint" in products(plan)
    assert "loan-kechuang-data" not in products(plan)


def test_guarantees_already_outstanding_leave_less_room() -> None:
    need = a_need(use("working_capital", 2000))
    tight = a_situation(need, guaranteed_balance=9.5e6, revenue=2e8, district=math.nan)
    plan = routed(tight).plan
    standard = [e.amount.high for e in plan.lines if e.product == "gua-gov-standard"]
    assert sum(standard) <= Decimal(500_000)


def test_the_plan_reads_back_from_json_exactly() -> None:
    plan = sound().plan
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_the_same_input_gives_the_same_answer_to_the_last_digit() -> None:
    for seed in range(5):
        situation = random_situation(seed)
        assert routed(situation) == routed(situation)


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    situation = a_situation(a_need(*THREE_USES))
    turned = replace(situation.catalogue, products=situation.catalogue.products[::-1])
    other = route(situation.need, situation.known, turned, situation.on)
    assert other.plan == routed(situation).plan


def test_unknown_debt_is_an_assumption_that_is_named() -> None:
    plan = routed(a_situation(a_need(*THREE_USES), bank_debt=math.nan)).plan
    assert any("Present bank debt not known" in each.en for each in plan.assumptions)


def test_the_dilution_accepted_bounds_the_shares() -> None:
    need = a_need(use("expansion", 4000), max_dilution_share=Decimal("0.05"))
    ceiling = next(each for each in ceilings(a_situation(need)) if each.id == "dilution")
    assert abs(ceiling.most / (Decimal(50_000_000) + ceiling.most) - Decimal("0.05")) < 1e-9
    assert routed(a_situation(need)).plan.dilution_share.high <= Decimal("0.05")


def test_the_house_policy_is_the_one_of_the_handbook() -> None:
    assert (HOUSE.dscr, HOUSE.debt_to_revenue, HOUSE.dilution) == (
        Decimal("1.2"),
        Decimal("0.40"),
        Decimal("0.25"),
    )


@pytest.mark.parametrize("seed", range(12))
def test_random_firms_get_complete_answers(seed: int) -> None:
    situation = random_situation(seed)
    routing = routed(situation)
    assert len(routing.unused) + len(products(routing.plan)) == len(situation.catalogue.products)
    assert all(each.covered_amount <= each.need_amount for each in routing.alternatives)


def test_terms_are_those_of_the_day() -> None:
    situation = replace(a_situation(a_need(*THREE_USES)), on=date(2025, 6, 1))
    then = catalogue(date(2025, 6, 1))
    routing = route(situation.need, situation.known, then, date(2025, 6, 1))
    assert not left_out(routing, "loan-zjtx").expired


def test_a_price_of_a_shared_budget_turns_the_plan_away_from_it() -> None:
    situation = a_situation(a_need(*THREE_USES, capex_total=Decimal(6_000_000)))
    prices = {"loan-haomiao": Decimal("0.5")}
    priced = route(situation.need, situation.known, situation.catalogue, situation.on,
                   Given(budget_prices=prices))  # fmt: skip
    assert "loan-haomiao" in products(routed(situation).plan)
    assert "loan-haomiao" not in products(priced.plan)


def test_firms_routed_at_the_same_time_get_the_plans_they_get_alone() -> None:
    situations = [random_situation(seed) for seed in range(16)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(routed, situations))
    assert together == [routed(each) for each in situations]


def test_the_cash_flows_bring_the_cash_and_take_it_back_with_its_cost() -> None:
    plan = sound().plan
    borrowed = sum(each.amount.high for each in plan.lines if each.gives_cash)
    assert plan.cash_flows[0].month == 0
    assert plan.cash_flows[0].comes_in == borrowed
    assert sum(flow.goes_out for flow in plan.cash_flows) > borrowed
