"""What does the desk say of one firm and its need on one day? The whole story, step by step."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from engine.catalogue import Catalogue
from engine.facts import FACT_BY_NAME, facts_of, need_facts
from engine.facts.definition import NAN
from engine.features import feature_values
from engine.findings import Finding, findings_of
from engine.firm import Firm, Need
from engine.plan import Plan, Unused
from engine.routing import route
from engine.scoring import Score, Scorer, score_firm
from engine.text import Text


@dataclass(frozen=True)
class Scorers:
    """The models in force."""

    credit: Scorer


class AskNext(BaseModel):
    """A missing fact and how many products wait for it."""

    model_config = ConfigDict(frozen=True)

    fact: str
    label: Text
    products: int


class Assessment(BaseModel):
    """Everything the desk says; `innovation_points` and `potential_score` are null until computed.

    The three numbers are never blended. `near_misses` is empty until they are searched for.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    firm_name: str
    firm_identifier: str
    on: date
    catalogue_hash: str
    score: Score
    innovation_points: float | None
    potential_score: float | None
    data_findings: tuple[Finding, ...]
    plan: Plan
    alternatives: tuple[Plan, ...]
    unused: tuple[Unused, ...]
    near_misses: tuple[Text, ...]
    ask_next: tuple[AskNext, ...]


def assess(firm: Firm, need: Need, on: date, scorers: Scorers, catalogue: Catalogue) -> Assessment:
    """The explained score and the best funding mix of `firm` for `need` as known on `on`."""
    facts = facts_of(firm, on)
    features = feature_values(facts)
    score = score_firm(features, scorers.credit, on)
    known = {**facts, **need_facts(need), **features, **own_numbers(score)}
    routing = route(need, known, catalogue, on)
    return Assessment(
        firm_name=firm.name,
        firm_identifier=firm.identifier,
        on=on,
        catalogue_hash=catalogue.hash,
        score=score,
        innovation_points=None,
        potential_score=None,
        data_findings=findings_of(firm, facts, on),
        plan=routing.plan,
        alternatives=routing.alternatives,
        unused=routing.unused,
        near_misses=(),
        ask_next=ask_next(routing.unused, known),
    )


def explain(firm: Firm, on: date, scorers: Scorers) -> Score:
    """The explained score alone."""
    return score_firm(feature_values(facts_of(firm, on)), scorers.credit, on)


def own_numbers(score: Score) -> dict[str, float]:
    """The engine's own numbers as facts; unknown where the score is referred."""
    scored = score.pd is not None and score.credit_score is not None
    return {
        "pd": score.pd if score.pd is not None else NAN,
        "credit_score": float(score.credit_score or 0) if scored else NAN,
        "innovation_points": NAN,
        "potential_score": NAN,
    }


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
