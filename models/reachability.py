"""Which products could somebody of a simulated population get, and which nobody?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.catalogue import Catalogue, Finding, Product, Rule
from engine.eligibility.columns import NO, UNKNOWN, YES, Columns, rule_holds, rules_hold, verdicts
from engine.facts import NEED_FACTS, columns_of, facts_of, need_facts
from engine.features import feature_values
from engine.text import Text
from models.population import simulate
from models.population.needs import drawn_need

FIRMS, SEED = 2_000, 20_261_122
_TOLD_EVERY = 100
Told = Callable[[int], None]


@dataclass(frozen=True)
class Reach:
    """How many firms of a population may have `product`, by rules alone."""

    product: str
    yes: int
    unknown: int
    no: int


def drawn_columns(firms: int, seed: int, on: date, told: Told = lambda _: None) -> Columns:
    """Facts, features, needs and true pds of so many simulated firms, one column each.

    Innovation points and our other scores are left unknown. `told` hears how many firms are done.
    """
    facts, needs, pds = [], [], []
    for place, each in enumerate(simulate(firms, seed, on)):
        known = facts_of(each.firm, on)
        facts.append(known)
        needs.append(need_facts(drawn_need(known, place, on)))
        pds.append(each.true_pd)
        if (place + 1) % _TOLD_EVERY == 0:
            told(place + 1)
    columns = columns_of(facts)
    features = {name: np.asarray(values) for name, values in feature_values(columns).items()}
    asked = {fact.name: _column(needs, fact.name) for fact in NEED_FACTS}
    return features | columns | asked | {"pd": np.array(pds)}


def _column(rows: Sequence[Mapping[str, float]], name: str) -> NDArray[np.float64]:
    return np.array([row[name] for row in rows], dtype=np.float64)


def reach_of(catalogue: Catalogue, known: Columns, firms: int) -> tuple[Reach, ...]:
    """Every product that may be counted on that day, in the catalogue's order."""
    return tuple(
        _reach(product, verdicts(product, known, firms, catalogue.on))
        for product in catalogue.products
        if product.is_countable
    )


def _reach(product: Product, found: NDArray[np.int8]) -> Reach:
    counts = [int((found == code).sum()) for code in (YES, UNKNOWN, NO)]
    return Reach(product.id, *counts)


def reach_findings(catalogue: Catalogue, known: Columns, firms: int) -> Iterator[Finding]:
    """Products that nobody gets, products that nobody gets for sure, variants nobody reaches."""
    for each in reach_of(catalogue, known, firms):
        product = catalogue.product(each.product)
        if each.yes + each.unknown == 0:
            yield Finding(product.id, "nobody", *_nobody(product, known, firms))
        elif each.yes == 0:
            said = Text(
                zh=f"{firms}家模拟企业中没有一家确定可办,{each.unknown}家待定",
                en=f"of {firms} simulated firms none gets it for sure, {each.unknown} may",
            )
            yield Finding(product.id, "nobody_for_sure", "eligibility", said)
        yield from _variants(product, known, firms)


def _nobody(product: Product, known: Columns, firms: int) -> tuple[str, Text]:
    """The rule that most firms fail, or that no rule alone is to blame."""
    failed = {
        place: int((rule_holds(rule, known, firms) == NO).sum())
        for place, rule in enumerate(product.rules.all_of)
    }
    worst = max(failed, key=lambda place: failed[place], default=None)
    said = Text(
        zh=f"{firms}家模拟企业中没有一家可办", en=f"nobody of {firms} simulated firms can get it"
    )
    if worst is None or failed[worst] == 0:
        return "eligibility", said
    return f"eligibility.all.{worst}", _blamed(product.rules.all_of[worst], failed[worst], said)


def _blamed(rule: Rule, failed: int, said: Text) -> Text:
    return Text(
        zh=f"{said.zh};{failed}家不符合“{rule.label.zh}”",
        en=f"{said.en}; {failed} fail the rule on {rule.fact}",
    )


def _variants(product: Product, known: Columns, firms: int) -> Iterator[Finding]:
    """Variants that hold for no firm that could have the product, or only behind another."""
    left = rules_hold(product.rules, known, firms) != NO
    for variant in product.variants:
        holds = rules_hold(variant.when, known, firms)
        if not (left & (holds != NO)).any():
            said = Text(
                zh="没有一家模拟企业用到", en=f"no simulated firm of {firms} reaches this variant"
            )
            yield Finding(product.id, "unreachable", f"variants.{variant.id}", said)
        left = left & (holds != YES)
