"""Does any line of any plan break a rule? Checked by plain Python that knows no program."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from engine.eligibility import check, limits_of, terms_for
from engine.plan import Line, Plan
from engine.routing.desk import NOBODY, Desk
from engine.routing.plans import plan_of
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text
from tests.engine.routing.cases import catalogue, random_situation

FIRMS = 150
FLOW = {"unsecured", "guaranteed_working_capital", "pledge_ip", "pledge_receivable",
        "joint_unsecured"}  # fmt: skip
Case = tuple[Situation, Plan]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found = []
    for seed in range(FIRMS):
        situation = random_situation(seed)
        desk = Desk(situation, NODE_LIMIT)
        found.append((situation, plan_of(desk.best, situation, "best", Text(zh="好", en="best"))))
    return found


def lines_of(cases: list[Case], *channels: str) -> Iterator[tuple[Situation, Plan, Line]]:
    for situation, plan in cases:
        for line in plan.lines:
            if line.channel in channels:
                yield situation, plan, line


def host_of(plan: Plan, line: Line) -> Line:
    return next(each for each in plan.lines if each.id == line.attached_to)


def test_the_random_firms_get_plans_of_every_channel_but_insurance(
    cases: list[Case], report_figure: Callable[[str, float | str], None]
) -> None:
    channels = Counter(line.channel for _, plan in cases for line in plan.lines)
    report_figure("routing: random firms checked line by line", float(len(cases)))
    assert min(channels[each] for each in ("invest", "loan", "subsidy", "guarantee")) >= 5


def test_coverage_adds_up_and_no_use_is_paid_twice(cases: list[Case]) -> None:
    for situation, plan in cases:
        for state in plan.uses:
            paid = [c.amount for line in plan.lines for c in line.uses if c.use == state.use]
            assert state.covered == sum(paid, Decimal(0)) <= situation.need.uses[state.use].amount
        assert plan.covered_amount + plan.bridge_gap == plan.need_amount


def test_only_cash_in_time_and_for_its_purpose_covers_a_use(cases: list[Case]) -> None:
    for situation, plan in cases:
        for line in plan.lines:
            purposes = catalogue().product(line.product).purposes
            assert line.gives_cash == bool(line.uses)
            assert not line.uses or sum(c.amount for c in line.uses) == line.amount.high
            for cover in line.uses:
                asked = situation.need.uses[cover.use]
                assert line.expected <= asked.needed_by
                assert purposes is None or asked.purpose in purposes.values


def test_flow_loans_never_pay_for_equipment_or_acquisitions(cases: list[Case]) -> None:
    for _, _, line in lines_of(cases, "loan"):
        if catalogue().product(line.product).kind in FLOW:
            assert not {c.purpose for c in line.uses} & {"equipment", "acquisition"}


def test_no_line_is_refused_by_a_rule_or_expired(cases: list[Case]) -> None:
    for situation, plan in cases:
        for line in plan.lines:
            product = catalogue().product(line.product)
            verdict = check(product, situation.known, situation.on).verdict
            assert verdict != "no"
            assert product.is_countable
            assert line.provider_decides or verdict == "yes"


def test_amounts_keep_to_the_products_bounds_and_steps(cases: list[Case]) -> None:
    for situation, _, line in lines_of(cases, "loan", "invest"):
        terms = terms_for(catalogue().product(line.product), situation.known)
        amount, step = line.amount.high, terms.value("step_yuan") or Decimal(10_000)
        assert (terms.value("amount_min_yuan") or 0) <= amount
        assert amount <= (terms.value("amount_max_yuan") or amount)
        assert amount % step == 0 or not line.gives_cash


def test_limits_on_amounts_cap_the_line(cases: list[Case]) -> None:
    for situation, _, line in lines_of(cases, "loan", "invest", "guarantee"):
        for limit in limits_of(catalogue().product(line.product), situation.known):
            if not math.isnan(limit.most_yuan):
                assert float(line.amount.high) <= limit.most_yuan + 0.01


def test_a_guarantee_backs_a_loan_of_the_plan_up_to_its_coverage(cases: list[Case]) -> None:
    for situation, plan, line in lines_of(cases, "guarantee"):
        terms = terms_for(catalogue().product(line.product), situation.known)
        coverage = terms.value("coverage_max_share") or Decimal(1)
        assert line.amount.high <= coverage * host_of(plan, line).amount.high


def test_one_loan_has_one_member_of_each_group(cases: list[Case]) -> None:
    for _, plan in cases:
        groups = Counter(
            (group.name, line.attached_to if group.scope == "loan" else "")
            for line in plan.lines
            if (group := catalogue().product(line.product).attachments.exclusive_group)
        )
        assert max(groups.values(), default=0) <= 1


def test_lines_that_exclude_each_other_do_not_share_a_loan(cases: list[Case]) -> None:
    for _, plan in cases:
        for line in plan.lines:
            excludes = catalogue().product(line.product).attachments.excludes
            banned = set(excludes.products) if excludes else set()
            near = {e.product for e in plan.lines if e.attached_to == line.attached_to}
            assert not banned & near


def test_what_a_line_requires_is_there(cases: list[Case]) -> None:
    for _, plan in cases:
        for line in plan.lines:
            for rule in catalogue().product(line.product).attachments.requires:
                near = {e.product for e in plan.lines if e.attached_to in (line.id, None)}
                assert near & set(rule.any_of)


def test_one_collateral_secures_one_loan(cases: list[Case]) -> None:
    for _, plan in cases:
        pledged = Counter(
            each for line in plan.lines for each in catalogue().product(line.product).collateral
        )
        assert max(pledged.values(), default=0) <= 1


def test_interest_subsidies_never_pay_more_than_the_interest_above_the_floor(
    cases: list[Case],
) -> None:
    for _, plan in cases:
        for loan in (line for line in plan.lines if line.channel == "loan"):
            gains = [e.amount.high for e in plan.lines
                     if e.attached_to == loan.id and e.channel == "subsidy"]  # fmt: skip
            if gains:
                owed = loan.cost_first_year.high / (loan.amount.high * loan.rate_annual.high)
                floor = loan.amount.high * owed * Decimal("0.01")
                assert sum(gains) <= loan.cost_first_year.high - floor + 1


def test_subsidies_keep_to_the_caps_per_firm(cases: list[Case]) -> None:
    for situation, plan in cases:
        totals: Counter[str] = Counter()
        for line in plan.lines:
            if line.channel == "subsidy":
                totals[line.product] += line.amount.high
        for name, total in totals.items():
            terms = terms_for(catalogue().product(name), situation.known)
            for cap in ("cap_per_firm_year_yuan", "cap_per_firm_yuan"):
                assert total <= (terms.value(cap) or total)


def test_coupons_pay_at_most_a_quarter_of_one_loans_interest(cases: list[Case]) -> None:
    seen = 0
    for situation, plan, line in lines_of(cases, "subsidy"):
        if line.product == "sub-e-coupon-2026":
            seen += 1
            assert line.amount.high <= sum(situation.need.coupons)
            assert line.amount.high * 4 <= host_of(plan, line).cost_first_year.high + 1
    assert seen > 0


def test_bank_debt_stays_within_the_share_of_revenue(cases: list[Case]) -> None:
    for situation, plan in cases:
        loans = sum((e.amount.high for e in plan.lines if e.channel == "loan"), Decimal(0))
        revenue, held = situation.known["revenue"], situation.known["bank_debt"]
        if loans and not math.isnan(revenue):
            held = 0.0 if math.isnan(held) else held
            assert float(loans) + held <= 0.4 * revenue + 1


def test_new_interest_is_covered_by_ebitda(cases: list[Case]) -> None:
    for situation, plan in cases:
        known = situation.known
        loans = [e for e in plan.lines if e.channel == "loan"]
        if not loans or not known["ebitda"] > 0:
            continue
        interest = sum(float(e.amount.high * e.rate_annual.low) * 0.8 for e in loans)
        assert interest * 1.2 <= known["ebitda"] + 1


def test_loss_making_firms_borrow_at_most_half_of_the_equity_raised(cases: list[Case]) -> None:
    for situation, plan in cases:
        known = situation.known
        loans = sum((e.amount.high for e in plan.lines if e.channel == "loan"), Decimal(0))
        if known["ebitda"] <= 0 and not math.isnan(known["equity_raised_2y"]):
            assert float(loans) <= 0.5 * known["equity_raised_2y"] + 1


def test_dilution_keeps_to_what_is_accepted(cases: list[Case]) -> None:
    for situation, plan in cases:
        assert situation.need.accepts_equity or plan.dilution_share.high == 0
        accepted = situation.need.max_dilution_share or Decimal("0.25")
        assert plan.dilution_share.low <= plan.dilution_share.high <= accepted


def test_later_claims_are_the_subsidies_and_cover_nothing(cases: list[Case]) -> None:
    for _, plan in cases:
        subsidies = [line.id for line in plan.lines if line.channel == "subsidy"]
        assert sorted(claim.line for claim in plan.later_claims) == sorted(subsidies)
        assert not any(line.uses for line in plan.lines if line.channel == "subsidy")


def test_the_plan_is_never_dearer_than_doing_nothing(cases: list[Case]) -> None:
    for situation, _ in cases:
        desk = Desk(situation, NODE_LIMIT)
        everything = frozenset(each.id for each in desk.choice.offers)
        best = desk.solution(NOBODY, NOBODY)
        nothing = desk.solution(everything, NOBODY)
        assert best.objective <= nothing.objective + 1e-6
