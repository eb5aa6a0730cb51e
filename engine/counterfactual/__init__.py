"""What is the smallest change of facts with which the model would give a wanted grade?

For officers and risk teams. It says what the model would give and never what a firm should do.
"""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engine.actions import ACTION_BY_FACT, ACTIONS, Action
from engine.counterfactual.levers import Lever, if_known, levers_of
from engine.counterfactual.result import (
    Counterfactual,
    FactChange,
    FactMoved,
    Status,
    Way,
    change_of,
    status_sentence,
    way_sentence,
)
from engine.counterfactual.search import Point, Scorings, Search, SpentError, best_first
from engine.counterfactual.wanted import UPPER_PD, Wanted
from engine.counterfactual.world import Facts, changed_facts
from engine.errors import CounterfactualError
from engine.facts import FACT_BY_NAME
from engine.features import FEATURE_BY_NAME, feature_values
from engine.scoring import Score, Scorer, score_firm

__all__ = [
    "ACTIONS",
    "ACTION_BY_FACT",
    "Action",
    "Counterfactual",
    "FactChange",
    "FactMoved",
    "Wanted",
    "Way",
    "changed_facts",
    "counterfactual",
]
MOST_ALTERNATIVES = 3
_MOST_REFUSED = 2_000  # points that suffice by the numbers but would be referred to a person
_DAYS_PER_MONTH = 30.4375


def counterfactual(facts: Facts, scorer: Scorer, on: date, wanted: Wanted) -> Counterfactual:
    """The least effort in facts with which `scorer` would give `wanted.grade` on `on`.

    `facts` are all facts of one firm, as `facts_of` gives them. Changes start on `on`; one that
    needs longer than until `wanted.by` is left out. Everything that is not changed stays as known
    on `on`, ages and history included.

    Raises:
        CounterfactualError: the scorer reads features of its own, or a fact of `if_known` is known.
    """
    _check(facts, scorer, wanted)
    today = score_firm(feature_values(facts), scorer, on)
    if today.status == "refer" and not wanted.if_known:
        return _answer(today, wanted, "referred")
    if today.pd is not None and today.pd < UPPER_PD[wanted.grade]:
        return _answer(today, wanted, "already_reached")
    return _Desk(facts, scorer, wanted, today).answer()


def _check(facts: Facts, scorer: Scorer, wanted: Wanted) -> None:
    if any(name not in FEATURE_BY_NAME for name in scorer.feature_names):
        raise CounterfactualError("the model must read the house's features, made of facts")
    for name in wanted.if_known:
        if not math.isnan(facts[name]):
            raise CounterfactualError(f"{name}: 已知,不是缺失项 / is known, not missing")


