"""Is one firm planned faster than a general solver solves the plain model of the whole catalogue?

The peer is `scipy.optimize.milp` (HiGHS) on the unreduced model: every product of the catalogue
with all its columns, those that the rules exclude held at zero. Firms are simulated with drawn
needs; hard ones break most ceilings if taken all they may. Optima are compared in the same run.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from engine.assessment import Scorers, assess
from engine.catalogue import Catalogue, read_catalogue
from engine.facts import facts_of, need_facts
from engine.firm import Firm, Need
from engine.routing import Given
from engine.routing.desk import NOBODY, Desk
from engine.routing.offer import Choice
from engine.routing.offers import choice_of, readies
from engine.routing.program import Program, program_of
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT, solve
from models.population import simulate
from models.population.needs import drawn_need
from tests.bench.measure import MICROSECONDS, Ratio

ON = date(2026, 6, 30)
FOLDER = Path(__file__).parents[2] / "products"
DRAWN, CASES, ROUNDS = 400, 40, 3
SEED = 11
CLOSE = 1e-6


@dataclass(frozen=True)
class Case:
    """One firm with its need, and what both sides are given."""

    firm: Firm
    need: Need
    situation: Situation
    unreduced: Program

    @property
    def need_yuan(self) -> float:
        return float(sum(use.amount for use in self.need.uses))


def routing_ratios(scorers: Scorers | None = None) -> Iterator[Ratio]:
    """Ordinary and hard firms: the best plan and, given scorers, the whole assessment."""
    catalogue = read_catalogue(FOLDER).on(ON)
    ordinary, hard = _cases(catalogue)
    peer = "HiGHS on the unreduced model"
    for name, cases in (("drawn firms", ordinary), ("hard firms", hard)):
        _same_optimum(cases)
        yield _compared(f"best plan of {name}, eligibility and prices included / {peer}", cases,
                        _planned, 1.0)  # fmt: skip
        if scorers is not None:
            whole = _assessed(scorers, catalogue)
            yield _compared(f"whole assessment of {name} / {peer}", cases, whole, 10.0)


def _cases(catalogue: Catalogue) -> tuple[list[Case], list[Case]]:
    """Firms as drawn, and those whose need the limits leave uncovered in the largest part."""
    cases = [
        _case(each.firm, each.true_pd, number, catalogue)
        for number, each in enumerate(simulate(DRAWN, SEED, ON))
    ]
    active = [case for case in cases if any(o.role == "cash" for o in _choice(case).offers)]
    binding = sorted(active, key=_pressure, reverse=True)
    return active[:CASES], binding[:CASES]


def _choice(case: Case) -> Choice:
    return choice_of(readies(case.situation), case.situation)


def _pressure(case: Case) -> tuple[int, int]:
    """How many ceilings of the firm its own offers could break, and how many offers there are."""
    choice, most = _choice(case), 0
    for ceiling in choice.ceilings:
        asked = sum(o.weights.get(ceiling.id, 0) * o.most for o in choice.offers)
        most += asked > ceiling.most
    return most, len(choice.offers)


def _case(firm: Firm, pd: float, number: int, catalogue: Catalogue) -> Case:
    facts = facts_of(firm, ON)
    need = drawn_need(facts, number, ON)
    own = {"pd": pd, "credit_score": 600.0, "innovation_points": 55.0, "potential_score": 40.0}
    situation = Situation(need, {**facts, **need_facts(need), **own}, catalogue, ON)
    return Case(firm, need, situation, _unreduced(situation))


def _unreduced(situation: Situation) -> Program:
    """All products as offers with all their columns; what the rules exclude is held at zero."""
    own = choice_of(readies(situation), situation)
    everything = frozenset(each.id for each in situation.catalogue.products)
    open_to_all = replace(situation, given=Given(assumed=everything))
    allowed = {each.id: each for each in own.offers}
    whole = choice_of(readies(open_to_all), open_to_all)
    names = {each.id for each in whole.offers}
    offers = (
        *(allowed.get(each.id, each) for each in whole.offers),
        *(each for each in own.offers if each.id not in names),
    )
    last = {each.id: len(own.offers) for each in offers}
    choice = replace(own, offers=offers, order={**last, **own.ranks})
    program = program_of(choice, situation.policy.prices)
    closed = np.array([c[0] != "unmet" and c[1] not in allowed for c in program.columns])
    return replace(program, upper=np.where(closed, 0.0, program.upper))


def _same_optimum(cases: Sequence[Case]) -> None:
    for case in cases:
        ours = Desk(case.situation, NODE_LIMIT).solution(NOBODY, NOBODY)
        theirs = solve(case.unreduced)
        if ours is None or theirs is None:
            raise ValueError("a firm without any mix")
        if abs(ours.objective - theirs.objective) > CLOSE * case.need_yuan:
            raise ValueError(f"optima differ: {ours.objective} and {theirs.objective}")


def _planned(case: Case) -> object:
    return Desk(case.situation, NODE_LIMIT).best


def _assessed(scorers: Scorers, catalogue: Catalogue) -> Callable[[Case], object]:
    return lambda case: assess(case.firm, case.need, ON, scorers, catalogue)


def _compared(
    name: str, cases: Sequence[Case], ours: Callable[[Case], object], goal: float
) -> Ratio:
    """The median over firms of our time over the peer's, taken turn by turn."""
    mine, theirs, ratios = [], [], []
    for case in cases:
        rounds = [
            (_seconds(partial(ours, case)), _seconds(partial(solve, case.unreduced)))
            for _ in range(ROUNDS)
        ]
        a, b = (statistics.median(column) for column in zip(*rounds, strict=True))
        mine.append(a)
        theirs.append(b)
        ratios.append(a / b)
    worst = statistics.quantiles(ratios, n=20)[-1]
    return Ratio(
        f"{name} ({len(cases)} firms; 95th percentile of the ratio {worst:.1f})",
        statistics.median(mine) * 1e6, statistics.median(theirs) * 1e6,
        statistics.median(ratios), MICROSECONDS, goal,
    )  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
