"""What do the PDs of one data set say of each contender, and what do directions cost?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.benchmark.contenders import DIRECTED, OURS
from models.benchmark.judging import (
    DrawnAuc,
    Judged,
    Quality,
    ahead_of,
    behind_best,
    drawn_aucs,
    quality_of,
    ranks,
)
from models.benchmark.report import ContenderResult, Difference, DirectedResult, SweepResult
from models.benchmark.sweeps import Swept
from models.tables import Floats
from models.validation.bootstrap import Estimate


class Told(NamedTuple):
    """What one contender said of every judged row (repeats, n), and how fast it was."""

    pds: Floats
    fit_seconds: float
    explained_per_second: float
    swept: Swept


@dataclass(frozen=True)
class Results:
    """The ranked contenders, and the same with the directed model in the other's place."""

    ranked: tuple[ContenderResult, ...]
    in_place: tuple[ContenderResult, ...]
    cost: Difference | None


def results_of(told: Mapping[str, Told], judged: Judged, seed: int) -> Results:
    """Every figure of every contender; the directed credit model is none of the ranked.

    Raises:
        TableError: the judged rows hold one outcome only.
    """
    qualities = {name: quality_of(each.pds, judged, seed) for name, each in told.items()}
    aucs = drawn_aucs({name: each.pds for name, each in told.items()}, judged, seed)
    ranked = [name for name in told if name != DIRECTED]
    if DIRECTED not in told:
        return Results(_rows(ranked, told, qualities, aucs), (), None)
    in_place = [DIRECTED if name == OURS else name for name in ranked]
    return Results(
        ranked=_rows(ranked, told, qualities, aucs),
        in_place=_rows(in_place, told, qualities, aucs),
        cost=_difference(ahead_of(aucs[OURS], aucs[DIRECTED])),
    )


def directed_result(
    results: Results, told: Mapping[str, Told], directions: Mapping[str, int]
) -> DirectedResult | None:
    """The row of the directed credit model; None where it did not learn."""
    if results.cost is None:
        return None
    swept = told[DIRECTED].swept
    return DirectedResult(
        directions=dict(directions),
        result=next(each for each in results.in_place if each.name == DIRECTED),
        auc_ranks={each.name: each.auc_rank for each in results.in_place},
        cost=results.cost,
        sweeps=SweepResult(
            made=swept.made, violations=swept.violations, broken_places=swept.broken_places
        ),
    )


def _rows(
    names: Sequence[str],
    told: Mapping[str, Told],
    qualities: Mapping[str, Quality],
    aucs: Mapping[str, DrawnAuc],
) -> tuple[ContenderResult, ...]:
    """The contenders of these names, ranked among themselves."""
    behind = behind_best({name: aucs[name] for name in names})
    by_auc = ranks([-qualities[name].auc for name in names])
    by_brier = ranks([qualities[name].brier for name in names])
    return tuple(
        ContenderResult(
            name=name,
            auc=qualities[name].auc,
            brier=qualities[name].brier,
            ece=qualities[name].ece,
            ece_at_level=qualities[name].ece_at_level,
            ece_limit=qualities[name].ece_limit,
            slope=qualities[name].slope,
            fit_seconds=told[name].fit_seconds,
            explained_per_second=told[name].explained_per_second,
            auc_rank=auc_rank,
            brier_rank=brier_rank,
            behind_best=_difference(behind[name]),
        )
        for name, auc_rank, brier_rank in zip(names, by_auc, by_brier, strict=True)
    )


def _difference(found: Estimate) -> Difference:
    return Difference(value=found.value, low=found.low, high=found.high)
