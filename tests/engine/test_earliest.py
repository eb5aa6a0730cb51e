"""From which day would a failing rule hold if nothing but time passed?"""

import math
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue import Rule, read_catalogue
from engine.catalogue.vocabulary import WORDS
from engine.eligibility import RuleOutcome, check, cleared_on, gap_of
from engine.eligibility.rules import outcome
from engine.facts import facts_of
from engine.facts.registers import judicial_facts
from engine.facts.turning import AGEING, DatedFacts, turns_of
from engine.firm import Equity, Firm, Judicial, Qualifications
from engine.reach import FROZEN, MOVABLE, can_change
from engine.routing.exclusions import with_exclusions
from tests.products.example import PRODUCT, changed, folder_with

FILES = read_catalogue(Path(__file__).parents[2] / "products")
ON = date(2026, 3, 1)
PLAN = FILES.on(ON).product("gua-private-invest")
PRIVATE = {
    "size_class": 1.0, "is_private": 1.0, "restricted_product": 0.0, "need_purpose_equipment": 1.0,
}  # fmt: skip
KINDS = ("major_incident", "abnormal_operation", "dishonest_debtor", "serious_violation")
DAYS = st.dates(date(2022, 1, 1), date(2030, 1, 1))


def a_rule(fact: str, form: str, threshold: float | None = None) -> Rule:
    word = WORDS[fact]
    return Rule.model_validate({
        "since": ON, "source": "s", "status": "official", "fact": fact, "form": form,
        "threshold": threshold, "label": word.label, "unit": word.unit,
    })  # fmt: skip


def told(rule: Rule, known: dict[str, float], on: date = ON) -> RuleOutcome:
    return outcome(rule, known, {}, on)


def years(founded: date, on: date) -> float:
    return (on - founded).days / 365.25


def a_firm(**sections: object) -> Firm:
    return Firm.model_validate({"name": "某公司", "external_id": "x", **sections})


def registers(*events: dict[str, object]) -> Judicial:
    return Judicial.model_validate(
        {"observed_on": ON, "source": "registry", "events": tuple(events)}
    )


def known_of(firm: Firm, on: date = ON) -> DatedFacts:
    return DatedFacts(facts_of(firm, on) | PRIVATE, turns_of(firm, on))


@given(founded=st.dates(date(2000, 1, 1), ON), least=st.integers(0, 40).map(lambda n: n / 2))
def test_a_firm_is_old_enough_on_its_earliest_day_and_not_on_the_day_before(
    founded: date, least: float
) -> None:
    rule = a_rule("firm_age_years", "at_least", least)
    found = told(rule, {"firm_age_years": years(founded, ON)})
    assert (found.earliest is None) == (found.verdict == "yes")
    if found.earliest is not None:
        ages = [years(founded, found.earliest - timedelta(days=n)) for n in (0, 1)]
        assert [told(rule, {"firm_age_years": age}).verdict for age in ages] == ["yes", "no"]


def test_a_firm_founded_18_months_ago_is_two_years_old_when_730_days_and_a_half_have_passed() -> (
    None
):
    founded = date(2024, 9, 1)
    known = {"firm_age_years": years(founded, ON)}
    assert told(a_rule("firm_age_years", "at_least", 2), known).earliest == date(2026, 9, 2)


@given(age=st.floats(0, 60), most=st.integers(0, 60))
def test_no_firm_grows_younger(age: float, most: int) -> None:
    assert told(a_rule("firm_age_years", "at_most", most), {"firm_age_years": age}).earliest is None


def test_a_wait_of_a_lifetime_has_no_date() -> None:
    known = {"firm_age_years": 3.0}
    assert told(a_rule("firm_age_years", "at_least", 5_000), known).earliest is None


FORMS = st.sampled_from(["at_least", "at_most", "above", "below"])


@given(value=st.floats(-1e12, 1e12), form=FORMS)
def test_a_distance_is_above_zero_only_where_the_rule_fails(value: float, form: str) -> None:
    found = told(a_rule("revenue", form, 5_000_000), {"revenue": value})
    assert found.distance is not None
    assert (found.distance > 0) <= (found.verdict == "no")
    assert (found.distance < 0) <= (found.verdict == "yes")
    assert abs(found.distance) == pytest.approx(abs(value - 5_000_000))


