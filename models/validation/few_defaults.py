"""How high could the true default rates be where few firms, or none, have defaulted?"""

from engine.text import Text
from models.proportions import clopper_pearson, jeffreys_interval, most_prudent
from models.validation.calibration import GradeResult, grade_results
from models.validation.case import Case
from models.validation.section import Column, Figure, Section, Table

_CONFIDENCES = (0.50, 0.75, 0.90)
_LIMITS = Text(
    zh="最审慎上界假定违约相互独立、等级排序正确;相关性会使上界更高。不作门槛。",
    en="The most prudent bounds take defaults as independent and the order of grades as right; "
    "correlation would raise them. They never gate.",
)
_METHOD = Text(
    zh="全体违约率的Jeffreys与Clopper-Pearson 90%区间;各等级按Pluto和Tasche(2005)最审慎估计:"
    "与所有更差等级合并后的上置信界(50%、75%、90%)。",
    en="Jeffreys and Clopper-Pearson 90 % intervals of the whole default rate; per grade the most "
    "prudent estimate of Pluto and Tasche (2005): the upper confidence bound (50, 75, 90 %) of the "
    "grade pooled with all riskier ones.",
)
_PURPOSE = Text(
    zh="违约很少的组合里,观察到的违约率会低估真实风险。",
    en="With few defaults an observed rate understates what the truth could be.",
)


def few_defaults(case: Case) -> Section:
    """Intervals of the whole and upper bounds of each grade."""
    grades = grade_results(case)
    firms, defaults = len(case.pd), int(case.data.target.sum())
    bounds = [
        most_prudent([g.defaults for g in grades], [g.firms for g in grades], confidence)
        for confidence in _CONFIDENCES
    ]
    above = sum(upper < g.predicted for upper, g in zip(bounds[-1], grades, strict=True))
    return Section(
        key="few_defaults",
        title=Text(zh="少违约区间", en="Few defaults"),
        purpose=_PURPOSE,
        method=_METHOD,
        verdict="info",
        finding=Text(
            zh=f"{firms}行中{defaults}个违约;{len(grades)}个等级中有{above}个的预测高于90%最审慎上界。",
            en=f"{defaults} defaults in {firms} rows; in {above} of {len(grades)} grades the "
            "predicted PD is above the 90 % most prudent bound.",
        ),
        limits=_LIMITS,
        figures=_figures(defaults, firms),
        tables=(_table(grades, bounds),),
    )


def _figures(defaults: int, firms: int) -> tuple[Figure, ...]:
    labels = {
        "jeffreys": (Text(zh="违约率,Jeffreys 90%", en="Default rate, Jeffreys 90 %"),
                     jeffreys_interval(defaults, firms)),
        "clopper_pearson": (Text(zh="违约率,Clopper-Pearson 90%",
                                 en="Default rate, Clopper-Pearson 90 %"),
                            clopper_pearson(defaults, firms)),
    }  # fmt: skip
    return tuple(
        Figure(name=name, label=label, value=defaults / firms, low=low, high=high, form="share")
        for name, (label, (low, high)) in labels.items()
    )


def _table(grades: tuple[GradeResult, ...], bounds: list[tuple[float, ...]]) -> Table:
    return Table(
        title=Text(zh="各等级的最审慎上界", en="Most prudent upper bounds by grade"),
        columns=(
            Column(name="grade", label=Text(zh="等级", en="Grade"), form="text"),
            Column(name="firms", label=Text(zh="行数", en="Rows"), form="count"),
            Column(name="defaults", label=Text(zh="违约", en="Defaults"), form="count"),
            Column(name="predicted", label=Text(zh="预测", en="Predicted"), form="share"),
            *(Column(name=f"upper_{share:.0%}", label=Text(zh=f"{share:.0%}上界",
                     en=f"{share:.0%} bound"), form="share") for share in _CONFIDENCES),
        ),
        rows=tuple(
            (each.grade, each.firms, each.defaults, each.predicted,
             *(column[place] for column in bounds))
            for place, each in enumerate(grades)
        ),
    )  # fmt: skip
