"""How does `products/innovation_points.yaml` become a table, and what is wrong in it?"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from engine.catalogue.reading import in_force, read_checked
from engine.facts import FACT_BY_NAME
from engine.innovation.files import GROUPS, STAGES, IndicatorFile, TableFile, VersionFile

TABLE_FILE = "innovation_points.yaml"
OUT_OF = Decimal(100)
N_INDICATORS = 18
_UNITS_OF_FACTS = {"wan_yuan": "yuan", "share": "share", "count": "count", "persons": "count"}


@dataclass(frozen=True)
class InnovationTable:
    """All versions of the table as read; `hash` is the SHA-256 over their canonical content."""

    versions: Mapping[date, VersionFile]
    hash: str

    def on(self, day: date) -> tuple[date, VersionFile] | None:
        """The version that holds on `day` and since when; None before the first."""
        since = in_force(self.versions, day)
        return None if since is None else (since, self.versions[since])


def read_innovation_table(path: Path) -> InnovationTable:
    """The table in `path`, checked; an operator replaces the file by the official table.

    Raises:
        CatalogueError: anything wrong in the file; every fault is named with file and key.
    """
    table = read_checked(path, TableFile, _faults)
    content = json.dumps(table.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return InnovationTable(table.versions, hashlib.sha256(content.encode()).hexdigest())


def _faults(table: TableFile) -> Iterator[str]:
    for since, version in table.versions.items():
        place = f"versions.{since}"
        for fault in (*_whole_faults(version), *_stage_faults(version)):
            yield f"{place}.{fault}"
        for number, each in enumerate(version.indicators):
            for fault in _indicator_faults(each):
                yield f"{place}.indicators.{number}.{fault} ({each.code})"
        for key, source in _named_sources(version):
            if source not in table.sources:
                yield f"{place}.{key}.source: unknown source '{source}'"


def _whole_faults(version: VersionFile) -> Iterator[str]:
    codes = [each.code for each in version.indicators]
    if len(codes) != N_INDICATORS:
        yield f"indicators: there are {len(codes)}, not {N_INDICATORS}"
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"indicators: '{code}' stands there more than once"
    for stage in STAGES:
        total = sum((each.weight.at(stage) for each in version.indicators), Decimal(0))
        if total != OUT_OF:
            yield f"indicators: the weights of {stage} add up to {total}, not {OUT_OF}"
    for name in GROUPS:
        yield from _group_faults(version, name)


def _group_faults(version: VersionFile, name: str) -> Iterator[str]:
    stated = next((group for key, group in version.groups.items() if key == name), None)
    if stated is None:
        yield f"groups: '{name}' is missing"
        return
    for stage in STAGES:
        own = [each.weight.at(stage) for each in version.indicators if each.group == name]
        total, subtotal = sum(own, Decimal(0)), stated.subtotal.at(stage)
        if total != subtotal:
            yield f"groups.{name}.subtotal.{stage}: is {subtotal}, its weights add up to {total}"


def _stage_faults(version: VersionFile) -> Iterator[str]:
    rule = version.stages
    for stage in STAGES:
        if stage not in rule.labels:
            yield f"stages.labels: '{stage}' is missing"
    limits = (rule.start_up_max_age_years, rule.start_up_revenue_below_yuan)
    if None in [each.value for each in (*limits, rule.stable_revenue_from_yuan)]:
        yield "stages: a limit is null"
        return
    low, high = rule.start_up_revenue_below_yuan.value, rule.stable_revenue_from_yuan.value
    if low is not None and high is not None and low > high:
        yield "stages.start_up_revenue_below_yuan: is above stable_revenue_from_yuan"


def _indicator_faults(indicator: IndicatorFile) -> Iterator[str]:
    for stage in STAGES:
        floor, cap = indicator.floor.at(stage), indicator.cap.at(stage)
        if indicator.weight.at(stage) < 0:
            yield f"weight.{stage}: is below 0"
        if floor >= cap:
            yield f"cap.{stage}: {cap} is not above the floor {floor}"
        if indicator.scale == "log1p" and floor < 0:
            yield f"floor.{stage}: is below 0, which log1p does not take"
    for name in indicator.measure.facts:
        if name not in FACT_BY_NAME:
            yield f"measure: there is no fact '{name}'"
    yield from _unit_faults(indicator)


def _unit_faults(indicator: IndicatorFile) -> Iterator[str]:
    units = {FACT_BY_NAME[n].unit for n in indicator.measure.facts if n in FACT_BY_NAME}
    if indicator.measure.fact is None:
        if indicator.unit != "share":
            yield f"unit: a ratio or growth is a share, not {indicator.unit}"
        if len(units) > 1:
            yield f"measure: its facts differ in unit: {', '.join(sorted(units))}"
    elif units and units != {_UNITS_OF_FACTS[indicator.unit]}:
        yield f"unit: {indicator.unit} does not fit a fact in {units.pop()}"


def _named_sources(version: VersionFile) -> Iterator[tuple[str, str]]:
    stages = version.stages
    yield "stages.start_up_max_age_years", stages.start_up_max_age_years.source
    yield "stages.start_up_revenue_below_yuan", stages.start_up_revenue_below_yuan.source
    yield "stages.stable_revenue_from_yuan", stages.stable_revenue_from_yuan.source
    for number, each in enumerate(version.indicators):
        key = f"indicators.{number}"
        yield key, each.source
        yield f"{key}.weight", each.weight.source
        yield f"{key}.floor", each.floor.source
        yield f"{key}.cap", each.cap.source
