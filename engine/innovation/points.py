"""How many innovation points has a firm on a day, and how do they come about?"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from engine.innovation.files import GROUPS, Group, IndicatorFile, Stage, VersionFile
from engine.innovation.measures import earned_share, measured
from engine.innovation.result import GroupPoints, IndicatorPoints, InnovationPoints, TableMark
from engine.innovation.sentences import NO_TABLE, UNKNOWN_STAGE, fact_labels, plain, sentence
from engine.innovation.stages import STAGE_FACTS, possible_stages
from engine.innovation.table import InnovationTable
from engine.text import Text

_HUNDREDTH = Decimal("0.01")
_NONE = Decimal("0.00")


def innovation_points(
    facts: Mapping[str, float], table: InnovationTable, on: date
) -> InnovationPoints:
    """The points of one firm from its facts, by the table that holds on `on`.

    points = weight x (f(value) - f(floor)) / (f(cap) - f(floor)), held within 0..weight, where f
    is the value itself or ln(1 + value), as the table says. A missing indicator earns nothing.
    """
    found = table.on(on)
    if found is None:
        return _without_table(on)
    since, version = found
    mark = TableMark(
        valid_from=since, as_of=version.as_of, status=version.status, note=version.note,
        hash=table.hash,
    )  # fmt: skip
    stages = possible_stages(facts, version.stages)
    computed = [_at_stage(facts, version, stage, mark, on) for stage in stages]
    return computed[0] if len(computed) == 1 else _between(computed, facts, mark, on)


def _at_stage(
    facts: Mapping[str, float], version: VersionFile, stage: Stage, mark: TableMark, on: date
) -> InnovationPoints:
    indicators = tuple(_indicator(each, facts, stage) for each in version.indicators)
    groups = tuple(_group(name, version.groups[name].label, indicators) for name in GROUPS)
    total = _sum([each.points for each in indicators])
    return InnovationPoints(
        on=on,
        status="computed",
        unknown_because=None,
        table=mark,
        stage=stage,
        stage_label=version.stages.labels[stage],
        possible_stages=(stage,),
        total=total,
        at_least=total,
        could_reach=total + _sum([each.weight for each in indicators if each.missing_facts]),
        known_weight=_sum([each.weight for each in indicators if not each.missing]),
        groups=groups,
        indicators=indicators,
    )


def _indicator(
    indicator: IndicatorFile, facts: Mapping[str, float], stage: Stage
) -> IndicatorPoints:
    found, weight = measured(indicator, facts), indicator.weight.at(stage)
    points = _NONE if found.value is None else _points(weight, found.value, indicator, stage)
    return IndicatorPoints(
        code=indicator.code,
        group=indicator.group,
        label=indicator.label,
        value=found.value,
        unit=indicator.unit,
        points=points,
        weight=weight,
        missing=found.value is None,
        missing_facts=found.unknown,
        sentence=sentence(indicator, found, points, weight),
    )


def _points(weight: Decimal, value: float, indicator: IndicatorFile, stage: Stage) -> Decimal:
    exact = weight * Decimal(earned_share(value, indicator, stage))
    return exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def _group(name: Group, label: Text, indicators: Sequence[IndicatorPoints]) -> GroupPoints:
    own = [each for each in indicators if each.group == name]
    return GroupPoints(
        code=name,
        label=label,
        points=_sum([each.points for each in own]),
        weight=_sum([each.weight for each in own]),
        known_weight=_sum([each.weight for each in own if not each.missing]),
    )


def _sum(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, _NONE)


def _between(
    computed: Sequence[InnovationPoints], facts: Mapping[str, float], mark: TableMark, on: date
) -> InnovationPoints:
    """No points but their bounds over the stages the firm may be in."""
    low = min(each.at_least or _NONE for each in computed)
    high = max(each.could_reach or _NONE for each in computed)
    names = fact_labels(tuple(name for name in STAGE_FACTS if math.isnan(facts[name])))
    because = UNKNOWN_STAGE.filled(facts=names, low=plain(low), high=plain(high))
    stages = tuple(stage for each in computed for stage in each.possible_stages)
    return InnovationPoints(
        on=on, status="unknown", unknown_because=because, table=mark, stage=None,
        stage_label=None, possible_stages=stages, total=None, at_least=low, could_reach=high,
        known_weight=None, groups=(), indicators=(),
    )  # fmt: skip


def _without_table(on: date) -> InnovationPoints:
    return InnovationPoints(
        on=on, status="unknown", unknown_because=NO_TABLE.filled(day=on), table=None, stage=None,
        stage_label=None, possible_stages=(), total=None, at_least=None, could_reach=None,
        known_weight=None, groups=(), indicators=(),
    )  # fmt: skip
