import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from engine.catalogue import Catalogue, read_catalogue
from engine.catalogue.vocabulary import WORDS
from engine.eligibility import check, limits_of, terms_for

ROOT = Path(__file__).parents[2]
FILES = read_catalogue(ROOT / "products")
FLAGS = {"yes": 1.0, "no": 0.0, "unknown": math.nan}
KEYS = {"name", "on", "facts", "verdicts", "limits", "terms"}


@dataclass(frozen=True)
class Case:
    """What a banker expects of some products for one firm on one day."""

    name: str
    on: date
    known: dict[str, float]
    verdicts: dict[str, str]
    limits: dict[str, float]
    terms: dict[str, dict[str, float]]


def number(fact: str, value: Any) -> float:
    if value in FLAGS:
        return FLAGS[value]
    codes = WORDS[fact].codes
    return float(codes[value] if codes and value in codes else value)


def read(path: Path) -> list[Case]:
    file = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return [case(path, file, each) for each in file["cases"]]


def case(path: Path, file: dict[str, Any], each: dict[str, Any]) -> Case:
    if unknown := set(each) - KEYS:
        raise ValueError(f"{path.name}: {each['name']}: unknown keys {unknown}")
    facts = file["firm"] | each.get("facts", {})
    return Case(
        name=f"{path.stem}: {each['name']}",
        on=each.get("on", file["on"]),
        known={fact: number(fact, value) for fact, value in facts.items()},
        verdicts=each.get("verdicts", {}),
        limits={
            name: float(FLAGS.get(most, most)) for name, most in each.get("limits", {}).items()
        },
        terms=each.get("terms", {}),
    )


@cache
def catalogue_on(day: date) -> Catalogue:
    return FILES.on(day)


CASES = [case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
         for case in read(path)]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_case_of_a_banker_comes_out_as_written(case: Case) -> None:
    catalogue = catalogue_on(case.on)
    verdicts = {
        name: check(catalogue.product(name), case.known, case.on).verdict for name in case.verdicts
    }
    assert verdicts == case.verdicts
    for name, most in case.limits.items():
        (limit,) = limits_of(catalogue.product(name), case.known)
        assert limit.most_yuan == pytest.approx(most, nan_ok=True), name
    for name, wanted in case.terms.items():
        terms = terms_for(catalogue.product(name), case.known)
        assert {key: terms.value(key) for key in wanted} == {
            key: Decimal(str(value)) for key, value in wanted.items()
        }


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
