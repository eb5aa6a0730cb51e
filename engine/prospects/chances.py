"""Which changes might give a better plan, and the most that each could bring?"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product as every
from typing import Literal

from engine.catalogue import Product
from engine.counterfactual import changed_facts
from engine.eligibility import Eligibility, RuleOutcome, limits_of
from engine.facts.definition import DAYS_PER_YEAR
from engine.facts.turning import AGEING, DatedFacts
from engine.prospects.today import Today
from engine.prospects.ways import Step, Way, Ways, is_certificate

# opens: a rule refuses today; settles: a rule leaves it to the provider today.
_Goal = Literal["opens", "settles"]
MOST_CHANGES = 2
_ZERO = Decimal(0)
_SERVICE = 0.05  # what a yuan of debt is taken to cost a year, to seek the profit that serves it
_NOT_BY_TIME = frozenset({"on_offer", "purposes"})
_MOST_COMBINED = 64


@dataclass(frozen=True)
class Chance:
    """Changes that might give a better plan, and the most yuan that what they open could bring.

    `opens` are products that a rule refuses today, `settles` those left to the provider; neither
    where the change raises what the firm can carry, or what `raises` lend. `day` is set, and
    `steps` empty, where nothing but time has to pass for the rules `turned`.
    """

    steps: Way
    most: Decimal
    opens: frozenset[str] = frozenset()
    settles: frozenset[str] = frozenset()
    raises: frozenset[str] = frozenset()
    turned: tuple[RuleOutcome, ...] = ()
    day: date | None = None

    @property
    def products(self) -> frozenset[str]:
        """All products that it is about."""
        return self.opens | self.settles | self.raises

    def facts(self, known: DatedFacts, on: date) -> dict[str, float]:
        """All that is known of the firm, with the changes made."""
        if self.day is not None:
            return at_day(known, on, self.day)
        return changed_facts(known, {step.lever: step.value for step in self.steps})


def chances(today: Today) -> list[Chance]:
    """Every set of changes worth solving for, what could bring most money first."""
    ways = Ways(today.known, today.on)
    found = (*_by_rules(today, ways), *_by_time(today), *_by_caps(today, ways))
    return sorted((each for each in found if each.most > 0), key=_place)


def _place(chance: Chance) -> tuple[Decimal, int, int, tuple[str, ...]]:
    months = max((step.months for step in chance.steps), default=0)
    return -chance.most, len(chance.steps), months, tuple(sorted(chance.products))


def _by_rules(today: Today, ways: Ways) -> Iterator[Chance]:
    """The smallest sets of steps that turn what refuses, or what is left to the provider."""
    found: dict[Way, dict[_Goal, set[str]]] = {}
    for name, eligibility in today.verdicts.items():
        for goal, failing in _goals(eligibility):
            way = _least_way(failing, ways)
            if way is not None:
                found.setdefault(way, {}).setdefault(goal, set()).add(name)
    for way, names in found.items():
        yield _chance(today, way, names)


def _chance(today: Today, way: Way, names: Mapping[_Goal, Iterable[str]]) -> Chance:
    opens, settles = (frozenset(names.get(goal, ())) for goal in ("opens", "settles"))
    moved = {step.lever.fact: step.value for step in way}
    return Chance(way, _most(today, moved, opens | settles), opens, settles)


_Alternatives = list[list[RuleOutcome]]


def _goals(eligibility: Eligibility) -> Iterator[tuple[_Goal, list[_Alternatives]]]:
    if eligibility.verdict == "no":
        yield "opens", list(_failing(eligibility, settled=False))
    if eligibility.verdict != "yes" and not eligibility.open_facts:
        yield "settles", list(_failing(eligibility, settled=True))


def _failing(eligibility: Eligibility, settled: bool) -> Iterator[_Alternatives]:
    """For each thing that stands against the firm: the sets of rules of which one has to turn."""
    against = ("no", "unknown") if settled else ("no",)
    groups: dict[int, dict[int, list[RuleOutcome]]] = {}
    for each in eligibility.outcomes:
        if each.group is not None:
            groups.setdefault(each.group, {}).setdefault(each.branch or 0, []).append(each)
        elif each.verdict in against:
            yield [[each]]
    for branches in groups.values():
        failing = [[e for e in rules if e.verdict in against] for rules in branches.values()]
        if all(failing):
            yield failing


def _least_way(failing: Sequence[_Alternatives], ways: Ways) -> Way | None:
    """The fewest and quickest steps that turn all of it, None where the firm cannot."""
    options: list[list[Way]] = []
    for each in sorted(failing, key=_asks_for_certificate):
        options.append([way for rules in each for way in _together(rules, ways)])
        if not options[-1]:
            return None
    if not options or math.prod(map(len, options)) > _MOST_COMBINED:
        return None
    sets = (_merged(choice) for choice in every(*options))
    possible = [each for each in sets if 0 < len(each) <= MOST_CHANGES]
    return min(possible, key=_effort, default=None)


def _asks_for_certificate(alternatives: _Alternatives) -> bool:
    return any(is_certificate(rule.fact) for rules in alternatives for rule in rules)


def _together(rules: Sequence[RuleOutcome], ways: Ways) -> list[Way]:
    """The ways that turn all of these rules."""
    return [_merged(choice) for choice in every(*(ways.turning(rule) for rule in rules))]


def _merged(choice: Iterable[Way]) -> Way:
    """All steps together; of two on one fact the farther."""
    farthest: dict[str, Step] = {}
    for step in (each for way in choice for each in way):
        known = farthest.get(step.lever.fact)
        if known is None or _distance(step) > _distance(known):
            farthest[step.lever.fact] = step
    return tuple(sorted(farthest.values(), key=lambda step: (step.months, step.lever.fact)))


def _distance(step: Step) -> float:
    return abs(step.value - step.lever.today)


def _effort(way: Way) -> tuple[int, int, tuple[str, ...]]:
    return len(way), max(step.months for step in way), tuple(step.lever.fact for step in way)


def _by_time(today: Today) -> Iterator[Chance]:
    """What opens, or is settled, on a later day by nothing but the passing of time."""
    found: dict[date, dict[_Goal, set[str]]] = {}
    turned: dict[date, dict[str, RuleOutcome]] = {}
    for name, eligibility in today.verdicts.items():
        for goal, failing in _goals(eligibility):
            rules = [_first_turned(each) for each in failing]
            if rules and all(rules):
                last = {rule.fact: rule for each in rules for rule in each}
                day = max(rule.earliest or date.max for rule in last.values())
                found.setdefault(day, {}).setdefault(goal, set()).add(name)
                turned.setdefault(day, {}).update(last)
    for day, names in found.items():
        chance = _chance(today, (), names)
        yield replace(chance, turned=tuple(turned[day].values()), day=day)


def _first_turned(alternatives: _Alternatives) -> list[RuleOutcome]:
    """The alternative that time alone turns first; nothing where none does."""
    timed = [
        rules
        for rules in alternatives
        if all(rule.earliest is not None and rule.fact not in _NOT_BY_TIME for rule in rules)
    ]
    return min(timed, key=lambda rules: max(r.earliest or date.max for r in rules), default=[])


def at_day(known: DatedFacts, on: date, day: date) -> dict[str, float]:
    """What is known, as it will be on `day` by time alone: ages, and entries that begin or end."""
    years = (day - on).days / DAYS_PER_YEAR
    aged = {name: known[name] + years for name in AGEING}
    turned = {
        name: max((t for t in turns if t.day <= day), key=lambda t: t.day).value
        for name, turns in known.turns.items()
        if any(turn.day <= day for turn in turns)
    }
    return {**known, **aged, **turned}


def _by_caps(today: Today, ways: Ways) -> Iterator[Chance]:
    """What lets the firm carry more, or a product lend more, where the need is not covered."""
    gap = today.need - today.now.covered
    if gap <= 0:
        return
    for way in _carrying_more(today, ways):
        yield Chance(way, gap)
    for name in sorted(today.now.products):
        yield from _lending_more(today, ways, today.catalogue.product(name), gap)


def _carrying_more(today: Today, ways: Ways) -> Iterator[Way]:
    """More profit to serve debt with; cash for longer where a firm earns nothing."""
    known, policy = today.known, today.policy
    gap = float(today.need - today.now.covered)
    owed = known["income_tax"] + known["interest_expense"] * float(policy.dscr)
    wanted = owed + float(policy.dscr) * _SERVICE * gap
    if known["ebitda"] < wanted:
        yield from ways.towards("ebitda", wanted)
    if known["ebitda"] <= 0 and known["runway_months"] < policy.runway_months:
        yield from ways.towards("runway_months", policy.runway_months)


def _lending_more(today: Today, ways: Ways, product: Product, gap: Decimal) -> Iterator[Chance]:
    for limit, outcome in zip(product.limits, limits_of(product, today.known), strict=True):
        for part in limit.parts:
            lever = ways.levers.get(part.of)
            if lever is None or not outcome.most_yuan < float(today.need):
                continue
            wanted = lever.today + float(gap / part.share.value)
            value = min(wanted, float(lever.values[-1]))
            way = (Step(lever, value, lever.months),)
            raised = Decimal(repr(value - lever.today)) * part.share.value
            yield Chance(way, raised, raises=frozenset({product.id}))


def _most(today: Today, moved: Mapping[str, float], names: Iterable[str]) -> Decimal:
    """The most that these products could lower the priced cost of the plan by."""
    claims, cash = _ZERO, _ZERO
    for product in map(today.catalogue.product, names):
        if _brings_nothing(product):
            continue
        if product.channel == "subsidy" and product.attachments.attaches_to is None:
            claims += _claim(product, {**today.known, **moved})
        else:
            cash += product.terms.value("amount_max_yuan") or today.need
    return claims + min(cash, today.need, max(_ZERO, today.now.priced + today.now.back))


def _brings_nothing(product: Product) -> bool:
    """Services, and policies that protect but neither pay nor stand behind a line."""
    alone = product.channel == "insurance" and product.attachments.attaches_to is None
    return alone or product.channel == "service"


def _claim(product: Product, known: Mapping[str, float]) -> Decimal:
    terms = product.terms
    stated = terms.value("grant_yuan") or terms.value("amount_max_yuan")
    base = known.get(product.base_fact or "", math.nan)
    spent = Decimal("Infinity") if math.isnan(base) else Decimal(repr(base))
    caps = (stated, terms.value("cap_per_firm_year_yuan"), spent if product.base_fact else None)
    return min((cap for cap in caps if cap is not None), default=_ZERO)
