"""Does our own search prove what a general solver finds, and hardly ever leave it the work?"""

import hashlib
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from engine.routing.mix import Asked, reduced, stands_apart
from engine.routing.offer import Ceiling, Choice
from engine.routing.offers import choice_of, readies
from engine.routing.program import program_of
from engine.routing.search import UnsuitedError, marks, prepared, simplex
from engine.routing.search.kernels import MARK
from engine.routing.solve import solve
from tests.engine.routing.cases import random_situation
from tests.engine.routing.test_optimum import (
    PRICES,
    TEXT,
    hard_choice,
    random_cash,
    small_choices,
    yuan,
)

FILLINGS, FIRMS = 300, 40


def filling(seed: int) -> np.ndarray:
    """Lines with a most each, under a few ceilings that most of them weigh on: a table to solve."""
    rng = np.random.default_rng(seed)
    lines, ceilings = int(rng.integers(2, 9)), int(rng.integers(1, 6))
    table = np.zeros((ceilings + lines + 1, lines + 1))
    table[:ceilings, :lines] = rng.random((ceilings, lines)) * (rng.random((ceilings, lines)) < 0.8)
    table[ceilings:-1, :lines] = np.eye(lines)
    table[:-1, lines] = np.round(rng.random(ceilings + lines) * 1000, 1)
    table[-1, :lines] = rng.random(lines) * 0.3 - 1
    return table


@pytest.fixture(scope="module")
def fillings() -> list[tuple[float, float, int]]:
    """Our least, that of SciPy, and how many ceilings bind at it, for every filling."""
    found = []
    for table in map(filling, range(FILLINGS)):
        lines = table.shape[1] - 1
        theirs = linprog(table[-1, :-1], A_ub=table[:-1, :-1], b_ub=table[:-1, -1], method="highs")
        binding = int((theirs.slack[:-lines] < 1e-7).sum())
        simplex.lowest(table)
        found.append((-table[-1, -1], theirs.fun, binding))
    return found


def test_amounts_are_those_of_a_general_linear_program(fillings: list) -> None:
    assert max(abs(ours - theirs) for ours, theirs, _ in fillings) <= 1e-9 * 1000


def test_in_many_of_the_fillings_several_ceilings_bind_at_once(fillings: list) -> None:
    assert sum(binding > 1 for *_, binding in fillings) > FILLINGS / 4


def crowded(seed: int) -> Choice:
    """Loans that together break three ceilings, two of them shared by all, one pledge and fees."""
    rng = np.random.default_rng(seed)
    uses = tuple(yuan(rng, 100, 900) for _ in range(3))
    cash = [random_cash(rng, f"c{at}", 3) for at in range(5)]
    free = [replace(each, requires=(), least=each.least / 4) for each in cash]
    ceilings = (
        Ceiling("debt", TEXT, yuan(rng, 300, 900)),
        Ceiling("service", TEXT, yuan(rng, 10, 90)),
        Ceiling("flow", TEXT, yuan(rng, 50, 300), uses=frozenset({0, 1})),
    )
    return Choice(tuple(free), uses, ceilings)


def same(choice: Choice, forced: frozenset[str] = frozenset()) -> bool:
    ours = Asked(choice, PRICES).best(forced=forced)
    theirs = solve(program_of(choice, PRICES, forced=forced))
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(ours.objective - theirs.objective) <= 1e-6 * float(sum(choice.uses))


@pytest.mark.parametrize("seed", range(40))
def test_with_several_ceilings_binding_the_best_mix_is_that_of_the_solver(seed: int) -> None:
    assert same(crowded(seed))


@pytest.mark.parametrize("seed", range(8))
def test_among_sixteen_loans_the_best_mix_is_that_of_the_solver(seed: int) -> None:
    assert same(hard_choice(seed))


def test_whatever_single_line_is_demanded_the_best_mix_is_that_of_the_solver() -> None:
    for choice in itertools.islice(small_choices(), 40):
        assert all(same(choice, frozenset({each.id})) for each in choice.offers)


def test_of_the_questions_about_simulated_firms_hardly_any_is_left_to_the_general_solver(
    report_figure: Callable[[str, float | str], None],
) -> None:
    left, asked = 0, 0
    for seed in range(FIRMS):
        choice, prices = core(seed), random_situation(seed).policy.prices
        for forced in (frozenset[str](), *(frozenset({each.id}) for each in choice.offers)):
            asked += 1
            try:
                prepared(reduced(choice, prices, forced), prices, forced).best(forced=forced)
            except UnsuitedError:
                left += 1
    report_figure("routing: share of questions left to the general solver", left / asked)
    assert left <= asked / 200


def core(seed: int) -> Choice:
    """What a random firm may choose of, without claims that are decided by themselves."""
    situation = random_situation(seed)
    choice = choice_of(readies(situation), situation)
    kept = tuple(each for each in choice.offers if not stands_apart(each, choice))
    return replace(choice, offers=kept, order=choice.ranks)


def test_loops_kept_compiled_are_those_of_the_files_as_they_are_now() -> None:
    sources = b"".join(Path(str(each.__file__)).read_bytes() for each in (simplex, marks))
    assert hashlib.sha256(sources).hexdigest()[:12] == MARK, "write the new mark in kernels"


def test_mixes_asked_for_at_the_same_time_are_those_asked_for_in_turn() -> None:
    asked = [Asked(crowded(seed), PRICES) for seed in range(20)] * 4
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda each: each.best(), asked))
    assert at_once == [Asked(each.choice, PRICES).best() for each in asked]


@pytest.mark.parametrize("seed", range(8))
def test_one_choice_asked_again_with_bans_is_as_if_the_banned_were_not_there(seed: int) -> None:
    choice = crowded(seed)
    asked, name = Asked(choice, PRICES), choice.offers[0].id
    rest = tuple(each for each in choice.offers if each.id != name)
    anew = Asked(replace(choice, offers=rest, order=choice.ranks), PRICES)
    assert asked.best() is not None
    assert asked.best(frozenset({name})).objective == pytest.approx(anew.best().objective, abs=1e-6)
