import math
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import Product, Rule, load_catalogue, read_catalogue
from engine.catalogue.vocabulary import WORDS
from engine.eligibility import Eligibility, check, limits_of, ruled_products, terms_for, variant_for
from engine.eligibility.outcomes import verdict_of
from engine.facts import OWN_NUMBERS
from tests.products.example import changed, folder_with

FILES = read_catalogue(Path(__file__).parents[2] / "products")
TODAY = date(2026, 3, 1)
CATALOGUE = FILES.on(TODAY)
PURPOSES = (
    "working_capital", "equipment", "rnd", "compute", "order", "acquisition", "expansion",
)  # fmt: skip

SEED = {
    "in_hangzhou": 1.0, "firm_age_years": 3.0, "last_round": 0.0, "in_group_296x": 1.0,
    "in_group_ecosystem": 0.0, "in_group_future": 0.0, "headcount": 40.0,
    "valuation_latest": math.nan, "need_purpose_rnd": 1.0,
}  # fmt: skip


def on_product(name: str, known: dict[str, float]) -> Eligibility:
    return check(CATALOGUE.product(name), known, TODAY)


def rules_of(product: Product) -> list[Rule]:
    nested = [rule for group in product.rules.any_of for branch in group for rule in branch]
    return [*product.rules.all_of, *nested]


def test_a_young_firm_before_round_a_may_ask_the_seedling_fund() -> None:
    assert on_product("inv-runmiao-fund", SEED).verdict == "yes"


def test_a_firm_too_old_is_refused_with_fact_threshold_distance_and_source() -> None:
    result = on_product("inv-runmiao-fund", SEED | {"firm_age_years": 7.25})
    (outcome,) = result.decisive
    assert result.verdict == "no"
    assert (outcome.fact, outcome.value, outcome.threshold) == ("firm_age_years", 7.25, Decimal(5))
    assert outcome.distance == pytest.approx(2.25)
    assert not outcome.changeable
    assert outcome.source is not None
    assert outcome.source.href == "https://www.bjs.org.cn/cc/462/4212.html"


def test_the_reason_is_said_in_both_languages() -> None:
    (outcome,) = on_product("inv-runmiao-fund", SEED | {"firm_age_years": 7.25}).decisive
    assert outcome.because.zh == "成立年限 7.25 年,要求不超过 5 年"
    assert outcome.because.en == "Firm age: 7.25 years; at most 5 years asked"


def test_a_value_just_beyond_the_threshold_is_not_shown_as_the_threshold() -> None:
    (outcome,) = on_product("inv-runmiao-fund", SEED | {"firm_age_years": 5.001}).decisive
    assert outcome.because.zh.startswith("成立年限 5.001 年")


def test_the_threshold_itself_meets_at_most() -> None:
    assert on_product("inv-runmiao-fund", SEED | {"firm_age_years": 5.0}).verdict == "yes"


@pytest.mark.parametrize("absent", [math.nan, None])
def test_a_missing_fact_is_unknown_and_named(absent: float | None) -> None:
    known = {name: value for name, value in SEED.items() if name != "firm_age_years"}
    if absent is not None:
        known["firm_age_years"] = absent
    result = on_product("inv-runmiao-fund", known)
    assert result.verdict == "unknown"
    assert [outcome.fact for outcome in result.decisive] == ["firm_age_years"]
    assert result.decisive[0].because.zh == "缺少资料:成立年限,要求不超过 5 年"


def test_one_alternative_that_holds_is_enough_and_explains_away_the_others() -> None:
    known = SEED | {"headcount": 300.0, "valuation_latest": 5e7, "firm_age_years": 9.0}
    result = on_product("inv-runmiao-fund", known)
    assert [outcome.fact for outcome in result.decisive] == ["firm_age_years"]


def test_no_alternative_that_holds_is_a_no() -> None:
    result = on_product("inv-runmiao-fund", SEED | {"headcount": 300.0, "valuation_latest": 3e8})
    assert {outcome.fact for outcome in result.decisive} == {"headcount", "valuation_latest"}


def test_a_failed_rule_on_our_own_score_leaves_it_to_the_provider() -> None:
    known = {"in_hangzhou": 1.0, "is_scitech": 1.0, "pd": 0.2, "need_purpose_rnd": 1.0}
    result = on_product("loan-zheke-joint", known)
    assert result.verdict == "unknown"
    assert "由提供方决定" in result.decisive[0].because.zh
    assert "the provider decides" in result.decisive[0].because.en


def test_a_failed_assumed_rule_leaves_it_to_the_provider() -> None:
    result = on_product("ins-cyber", {"industry_division": 26.0})
    assert result.verdict == "unknown"
    assert result.decisive[0].status == "illustrative"


def test_a_verified_public_record_says_no_by_the_platforms_own_policy() -> None:
    known = {"in_hangzhou": 1.0, "holds_HMZ": 1.0, "dishonest_debtor": 1.0}
    result = on_product("sub-hmz-grant", known | {"serious_violation": 0.0})
    assert result.verdict == "no"
    assert result.decisive[0].status == "policy"
    assert result.decisive[0].because.zh == "失信被执行人:是,要求为“否”"


