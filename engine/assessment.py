"""What does the desk say of one firm and its need on one day? The whole story, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

from engine.catalogue import Catalogue
from engine.chain import ChainSegment, Taxonomy, chain_segments
from engine.facts import facts_of, need_facts
from engine.facts.definition import NAN
from engine.facts.turning import DatedFacts, Turns, turns_of
from engine.features import feature_values
from engine.findings import Finding, findings_of
from engine.firm import Firm, Need
from engine.innovation import InnovationPoints, InnovationTable, innovation_points
from engine.plan import Plan, Unused
from engine.potential import Potential, PotentialScorer, bare_potential, potential_of
from engine.prospects import AskNext, NearMiss, Today, ask_next, near_misses, waiting_for
from engine.qualifications import QualificationTest, SizeTest, qualification_tests, size_test
from engine.routing import NOTHING_GIVEN, Given, Outlook, Routing, route
from engine.scoring import Score, Scorer, bare_score, score_firm
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
_OWN = ("pd", "credit_score", "innovation_points", "potential_score")


class Assessment(BaseModel):
    """Everything the desk says of a firm and its need.

    Three numbers that are never blended: `score.credit_score`, `innovation_points` (0-100, detail
    in `innovation`) and `potential_score` (0-100, detail in `potential`), the latter two null
    where not computed. `qualification_tests` are ours and stand beside certificates held.
    `few_alternatives` says why where they are fewer than three.
    `near_misses` are verified by solving again with the facts changed; `ask_next` are missing
    facts, those that block most money first.
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
    few_alternatives: Text | None = None
    unused: tuple[Unused, ...]
    near_misses: tuple[NearMiss, ...]
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
    numbers = numbers_of(facts, on, scorers, tables)
    question = _Question(firm, need, on, scorers, catalogue, tables)
    known = question.known(facts, numbers)
    routing = route(need, known, catalogue, on, tables.given)
    return Assessment(
        catalogue_hash=catalogue.hash,
        **_told(numbers),
        plan=routing.plan,
        alternatives=routing.alternatives,
        few_alternatives=routing.few_alternatives,
        unused=routing.unused,
        **_prospects(routing, known, question),
        **_standing(firm, facts, tables, on),
    )


@dataclass(frozen=True)
class Numbers:
    """The three numbers with their detail, and the features two of them read."""

    features: Mapping[str, float]
    score: Score
    innovation: InnovationPoints | None
    potential: Potential | None


def numbers_of(facts: Mapping[str, float], on: date, scorers: Scorers, tables: Tables) -> Numbers:
    """Score, innovation points and potential of a firm with these facts."""
    features = feature_values(facts)
    return Numbers(
        features,
        score_firm(features, scorers.credit, on),
        innovation_points(facts, tables.innovation, on) if tables.innovation else None,
        potential_of(features, scorers.potential, on) if scorers.potential else None,
    )


def _told(numbers: Numbers) -> dict[str, Any]:
    potential = numbers.potential
    return {
        "score": numbers.score,
        "innovation_points": _total(numbers.innovation),
        "innovation": numbers.innovation,
        "potential_score": potential.potential_score if potential else None,
        "potential": potential,
    }


@dataclass(frozen=True)
class _Question:
    """What is asked, to be asked again with other facts or with answers supposed."""

    firm: Firm
    need: Need
    on: date
    scorers: Scorers
    catalogue: Catalogue
    tables: Tables

    def known(self, facts: Mapping[str, float], numbers: Numbers) -> DatedFacts:
        """All that rules may read: facts, the need, features, own numbers, and when they turn."""
        own = own_numbers(numbers.score, numbers.innovation, numbers.potential)
        return self._dated(facts, numbers.features, own)

    def _dated(
        self, facts: Mapping[str, float], features: Mapping[str, float], own: Mapping[str, float]
    ) -> DatedFacts:
        all_known = {**facts, **self._need_facts, **features, **own}
        return DatedFacts(all_known, self._turns)

    @cached_property
    def _need_facts(self) -> Mapping[str, float]:
        return need_facts(self.need)

    @cached_property
    def _turns(self) -> Turns:
        return turns_of(self.firm, self.on)

    def known_with(self, facts: Mapping[str, float]) -> DatedFacts:
        """All that rules may read of the firm if these were its facts."""
        features = feature_values(facts)
        own = _bare_numbers(facts, features, self.on, self.scorers, self.tables)
        return self._dated(facts, features, own)


def _prospects(routing: Routing, known: DatedFacts, question: _Question) -> dict[str, Any]:
    """What other facts, or missing ones, would bring."""
    verdicts = routing.eligibility
    policy = question.tables.given.policy
    today = Today(known, verdicts, question.catalogue, policy, routing.outlook)
    open_facts = {name: each.open_facts for name, each in verdicts.items()}
    waiting = waiting_for(routing.unused, routing.plan.lines, open_facts)

    def with_facts(other: Mapping[str, float]) -> Outlook:
        return routing.knowing(question.known_with(other))

    return {
        "near_misses": near_misses(today, with_facts),
        "ask_next": ask_next(waiting, today, routing.assuming, routing.usable),
    }


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


def _bare_numbers(
    facts: Mapping[str, float],
    features: dict[str, float],
    on: date,
    scorers: Scorers,
    tables: Tables,
) -> dict[str, float]:
    """The same as `own_numbers` of `numbers_of`, without explaining them."""
    table, model = tables.innovation, scorers.potential
    bare = bare_score(features, scorers.credit)
    return _as_facts(
        None if bare is None else bare.pd,
        None if bare is None else bare.credit_score,
        _total(innovation_points(facts, table, on) if table else None),
        bare_potential(features, model) if model else None,
    )


def own_numbers(
    score: Score, innovation: InnovationPoints | None = None, potential: Potential | None = None
) -> dict[str, float]:
    """The engine's own numbers as facts; unknown where a score is referred or not computed."""
    likely = potential.potential_score if potential else None
    return _as_facts(score.pd, score.credit_score, _total(innovation), likely)


def _as_facts(*numbers: float | None) -> dict[str, float]:
    known = (NAN if each is None else float(each) for each in numbers)
    return dict(zip(_OWN, known, strict=True))


def _total(innovation: InnovationPoints | None) -> float | None:
    return None if innovation is None or innovation.total is None else float(innovation.total)
