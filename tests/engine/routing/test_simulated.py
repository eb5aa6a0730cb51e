"""Do 2,000 simulated firms with drawn needs get plans that keep every rule of the handbook?"""

import math
import os
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.facts import facts_of, need_facts
from engine.plan import Line, Plan
from engine.routing.desk import Desk
from engine.routing.plans import plan_of
from engine.routing.situation import Situation
from engine.routing.solve import NODE_LIMIT
from engine.text import Text
from models.population import simulate
from models.population.needs import drawn_need
from tests.engine.routing.cases import ON, catalogue
from tests.engine.routing.rulebook import RULES, Case, broken

FIRMS = int(os.environ.get("ROUTED_FIRMS", "2000"))
SEED = 20_261_122
NAME = Text(zh="推荐方案", en="Recommended plan")


def case_of(number: int, firm: object, true_pd: float) -> Case:
    facts = facts_of(firm, ON)
    need = drawn_need(facts, number, ON)
    points = 600.0 - 50.0 * math.log2(true_pd / (1 - true_pd) * 20)
    own = {"pd": true_pd, "credit_score": points, "innovation_points": 55.0,
           "potential_score": 40.0}  # fmt: skip
    known = {**facts, **need_facts(need), **own}
    situation = Situation(need, known, catalogue(), ON)
    plan = plan_of(Desk(situation, NODE_LIMIT).best, situation, "best", NAME)
    return Case(plan, need, known, catalogue(), ON)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    firms = simulate(FIRMS, SEED, ON)
    return [case_of(number, each.firm, each.true_pd) for number, each in enumerate(firms)]


def test_no_line_of_any_plan_breaks_a_rule(
    cases: list[Case], report_figure: Callable[[str, float | str], None]
) -> None:
    found = [said for case in cases for said in broken(case)]
    report_figure("routing: simulated firms checked against R1-R20", float(len(cases)))
    report_figure("routing: rules broken by their plans", float(len(found)))
    assert found == []


def test_every_rule_of_the_handbook_is_checked() -> None:
    named = Counter(rule.__name__.split("_")[0] for rule in RULES)
    assert {f"r{number}" for number in range(1, 21)} <= set(named)


def test_the_plans_checked_use_every_channel_but_insurance(cases: list[Case]) -> None:
    channels = Counter(line.channel for case in cases for line in case.plan.lines)
    assert min(channels[each] for each in ("invest", "loan", "subsidy", "guarantee")) >= FIRMS / 200
    assert sum(case.plan.covered_amount > 0 for case in cases) > FIRMS / 4


def first_with(cases: list[Case], *channels: str) -> tuple[Case, Line]:
    return next((c, e) for c in cases for e in c.plan.lines if e.channel in channels and e.uses)


def changed(case: Case, line: Line, **fields: object) -> Plan:
    lines = tuple(e.model_copy(update=fields) if e is line else e for e in case.plan.lines)
    return case.plan.model_copy(update={"lines": lines})


@pytest.mark.parametrize("factor", [2, Decimal("1.00003")])
def test_the_checker_finds_an_amount_that_was_changed(cases: list[Case], factor: Decimal) -> None:
    case, line = first_with(cases, "loan")
    high = (line.amount.high * factor).quantize(Decimal("0.01"))
    plan = changed(case, line, amount=line.amount.model_copy(update={"high": high}))
    known = {**case.known, "revenue": float(total_debt(case)) / 0.4}
    assert broken(Case(plan, case.need, known, case.catalogue, case.on))


def total_debt(case: Case) -> Decimal:
    return sum((e.amount.high for e in case.plan.lines if e.channel == "loan"), Decimal(0))


def test_the_checker_finds_money_that_comes_too_late(cases: list[Case]) -> None:
    case, line = first_with(cases, "loan", "invest")
    late = case.need.uses[line.uses[0].use].needed_by.replace(year=2028)
    plan = changed(case, line, expected=late)
    assert any("too late" in said for said in broken(
        Case(plan, case.need, case.known, case.catalogue, case.on)))  # fmt: skip
