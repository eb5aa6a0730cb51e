"""Does a little noise of the input leave a firm's grade?"""

from collections.abc import Iterator

import numpy as np
from scipy.special import expit

from engine.scoring import FACTOR
from engine.text import Text
from models.tables import Floats
from models.validation.bounds import LEAST_STEADY, NOISE, at_least
from models.validation.case import Case, grades_of
from models.validation.section import Figure, Section, Verdict

_MOST_ROWS = 5_000
_LARGEST_COUNT = 1_000.0


def sensitivity(case: Case) -> Section:
    """How many grades and points a firm moves under one per cent of noise in its inputs."""
    values = case.some(_MOST_ROWS, "sensitivity")
    before = case.subject.margin(values)
    after = case.subject.margin(noisy(values, case.rng("noise")))
    moved = np.abs(grades_of(expit(after)) - grades_of(expit(before)))
    points = np.abs(after - before) * FACTOR
    steady = float((moved <= 1).mean())
    verdict: Verdict = "green" if steady >= LEAST_STEADY else "red"
    return Section(
        key="sensitivity",
        title=Text(zh="敏感性", en="Sensitivity"),
        purpose=Text(
            zh="输入的微小误差不应改变结论。", en="A small error of the input must not decide."
        ),
        method=Text(
            zh=f"每个非整数特征乘以(1 + {NOISE:.0%}正态噪声);等级变动不超过一级的企业须达99%(†)。",
            en=f"Every feature that is no whole number is multiplied by 1 + {NOISE:.0%} normal "
            "noise; 99 % of firms must move by one grade at most (†).",
        ),
        verdict=verdict,
        finding=Text(
            zh=f"{steady:.2%}的企业变动不超过一级,{(moved == 0).mean():.1%}不变。",
            en=f"{steady:.2%} of firms move by one grade at most, {(moved == 0).mean():.1%} stay.",
        ),
        limits=Text(
            zh="噪声彼此独立;系统性夸大见“自报信息”一节。",
            en="Noise is independent; flattering on purpose is under self-declared data.",
        ),
        figures=tuple(_steadiness(steady, moved, points, verdict)),
    )


def _steadiness(
    steady: float, moved: np.ndarray, points: Floats, verdict: Verdict
) -> Iterator[Figure]:
    yield Figure(name="steady", label=Text(zh="变动不超过一级", en="Moved by one grade at most"),
                 value=steady, form="share", bound=at_least(LEAST_STEADY, ".0%"),
                 verdict=verdict)  # fmt: skip
    yield Figure(name="unmoved", label=Text(zh="等级不变", en="Grade unmoved"),
                 value=float((moved == 0).mean()), form="share")  # fmt: skip
    yield Figure(name="points_p99", label=Text(zh="分数变动99%分位", en="99 % quantile, points"),
                 value=float(np.quantile(points, 0.99)), form="points")  # fmt: skip


def noisy(values: Floats, rng: np.random.Generator) -> Floats:
    """The values with one per cent of noise; whole numbers such as flags and counts stay."""
    with np.errstate(invalid="ignore"):
        whole = (
            np.isfinite(values) & (values == np.round(values)) & (np.abs(values) < _LARGEST_COUNT)
        )
    factor = 1.0 + NOISE * rng.standard_normal(values.shape)
    return np.where(whole, values, values * factor)
