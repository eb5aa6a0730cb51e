"""Only funded firms have outcomes: how far could that mislead the model?"""

from engine.text import Text
from models.selection import SelectionReport
from models.validation.case import Case
from models.validation.section import Column, Figure, Section, Table
from models.validation.words import NOT_MEASURED

_TITLE = Text(zh="选择偏差", en="Funded firms only")
_PURPOSE = Text(
    zh="只有放款企业才有结果;未放款企业的结果无人知道,模型可能低估其风险。",
    en="Only funded firms have outcomes; nobody knows those of the others, whose risk the model "
    "may understate.",
)
_METHOD = Text(
    zh="对未放款企业假定结果(模糊加权、分段)后重新训练参考评分卡,与不推断对照,均在未见过的放款企业上评价"
    "(Siddiqi 2006,第6章)。",
    en="Outcomes of firms not funded are supposed (fuzzy augmentation, parcelling) and the "
    "reference scorecard is trained again, beside one without them; all are judged on funded "
    "firms not seen (Siddiqi 2006, chapter 6).",
)
_LIMITS = Text(
    zh="推断是假定而非知识(Hand和Henley,1993);仅作敏感性,推断的结果从不用于正式模型。",
    en="Inference is supposition, not knowledge (Hand and Henley 1993): a sensitivity only; "
    "supposed outcomes never train a served model.",
)
_NONE = Text(
    zh="没有提供未放款企业:未测量。", en="No firms that were refused were given: not measured."
)


def selected(case: Case) -> Section:
    """The sensitivity with and without reject inference, where refused firms were given."""
    found = case.options.selection
    return Section(
        key="selection",
        title=_TITLE,
        purpose=_PURPOSE,
        method=_METHOD,
        verdict="info",
        finding=_NONE if found is None else found.sentence,
        limits=_LIMITS,
        figures=_figures(found),
        tables=() if found is None else (_table(found),),
    )


def _figures(found: SelectionReport | None) -> tuple[Figure, ...]:
    counts = {
        "funded": Text(zh="放款企业", en="Firms funded"),
        "refused": Text(zh="未放款企业", en="Firms refused"),
    }
    return tuple(
        Figure(name=name, label=label, value=getattr(found, name, None), form="count")
        for name, label in counts.items()
    )


def _table(found: SelectionReport) -> Table:
    known = any(each.auc_rejected == each.auc_rejected for each in found.ways)
    return Table(
        title=Text(zh="有无推断对照", en="With and without inference"),
        columns=(
            Column(name="way", label=Text(zh="方式", en="Way"), form="text"),
            Column(name="auc", label=Text(zh="AUC", en="AUC")),
            Column(name="slope", label=Text(zh="校准斜率", en="Slope")),
            Column(name="mean_pd", label=Text(zh="平均PD", en="Mean PD"), form="share"),
            Column(name="refused", label=Text(zh="未放款平均PD", en="Mean PD, refused"),
                   form="share"),
            Column(name="truth", label=Text(zh="未放款真实违约率", en="Truth, refused"),
                   form="share"),
        ),
        rows=tuple(
            (each.label, each.auc, each.calibration_slope, each.mean_pd, each.mean_pd_rejected,
             each.observed_rejected)
            for each in found.ways
        ),
        note=None if known else Text(
            zh=f"真实违约率:{NOT_MEASURED.zh}(仅模拟数据可知)。",
            en=f"The truth is {NOT_MEASURED.en}: only a simulation knows it.",
        ),
    )  # fmt: skip
