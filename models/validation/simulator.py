"""What can simulated firms prove of a model, and what can they not?"""

import numpy as np

from engine.text import Text
from models.calibration import pds_of
from models.tables import Floats
from models.validation.bootstrap import separation
from models.validation.bounds import at_least
from models.validation.case import Case
from models.validation.measures import auc, equal_count_bins
from models.validation.overview import is_simulated
from models.validation.section import Column, Figure, Section, Table
from models.validation.subject import log_odds
from models.validation.words import NOT_MEASURED

REAL_METRIC = "auc_real_123"
_NOMINAL = 0.90
_METHOD = Text(
    zh="模拟企业的真实违约概率已知,故可直接比较:AUC占可达上限的份额、对数几率误差、90%区间的覆盖率"
    "(总体与十分位)。真实企业的AUC取自模型卡(123家,CUMCM 2020 C题)。",
    en="The true PD of simulated firms is known, so it is compared directly: the share of the best "
    "possible AUC, the error in log-odds, the coverage of the 90 % interval (whole and by tenth). "
    "The AUC on real firms is the model card's (123 firms, CUMCM 2020 problem C).",
)
_CAN = Text(
    zh="代码正确、校准与区间的方法有效、单调与解释精确、流程可重复、已知偏移能被发现。",
    en="That the code is right, that calibration and intervals work, that directions and "
    "explanations are exact, that training repeats, that known shifts are found.",
)
_CANNOT = Text(
    zh="对真实企业的区分能力与违约率水平;特征与违约的真实关系;未写入模拟器的造假、周期与选择偏差。"
    "模拟数据训练的模型永远只是演示,不得用于授信。",
    en="Separation and default rates among real firms; the true relation of features and default; "
    "fraud, cycles and selection that nobody wrote into it. A model trained on simulated "
    "firms is a demonstration for ever, not for credit decisions.",
)
_REACH = Table(
    title=Text(zh="边界", en="Reach"),
    columns=(
        Column(name="question", label=Text(zh="模拟企业", en="Simulated firms"), form="text"),
        Column(name="answer", label=Text(zh="内容", en="What"), form="text"),
    ),
    rows=((Text(zh="能证明", en="can prove"), _CAN), (Text(zh="不能证明", en="cannot"), _CANNOT)),
)


def simulator(case: Case) -> Section | None:
    """The comparison with the truth, and its reach; None where nothing is simulated."""
    if not is_simulated(case):
        return None
    known = case.data.true_pd
    real = case.subject.card.metrics.get(REAL_METRIC) if case.subject.card else None
    said = NOT_MEASURED if real is None else Text(zh=f"{real:.3f}", en=f"{real:.3f}")
    return Section(
        key="simulator",
        title=Text(zh="模拟器能与不能证明什么", en="What a simulator can and cannot prove"),
        purpose=Text(
            zh="数据或训练是模拟的:读者须知道结论的边界。",
            en="Data or training are simulated: the reader must know how far conclusions reach.",
        ),
        method=_METHOD,
        verdict="info",
        finding=Text(
            zh=f"结论只及于模拟器;123家真实企业上的AUC:{said.zh}。",
            en=f"Conclusions reach no farther than the simulator; AUC on the 123 real firms: "
            f"{said.en}.",
        ),
        limits=Text(
            zh="真实企业的验证须在真实结果上重做本报告。",
            en="For real firms this report must be made again on real outcomes.",
        ),
        figures=(*(() if known is None else _figures(case, known)), _real(real)),
        tables=(_REACH, *(() if known is None else (_table(case, known),))),
    )


def _real(value: float | None) -> Figure:
    label = Text(zh="123家真实企业上的AUC(模型卡)", en="AUC on 123 real firms (model card)")
    return Figure(name=REAL_METRIC, label=label, value=value)


def _figures(case: Case, true_pd: Floats) -> tuple[Figure, ...]:
    target, truth = case.data.target, log_odds(true_pd)
    draws = case.options.draws
    best = separation(truth, target, case.data.groups, draws, case.seed).auc
    ours = auc(case.margin, target)
    inside = _coverage(case, true_pd)
    error = float(np.sqrt(np.mean((case.margin - truth) ** 2)))
    return (
        Figure(name="auc_true_pd", label=Text(zh="真实概率的AUC", en="AUC of the true PD"),
               value=best.value, low=best.low, high=best.high),
        Figure(name="auc_share_of_best", label=Text(zh="占可达上限的份额", en="Share of the best"),
               value=(ours - 0.5) / (best.value - 0.5) if best.value > 0.5 else None, form="share",  # noqa: PLR2004
               bound=at_least(0.9, ".0%")),
        Figure(name="log_odds_error", label=Text(zh="对数几率误差(均方根)",
               en="Error in log-odds, root mean square"), value=error),
        Figure(name="interval_coverage", label=Text(zh="90%区间的覆盖率",
               en="Coverage of the 90 % interval"),
               value=None if inside is None else float(inside.mean()), form="share",
               bound=Text(zh="88%至92%†", en="88 % to 92 %†")),
    )  # fmt: skip


def _coverage(case: Case, true_pd: Floats) -> np.ndarray | None:
    """Whether each firm's interval holds its true PD; None where the model has no interval."""
    interval = getattr(case.subject.scorer, "interval", None)
    if interval is None or getattr(case.subject.scorer, "interval_of", "true_pd") != "true_pd":
        return None
    bounds = interval(case.margin)
    if np.isnan(bounds).any():
        return None
    return np.asarray((bounds[:, 0] <= true_pd) & (true_pd <= bounds[:, 1]))


def _table(case: Case, true_pd: Floats) -> Table:
    inside = _coverage(case, true_pd)
    rows = []
    for place, own in enumerate(equal_count_bins(case.margin), start=1):
        covered = None if inside is None else float(inside[own].mean())
        predicted = float(pds_of(case.margin[own]).mean())
        rows.append((place, predicted, float(true_pd[own].mean()), covered))
    return Table(
        title=Text(zh="十分位:预测、真实与覆盖", en="By tenth: predicted, true, covered"),
        columns=(
            Column(name="tenth", label=Text(zh="十分位", en="Tenth"), form="count"),
            Column(name="predicted", label=Text(zh="预测PD", en="Predicted PD"), form="share"),
            Column(name="true", label=Text(zh="真实PD", en="True PD"), form="share"),
            Column(name="covered", label=Text(zh="覆盖率", en="Coverage"), form="share"),
        ),
        rows=tuple(rows),
        note=Text(zh=f"名义覆盖率{_NOMINAL:.0%}。", en=f"Nominal coverage {_NOMINAL:.0%}."),
    )
