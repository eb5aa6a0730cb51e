"""How does each condition turn out for the facts of one firm?"""

import math
from collections.abc import Callable, Iterable, Iterator

from engine.qualifications import words
from engine.qualifications.conditions import (
    AllOf,
    AnyOf,
    Bound,
    Condition,
    Item,
    Score,
    measures_of,
)
from engine.qualifications.interval import Interval, sum_of
from engine.qualifications.measures import Known
from engine.qualifications.result import Check, Operator, Result, ScoreItem

_RANK: dict[Result, int] = {"not_met": 0, "unknown": 1, "met": 2}
Decide = Callable[[Iterable[Result]], Result]
_WITHOUT_DISTANCE = ("flag", "code")
_ABOVE_ASKED = ("at_least", "above", "is_true")


def check(condition: Condition, known: Known) -> Check:
    """The condition with everything that led to its verdict."""
    match condition:
        case Bound():
            return _bound(condition, known)
        case Score():
            return _score(condition, known)
        case AllOf():
            return _group(condition, known, worst)
        case AnyOf():
            return _group(condition, known, best)


def verdict_of(condition: Condition, known: Known) -> Result:
    """The verdict of `check` alone, without what led to it."""
    match condition:
        case Bound(measure, operator, threshold, _, soft):
            found = _verdict(operator, measure.of(known), threshold)
            return "unknown" if soft and found == "not_met" else found
        case Score(_, items, at_least, _):
            return _verdict("at_least", sum_of([i.points.points(known) for i in items]), at_least)
        case AllOf(_, parts):
            return worst(verdict_of(part, known) for part in parts)
        case AnyOf(_, parts, _):
            return best(verdict_of(part, known) for part in parts)


def facts_read(condition: Condition) -> Iterator[str]:
    """Every fact that the condition looks at."""
    match condition:
        case Bound(measure):
            yield from measure.facts
        case Score(_, items):
            for item in items:
                for measure in measures_of(item.points):
                    yield from measure.facts
        case AllOf(_, parts) | AnyOf(_, parts):
            for part in parts:
                yield from facts_read(part)


def worst(verdicts: Iterable[Result]) -> Result:
    """The verdict when all must be met.

    >>> worst(["met", "unknown"])
    'unknown'
    """
    return min(verdicts, key=_RANK.__getitem__, default="met")


def best(verdicts: Iterable[Result]) -> Result:
    """The verdict when one is enough."""
    return max(verdicts, key=_RANK.__getitem__, default="met")


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order of its first place."""
    return tuple(dict.fromkeys(names))


def _verdict(operator: Operator, value: Interval, threshold: float) -> Result:
    """Met where the whole interval is on the right side, not met where none of it is."""
    low, high = value
    match operator:
        case "at_least" | "is_true":
            surely, never = low >= threshold, high < threshold
        case "above":
            surely, never = low > threshold, high <= threshold
        case "at_most":
            surely, never = high <= threshold, low > threshold
        case "below":
            surely, never = high < threshold, low >= threshold
        case "is_false":
            surely, never = high <= 0, low > 0
    if surely:
        return "met"
    return "not_met" if never else "unknown"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _distance(operator: Operator, value: Interval, threshold: float) -> float | None:
    """From the end of the interval that decides; positive on the right side."""
    ends = (value.low, value.high)
    gaps = [each - threshold if operator in _ABOVE_ASKED else threshold - each for each in ends]
    return _finite(min(gaps) if min(gaps) >= 0 else max(gaps))


def _bound(condition: Bound, known: Known) -> Check:
    measure, operator, threshold = condition.measure, condition.operator, condition.threshold
    value = measure.of(known)
    verdict = _verdict(operator, value, threshold)
    softened = condition.soft if verdict == "not_met" else None
    if softened:
        verdict = "unknown"
    decided = verdict != "unknown" and measure.unit not in _WITHOUT_DISTANCE
    distance = _distance(operator, value, threshold) if decided else None
    missing = measure.missing(known) if verdict == "unknown" and not softened else ()
    remark = softened or words.remark(measure, measure.is_meaningless(known))
    if verdict == "not_met":
        short = distance is not None and distance < 0
        remark = words.short_by(distance or 0, measure.unit, operator) if short else words.NOTHING
    outcome = words.verdict_text(verdict, missing, remark if verdict != "met" else words.NOTHING)
    return Check(
        kind="fact", label=measure.label, facts=measure.facts, unit=measure.unit,
        value=value.low if value.is_exact else None, low=_finite(value.low),
        high=_finite(value.high), operator=operator, threshold=threshold, verdict=verdict,
        distance=distance, missing=missing, source=condition.source,
        note=softened or measure.note,
        sentence=words.bound_sentence(measure, value, operator, threshold, outcome),
    )  # fmt: skip


def _score(condition: Score, known: Known) -> Check:
    items = tuple(_item(item, known) for item in condition.items)
    points = sum_of([Interval(item.low, item.high) for item in items])
    verdict = _verdict("at_least", points, condition.at_least)
    missing = unique(name for item in items for name in item.missing)
    missing = missing if verdict == "unknown" else ()
    facts = unique(name for item in items for name in item.facts)
    decided = verdict != "unknown"
    return Check(
        kind="score", label=condition.label, facts=facts, unit="count",
        value=points.low if points.is_exact else None, low=points.low, high=points.high,
        operator="at_least", threshold=condition.at_least, verdict=verdict,
        distance=_distance("at_least", points, condition.at_least) if decided else None,
        missing=missing, source=condition.source, items=items,
        sentence=words.score_sentence(
            condition.label, points, condition.most, condition.at_least,
            words.verdict_text(verdict, missing),
        ),
    )  # fmt: skip


def _item(item: Item, known: Known) -> ScoreItem:
    points = item.points.points(known)
    values = [(measure, measure.of(known)) for measure in item.measures]
    open_ones = [] if points.is_exact else [m for m, value in values if not value.is_exact]
    judged = item.is_judged and not points.is_exact
    return ScoreItem(
        label=item.label,
        facts=item.facts,
        low=points.low,
        high=points.high,
        most=item.most,
        missing=unique(name for measure in open_ones for name in measure.missing(known)),
        judged=judged,
        sentence=words.item_sentence(item.label, words.stated(values, judged), points, item.most),
    )


def _group(condition: AllOf | AnyOf, known: Known, decide: Decide) -> Check:
    parts = tuple(check(part, known) for part in condition.parts)
    verdict = decide(part.verdict for part in parts)
    deciding = [part for part in parts if part.verdict == verdict]
    missing = unique(name for part in parts if part.verdict == "unknown" for name in part.missing)
    return Check(
        kind="any" if isinstance(condition, AnyOf) else "all",
        label=condition.label,
        verdict=verdict,
        facts=unique(name for part in parts for name in part.facts),
        missing=missing if verdict == "unknown" else (),
        note=condition.note if isinstance(condition, AnyOf) else None,
        parts=parts,
        sentence=words.group_sentence(
            condition.label,
            words.verdict_text(verdict, ()),
            [part.label for part in deciding] if verdict != "not_met" else [],
        ),
    )