def test_an_expired_product_is_a_no_with_its_last_known_terms() -> None:
    result = on_product("loan-zjtx", {"holds_ZJTX": 1.0})
    assert result.verdict == "no"
    assert "Expired on 2025-12-31; last known terms as of 2024-01-27" in [
        outcome.because.en for outcome in result.decisive
    ]


def test_a_product_not_yet_on_offer_is_a_no() -> None:
    early = date(2025, 6, 1)
    product = FILES.on(early).product("inv-runmiao-fund")
    result = check(product, SEED, early)
    assert result.verdict == "no"
    assert result.decisive[0].because.en == "Known only from 2025-11-18; not on offer on 2025-06-01"


def test_a_product_outside_its_application_window_is_a_no(tmp_path: Path) -> None:
    window = "apply_windows:\n  - {opens: 2026-04-01, closes: 2026-06-30, source: rules, "
    folder = folder_with(tmp_path, changed("purposes:", window + "status: official}\npurposes:"))
    known = {"firm_age_years": 1.0, "tax_grade": 5.0}
    inside, after = date(2026, 6, 30), date(2026, 7, 1)
    verdicts = [
        check(load_catalogue(folder, day).product("loan-example"), known, day).verdict
        for day in (inside, after)
    ]
    assert verdicts == ["yes", "no"]


def test_coupons_already_held_outlive_the_window_in_which_they_were_issued() -> None:
    later = date(2026, 11, 22)
    coupon = FILES.on(later).product("sub-e-coupon-2026")
    clean = {"dishonest_debtor": 0.0, "serious_violation": 0.0}
    known = clean | {"in_hangzhou": 1.0, "recognised_by_municipal_st": 1.0}
    assert coupon.state == "closed_season"
    assert check(coupon, known, later).verdict == "yes"


def test_a_product_not_known_to_be_still_offered_is_unknown_at_best() -> None:
    known = {
        "district": 330110.0, "holds_KXZXQY": 1.0, "dishonest_debtor": 0.0,
        "serious_violation": 0.0, "need_purpose_rnd": 1.0,
    }  # fmt: skip
    result = on_product("loan-kechuang-data", known)
    assert result.verdict == "unknown"
    assert [outcome.fact for outcome in result.decisive] == ["on_offer"]


def test_an_equipment_loan_does_not_fit_a_need_without_equipment() -> None:
    none_asked = {f"need_purpose_{purpose}": 0.0 for purpose in PURPOSES}
    known = none_asked | {"dscr": 2.0, "need_purpose_rnd": 1.0}
    result = on_product("loan-equipment", known)
    assert result.verdict == "no"
    assert result.decisive[0].because.zh == "只用于设备,需求中没有此类用途"


def test_assumed_purposes_leave_it_to_the_provider() -> None:
    none_asked = {f"need_purpose_{purpose}": 0.0 for purpose in PURPOSES}
    result = on_product("inv-runmiao-fund", SEED | none_asked)
    assert result.verdict == "unknown"


# ---- amounts: a rule about an amount caps the line


def test_a_patent_pledge_caps_the_line_at_forty_percent_of_the_value() -> None:
    (limit,) = limits_of(CATALOGUE.product("loan-ip-pledge"), {"patent_value": 5e6})
    assert limit.most_yuan == pytest.approx(2e6)
    assert limit.is_assumed
    assert limit.because.zh == "不超过可质押专利评估价值的四成;上限 200 万元"


def test_receivables_and_orders_add_up_to_one_cap() -> None:
    known = {"order_receivable_amount": 1_000_000.0, "open_order_amount": 2_000_000.0}
    (limit,) = limits_of(CATALOGUE.product("loan-receivable"), known)
    assert limit.most_yuan == pytest.approx(1_600_000)


def test_an_unknown_part_leaves_the_cap_unknown_but_says_what_is_sure() -> None:
    known = {"order_receivable_amount": 1_000_000.0}
    (limit,) = limits_of(CATALOGUE.product("loan-receivable"), known)
    assert math.isnan(limit.most_yuan)
    assert limit.sure_yuan == pytest.approx(800_000)
    assert limit.missing == ("open_order_amount",)


def test_what_is_already_guaranteed_counts_against_the_cap() -> None:
    plan = CATALOGUE.product("gua-tech-special")
    assert limits_of(plan, {"guaranteed_balance": 22e6})[0].most_yuan == pytest.approx(8e6)
    assert limits_of(plan, {"guaranteed_balance": 40e6})[0].most_yuan == 0
    assert limits_of(plan, {})[0].sure_yuan == 0


# ---- variants: numbers that depend on the firm


@pytest.mark.parametrize(
    ("known", "share"),
    [
        ({"holds_XJR": 1.0}, "0.4"),
        ({"holds_HNTE": 1.0}, "0.35"),
        ({"holds_HNTE": 1.0, "national_project": 1.0}, "0.4"),
        ({"holds_KXZXQY": 1.0}, "0.3"),
        ({}, "0.2"),
    ],
)
def test_the_national_fund_bears_more_for_stronger_firms(
    known: dict[str, float], share: str
) -> None:
    terms = terms_for(CATALOGUE.product("gua-tech-special"), known)
    assert terms.value("national_fund_max_share") == Decimal(share)
    assert terms.value("bank_min_share") == Decimal("0.2")