ENTRIES = st.lists(st.tuples(st.sampled_from(KINDS), DAYS, st.integers(0, 1500)), max_size=3)


@settings(max_examples=40)
@given(entries=ENTRIES)
def test_the_registers_clear_on_the_earliest_day_and_not_before(
    entries: list[tuple[str, date, int]],
) -> None:
    section = registers(*(
        {"kind": kind, "opened_on": day, "closed_on": day + timedelta(days=length)}
        for kind, day, length in entries if day <= ON
    ))  # fmt: skip
    later = [judicial_facts(section, ON + timedelta(days=n)) for n in range(1600)]
    for each in check(PLAN, known_of(a_firm(judicial=section)), ON).outcomes:
        if each.fact in KINDS and each.verdict == "no":
            first = next(n for n, facts in enumerate(later) if facts[each.fact] == 0.0)
            assert each.earliest == ON + timedelta(days=first)


def test_an_entry_without_an_end_has_no_earliest_day() -> None:
    firm = a_firm(judicial=registers({"kind": "serious_violation", "opened_on": date(2025, 1, 1)}))
    found = {each.fact: each for each in check(PLAN, known_of(firm), ON).outcomes}
    assert found["serious_violation"].verdict == "no"
    assert found["serious_violation"].earliest is None


def test_an_entry_that_closes_all_policy_products_says_when_it_no_longer_does() -> None:
    firm = a_firm(judicial=registers({"kind": "major_incident", "opened_on": date(2024, 5, 1)}))
    plan = FILES.on(ON).product("gua-gov-standard")
    known = known_of(firm)
    found = with_exclusions(check(plan, known, ON), plan, known)
    (entry,) = (each for each in found.outcomes if each.fact == "major_incident")
    assert (found.verdict, entry.earliest) == ("no", date(2027, 5, 2))
    assert cleared_on("major_incident", dict(known)) is None


def test_an_incident_three_years_ago_says_when_it_no_longer_counts_in_words() -> None:
    firm = a_firm(judicial=registers({"kind": "major_incident", "opened_on": date(2024, 5, 1)}))
    found = {each.fact: each for each in check(PLAN, known_of(firm), ON).outcomes}
    gap = gap_of(found["major_incident"])
    assert gap is not None
    assert gap.zh == "仅随时间推移,最早 2027-05-02 可满足"
    assert gap.en == "by time alone it holds from 2027-05-02"


def test_a_certificate_whose_term_begins_later_is_held_from_that_day() -> None:
    term = {"code": "HNTE", "valid_from": date(2026, 12, 1), "valid_to": date(2029, 11, 30)}
    section = {"observed_on": ON, "source": "registry", "held": (term,)}
    firm = a_firm(qualifications=Qualifications.model_validate(section))
    known = known_of(firm)
    assert told(a_rule("holds_HNTE", "is_true"), known).earliest == date(2026, 12, 1)
    without_the_record = dict(known)
    assert told(a_rule("holds_HNTE", "is_true"), without_the_record).earliest is None


def test_what_happened_after_the_day_is_not_used() -> None:
    late = {"kind": "major_incident", "opened_on": ON + timedelta(days=30)}
    assert turns_of(a_firm(judicial=registers(late)), ON) == {}
    observed_later = a_firm(judicial=registers({"kind": "penalty", "opened_on": date(2025, 9, 1)}))
    assert turns_of(observed_later, ON - timedelta(days=1)) == {}


def test_money_raised_drops_out_of_two_years_when_its_time_is_up() -> None:
    round_ = {"kind": "angel", "closed_on": date(2024, 6, 1), "amount": Decimal(3_000_000)}
    section = {"observed_on": ON, "source": "self_declared", "rounds": (round_,)}
    firm = a_firm(equity=Equity.model_validate(section))
    (turn,) = turns_of(firm, ON)["equity_raised_2y"]
    assert ((turn.day - date(2024, 6, 1)).days, turn.value) == (731, 0.0)


