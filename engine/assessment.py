"""What does the desk say of one firm and its need on one day? The whole story, step by step."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from engine.catalogue import Catalogue
from engine.chain import ChainSegment, Taxonomy, chain_segments
from engine.facts import FACT_BY_NAME, facts_of, need_facts
from engine.facts.definition import NAN
from engine.facts.turning import DatedFacts, turns_of
from engine.features import feature_values
from engine.findings import Finding, findings_of
from engine.firm import Firm, Need
from engine.innovation import InnovationPoints, InnovationTable, innovation_points
from engine.plan import Plan, Unused
from engine.potential import Potential, PotentialScorer, potential_of
from engine.qualifications import QualificationTest, SizeTest, qualification_tests, size_test
from engine.routing import NOTHING_GIVEN, Given, route
from engine.scoring import Score, Scorer, score_firm
from engine.text import Text


@dataclass(frozen=True)
class Scorers:
    """The models in force; without one of potential that number stays unknown."""

    credit: Scorer
    potential: PotentialScorer | None = None


@dataclass(frozen=True)
class Tables:
    """What stands beside firm, need and products; what a table gives is unknown without it.

    `given` holds support already received, answers of providers and the house's policy.
    """

    innovation: InnovationTable | None = None
    ai_chain: Taxonomy | None = None
    given: Given = NOTHING_GIVEN


NO_TABLES = Tables()


class AskNext(BaseModel):
    """A missing fact and how many products wait for it."""

    model_config = ConfigDict(frozen=True)

    fact: str
    label: Text
    products: int


class Assessment(BaseModel):
    """Everything the desk says of a firm and its need.

    Three numbers that are never blended: `score.credit_score`, `innovation_points` (0-100, detail
    in `innovation`) and `potential_score` (0-100, detail in `potential`), the latter two null
    where not computed. `qualification_tests` are ours and stand beside certificates held.
    `near_misses` is empty until they are searched for.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    firm_name: str
    firm_identifier: str
    on: date
    catalogue_hash: str
    score: Score
    innovation_points: float | None
    innovation: InnovationPoints | None
    potential_score: float | None
    potential: Potential | None
    size_class: SizeTest
    chain_segments: tuple[ChainSegment, ...]
    qualification_tests: tuple[QualificationTest, ...]
    data_findings: tuple[Finding, ...]
    plan: Plan
    alternatives: tuple[Plan, ...]
    unused: tuple[Unused, ...]
    near_misses: tuple[Text, ...]
    ask_next: tuple[AskNext, ...]


def assess(
    firm: Firm,
    need: Need,
    on: date,
    scorers: Scorers,
    catalogue: Catalogue,
    tables: Tables = NO_TABLES,
) -> Assessment:
    """The explained score and the best funding mix of `firm` for `need` as known on `on`."""
    facts = facts_of(firm, on)
    features = feature_values(facts)
    score = score_firm(features, scorers.credit, on)
    innovation = innovation_points(facts, tables.innovation, on) if tables.innovation else None
    potential = potential_of(features, scorers.potential, on) if scorers.potential else None
    own = own_numbers(score, innovation, potential)
    known = DatedFacts({**facts, **need_facts(need), **features, **own}, turns_of(firm, on))
    routing = route(need, known, catalogue, on, tables.given)
    return Assessment(
        catalogue_hash=catalogue.hash,
        score=score,
        innovation_points=_total(innovation),
        innovation=innovation,
        potential_score=potential.potential_score if potential else None,
        potential=potential,
        plan=routing.plan,
        alternatives=routing.alternatives,
        unused=routing.unused,
        near_misses=(),
        ask_next=ask_next(routing.unused, known),
        **_standing(firm, facts, tables, on),
    )


def _standing(firm: Firm, facts: dict[str, float], tables: Tables, on: date) -> dict[str, Any]:
    """What the record alone says: who, size, place in the chain, qualifications, contradictions."""
    return {
        "firm_name": firm.name,
        "firm_identifier": firm.identifier,
        "on": on,
        "size_class": size_test(facts),
        "chain_segments": chain_segments(firm, tables.ai_chain, on) if tables.ai_chain else (),
        "qualification_tests": qualification_tests(firm, facts, on),
        "data_findings": findings_of(firm, facts, on),
    }


def explain(firm: Firm, on: date, scorers: Scorers) -> Score:
    """The explained score alone."""
    return score_firm(feature_values(facts_of(firm, on)), scorers.credit, on)


def own_numbers(
    score: Score, innovation: InnovationPoints | None = None, potential: Potential | None = None
) -> dict[str, float]:
    """The engine's own numbers as facts; unknown where a score is referred or not computed."""
    numbers = {
        "pd": score.pd,
        "credit_score": score.credit_score,
        "innovation_points": _total(innovation),
        "potential_score": potential.potential_score if potential else None,
    }
    return {name: NAN if each is None else float(each) for name, each in numbers.items()}


def _total(innovation: InnovationPoints | None) -> float | None:
    return None if innovation is None or innovation.total is None else float(innovation.total)


def ask_next(unused: Sequence[Unused], known: Mapping[str, float]) -> tuple[AskNext, ...]:
    """Facts not known that products wait for, those that most products wait for first."""
    waiting = Counter(
        because.fact
        for product in unused
        if product.verdict == "unknown"
        for because in product.because
        if because.fact in FACT_BY_NAME and math.isnan(known[because.fact])
    )
    ranked = sorted(waiting.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        AskNext(fact=name, label=FACT_BY_NAME[name].label, products=count)
        for name, count in ranked
        if name is not None
    )
