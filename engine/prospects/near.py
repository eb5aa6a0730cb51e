"""Which product is one change of facts away, and is the plan then really better?"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product as every

from pydantic import BaseModel, ConfigDict

from engine.catalogue import Catalogue, Product
from engine.counterfactual import ACTION_BY_FACT, changed_facts
from engine.counterfactual.levers import Lever, levers_of
from engine.eligibility import Eligibility, RuleOutcome
from engine.facts import FACT_BY_NAME
from engine.facts.quantity import quantity
from engine.money import Yuan
from engine.prospects.gains import gain_words, is_better, more
from engine.routing.outlook import Outlook
from engine.text import Text

MOST_CHANGES, MOST_SOLVED, MOST_TOLD = 2, 6, 5
_DAYS_PER_MONTH = 30.4375

Changes = tuple[tuple[Lever, float], ...]
Changed = Callable[[Mapping[str, float]], Outlook]


class FactNeeded(BaseModel):
    """One fact as it is and as it would have to be, and how and how soon a firm gets there."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    fact: str
    label: Text
    today: float
    needed: float
    how: Text
    months: int


class NearMiss(BaseModel):
    """What a firm could have with a change it can make, verified by solving again with that change.

    `products` are those that the best plan then uses and could not have before. Money in yuan,
    never below zero. `earliest` counts from the day assessed by the least time the changes take.
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


@dataclass(frozen=True)
class _Chance:
    """Changes that would open products, and the most these could bring."""

    changes: Changes
    products: frozenset[str]
    most: Decimal


def near_misses(
    facts: Mapping[str, float],
    refused: Mapping[str, Eligibility],
    catalogue: Catalogue,
    now: Outlook,
    changed: Changed,
) -> tuple[NearMiss, ...]:
    """Products a firm misses by facts it can change, with the gain of the plan solved again.

    `refused` are the verdicts of products that a rule refuses; `changed` solves with other facts.
    Only changes after which the best plan uses such a product and is priced lower are told.
    """
    found = []
    for chance in _chances(facts, refused, catalogue)[:MOST_SOLVED]:
        then = changed(changed_facts(facts, dict(chance.changes)))
        gained = sorted((then.products - now.products) & chance.products)
        if gained and is_better(then, now):
            names = tuple(catalogue.product(each).name for each in gained)
            found.append(
                (now.priced - then.priced, _told(chance, gained, names, (now, then), catalogue.on))
            )
    found.sort(key=lambda each: -each[0])
    return tuple(miss for _, miss in found[:MOST_TOLD])


def _chances(
    facts: Mapping[str, float], refused: Mapping[str, Eligibility], catalogue: Catalogue
) -> list[_Chance]:
    """The smallest sets of changes, each with all products it opens, the most money first."""
    levers = {each.fact: each for each in levers_of(facts, math.inf)}
    opened: dict[Changes, set[str]] = {}
    for name, eligibility in refused.items():
        least = _least_changes(eligibility, levers)
        if least is not None:
            opened.setdefault(least, set()).add(name)
    chances = [
        _Chance(
            changes, frozenset(names), sum((_most(catalogue.product(n)) for n in names), Decimal(0))
        )
        for changes, names in opened.items()
    ]
    return sorted(chances, key=lambda each: (-each.most, sorted(each.products)))


def _most(product: Product) -> Decimal:
    terms = product.terms
    stated = terms.value("grant_yuan") or terms.value("amount_max_yuan")
    return stated or terms.value("cap_per_firm_year_yuan") or Decimal(0)


def _least_changes(eligibility: Eligibility, levers: Mapping[str, Lever]) -> Changes | None:
    """The fewest changes that turn every refusing rule, None where the firm cannot."""
    options = [_turned(ways, levers) for ways in _ways_out(eligibility)]
    if not options or not all(options):
        return None
    sets = (_merged(choice) for choice in every(*options))
    possible = [each for each in sets if 0 < len(each) <= MOST_CHANGES]
    return min(possible, key=_effort, default=None)


def _effort(changes: Changes) -> tuple[int, int, tuple[str, ...]]:
    months = max(lever.months for lever, _ in changes)
    return len(changes), months, tuple(lever.fact for lever, _ in changes)


def _ways_out(eligibility: Eligibility) -> Iterator[list[list[RuleOutcome]]]:
    """For each thing that refuses: the sets of outcomes of which one has to turn."""
    groups: dict[int, dict[int, list[RuleOutcome]]] = {}
    for each in eligibility.outcomes:
        if each.group is None:
            if each.verdict == "no":
                yield [[each]]
        else:
            groups.setdefault(each.group, {}).setdefault(each.branch or 0, []).append(each)
    for branches in groups.values():
        refusing = [[e for e in rules if e.verdict == "no"] for rules in branches.values()]
        if all(refusing):
            yield refusing


def _turned(ways: Sequence[list[RuleOutcome]], levers: Mapping[str, Lever]) -> list[Changes]:
    turned = []
    for rules in ways:
        moves = [_move(rule, levers) for rule in rules]
        if None not in moves:
            turned.append(tuple(each for each in moves if each is not None))
    return turned


def _merged(choice: Iterable[Changes]) -> Changes:
    """All changes together; of two on one fact the farther."""
    farthest: dict[Lever, float] = {}
    for lever, value in (each for changes in choice for each in changes):
        known = farthest.get(lever)
        further = known is None or abs(value - lever.today) > abs(known - lever.today)
        farthest[lever] = value if further else farthest[lever]
    return tuple(sorted(farthest.items(), key=lambda each: each[0].fact))


def _move(rule: RuleOutcome, levers: Mapping[str, Lever]) -> tuple[Lever, float] | None:
    lever = levers.get(rule.fact)
    wanted = None if lever is None else _wanted(rule)
    if lever is None or wanted is None or not rule.changeable:
        return None
    reachable = sorted((lever.today, float(lever.values[-1])))
    fits = reachable[0] <= wanted <= reachable[1] and wanted != lever.today
    return (lever, wanted) if fits else None


def _wanted(rule: RuleOutcome) -> float | None:
    if rule.comparison in ("is_true", "is_false"):
        return float(rule.comparison == "is_true")
    if not isinstance(rule.threshold, Decimal):
        return None
    at, unit = float(rule.threshold), FACT_BY_NAME[rule.fact].unit
    whole = unit in ("count", "flag")
    if rule.comparison == "above":
        return math.floor(at) + 1.0 if whole else at * 1.0001
    if rule.comparison == "below":
        return math.ceil(at) - 1.0 if whole else at * 0.9999
    return math.ceil(at) if whole and rule.comparison == "at_least" else at


def _told(
    chance: _Chance,
    gained: Sequence[str],
    names: tuple[Text, ...],
    outlooks: tuple[Outlook, Outlook],
    on: date,
) -> NearMiss:
    now, then = outlooks
    needed = tuple(_needed(lever, value) for lever, value in chance.changes)
    months = max(each.months for each in needed)
    return NearMiss(
        changes=needed,
        products=tuple(gained),
        product_names=names,
        covered_more=more(then.covered, now.covered),
        sure_more=more(then.sure, now.sure),
        back_more=more(then.back, now.back),
        cost_less=more(now.cost, then.cost),
        earliest=on + timedelta(days=math.ceil(months * _DAYS_PER_MONTH)),
        sentence=_sentence(needed, names, gain_words(then, now)),
    )


def _needed(lever: Lever, value: float) -> FactNeeded:
    action = ACTION_BY_FACT[lever.fact]
    return FactNeeded(
        fact=lever.fact, label=FACT_BY_NAME[lever.fact].label, today=lever.today, needed=value,
        how=action.how, months=lever.months,
    )  # fmt: skip


def _sentence(needed: Sequence[FactNeeded], names: Sequence[Text], gain: Text) -> Text:
    changes = [_change_words(each) for each in needed]
    zh, en = "、".join(each.zh for each in changes), " and ".join(each.en for each in changes)
    products_zh = "、".join(f"《{each.zh}》" for each in names)
    products_en = ", ".join(each.en for each in names)
    return Text(
        zh=f"如果{zh},就可申请{products_zh},方案{gain.zh}",
        en=f"With {en} the firm could apply for {products_en}; the plan: {gain.en}",
    )


def _change_words(needed: FactNeeded) -> Text:
    unit = FACT_BY_NAME[needed.fact].unit
    if unit == "flag":
        return Text(
            zh=f"{needed.how.zh}({needed.label.zh}:{'是' if needed.needed else '否'})",
            en=f"“{needed.label.en}” turned to {'yes' if needed.needed else 'no'}"
            f" ({needed.how.en})",
        )
    step, to = quantity(abs(needed.needed - needed.today), unit), quantity(needed.needed, unit)
    zh, en = ("再增加", "more of") if needed.needed > needed.today else ("减少", "less of")
    return Text(
        zh=f"{needed.label.zh}{zh}{step.zh}(至{to.zh})",
        en=f"{step.en} {en} {needed.label.en.lower()} (to {to.en})",
    )
