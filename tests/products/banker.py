"""The cases that a banker writes: who gets what on which day, and up to how much."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ruamel.yaml import YAML

from engine.catalogue import Catalogue
from engine.catalogue.vocabulary import WORDS
from engine.eligibility import check, limits_of, terms_for

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


def read_cases(name: str, text: str) -> list[Case]:
    """The cases of one file."""
    file = YAML(typ="safe", pure=True).load(text)
    return [_case(name, file, each) for each in file["cases"]]


def _case(name: str, file: dict[str, Any], each: dict[str, Any]) -> Case:
    if unknown := set(each) - KEYS:
        raise ValueError(f"{name}: {each['name']}: unknown keys {unknown}")
    facts = file["firm"] | each.get("facts", {})
    return Case(
        name=f"{name}: {each['name']}",
        on=each.get("on", file["on"]),
        known={fact: _number(fact, value) for fact, value in facts.items()},
        verdicts=each.get("verdicts", {}),
        limits={key: float(FLAGS.get(most, most)) for key, most in each.get("limits", {}).items()},
        terms=each.get("terms", {}),
    )


def _number(fact: str, value: Any) -> float:
    if value in FLAGS:
        return FLAGS[value]
    codes = WORDS[fact].codes
    return float(codes[value] if codes and value in codes else value)


def expectation(case: Case) -> tuple[object, object, object]:
    """What the banker wrote: verdicts, limits, terms."""
    limits = {name: pytest.approx(most, nan_ok=True) for name, most in case.limits.items()}
    terms = {
        name: {key: Decimal(str(value)) for key, value in wanted.items()}
        for name, wanted in case.terms.items()
    }
    return case.verdicts, limits, terms


def outcome_of(case: Case, catalogue: Catalogue) -> tuple[object, object, object]:
    """What the engine says of the same products."""
    product = catalogue.product
    verdicts = {name: check(product(name), case.known, case.on).verdict for name in case.verdicts}
    limits = {}
    for name in case.limits:
        (limit,) = limits_of(product(name), case.known)
        limits[name] = limit.most_yuan
    terms = {
        name: {key: terms_for(product(name), case.known).value(key) for key in wanted}
        for name, wanted in case.terms.items()
    }
    return verdicts, limits, terms
