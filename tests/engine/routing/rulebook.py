"""Which of the handbook's rules R1 to R20 does a plan break? Plain Python that knows no program.

It reads the plan as people do, the catalogue's files and the firm's facts, and adds up for itself.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.catalogue import Catalogue, Product
from engine.eligibility import terms_for
from engine.firm import Need
from engine.plan import Line, Plan

FLOW = {"unsecured", "guaranteed_working_capital", "pledge_ip", "pledge_receivable",
        "joint_unsecured", "venture_debt"}  # fmt: skip
EXCLUDED = ("dishonest_debtor", "serious_violation", "abnormal_operation", "major_incident")
CENT, STEP = Decimal("0.01"), Decimal(10_000)


@dataclass(frozen=True)
class Case:
    """A plan with everything it was made from."""

    plan: Plan
    need: Need
    known: Mapping[str, float]
    catalogue: Catalogue
    on: date

    def product(self, line: Line) -> Product:
        return self.catalogue.product(line.product)

    def stated(self, line: Line, key: str) -> Decimal | None:
        return terms_for(self.product(line), self.known).value(key)

    def lines(self, *channels: str) -> list[Line]:
        return [each for each in self.plan.lines if each.channel in channels]

    def host(self, line: Line) -> Line | None:
        return next((each for each in self.plan.lines if each.id == line.attached_to), None)

    def on_same(self, line: Line) -> list[Line]:
        return [e for e in self.plan.lines if e.attached_to == line.attached_to and e is not line]

    def fact(self, name: str) -> float:
        return self.known.get(name, math.nan)


def total(lines: list[Line]) -> Decimal:
    return sum((each.amount.high for each in lines), Decimal(0))


Said = Iterator[str]


def r1_a_guarantee_backs_a_loan_of_its_own_length(case: Case) -> Said:
    for line in case.lines("guarantee"):
        loan = case.host(line)
        if loan is None or loan.channel != "loan":
            yield f"{line.id} backs no loan"
        elif line.amount.high > loan.amount.high or line.tenor_months != loan.tenor_months:
            yield f"{line.id} is more or longer than its loan"


def r2_the_bank_keeps_its_share_of_the_risk(case: Case) -> Said:
    for line in case.lines("guarantee"):
        kept = case.stated(line, "bank_min_share") or Decimal(0)
        covered = min(1 - kept, case.stated(line, "coverage_max_share") or Decimal(1))
        loan = case.host(line)
        if loan is not None and line.amount.high > covered * loan.amount.high + CENT:
            yield f"{line.id} covers more than {covered}"


def r3_guaranteed_balances_keep_to_the_cap_with_affiliates(case: Case) -> Said:
    held = case.fact("guaranteed_balance")
    new = total(case.lines("guarantee"))
    for line in case.lines("guarantee"):
        for limit in case.product(line).limits:
            if limit.total_with == "guaranteed_balance" and limit.max_yuan and not limit.parts:
                already = 0.0 if math.isnan(held) else held
                if float(new) + already > float(limit.max_yuan.value) + 1:
                    yield f"{line.id}: guarantees of the firm come to {new} beside {already}"


def r4_one_national_guarantee_per_loan(case: Case) -> Said:
    for line in case.lines("guarantee"):
        if is_national(case, line) and any(is_national(case, e) for e in case.on_same(line)):
            yield f"{line.id} is not the only national guarantee"


def is_national(case: Case, line: Line) -> bool:
    group = case.product(line).attachments.exclusive_group
    return group is not None and group.name == "national_guarantee"


def interest_subsidies(case: Case) -> list[Line]:
    return [e for e in case.lines("subsidy") if case.product(e).kind == "interest_subsidy"]


def r5_interest_subsidies_follow_interest_that_was_paid(case: Case) -> Said:
    for line in interest_subsidies(case):
        loan = case.host(line)
        if loan is None or loan.channel != "loan" or loan.cost_first_year is None:
            yield f"{line.id} has no interest to follow"
        elif line.amount.high > loan.cost_first_year.high:
            yield f"{line.id} pays more than the interest"
        elif line.expected and loan.expected and line.expected <= loan.expected:
            yield f"{line.id} comes before interest was paid"


def r6_one_central_interest_subsidy_per_loan(case: Case) -> Said:
    central = [e for e in interest_subsidies(case) if e.product.startswith("sub-cn-")]
    for loan, count in Counter(each.attached_to for each in central).items():
        if count > 1:
            yield f"{loan} takes {count} central subsidies"


def r7_coupons_held_pay_a_quarter_of_one_loans_interest(case: Case) -> Said:
    coupons = [e for e in interest_subsidies(case) if "coupon" in e.product]
    if len(coupons) > 1:
        yield "coupons on two loans"
    for line in coupons:
        loan, most = case.host(line), sum(sorted(case.need.coupons, reverse=True)[:3])
        if line.amount.high > most or not loan or not loan.cost_first_year:
            yield f"{line.id} pays more than the coupons held"
        elif line.amount.high * 4 > loan.cost_first_year.high + 1:
            yield f"{line.id} pays more than a quarter"
        if any(e.product == "sub-keyin-interest" for e in case.on_same(line)):
            yield f"{line.id} stands beside the municipal subsidy"


def r8_no_loan_costs_less_than_the_floor(case: Case) -> Said:
    for loan in case.lines("loan"):
        paid_back = [e for e in interest_subsidies(case) if e.attached_to == loan.id]
        if paid_back and loan.cost_first_year and loan.rate_annual:
            yuan_years = loan.cost_first_year.high / loan.rate_annual.high
            if loan.cost_first_year.high - total(paid_back) < yuan_years / 100 - 1:
                yield f"{loan.id} costs less than 1% after subsidies"


def r9_one_of_each_group_for_one_purpose(case: Case) -> Said:
    places = Counter()
    for line in case.plan.lines:
        group = case.product(line).attachments.exclusive_group
        if group is not None:
            places[group.name, line.attached_to if group.scope == "loan" else ""] += 1
    yield from (f"{count} of {place}" for place, count in places.items() if count > 1)


def r10_public_money_leaves_part_of_a_cost_to_the_firm(case: Case) -> Said:
    for fact in {case.product(e).base_fact for e in case.lines("subsidy")} - {None}:
        sharing = [e for e in case.lines("subsidy") if case.product(e).kind == "cost_share"]
        paid = [e for e in sharing if case.product(e).base_fact == fact]
        shares = [case.stated(e, "subsidy_max_share") or Decimal(1) for e in paid]
        most = max([Decimal("0.6"), *shares]) * Decimal(repr(case.fact(fact)))
        if paid and total(paid) > most + 1:
            yield f"public money on {fact} is {total(paid)}"


def r11_what_excludes_each_other_does_not_meet(case: Case) -> Said:
    for line in case.plan.lines:
        excludes = case.product(line).attachments.excludes
        for other in case.on_same(line):
            if excludes and other.product in excludes.products:
                yield f"{line.id} beside {other.id}"


def r12_rnd_grants_lower_the_deduction_that_is_counted(case: Case) -> Said:
    grants = [e for e in case.lines("subsidy") if case.product(e).kind == "cost_share"]
    for line in case.lines("subsidy"):
        product = case.product(line)
        if product.kind == "tax" and product.base_fact and line.amount.low is not None:
            same = total([e for e in grants if case.product(e).base_fact == product.base_fact])
            base = Decimal(repr(case.fact(product.base_fact))) - same
            share = case.stated(line, "tax_deduction_share") or Decimal(0)
            if line.amount.low > max(Decimal(0), base) * share * Decimal("0.25") + 1:
                yield f"{line.id} deducts what grants paid"


def r13_premium_subsidies_pay_at_most_their_share_of_a_premium(case: Case) -> Said:
    for line in case.lines("subsidy"):
        if case.product(line).kind == "premium_subsidy":
            policy, share = case.host(line), case.stated(line, "subsidy_max_share")
            if policy is None or policy.channel != "insurance" or not policy.cost_first_year:
                yield f"{line.id} has no policy"
            elif share and line.amount.high > share * policy.cost_first_year.high + CENT:
                yield f"{line.id} pays more than {share} of the premium"


def r14_money_pays_only_for_what_it_may(case: Case) -> Said:
    for line in case.plan.lines:
        product = case.product(line)
        for cover in line.uses:
            asked = case.need.uses[cover.use]
            if product.purposes and asked.purpose not in product.purposes.values:
                yield f"{line.id} pays for {asked.purpose}"
            if product.kind in FLOW and asked.purpose in ("equipment", "acquisition"):
                yield f"{line.id} is a flow loan for {asked.purpose}"
            if line.expected is None or line.expected > asked.needed_by:
                yield f"{line.id} comes too late"
        own = case.stated(line, "own_funds_min_share")
        project = case.need.capex_total if product.kind == "fixed_asset" else None
        if own and project and line.amount.high > (1 - own) * project:
            yield f"{line.id} leaves less than {own} of own funds"


def r15_one_pledge_secures_one_loan(case: Case) -> Said:
    pledged = Counter(each for line in case.plan.lines for each in case.product(line).collateral)
    yield from (f"{each} pledged {count} times" for each, count in pledged.items() if count > 1)


def r16_the_holder_of_an_option_is_an_investor(case: Case) -> Said:
    for line in case.lines("invest"):
        if case.product(line).basis == "option" and case.product(line).decided_by == "bank":
            yield f"{line.id} would be held by the lender"


def r17_public_shares_stay_a_minority(case: Case) -> Said:
    raised = total([e for e in case.lines("invest") if e.gives_cash])
    value = case.fact("valuation_latest")
    if raised and value > 0 and raised >= Decimal(repr(value)):
        yield "new shares take control"
    accepted = case.need.max_dilution_share
    most = Decimal("0.25") if accepted is None else accepted
    if case.plan.dilution_share.high > most or (raised and not case.need.accepts_equity):
        yield f"dilution {case.plan.dilution_share.high}"


def r18_lines_say_their_place_in_the_assembly(case: Case) -> Said:
    place = {
        "subsidy": {1, 3},
        "insurance": {2, 3},
        "guarantee": {3},
        "loan": {3, 4},
        "invest": {5},
    }
    for line in case.plan.lines:
        host = case.host(line)
        on_policy = line.channel == "subsidy" and host is not None and host.channel == "insurance"
        if line.assembly_step not in ({2} if on_policy else place[line.channel]):
            yield f"{line.id} at step {line.assembly_step}"


def r19_policy_products_are_closed_to_listed_firms(case: Case) -> Said:
    if any(case.fact(each) == 1.0 for each in EXCLUDED):
        policy = [e for e in case.lines("subsidy", "guarantee") if case.product(e).kind != "tax"]
        yield from (f"{each.id} for a listed firm" for each in policy)


def r20_only_what_is_on_offer_that_day(case: Case) -> Said:
    for line in case.plan.lines:
        product = case.product(line)
        if product.state in ("expired", "not_yet"):
            yield f"{line.id} is {product.state}"
        if product.valid_from and product.valid_from > case.on:
            yield f"{line.id} is not on offer yet"
        if product.valid_to and product.valid_to < case.on:
            yield f"{line.id} has expired"


def amounts_add_up_and_keep_to_the_terms(case: Case) -> Said:
    for state in case.plan.uses:
        paid = [c.amount for line in case.plan.lines for c in line.uses if c.use == state.use]
        if not state.covered == sum(paid, Decimal(0)) <= case.need.uses[state.use].amount:
            yield f"use {state.use} is paid {sum(paid, Decimal(0))}"
    for line in case.lines("loan", "invest"):
        low, high = case.stated(line, "amount_min_yuan"), case.stated(line, "amount_max_yuan")
        amount, step = line.amount.high, case.stated(line, "step_yuan") or STEP
        off = line.gives_cash and amount % step
        if off or (low and line.gives_cash and amount < low) or (high and amount > high):
            yield f"{line.id}: amount {amount}"
    yield from caps_per_firm(case)


def caps_per_firm(case: Case) -> Said:
    for name in {each.product for each in case.lines("subsidy")}:
        mine = [each for each in case.lines("subsidy") if each.product == name]
        for key in ("cap_per_firm_year_yuan", "cap_per_firm_yuan"):
            cap = case.stated(mine[0], key)
            if cap is not None and total(mine) > cap:
                yield f"{name}: {total(mine)} in all"


def debts_can_be_carried(case: Case) -> Said:
    loans, revenue = case.lines("loan"), case.fact("revenue")
    held = 0.0 if math.isnan(case.fact("bank_debt")) else case.fact("bank_debt")
    if loans and revenue > 0 and float(total(loans)) + held > 0.4 * revenue + 1:
        yield f"loans of {total(loans)} beside {held} on revenue {revenue}"
    ebitda, tax = case.fact("ebitda"), case.fact("income_tax")
    if loans and ebitda > 0:
        earned = ebitda - (0.0 if math.isnan(tax) else tax)
        paid = case.fact("interest_expense")
        service = sum(float(e.cost_first_year.low) for e in loans if e.cost_first_year) + (
            0.0 if math.isnan(paid) else paid
        )
        if service * 1.2 > max(earned, 0.0) + 12:
            yield f"service {service} on {earned}"
    if loans and ebitda <= 0 and case.fact("runway_months") < 12:
        yield "a loan on a runway under a year"
    raised = case.fact("equity_raised_2y")
    if ebitda <= 0 and not math.isnan(raised) and float(total(loans)) > 0.5 * raised + 1:
        yield f"loans of {total(loans)} on equity {raised}"


RULES: tuple[Callable[[Case], Said], ...] = (
    r1_a_guarantee_backs_a_loan_of_its_own_length,
    r2_the_bank_keeps_its_share_of_the_risk,
    r3_guaranteed_balances_keep_to_the_cap_with_affiliates,
    r4_one_national_guarantee_per_loan,
    r5_interest_subsidies_follow_interest_that_was_paid,
    r6_one_central_interest_subsidy_per_loan,
    r7_coupons_held_pay_a_quarter_of_one_loans_interest,
    r8_no_loan_costs_less_than_the_floor,
    r9_one_of_each_group_for_one_purpose,
    r10_public_money_leaves_part_of_a_cost_to_the_firm,
    r11_what_excludes_each_other_does_not_meet,
    r12_rnd_grants_lower_the_deduction_that_is_counted,
    r13_premium_subsidies_pay_at_most_their_share_of_a_premium,
    r14_money_pays_only_for_what_it_may,
    r15_one_pledge_secures_one_loan,
    r16_the_holder_of_an_option_is_an_investor,
    r17_public_shares_stay_a_minority,
    r18_lines_say_their_place_in_the_assembly,
    r19_policy_products_are_closed_to_listed_firms,
    r20_only_what_is_on_offer_that_day,
    amounts_add_up_and_keep_to_the_terms,
    debts_can_be_carried,
)


def broken(case: Case) -> list[str]:
    """Every rule that the plan breaks, by its name."""
    return [f"{rule.__name__}: {said}" for rule in RULES for said in rule(case)]
