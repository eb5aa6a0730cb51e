"""Do the cases that bankers wrote come out as written, and is every product among them?"""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, read_catalogue
from tests.products.banker import Case, expectation, outcome_of, read_cases

FILES = read_catalogue(Path(__file__).parents[2] / "products")
PATHS = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [case for path in PATHS for case in read_cases(path.stem, path.read_text(encoding="utf-8"))]


@cache
def catalogue_on(day: date) -> Catalogue:
    return FILES.on(day)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_case_of_a_banker_comes_out_as_written(case: Case) -> None:
    assert outcome_of(case, catalogue_on(case.on)) == expectation(case)


def test_every_product_has_a_case_that_gets_it_and_one_that_does_not() -> None:
    told = [(name, verdict) for case in CASES for name, verdict in case.verdicts.items()]
    refused = {name for name, verdict in told if verdict in ("no", "unknown")}
    never_open = {name for name, product in FILES.products.items()
                  if product.status.state == "unknown"}  # fmt: skip
    assert refused == set(FILES.products)
    assert {name for name, verdict in told if verdict == "yes"} == set(FILES.products) - never_open


def test_every_product_with_a_cap_or_variants_has_a_case_of_its_amount_or_terms() -> None:
    capped = {name for name, product in FILES.products.items() if product.limits}
    varied = {name for name, product in FILES.products.items() if product.variants}
    assert capped <= {name for case in CASES for name in case.limits}
    assert varied <= {name for case in CASES for name in case.terms}
