"""Does the check find what in a product can never do what it says?"""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import Rule, check_products, read_catalogue
from engine.catalogue.clashes import excludes, implies
from engine.catalogue.vocabulary import WORDS
from engine.eligibility.rules import outcome
from tests.products.example import PRODUCT, folder_with

ON = date(2026, 3, 1)
SOURCED = "source: rules, status: official}"


def dated(value: str) -> str:
    return f"{{2024-01-01: {{value: {value}, {SOURCED}}}"


def found(folder: Path, *extra: str, **products: str) -> set[tuple[str, str]]:
    """Kind and key of what is found in the example with `extra` parts; `products` join it."""
    base = PRODUCT.replace("processing_days", "\n".join((*extra, "processing_days")))
    for name, text in products.items():
        folder_with(folder, text, name)
    files = read_catalogue(folder_with(folder, base))
    return {(f.kind, f.key) for f in check_products(files, ON) if f.product == "loan-example"}


def variant(name: str, fact: str, form: str) -> str:
    return (
        f"  - id: {name}\n    text: {{zh: 甲, en: A}}\n"
        f"    when: {{all: [{{fact: {fact}, {form}}}]}}\n"
        f"    terms: {{amount_max_yuan: {dated('200_000')}}}"
    )


def test_an_alternative_that_contradicts_what_must_hold_is_named(tmp_path: Path) -> None:
    alternatives = (
        f"  any:\n    - {{fact: firm_age_years, at_least: {dated('6')}}}\n"
        f"    - {{fact: in_hangzhou, is_true: {dated('true')}}}"
    )
    assert ("unreachable", "eligibility.any") in found(tmp_path, alternatives)


def test_alternatives_none_of_which_can_hold_are_an_error(tmp_path: Path) -> None:
    alternatives = f"  any:\n    - {{fact: firm_age_years, at_least: {dated('6')}}}"
    assert ("contradictory", "eligibility.any") in found(tmp_path, alternatives)


def test_a_variant_that_no_eligible_firm_can_reach_is_named(tmp_path: Path) -> None:
    old = variant("old", "firm_age_years", f"above: {dated('5')}")
    assert ("unreachable", "variants.old") in found(tmp_path, f"variants:\n{old}")


def test_a_variant_hidden_behind_an_earlier_one_is_named(tmp_path: Path) -> None:
    wide = variant("wide", "firm_age_years", f"at_most: {dated('4')}")
    narrow = variant("narrow", "firm_age_years", f"at_most: {dated('2')}")
    assert ("unreachable", "variants.narrow") in found(tmp_path, f"variants:\n{wide}\n{narrow}")
    assert not found(tmp_path, f"variants:\n{narrow}\n{wide}") & {("unreachable", "variants.wide")}


def test_a_rule_that_says_what_another_says_already_is_redundant(tmp_path: Path) -> None:
    text = PRODUCT.replace(
        "  all:\n", f"  all:\n    - {{fact: firm_age_years, at_most: {dated('9')}}}\n"
    )
    files = read_catalogue(folder_with(tmp_path, text))
    assert ("redundant", "eligibility.all") in {(f.kind, f.key) for f in check_products(files, ON)}


def test_a_group_of_one_excludes_nobody(tmp_path: Path) -> None:
    group = f"attachments:\n  exclusive_group: {dated('{name: alone, scope: loan}')}"
    assert ("lonely", "attachments.exclusive_group") in found(tmp_path, group)


def test_a_group_must_be_per_loan_or_per_firm_in_all_its_products(tmp_path: Path) -> None:
    group = f"attachments:\n  exclusive_group: {dated('{name: two, scope: loan}')}"
    other = PRODUCT.replace("id: loan-example", "id: loan-other").replace(
        "processing_days", group.replace("scope: loan", "scope: firm") + "\nprocessing_days"
    )
    kinds = found(tmp_path, group, **{"loan-other": other})
    assert ("contradictory", "attachments.exclusive_group") in kinds