@dataclass
class _Desk:
    """One question while it is being answered."""

    facts: Facts
    scorer: Scorer
    wanted: Wanted
    today: Score

    def __post_init__(self) -> None:
        levers = (
            *(if_known(name, value) for name, value in self.wanted.if_known.items()),
            *levers_of(self.facts, self._months_left(), self.wanted.frozen),
        )
        self.levers = tuple(each for each in levers if self._counts(each))
        self.scorings = Scorings(self.facts, self.levers, self.scorer, self.wanted.most_scorings)
        self.ways: dict[Point, Way] = {}
        self.refused = 0

    def answer(self) -> Counterfactual:
        upper = UPPER_PD[self.wanted.grade]
        search = Search(self.scorings, math.log(upper / (1.0 - upper)))
        is_proven = False
        with suppress(SpentError):
            for points in search.candidates(self.wanted.most_changes):
                for point in points:
                    if self._verified(point):
                        search.keep(point)
                        break
            is_proven = True
        ranked = best_first(search.found, [each.fact for each in self.levers])
        ways = tuple(self.ways[point] for point in ranked)[: 1 + MOST_ALTERNATIVES]
        if not ways:
            status: Status = "referred" if self.today.status == "refer" else "none_within_limits"
            return _answer(self.today, self.wanted, status, self.scorings.count, is_proven)
        return _answer(self.today, self.wanted, "reached", self.scorings.count, is_proven, ways)

    def _months_left(self) -> float:
        if self.wanted.by is None:
            return math.inf
        return (self.wanted.by - self.today.on).days / _DAYS_PER_MONTH

    def _counts(self, lever: Lever) -> bool:
        """Whether it moves a fact that the model reads, and none that is frozen."""
        last = changed_facts(self.facts, {lever: float(lever.values[-1])})
        moved = {name for name, value in last.items() if not _same(value, self.facts[name])}
        return bool(moved & self._read) and not moved & self.wanted.frozen

    @cached_property
    def _read(self) -> frozenset[str]:
        used = zip(self.scorer.feature_names, self.scorer.weights, strict=True)
        inputs = (FEATURE_BY_NAME[name].inputs for name, weight in used if weight > 0)
        return frozenset().union(*inputs)

    def _broken(self, changed: Facts) -> bool:
        return any(not _same(changed[name], self.facts[name]) for name in self.wanted.frozen
                   if name in self.facts)  # fmt: skip

    def _verified(self, point: Point) -> bool:
        """Score the changed facts as any other firm's; only what then has the grade counts."""
        levers = [self.levers[each] for each in point.combo]
        values = [float(each.values[rung - 1])
                  for each, rung in zip(levers, point.rungs, strict=True)]  # fmt: skip
        changes = dict(zip(levers, values, strict=True))
        changed = changed_facts(self.facts, changes)
        self.scorings.spend(1)
        score = score_firm(feature_values(changed), self.scorer, self.today.on)
        if score.pd is None or score.pd >= UPPER_PD[self.wanted.grade] or self._broken(changed):
            self.refused += 1
            if self.refused > _MOST_REFUSED:
                raise SpentError
            return False
        self.ways[point] = _way(point, changes, self.facts, changed, (self.today, score))
        return True


def _way(
    point: Point, changes: Mapping[Lever, float], facts: Facts, changed: Facts,
    scores: tuple[Score, Score],
) -> Way:  # fmt: skip
    before, after = scores
    if after.unclipped_score is None or after.credit_score is None or after.grade is None:
        raise CounterfactualError("only a scored firm has a way")
    gained = after.unclipped_score - (before.unclipped_score or after.unclipped_score)
    told = [change_of(lever, value) for lever, value in changes.items()]
    return Way(
        changes=tuple(sorted(told, key=lambda each: each.fact)),
        follows=_follows(facts, changed, {each.fact for each in changes}),
        effort=point.effort,
        months=point.months,
        grade=after.grade,
        pd=after.pd,
        credit_score=after.credit_score,
        unclipped_score=after.unclipped_score,
        points_gained=gained,
        sentence=way_sentence(len(told), after.grade, after.credit_score, gained),
    )


def _follows(facts: Facts, changed: Facts, own: set[str]) -> tuple[FactMoved, ...]:
    moved = (name for name in facts if not _same(changed[name], facts[name]) and name not in own)
    return tuple(
        FactMoved(
            fact=name, label=FACT_BY_NAME[name].label, before=_known(facts[name]),
            after=_known(changed[name]),
        )
        for name in moved
    )  # fmt: skip


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _answer(
    today: Score, wanted: Wanted, status: Status, scorings: int = 0, is_proven: bool = True,
    ways: tuple[Way, ...] = (),
) -> Counterfactual:  # fmt: skip
    sentence = ways[0].sentence if ways else status_sentence(
        status, wanted.grade, today.grade, is_proven
    )  # fmt: skip
    told: dict[str, Any] = {"model_id": today.model_id, "basis": today.basis, "on": today.on}
    return Counterfactual(
        **told, wanted=wanted.grade, status=status, grade=today.grade,
        credit_score=today.credit_score, refer_because=today.refer_because,
        way=ways[0] if ways else None, alternatives=ways[1:], scorings=scorings + 1,
        is_proven=is_proven, sentence=sentence,
    )  # fmt: skip