# ---- when a product is on offer again


def window(folder: Path, on: date) -> date | None:
    product = read_catalogue(folder).on(on).product("loan-example")
    known = {"firm_age_years": 1.0, "tax_grade": 5.0}
    closed = [each for each in check(product, known, on).outcomes if each.fact == "on_offer"]
    return closed[0].earliest if closed else None


def test_a_product_not_yet_known_says_from_when_it_is(tmp_path: Path) -> None:
    assert window(folder_with(tmp_path), date(2023, 5, 1)) == date(2024, 1, 1)


def test_an_expired_product_has_no_date_unless_a_later_period_is_stated(tmp_path: Path) -> None:
    assert window(folder_with(tmp_path), date(2027, 2, 1)) is None
    period = "valid_to: 2026-12-31, source: rules, status: official}"
    later = "\n  - {valid_from: 2027-03-01, valid_to: null, source: rules, status: official}"
    renewed = folder_with(tmp_path, changed(period, period + later))
    assert window(renewed, date(2027, 2, 1)) == date(2027, 3, 1)


def test_a_closed_season_says_when_applications_open(tmp_path: Path) -> None:
    windows = (
        "apply_windows:\n  - {opens: 2026-04-01, closes: 2026-06-30, source: rules, "
        "status: official}\npurposes:"
    )
    folder = folder_with(tmp_path, PRODUCT.replace("purposes:", windows))
    assert window(folder, date(2026, 3, 1)) == date(2026, 4, 1)
    assert window(folder, date(2026, 5, 1)) is None
    assert window(folder, date(2026, 7, 1)) is None


ANY_DAY, ANY_PRODUCT = st.dates(date(2020, 1, 1), date(2040, 1, 1)), sorted(FILES.products)


@given(day=ANY_DAY, product=st.sampled_from(ANY_PRODUCT))
def test_what_is_not_on_offer_is_never_counted_whoever_asks(day: date, product: str) -> None:
    found = FILES.on(day).product(product)
    verdicts = {check(found, known, day).verdict for known in ({}, PRIVATE)}
    if found.state in ("expired", "not_yet"):
        assert verdicts == {"no"}
        assert not found.is_countable
    elif found.state == "unknown":
        assert "yes" not in verdicts


# ---- what a firm can change


def test_every_fact_that_a_rule_reads_is_either_within_reach_or_frozen() -> None:
    rules = [rule for product in FILES.on(ON).products for rule in product.rules.all_of]
    groups = [group for product in FILES.on(ON).products for group in product.rules.any_of]
    rules += [rule for group in groups for branch in group for rule in branch]
    facts = {rule.fact for rule in rules} | {"on_offer", "purposes"}
    assert facts <= set(MOVABLE) | FROZEN
    assert not {"firm_age_years", "district", "last_round", "headcount"} & set(MOVABLE)


@pytest.mark.parametrize(
    ("fact", "direction", "reachable"),
    [
        ("ip_class1", "up", True),
        ("holds_HNTE", "up", True),
        ("holds_HNTE", "down", False),
        ("abnormal_operation", "down", True),
        ("top1_buyer_share", "down", True),
        ("firm_age_years", "up", False),
        ("major_incident", "down", False),
        ("is_scitech", "up", True),
        ("shoe_size", "either", False),
    ],
)
def test_a_firm_moves_some_facts_one_way_only(fact: str, direction: str, reachable: bool) -> None:
    assert can_change(fact, direction) is reachable  # type: ignore[arg-type]


def test_facts_that_age_are_frozen_for_the_firm() -> None:
    assert AGEING <= FROZEN


def test_a_gap_is_silent_where_the_rule_holds_or_the_fact_is_unknown() -> None:
    rule = a_rule("revenue", "at_least", 100)
    assert gap_of(told(rule, {"revenue": 200.0})) is None
    assert gap_of(told(rule, {"revenue": math.nan})) is None
    short = gap_of(told(rule, {"revenue": 40.0}))
    assert short is not None
    assert short.zh == "还差 60 元;企业可以改变"
    assert short.en == "CNY 60 short; the firm can change it"
