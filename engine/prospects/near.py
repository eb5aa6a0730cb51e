"""Which product is one change of facts away, and is the plan then really better?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from pydantic import BaseModel, ConfigDict

from engine.facts import FACT_BY_NAME
from engine.money import Yuan
from engine.prospects.chances import Chance, chances
from engine.prospects.gains import WORTH_TELLING, is_better, more
from engine.prospects.telling import BY_TIME, FactNeeded, Kind, how_of, miss_sentence
from engine.prospects.today import Today
from engine.prospects.ways import Step
from engine.routing.outlook import Outlook
from engine.text import Text

MOST_SOLVED, MOST_TOLD = 8, 5
_DAYS_PER_MONTH = 30.4375

Changed = Callable[[Mapping[str, float]], Outlook]


class NearMiss(BaseModel):
    """What a firm could have with a change it can make, verified by solving again with that change.

    The kind `opens`: `products` are those that the best plan then uses and that a rule refuses
    today. `settles`: it uses them, and nothing is left to the provider's discretion any more.
    `raises`: the firm can carry more, and the plan covers more of the need; `products` are those
    it then uses besides. Money in yuan, never below zero, of the same need, asked once the changes
    are made. `earliest` counts from the day assessed by the least time the changes take.
    """

    model_config = ConfigDict(frozen=True)

    changes: tuple[FactNeeded, ...]
    products: tuple[str, ...]
    product_names: tuple[Text, ...]
    covered_more: Yuan
    sure_more: Yuan
    back_more: Yuan
    cost_less: Yuan
    earliest: date
    sentence: Text
    kind: Kind = "opens"


@dataclass(frozen=True)
class _Solved:
    """A chance after which the plan is better, and what it then uses."""

    chance: Chance
    facts: Mapping[str, float]
    then: Outlook
    kind: Kind
    products: tuple[str, ...]

    def gain(self, now: Outlook) -> Decimal:
        return now.priced - self.then.priced


def near_misses(today: Today, changed: Changed) -> tuple[NearMiss, ...]:
    """Products a firm misses by facts it can change, with the gain of the plan solved again.

    `changed` solves with other facts. Only changes after which the best plan is priced clearly
    lower, and uses what they bring, are told; of those that could bring most, the first few.
    """
    worth_solving = [each for each in chances(today) if each.most > WORTH_TELLING][:MOST_SOLVED]
    solved = [_solved(each, today, changed) for each in worth_solving]
    better = [each for each in solved if each is not None]
    better.sort(key=lambda each: -each.gain(today.now))
    return tuple(_told(each, today) for each in better[:MOST_TOLD])


def _solved(chance: Chance, today: Today, changed: Changed) -> _Solved | None:
    facts = chance.facts(today.known, today.on)
    then = changed(facts)
    if not is_better(then, today.now):
        return None
    new = then.products - today.now.products
    if chance.opens & new:
        return _Solved(chance, facts, then, "opens", tuple(sorted(chance.opens & new)))
    if chance.settles & then.products:
        settled = tuple(sorted(chance.settles & then.products))
        return _Solved(chance, facts, then, "settles", settled)
    if chance.opens or chance.settles or then.covered <= today.now.covered:
        return None
    return _Solved(chance, facts, then, "raises", tuple(sorted(new | chance.raises)))


def _told(solved: _Solved, today: Today) -> NearMiss:
    now, then = today.now, solved.then
    changes = _needed(solved, today)
    names = tuple(today.catalogue.product(each).name for each in solved.products)
    lenders = names if solved.kind != "raises" or solved.chance.raises else ()
    return NearMiss(
        changes=changes,
        products=solved.products,
        product_names=names,
        covered_more=more(then.covered, now.covered),
        sure_more=more(then.sure, now.sure),
        back_more=more(then.back, now.back),
        cost_less=more(now.cost, then.cost),
        earliest=_earliest(solved.chance, today.on),
        sentence=miss_sentence(
            changes, solved.chance.day, (solved.kind, lenders), (now, then)
        ),
        kind=solved.kind,
    )  # fmt: skip


def _earliest(chance: Chance, on: date) -> date:
    if chance.day is not None:
        return chance.day
    months = max(step.months for step in chance.steps)
    return on + timedelta(days=ceil(months * _DAYS_PER_MONTH))


def _needed(solved: _Solved, today: Today) -> tuple[FactNeeded, ...]:
    chance = solved.chance
    if chance.day is None:
        return tuple(needed_of(step) for step in chance.steps)
    months = ceil((chance.day - today.on).days / _DAYS_PER_MONTH)
    return tuple(
        FactNeeded(
            fact=rule.fact, label=FACT_BY_NAME[rule.fact].label, today=today.known[rule.fact],
            needed=solved.facts[rule.fact], how=BY_TIME, months=months,
        )
        for rule in chance.turned
    )  # fmt: skip


def needed_of(step: Step) -> FactNeeded:
    """The fact that a step moves, as it is told."""
    return FactNeeded(
        fact=step.lever.fact, label=FACT_BY_NAME[step.lever.fact].label, today=step.lever.today,
        needed=step.value, how=how_of(step), months=step.months,
    )  # fmt: skip
