"""Is it counted rightly who of a simulated population could get each product?"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from engine.catalogue import read_catalogue
from engine.eligibility import check
from engine.eligibility.columns import Columns, verdicts
from models.reachability import SEED, drawn_columns, reach_findings, reach_of
from tests.products.example import changed, folder_with

ON = date(2026, 6, 30)
FILES = read_catalogue(Path(__file__).parents[2] / "products")
CODES = {"no": 0, "unknown": 1, "yes": 2}
FIRMS = 300


@cache
def population() -> Columns:
    return drawn_columns(FIRMS, SEED, ON)


def found_in(folder: Path) -> dict[tuple[str, str], str]:
    catalogue = read_catalogue(folder).on(ON)
    findings = reach_findings(catalogue, population(), FIRMS)
    return {(each.kind, each.key): each.message.en for each in findings}


@pytest.mark.parametrize("on", [ON, date(2024, 6, 1), date(2028, 1, 1)])
def test_columns_give_every_firm_the_verdict_it_gets_alone(on: date) -> None:
    catalogue, known = FILES.on(on), population()
    for product in catalogue.products:
        together = verdicts(product, known, FIRMS, on)
        for firm in range(0, FIRMS, 7):
            alone = {name: float(column[firm]) for name, column in known.items()}
            assert together[firm] == CODES[check(product, alone, on).verdict], product.id


def test_a_fact_without_a_column_is_unknown_of_all_firms() -> None:
    product = FILES.on(ON).product("sub-hmz-grant")
    assert set(verdicts(product, {}, 5, ON)) == {CODES["unknown"]}


def test_every_product_on_file_can_be_had_by_somebody() -> None:
    catalogue = FILES.on(ON)
    counts = reach_of(catalogue, population(), FIRMS)
    assert len(counts) == sum(each.is_countable for each in catalogue.products)
    assert all(each.yes + each.unknown + each.no == FIRMS for each in counts)
    findings = list(reach_findings(catalogue, population(), FIRMS))
    assert [each for each in findings if each.severity == "error"] == []


def test_2000_firms_are_asked_of_every_product_within_20_seconds(
    report_figure: Callable[[str, float], None],
) -> None:
    start = perf_counter()
    known = drawn_columns(2_000, SEED, ON)
    counts = reach_of(FILES.on(ON), known, 2_000)
    seconds = perf_counter() - start
    report_figure("products: seconds for 2,000 simulated firms x every product", seconds)
    assert min(each.yes + each.unknown for each in counts) > 0
    assert seconds < 20


def test_the_same_population_is_drawn_every_time() -> None:
    again = drawn_columns(20, SEED, ON)
    assert all(np.array_equal(column, population()[name][:20], equal_nan=True)
               for name, column in again.items())  # fmt: skip


def test_a_product_for_firms_of_a_thousand_years_is_for_nobody(tmp_path: Path) -> None:
    text = changed("at_most:", "at_least:").replace("value: 5,", "value: 1000,")
    told = found_in(folder_with(tmp_path, text))
    assert told == {
        ("nobody", "eligibility.all.0"): f"nobody of {FIRMS} simulated firms can get it; {FIRMS}"
        " fail the rule on firm_age_years"
    }


def test_an_assumed_rule_that_nobody_meets_leaves_it_open_for_all(tmp_path: Path) -> None:
    guess = "value: 1000, source: guess, status: illustrative"
    text = changed("at_most:", "at_least:").replace(
        "value: 5, source: rules, status: official", guess
    )
    text += "  guess: {title: 假设, href: null, read_on: 2025-01-01, tier: none, confidence: low}\n"
    assert {kind for kind, _ in found_in(folder_with(tmp_path, text))} == {"nobody_for_sure"}


def test_a_variant_that_no_simulated_firm_reaches_is_named(tmp_path: Path) -> None:
    variant = (
        "variants:\n  - id: ancient\n    text: {zh: 老, en: old}\n    when: {all: [{fact: "
        "headcount, at_least: {2024-01-01: {value: 1e7, source: rules, status: official}}}]}\n"
        "    terms: {amount_max_yuan: {2024-01-01: {value: 1, source: rules, status: official}}}\n"
    )
    told = found_in(folder_with(tmp_path, changed("processing_days", variant + "processing_days")))
    assert ("unreachable", "variants.ancient") in told
