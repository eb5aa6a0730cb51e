"""Is the model better than a plain scorecard, than two numbers, and than its challengers?"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit

from engine.text import Text
from models.inputs import matrix
from models.tables import Floats
from models.validation.bootstrap import Estimate, auc_gain
from models.validation.case import Case, Trainer
from models.validation.folds import folds_of, has_both, trainable
from models.validation.leakage import leaks_of
from models.validation.measures import auc, brier
from models.validation.section import Column, Figure, Section, Table, Value, Verdict, worst
from models.validation.subject import subject_of
from models.validation.words import feature_text

_FOLDS = 2
_HOUSE_RULE = ("firm_age_years", "revenue")
_MOST_DEFICIT = 0.005
_METHOD = Text(
    zh="同一批企业上比较AUC与Brier;AUC之差的95%区间由成对自助法得到。评分卡为证据权重逻辑回归;"
    "两变量规则为{rule}的逻辑回归。{fitted}",
    en="AUC and Brier on the same firms; the 95 % interval of the difference in AUC by paired "
    "bootstrap. The scorecard is a logistic of weights of evidence; the two-variable rule a "
    "logistic of {rule}. {fitted}",
)
_ON_TRAINING = Text(
    zh="两者用模型的{n:,}行训练样本拟合。",
    en="Both were fitted to {n:,} of the model's training rows.",
)
_CROSS_FITTED = Text(
    zh="没有带结果的训练样本,故按企业把验证样本分成两半,在一半上拟合、在另一半上比较。",
    en="Without training outcomes they were fitted to one half of the validation firms and judged "
    "on the other, and the other way round.",
)


class Rival(NamedTuple):
    """Another model on the same firms: its AUC and Brier, and our AUC less its."""

    name: str
    label: Text
    auc: float
    brier: float
    gain: Estimate


def comparison(case: Case) -> Section:
    """The model beside the scorecard, the two-variable rule and its challengers."""
    rivals = tuple(rivals_of(case))
    rule = ", ".join(feature_text(name).en for name in _rule(case))
    rule_zh = "、".join(feature_text(name).zh for name in _rule(case))
    figures = tuple(_figure(each) for each in rivals)
    return Section(
        key="comparison",
        title=Text(zh="与评分卡及简单规则比较", en="Beside a scorecard and a plain rule"),
        purpose=Text(
            zh="复杂只有在确实更好时才值得。", en="Complexity must pay: the model has to be better."
        ),
        method=_METHOD.filled(
            rule=Text(zh=rule_zh, en=rule),
            fitted=_fitted(case),
        ),
        verdict=worst(each.verdict for each in figures),
        finding=_finding(rivals),
        limits=Text(
            zh="评分卡未经人工打磨;成熟的手工评分卡可能更好。",
            en="The scorecard was not tuned by hand; a mature one may do better.",
        ),
        figures=figures,
        tables=(_table(case, rivals),),
    )


def _fitted(case: Case) -> Text:
    training = _training(case)
    return _CROSS_FITTED if training is None else _ON_TRAINING.filled(n=len(training))


def rivals_of(case: Case) -> Iterator[Rival]:
    """The scorecard where one is given, the rule, and every challenger; too few rows give none."""
    models: dict[str, tuple[Text, Any]] = {
        "scorecard": (Text(zh="参考评分卡", en="Reference scorecard"), case.scorecard),
        "rule": (Text(zh="两变量规则", en="Two-variable rule"), _rule_trainer(_rule(case))),
    }
    models |= {name: (Text(zh=name, en=name), m) for name, m in case.options.challengers.items()}
    for name, (label, model) in models.items():
        margin = None if model is None else _margin_of(case, model)
        if margin is not None:
            yield _rival(case, name, label, margin)


def _rival(case: Case, name: str, label: Text, margin: Floats) -> Rival:
    target = case.data.target
    seed = int(case.rng(f"gain {name}").integers(2**31))
    return Rival(
        name, label, auc(margin, target), brier(expit(margin), target),
        auc_gain(case.margin, margin, target, case.data.groups, seed),
    )  # fmt: skip


def _margin_of(case: Case, model: Any) -> Floats | None:
    """The answers of a fitted model, or of one that a trainer fits here."""
    if not hasattr(model, "predict_proba") and callable(model):
        return _fitted_margin(case, model)
    return _answers(model, case.data.features)


def _answers(model: Any, features: pd.DataFrame) -> Floats:
    subject = subject_of(model, list(map(str, features.columns)))
    return subject.margin(matrix(features, subject.names))


def _training(case: Case) -> pd.DataFrame | None:
    return case.data.reference if case.data.reference_target is not None else None


def _fitted_margin(case: Case, trainer: Trainer) -> Floats | None:
    """Out-of-sample answers: of a model of the training rows, or of one for each half.

    None where a half holds outcomes of one kind only.
    """
    data, training = case.data, _training(case)
    if training is not None and data.reference_target is not None:
        rows = np.array([f"row {place}" for place in range(len(training))])
        model = trainer(trainable(training), data.reference_target, rows)
        return _answers(model, trainable(data.features))
    folds = list(folds_of(data.groups, _FOLDS, case.rng("folds")))
    if not all(has_both(data.target[~unseen]) for unseen in folds):
        return None
    margin = np.empty(len(data.target))
    for unseen in folds:
        model = trainer(
            trainable(data.features, ~unseen), data.target[~unseen], data.groups[~unseen]
        )
        margin[unseen] = _answers(model, trainable(data.features, unseen))
    return margin


def _rule(case: Case) -> tuple[str, ...]:
    """Firm age and revenue, or the two features that tell most alone."""
    if set(_HOUSE_RULE) <= set(case.data.features.columns):
        return _HOUSE_RULE
    training, outcomes = _training(case), case.data.reference_target
    values, target = case.values, case.data.target
    if training is not None and outcomes is not None:
        values, target = matrix(training, case.subject.names), outcomes
    leaks = leaks_of(values, case.subject.names, target)
    return tuple(each.name for each in sorted(leaks, key=lambda each: -each.auc)[:2])


def _rule_trainer(names: tuple[str, ...]) -> Trainer:
    """A logistic of ranks of the named columns; what is missing has a weight of its own."""

    def train(features: pd.DataFrame, target: Any, _groups: Any) -> Any:
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import FunctionTransformer, StandardScaler

        model = make_pipeline(
            FunctionTransformer(_signed_log),
            SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
            StandardScaler(),
            LogisticRegression(max_iter=500),
        )
        model.fit(matrix(features, names), target)
        return _ByName(model, names)

    return train


def _signed_log(values: Floats) -> Floats:
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))


class _ByName:
    """A fitted model of some columns of a frame, found by name."""

    def __init__(self, model: Any, names: tuple[str, ...]) -> None:
        self.model = model
        self.feature_names_in_ = names

    def predict_proba(self, frame: pd.DataFrame) -> Floats:
        """The chance of no default and of default (n, 2)."""
        return np.asarray(self.model.predict_proba(matrix(frame, self.feature_names_in_)))


def _verdict(rival: Rival) -> Verdict:
    """Red where surely worse; a scorecard may be equalled, a rule must be beaten."""
    value, low, high = rival.gain
    if high < 0.0:
        return "red"
    if rival.name == "rule":
        return "green" if low > 0.0 else "amber"
    return "green" if value >= -_MOST_DEFICIT else "amber"


def _figure(rival: Rival) -> Figure:
    least = Text(zh="区间高于0†", en="interval above 0†")
    if rival.name != "rule":
        least = Text(zh=f"不低于-{_MOST_DEFICIT}†", en=f"at least -{_MOST_DEFICIT}†")
    return Figure(
        name=f"auc_gain_over_{rival.name}",
        label=Text(zh=f"AUC高于{rival.label.zh}", en=f"AUC above {rival.label.en}"),
        value=rival.gain.value, low=rival.gain.low, high=rival.gain.high, form="tiny",
        bound=least, verdict=_verdict(rival),
    )  # fmt: skip


def _finding(rivals: tuple[Rival, ...]) -> Text:
    zh = "、".join(f"{each.label.zh} {each.gain.value:+.3f}" for each in rivals)
    en = ", ".join(f"{each.label.en} {each.gain.value:+.3f}" for each in rivals)
    without = not any(each.name == "scorecard" for each in rivals)
    return Text(
        zh=f"AUC之差:{zh or '未测量'}。" + ("参考评分卡未测量。" if without else ""),
        en=f"Difference in AUC: {en or 'not measured'}."
        + (" The scorecard was not measured." if without else ""),
    )


def _table(case: Case, rivals: tuple[Rival, ...]) -> Table:
    ours: tuple[Value, ...] = (
        Text(zh="本模型", en="This model"), auc(case.margin, case.data.target),
        brier(case.pd, case.data.target), None, None, None,
    )  # fmt: skip
    return Table(
        title=Text(zh="同一批企业", en="The same firms"),
        columns=(
            Column(name="model", label=Text(zh="模型", en="Model"), form="text"),
            Column(name="auc", label=Text(zh="AUC", en="AUC")),
            Column(name="brier", label=Text(zh="Brier", en="Brier"), form="tiny"),
            Column(name="gain", label=Text(zh="本模型高出", en="Ours less its"), form="tiny"),
            Column(name="low", label=Text(zh="下限", en="Low"), form="tiny"),
            Column(name="high", label=Text(zh="上限", en="High"), form="tiny"),
        ),
        rows=(ours, *((each.label, each.auc, each.brier, *each.gain) for each in rivals)),
    )
