"""Does the model keep every direction it declares, for any firm?"""

from typing import NamedTuple

import numpy as np

from engine.text import Text
from models.monotone import broken_directions
from models.sweeping import swept_values
from models.validation.bounds import SWEEPS
from models.validation.case import Case
from models.validation.section import Column, Figure, Section, Table, Verdict
from models.validation.words import feature_text

_STEPS = 9
_TOLERANCE = 1e-9  # of log-odds, for models whose sums are not exact
_AT_ONCE = 1_000
_MOST_ROWS = 5_000
_PURPOSE = Text(
    zh="风险只能朝声明的方向变化:例如执行案件增多,违约概率不得下降。",
    en="Risk may move in the declared direction only: more enforcement cases, never a lower PD.",
)
_METHOD = Text(
    zh=f"随机抽取企业和有方向的特征,把该特征从最小到最大扫过{_STEPS}个值,共{SWEEPS:,}次;"
    "有查找表的模型另对每棵树的全部应答组合做完全检查(覆盖所有可能的输入)。",
    en=f"Random firms and directed features, each swept over {_STEPS} values from low to "
    f"high, {SWEEPS:,} times; where the model has tables, every tree is also checked over "
    "all combinations of answers, which covers every possible input.",
)
_NO_DIRECTION = Text(zh="模型没有声明方向。", en="The model declares no direction.")
_KEPT = Text(
    zh="{sweeps}次扫描与{trees}棵树的完全检查:0次违反。",
    en="{sweeps} sweeps and the exact check of {trees} trees: 0 violations.",
)
_KEPT_SWEEPS = Text(zh="{sweeps}次扫描:0次违反。", en="{sweeps} sweeps: 0 violations.")
_BROKEN = Text(
    zh="{sweeps}次扫描中{n}次违反,{trees}处树违反声明的方向。",
    en="{n} of {sweeps} sweeps and {trees} places in the trees break a declared direction.",
)


class Sweeps(NamedTuple):
    """How many sweeps were made, and in which features how many broke the direction."""

    made: int
    broken: dict[str, int]


def monotone(case: Case) -> Section:
    """Random sweeps of each declared direction, and the exact check where there are tables."""
    directions = {name: way for name, way in case.subject.monotone.items() if way}
    sweeps = sweeps_of(case, directions)
    places = _broken_places(case, directions)
    broken = sum(sweeps.broken.values())
    words = {"sweeps": sweeps.made, "n": broken, "trees": places or 0}
    verdict: Verdict = "red" if broken or places else "green" if directions else "info"
    kept = _KEPT_SWEEPS if places is None else _KEPT
    finding = (
        _BROKEN.filled(**words)
        if broken or places
        else kept.filled(sweeps=sweeps.made, trees=_n_trees(case))
    )
    return Section(
        key="monotone",
        title=Text(zh="单调性", en="Monotonicity"),
        purpose=_PURPOSE,
        method=_METHOD,
        verdict=verdict,
        finding=finding if directions else _NO_DIRECTION,
        limits=Text(
            zh="缺失值不在次序之中,不受方向约束。",
            en="Missing values stand outside the order and have no direction.",
        ),
        figures=_sweep_figures(sweeps, places, len(directions)),
        tables=(_table(sweeps),) if broken else (),
    )


def sweeps_of(case: Case, directions: dict[str, int]) -> Sweeps:
    """Random firms, each swept along one feature that has a direction."""
    if not directions:
        return Sweeps(0, {})
    rng, broken = case.rng("sweeps"), dict.fromkeys(directions, 0)
    places = {name: case.subject.names.index(name) for name in directions}
    grids = {name: swept_values(case.reference[:, place], _STEPS) for name, place in places.items()}
    for start in range(0, SWEEPS, _AT_ONCE):
        names = rng.choice(list(directions), min(_AT_ONCE, SWEEPS - start)).tolist()
        rows = case.values[rng.integers(0, len(case.values), len(names))]
        swept = np.repeat(rows, _STEPS, axis=0)
        for turn, name in enumerate(names):
            swept[turn * _STEPS : (turn + 1) * _STEPS, places[name]] = grids[name]
        margins = case.subject.margin(swept).reshape(len(names), _STEPS)
        ways = np.array([directions[name] for name in names])
        wrong = (np.diff(margins, axis=1) * ways[:, None] < -_TOLERANCE).any(axis=1)
        for turn in np.flatnonzero(wrong).tolist():
            broken[names[turn]] += 1
    return Sweeps(SWEEPS, {name: n for name, n in broken.items() if n})


def _broken_places(case: Case, directions: dict[str, int]) -> int | None:
    if case.subject.tables is None:
        return None
    ways = {case.subject.names.index(name): way for name, way in directions.items()}
    return len(broken_directions(case.subject.tables, ways))


def _n_trees(case: Case) -> int:
    return case.subject.tables.n_trees if case.subject.tables else 0


def _sweep_figures(sweeps: Sweeps, places: int | None, directed: int) -> tuple[Figure, ...]:
    broken = sum(sweeps.broken.values())
    none = Text(zh="0", en="0")
    return (
        Figure(name="directions", label=Text(zh="声明方向的特征", en="Features with a direction"),
               value=directed, form="count"),
        Figure(name="sweeps", label=Text(zh="扫描次数", en="Sweeps"), value=sweeps.made,
               form="count"),
        Figure(name="violations", label=Text(zh="违反次数", en="Violations"), value=broken,
               form="count", bound=none, verdict="red" if broken else "green"),
        Figure(name="broken_trees", label=Text(zh="完全检查的违反", en="Violations, exact check"),
               value=places, form="count", bound=none,
               verdict="info" if places is None else "red" if places else "green"),
    )  # fmt: skip


def _table(sweeps: Sweeps) -> Table:
    return Table(
        title=Text(zh="被违反的方向", en="Directions broken"),
        columns=(
            Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
            Column(name="violations", label=Text(zh="违反", en="Violations"), form="count"),
        ),
        rows=tuple((feature_text(name), n) for name, n in sweeps.broken.items()),
    )