def test_a_small_compute_contract_earns_the_higher_share() -> None:
    voucher = CATALOGUE.product("sub-compute-voucher")
    small = {"size_class": 2.0, "compute_contract_amount": 500_000.0}
    assert terms_for(voucher, small).value("subsidy_max_share") == Decimal("0.5")
    large = small | {"compute_contract_amount": 500_001.0}
    assert terms_for(voucher, large).value("subsidy_max_share") == Decimal("0.3")


def test_a_variant_is_not_given_on_an_unknown_fact() -> None:
    voucher = CATALOGUE.product("sub-compute-voucher")
    assert variant_for(voucher, {"compute_contract_amount": 100_000.0}) is None


# ---- properties over the whole catalogue

RULES = [rule for product in CATALOGUE.products for rule in rules_of(product)]
FACTS = sorted({rule.fact for rule in RULES} | {f"need_purpose_{each}" for each in PURPOSES})


def values_of(fact: str) -> st.SearchStrategy[float]:
    word = WORDS[fact]
    if word.unit == "flag":
        return st.sampled_from([0.0, 1.0])
    if word.unit == "code":
        codes = sorted((word.codes or {"": 63.0}).values())
        return st.sampled_from([*codes, 26.0])
    edges = [float(rule.threshold) for rule in RULES if rule.fact == fact and rule.threshold]
    near = [edge * factor for edge in edges for factor in (0.5, 1.0, 1.5)]
    return st.sampled_from([0.0, *near])


FIRMS = st.fixed_dictionaries({fact: values_of(fact) for fact in FACTS})
HIDDEN = st.sets(st.sampled_from(FACTS))
PRODUCTS = st.sampled_from(CATALOGUE.products)


@given(product=PRODUCTS, firm=FIRMS, hidden=HIDDEN)
def test_more_knowledge_never_turns_a_yes_or_a_no_into_anything_else(
    product: Product, firm: dict[str, float], hidden: set[str]
) -> None:
    part = {fact: value for fact, value in firm.items() if fact not in hidden}
    before = check(product, part, TODAY).verdict
    assert before in ("unknown", check(product, firm, TODAY).verdict)


@given(product=PRODUCTS, firm=FIRMS, hidden=HIDDEN)
def test_unknown_comes_only_from_missing_facts_or_assumptions(
    product: Product, firm: dict[str, float], hidden: set[str]
) -> None:
    known = firm | dict.fromkeys(hidden, math.nan)
    for outcome in check(product, known, TODAY).outcomes:
        if outcome.verdict == "unknown" and outcome.fact not in ("on_offer", "purposes"):
            soft = outcome.status == "illustrative" or outcome.fact in OWN_NUMBERS
            assert outcome.fact in hidden or soft


@given(product=PRODUCTS, firm=FIRMS)
def test_an_assumed_rule_or_our_own_number_never_says_no(
    product: Product, firm: dict[str, float]
) -> None:
    for outcome in check(product, firm, TODAY).outcomes:
        if outcome.status == "illustrative" or outcome.fact in OWN_NUMBERS:
            assert outcome.verdict != "no"


@given(product=PRODUCTS, firm=FIRMS, hidden=HIDDEN)
def test_every_verdict_other_than_yes_is_explained(
    product: Product, firm: dict[str, float], hidden: set[str]
) -> None:
    result = check(product, firm | dict.fromkeys(hidden, math.nan), TODAY)
    assert bool(result.decisive) == (result.verdict != "yes")
    assert all(outcome.because.zh and outcome.because.en for outcome in result.decisive)


@given(product=PRODUCTS, firm=FIRMS)
def test_the_same_firm_gets_the_same_answer(product: Product, firm: dict[str, float]) -> None:
    assert check(product, firm, TODAY) == check(product, dict(reversed(firm.items())), TODAY)


@given(product=PRODUCTS, firm=FIRMS, hidden=HIDDEN)
def test_the_verdict_found_fast_is_the_one_that_the_outcomes_give(
    product: Product, firm: dict[str, float], hidden: set[str]
) -> None:
    result = check(product, firm | dict.fromkeys(hidden, math.nan), TODAY)
    assert result.verdict == verdict_of(result.outcomes)


@given(product=PRODUCTS, firm=FIRMS, hidden=HIDDEN)
def test_the_terms_found_fast_are_those_of_the_first_variant_that_surely_holds(
    product: Product, firm: dict[str, float], hidden: set[str]
) -> None:
    known = firm | dict.fromkeys(hidden, math.nan)
    ruled = CATALOGUE.once(ruled_products)[product.id]
    assert ruled.terms[ruled.place(known)] == terms_for(product, known)


def test_outcomes_are_worked_out_once_when_they_are_read() -> None:
    result = on_product("inv-runmiao-fund", SEED)
    assert "outcomes" not in vars(result)
    assert result.outcomes is result.outcomes
