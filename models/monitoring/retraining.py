"""Whose grade moved on retraining although nothing is known anew of the firm?"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import TableError
from engine.features import FEATURE_BY_NAME
from engine.scoring import FACTOR, GRADES, Scorer, grade_of, points_of
from engine.text import Text
from models.calibration import pds_of
from models.inputs import matrix
from models.monitoring.verdicts import Frozen, Part, Verdict

NAMES = tuple(grade for grade, _ in GRADES)
TOLERANCE = 1e-9  # relative: what rounding in another file format may do to a number
MOST_LISTED = 200
MOST_CAUSES = 4
# House practice, not law: share of firms with unchanged data.
AMBER_MOVED, RED_MOVED = 0.10, 0.25
AMBER_FAR, RED_FAR = 0.01, 0.05
FAR = 2
FEWEST = 30


class Cause(Frozen):
    """How many points one feature adds in each model; the base stands for no feature."""

    feature: str
    label: Text
    points_before: float
    points_after: float


class MovedFirm(Frozen):
    """A firm whose grade moved though its features did not; `steps` is positive where safer now."""

    firm: str
    grade_before: str
    grade_after: str
    steps: int
    points_before: float
    points_after: float
    causes: tuple[Cause, ...]


class Retraining(Part):
    """Grades of the same firms by the old and the new model.

    `unchanged` counts the firms whose features are what they were, `moved` those among them whose
    grade moved, `moved_far` by two grades or more. `matrix[i][j]` counts firms of grade i before
    and j after, in the order of `grades`; of the unchanged firms only. `listed` holds the firms
    that moved most, at most 200.
    """

    model_before: str
    model_after: str
    firms: int
    unchanged: int
    moved: int
    moved_far: int
    grades: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    listed: tuple[MovedFirm, ...]

    def rows(self) -> list[dict[str, object]]:
        """The cells that hold firms, as `models.charts.drift.moved_chart` draws them."""
        return [
            {"before": before, "after": after, "firms": count}
            for before, line in zip(self.grades, self.matrix, strict=True)
            for after, count in zip(self.grades, line, strict=True) if count
        ]  # fmt: skip


def moved_grades(
    old: Scorer, new: Scorer, before: Any, after: Any, firms: Sequence[str] | None = None
) -> Retraining:
    """The firms whose grade moved from `old` on `before` to `new` on `after` without a data reason.

    `before` and `after` are tables of the same firms in the same order, with each model's features
    by name. A firm has a data reason where any feature of either model, found in both tables,
    differs by more than rounding, or is missing in one only.

    Raises:
        TableError: the tables differ in length, or `firms` names another number of them.
    """
    names = [str(each) for each in firms] if firms is not None else _numbered(len(before))
    if not len(before) == len(after) == len(names):
        raise TableError("the tables before and after must hold the same firms")
    still = _unchanged(before, after, sorted({*old.feature_names, *new.feature_names}))
    sides = (_Side(old, before, still), _Side(new, after, still))
    steps = sides[0].places - sides[1].places
    listed = _listed(sides, steps, [n for n, kept in zip(names, still, strict=True) if kept])
    counts = np.zeros((len(NAMES), len(NAMES)), dtype=np.int64)
    np.add.at(counts, (sides[0].places, sides[1].places), 1)
    moved, far = int((steps != 0).sum()), int((np.abs(steps) >= FAR).sum())
    verdict = _verdict(len(steps), moved, far)
    return Retraining(
        verdict=verdict, sentence=_sentence(verdict, len(steps), moved, far),
        model_before=old.model_id, model_after=new.model_id, firms=len(names),
        unchanged=len(steps), moved=moved, moved_far=far, grades=NAMES,
        matrix=tuple(tuple(line) for line in counts.tolist()), listed=listed,
    )  # fmt: skip


def _numbered(count: int) -> list[str]:
    return [str(place) for place in range(1, count + 1)]


def _unchanged(before: Any, after: Any, names: Sequence[str]) -> NDArray[np.bool_]:
    shared = tuple(name for name in names if name in before.columns and name in after.columns)
    one, other = matrix(before[list(shared)], shared), matrix(after[list(shared)], shared)
    near = np.abs(one - other) <= TOLERANCE * np.maximum(np.abs(one), np.abs(other))
    same: NDArray[np.bool_] = (near | (one == other) | (np.isnan(one) & np.isnan(other))).all(
        axis=1
    )
    return same


class _Side:
    """One model on the firms whose features are unchanged."""

    def __init__(self, scorer: Scorer, table: Any, rows: NDArray[np.bool_]) -> None:
        self.names = scorer.feature_names
        explained = scorer.explain(matrix(table, self.names)[rows])
        self.margin, self.base = explained.margin, explained.base
        self.points = -FACTOR * explained.contributions
        grades = [grade_of(each) for each in pds_of(self.margin).tolist()]
        self.places = np.array([NAMES.index(grade) for grade in grades], dtype=np.int64)

    def points_of_row(self, row: int) -> Mapping[str, float]:
        """Points by feature, and of the base."""
        features = dict(zip(self.names, self.points[row].tolist(), strict=True))
        return {BASE: points_of(self.base), **features}

    def score(self, row: int) -> float:
        return points_of(float(self.margin[row]))


BASE = "base"
_BASE_LABEL = Text(zh="基准分", en="base score")


def _listed(
    sides: tuple[_Side, _Side], steps: NDArray[np.int64], names: Sequence[str]
) -> tuple[MovedFirm, ...]:
    moved = sorted(np.flatnonzero(steps).tolist(), key=lambda row: (-abs(steps[row]), names[row]))
    old, new = sides
    return tuple(
        MovedFirm(
            firm=names[row], grade_before=NAMES[old.places[row]],
            grade_after=NAMES[new.places[row]], steps=int(steps[row]),
            points_before=old.score(row), points_after=new.score(row),
            causes=_causes(old.points_of_row(row), new.points_of_row(row)),
        )
        for row in moved[:MOST_LISTED]
    )  # fmt: skip


def _causes(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Cause, ...]:
    """The features whose points moved most; one that a model lacks adds nothing there."""
    names = sorted({*before, *after})
    gaps = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in names}
    ranked = sorted(names, key=lambda name: (-abs(gaps[name]), name))[:MOST_CAUSES]
    return tuple(
        Cause(
            feature=name, label=_label(name), points_before=before.get(name, 0.0),
            points_after=after.get(name, 0.0),
        )
        for name in ranked
    )  # fmt: skip


def _label(name: str) -> Text:
    known = FEATURE_BY_NAME.get(name)
    return known.label if known else _BASE_LABEL if name == BASE else Text(zh=name, en=name)


def _verdict(unchanged: int, moved: int, far: int) -> Verdict:
    if unchanged < FEWEST:
        return "too_few"
    if moved > RED_MOVED * unchanged or far > RED_FAR * unchanged:
        return "red"
    return "amber" if moved > AMBER_MOVED * unchanged or far > AMBER_FAR * unchanged else "green"


_MOVED = Text(
    zh="{n}家数据未变的企业中,{moved}家等级变动({share:.1%}),其中{far}家变动两级以上",
    en="of {n} firms with unchanged data {moved} changed grade ({share:.1%}), {far} of them by two "
    "grades or more",
)
_TOO_FEW = Text(
    zh="数据未变的企业只有{n}家,太少,无法判断(至少需要{fewest}家)",
    en="only {n} firms have unchanged data: too few to say ({fewest} are needed)",
)


def _sentence(verdict: Verdict, unchanged: int, moved: int, far: int) -> Text:
    if verdict == "too_few":
        return _TOO_FEW.filled(n=unchanged, fewest=FEWEST)
    return _MOVED.filled(n=unchanged, moved=moved, share=moved / unchanged, far=far)
