"""Do the predicted PDs come true: overall, by decile and by grade?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.text import Text
from models.calibration import calibration_line
from models.charts.canvas import Row
from models.proportions import Bounds, chance_at_most, jeffreys_interval
from models.validation.bootstrap import Estimate, estimate
from models.validation.bounds import (
    FLAGGED_BELOW,
    MOST_ECE,
    MOST_GRADES_FLAGGED,
    SLOPE,
    at_least,
    at_most,
    between,
)
from models.validation.case import GRADE_NAMES, Case, grades_of
from models.validation.measures import (
    brier,
    brier_skill,
    ece,
    eces_when_perfect,
    equal_count_bins,
    hosmer_lemeshow,
)
from models.validation.section import Column, Figure, Picture, Section, Table, Verdict, worst

_MOST_DRAWS = 200
_SURELY = 0.002  # a right model is called wrong this seldom
_TITLE = Text(zh="校准", en="Calibration")
_PURPOSE = Text(
    zh="预测的12个月违约概率是否成真:总体、各十分位、各等级。",
    en="Whether the predicted 12-month PDs come true: overall, by decile and by grade.",
)
_METHOD = Text(
    zh="十个等量箱的可靠性曲线与ECE(对照:概率完全正确时仅凭运气的95%分位);Brier技能对比平均违约率;"
    "逻辑回归校准斜率与截距(按企业自助法);各等级单侧Jeffreys检验,p<0.05标记(ECB《内部模型验证结果报告说明》,"
    "2019年2月,附件1)。Hosmer-Lemeshow只报告、不作门槛。",
    en="Reliability curve and ECE in ten bins of equal count (beside the 95 % quantile that chance "
    "gives where every PD is right); Brier skill against the plain default rate; slope and "
    "intercept of a logistic recalibration (bootstrap by firm); one-sided Jeffreys test per grade, "
    "flagged at p < 0.05 (ECB, Instructions for reporting the validation results of internal "
    "models, February 2019, annex 1). Hosmer-Lemeshow is reported and never gates.",
)
_LIMITS = Text(
    zh="假定违约相互独立;宏观冲击下各等级会同向偏离。单侧检验只发现概率偏低,偏高由ECE与斜率发现。",
    en="Defaults are taken as independent; a common shock moves all grades together. The one-sided "
    "test finds PDs that are too low; PDs too high show in ECE and slope.",
)
_FINE = Text(zh="校准在界限之内。", en="Calibration is within its bounds.")
_NOT_FINE = Text(zh="未达界限:{names}。", en="Outside its bounds: {names}.")


@dataclass(frozen=True)
class GradeResult:
    """One grade: firms, defaults, mean predicted PD, Jeffreys interval and one-sided p value."""

    grade: str
    firms: int
    defaults: int
    predicted: float
    interval: Bounds
    p_value: float

    @property
    def flagged(self) -> bool:
        """Whether the PD is probably too low."""
        return self.p_value < FLAGGED_BELOW


def calibration(case: Case) -> Section:
    """Reliability, ECE, Brier skill, slope, Hosmer-Lemeshow and the Jeffreys test per grade."""
    grades = grade_results(case)
    figures = _figures(case, grades)
    verdict = worst(each.verdict for each in figures)
    wrong = [each for each in figures if each.verdict in ("amber", "red")]
    finding = _FINE if not wrong else Text(
        zh=_NOT_FINE.zh.format(names="、".join(each.label.zh for each in wrong)),
        en=_NOT_FINE.en.format(names=", ".join(each.label.en for each in wrong)),
    )  # fmt: skip
    return Section(
        key="calibration",
        title=_TITLE,
        purpose=_PURPOSE,
        method=_METHOD,
        verdict=verdict,
        finding=finding,
        limits=_LIMITS,
        figures=figures,
        tables=(_table(grades),),
        pictures=_pictures(case, grades),
    )


def grade_results(case: Case) -> tuple[GradeResult, ...]:
    """Every grade that holds a firm, the safest first."""
    places = grades_of(case.pd)
    found = []
    for place, name in enumerate(GRADE_NAMES):
        own = places == place
        if not own.any():
            continue
        firms, defaults = int(own.sum()), int(case.data.target[own].sum())
        predicted = float(case.pd[own].mean())
        found.append(GradeResult(
            name, firms, defaults, predicted, jeffreys_interval(defaults, firms),
            chance_at_most(defaults, firms, predicted),
        ))  # fmt: skip
    return tuple(found)


def _figures(case: Case, grades: tuple[GradeResult, ...]) -> tuple[Figure, ...]:
    return (*_in_the_large(case), *_errors(case), *_line(case), *_tests(case, grades))


def _in_the_large(case: Case) -> Iterator[Figure]:
    firms, defaults = len(case.pd), int(case.data.target.sum())
    mean = float(case.pd.mean())
    low, high = jeffreys_interval(defaults, firms)
    p_value = chance_at_most(defaults, firms, mean)
    verdict: Verdict = "green" if p_value >= FLAGGED_BELOW else "amber"
    yield Figure(name="mean_pd", label=Text(zh="平均预测违约概率", en="Mean predicted PD"),
                 value=mean, form="share")  # fmt: skip
    yield Figure(
        name="default_rate", label=Text(zh="实际违约率(90%区间)", en="Default rate, 90 % interval"),
        value=defaults / firms, low=low, high=high, form="share",
    )  # fmt: skip
    yield Figure(
        name="jeffreys_p", label=Text(zh="总体Jeffreys检验p值", en="Jeffreys p value, all firms"),
        value=p_value, bound=at_least(FLAGGED_BELOW),
        verdict="red" if p_value < _SURELY else verdict,
    )  # fmt: skip


def _errors(case: Case) -> Iterator[Figure]:
    error, skill = ece(case.pd, case.data.target), brier_skill(case.pd, case.data.target)
    drawn = eces_when_perfect(case.pd, case.rng("ece"))
    by_chance, surely = np.quantile(drawn, [1.0 - FLAGGED_BELOW, 1.0 - _SURELY]).tolist()
    verdict: Verdict = "green" if error <= max(MOST_ECE, by_chance) else "amber"
    yield Figure(
        name="ece", label=Text(zh="期望校准误差ECE", en="Expected calibration error"), value=error,
        bound=at_most(max(MOST_ECE, by_chance), ".4f"), form="tiny",
        verdict="red" if error > max(MOST_ECE, surely) else verdict,
    )  # fmt: skip
    yield Figure(
        name="ece_when_perfect", value=by_chance, form="tiny",
        label=Text(zh="完全校准时ECE的95%分位", en="95 % quantile of ECE if perfect"),
    )  # fmt: skip
    yield Figure(name="brier", label=Text(zh="Brier分数", en="Brier score"),
                 value=brier(case.pd, case.data.target), form="tiny")  # fmt: skip
    yield Figure(
        name="brier_skill", label=Text(zh="Brier技能", en="Brier skill"), value=skill,
        bound=Text(zh="大于0†", en="above 0†"), verdict="green" if skill > 0 else "red",
    )  # fmt: skip


def _line(case: Case) -> Iterator[Figure]:
    slope, intercept = _line_with_intervals(case)
    low, high = SLOPE
    verdict: Verdict = "green" if low <= slope.value <= high else "amber"
    yield Figure(
        name="calibration_slope", label=Text(zh="校准斜率", en="Calibration slope"),
        value=slope.value, low=slope.low, high=slope.high, bound=between(SLOPE),
        verdict="red" if slope.high < low or slope.low > high else verdict,
    )  # fmt: skip
    yield Figure(
        name="calibration_intercept", label=Text(zh="校准截距", en="Calibration intercept"),
        value=intercept.value, low=intercept.low, high=intercept.high,
    )  # fmt: skip


def _line_with_intervals(case: Case) -> tuple[Estimate, Estimate]:
    target, rng = case.data.target.astype(np.float64), case.rng("line")
    names, unit = np.unique(case.data.groups, return_inverse=True)
    drawn = []
    for _ in range(min(case.options.draws, _MOST_DRAWS)):
        counts = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        rows = np.repeat(np.arange(len(unit)), counts[unit])
        if 0 < target[rows].sum() < len(rows):
            drawn.append(calibration_line(case.margin[rows], target[rows]))
    whole = calibration_line(case.margin, target)
    slopes, intercepts = np.array(drawn).reshape(-1, 2).T
    return estimate(whole.slope, slopes), estimate(whole.intercept, intercepts)


def _tests(case: Case, grades: tuple[GradeResult, ...]) -> Iterator[Figure]:
    flagged = sum(each.flagged for each in grades) / len(grades)
    test = hosmer_lemeshow(case.pd, case.data.target)
    yield Figure(
        name="grades_flagged", value=flagged, form="share",
        label=Text(zh="Jeffreys检验被标记的等级", en="Grades flagged by Jeffreys"),
        bound=at_most(MOST_GRADES_FLAGGED, ".0%"),
        verdict="green" if flagged <= MOST_GRADES_FLAGGED else "amber",
    )  # fmt: skip
    yield Figure(
        name="hosmer_lemeshow_p", value=test.p_value,
        label=Text(zh="Hosmer-Lemeshow p值(不作门槛)", en="Hosmer-Lemeshow p value, never gating"),
    )  # fmt: skip


def _table(grades: tuple[GradeResult, ...]) -> Table:
    return Table(
        title=Text(zh="各等级", en="By grade"),
        columns=(
            Column(name="grade", label=Text(zh="等级", en="Grade"), form="text"),
            Column(name="firms", label=Text(zh="行数", en="Rows"), form="count"),
            Column(name="defaults", label=Text(zh="违约", en="Defaults"), form="count"),
            Column(name="predicted", label=Text(zh="预测", en="Predicted"), form="share"),
            Column(name="observed", label=Text(zh="实际", en="Observed"), form="share"),
            Column(name="low", label=Text(zh="下限", en="Low"), form="share"),
            Column(name="high", label=Text(zh="上限", en="High"), form="share"),
            Column(name="p_value", label=Text(zh="p值", en="p value")),
            Column(name="flag", label=Text(zh="标记", en="Flag"), form="text"),
        ),
        rows=tuple(
            (each.grade, each.firms, each.defaults, each.predicted, each.defaults / each.firms,
             *each.interval, each.p_value, "⚑" if each.flagged else "")
            for each in grades
        ),
        note=Text(
            zh="90% Jeffreys区间;⚑:p<0.05,预测概率可能偏低。",
            en="90 % Jeffreys intervals; ⚑: p < 0.05, the PD is probably too low.",
        ),
    )  # fmt: skip


def _pictures(case: Case, grades: tuple[GradeResult, ...]) -> tuple[Picture, ...]:
    return (
        Picture(
            kind="reliability",
            title=Text(zh="可靠性曲线", en="Reliability curve"),
            caption=Text(
                zh="每点为一成企业,竖线为90% Jeffreys区间;虚线上预测等于实际。平方根刻度。",
                en="Each point is a tenth of the firms with its 90 % Jeffreys interval; on the "
                "dashed line predictions come true. Square-root scale.",
            ),
            rows=tuple(_reliability_rows(case)),
        ),
        Picture(
            kind="grades",
            title=Text(zh="各等级的预测与实际", en="Predicted and observed by grade"),
            caption=Text(
                zh="圆点与竖线:实际违约率与90%区间;菱形:预测;橙色(表中⚑):被标记。平方根刻度。",
                en="Dots and bars: default rate with 90 % interval; diamonds: predicted; orange, "
                "⚑ in the table: flagged. Square-root scale.",
            ),
            rows=tuple(
                {"grade": each.grade, "predicted": each.predicted,
                 "observed": each.defaults / each.firms, "low": each.interval.low,
                 "high": each.interval.high, "flagged": each.flagged}
                for each in grades
            ),
        ),
    )  # fmt: skip


def _reliability_rows(case: Case) -> Iterator[Row]:
    for rows in equal_count_bins(case.pd):
        defaults = int(case.data.target[rows].sum())
        low, high = jeffreys_interval(defaults, len(rows))
        yield {"predicted": float(case.pd[rows].mean()), "observed": defaults / len(rows),
               "low": low, "high": high}  # fmt: skip