def test_a_product_that_excludes_what_it_needs_is_an_error(tmp_path: Path) -> None:
    other = PRODUCT.replace("id: loan-example", "id: loan-other")
    parts = (
        f"attachments:\n  requires: [{dated('[loan-other]')}]\n  excludes: {dated('[loan-other]')}"
    )
    kinds = found(tmp_path, parts, **{"loan-other": other})
    assert ("contradictory", "attachments.excludes") in kinds


def test_a_product_that_refers_to_itself_is_an_error(tmp_path: Path) -> None:
    parts = f"attachments:\n  excludes: {dated('[loan-example]')}"
    assert ("contradictory", "attachments") in found(tmp_path, parts)


def test_a_cap_below_the_least_amount_is_an_error(tmp_path: Path) -> None:
    cap = f"limits:\n  - {{text: {{zh: 上限, en: cap}}, max_yuan: {dated('10')}}}"
    least = f"amount_min_yuan: {dated('100')}"
    text = PRODUCT.replace("amount_min_yuan: null", least).replace(
        "processing_days", f"{cap}\nprocessing_days"
    )
    kinds = {
        (f.kind, f.key) for f in check_products(read_catalogue(folder_with(tmp_path, text)), ON)
    }
    assert ("contradictory", "limits.0") in kinds


def test_a_guarantee_for_longer_loans_than_there_are_is_out_of_reach(tmp_path: Path) -> None:
    hang = f"attachments:\n  attaches_to: {dated('{any_bank: true, tenor_min_months: 36}')}"
    text = PRODUCT.replace("tenor_max_months: null", f"tenor_max_months: {dated('12')}")
    text = text.replace("processing_days", f"{hang}\nprocessing_days")
    kinds = {
        (f.kind, f.key) for f in check_products(read_catalogue(folder_with(tmp_path, text)), ON)
    }
    assert ("out_of_reach", "attachments.attaches_to") in kinds


def test_what_hangs_on_a_kind_that_nobody_offers_is_out_of_reach(tmp_path: Path) -> None:
    hang = f"attachments:\n  attaches_to: {dated('{kinds: [acquisition]}')}"
    assert ("out_of_reach", "attachments.attaches_to") in found(tmp_path, hang)


def test_only_errors_are_errors() -> None:
    files = read_catalogue(Path(__file__).parents[2] / "products")
    severities = {each.severity for each in check_products(files, ON)}
    assert severities == {"warning", "note"}


# ---- what the check takes for sure is true of every value

FORMS = ("at_least", "at_most", "above", "below")
BOUNDS = st.builds(
    lambda form, threshold: a_rule("firm_age_years", form, threshold=threshold),
    st.sampled_from(FORMS), st.integers(0, 4),
)  # fmt: skip
GRADES = WORDS["tax_grade"].codes or {}
LISTS = st.builds(
    lambda form, labels: a_rule("tax_grade", form, allowed=tuple(labels),
                                codes=tuple(GRADES[each] for each in labels)),
    st.sampled_from(("one_of", "none_of")), st.sets(st.sampled_from(sorted(GRADES)), min_size=1),
)  # fmt: skip


def a_rule(fact: str, form: str, **parts: object) -> Rule:
    word = WORDS[fact]
    dated_parts = {"since": ON, "source": "s", "status": "official", "label": word.label}
    return Rule.model_validate(
        {**dated_parts, "fact": fact, "form": form, "unit": word.unit, **parts}
    )


@pytest.mark.parametrize(("rules", "values"), [
    (BOUNDS, [n / 2 for n in range(-1, 11)]), (LISTS, sorted(GRADES.values())),
])  # fmt: skip
def test_what_excludes_or_implies_another_rule_does_so_for_every_value(
    rules: st.SearchStrategy[Rule], values: list[float]
) -> None:
    @given(one=rules, other=rules)
    def holds(one: Rule, other: Rule) -> None:
        for value in values:
            first, second = (
                outcome(rule, {rule.fact: value}, {}).verdict == "yes" for rule in (one, other)
            )
            assert not (excludes(one, other) and first and second)
            assert not implies(one, other) or second or not first

    holds()
