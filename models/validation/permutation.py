"""Which features carry the model, and does it learn nothing where there is nothing to learn?"""

import math
from typing import Any

import numpy as np

from engine.text import Text
from models.validation.bounds import SHUFFLED_AUC, between
from models.validation.case import Case
from models.validation.folds import halves_of, has_both, trainable
from models.validation.measures import auc
from models.validation.section import Column, Figure, Section, Table, Verdict
from models.validation.subject import subject_of
from models.validation.words import NOT_MEASURED, feature_text, question_text

_MOST_ROWS = 2_000
_SHOWN = 12
_WANTED_ERROR = 0.016
_MOST_SHUFFLES = 5
_MOST_TRAINED = 5_000


def permutation(case: Case) -> Section:
    """How much AUC each feature is worth, and the AUC of models trained on shuffled outcomes."""
    shuffled = shuffled_aucs(case)
    mean = float(np.mean(shuffled)) if shuffled else None
    low, high = SHUFFLED_AUC
    verdict: Verdict = "info" if mean is None else "green" if low <= mean <= high else "red"
    said = NOT_MEASURED if mean is None else Text(zh=f"{mean:.3f}", en=f"{mean:.3f}")
    return Section(
        key="permutation",
        title=Text(zh="置换检验", en="Permutation"),
        purpose=Text(
            zh="哪些特征真正承载区分能力;流程本身不会凭空“学到”东西。",
            en="Which features carry the separation, and that the training finds nothing where "
            "there is nothing.",
        ),
        method=Text(
            zh="逐个打乱特征,看AUC下降多少;另把违约结果打乱后重新训练(按企业对半分,互为检验),"
            "多次平均的AUC须在0.45至0.55。",
            en="Each feature is shuffled in turn: how much AUC is lost. Outcomes are shuffled and "
            "the model trained again on one half of the firms, judged on the other; the mean AUC "
            "must lie in 0.45 to 0.55.",
        ),
        verdict=verdict,
        finding=Text(zh=f"打乱结果后的AUC:{said.zh}。", en=f"AUC on shuffled outcomes: {said.en}."),
        limits=Text(
            zh="相关特征会互相替代,单个特征的重要性可能被低估。",
            en="Related features stand in for each other, so each may look less important.",
        ),
        figures=(_figure(mean, len(shuffled), verdict),),
        tables=(_table(case),),
    )


def _figure(mean: float | None, times: int, verdict: Verdict) -> Figure:
    label = Text(
        zh=f"打乱结果后的AUC({times}次平均)", en=f"AUC on shuffled outcomes, mean of {times}"
    )
    return Figure(
        name="auc_shuffled", label=label, value=mean, bound=between(SHUFFLED_AUC), verdict=verdict
    )


def shuffled_aucs(case: Case) -> list[float]:
    """AUCs of models trained on shuffled outcomes; none without a trainer.

    As many as the mean needs for a standard error of 0.016, at most five.
    """
    if case.trainer is None:
        return []
    rng, n = case.rng("shuffled"), len(case.pd)
    chosen = np.sort(rng.choice(n, min(n, _MOST_TRAINED), replace=False))
    return [_shuffled_auc(case, chosen, rng) for _ in range(_shuffles(case, len(chosen)))]


def _shuffles(case: Case, rows: int) -> int:
    """Of the AUC of a worthless model the variance is about 1 / (12 x defaults)."""
    defaults = max(float(case.data.target.mean()) * rows / 2.0, 1.0)
    return min(_MOST_SHUFFLES, math.ceil(1.0 / (12.0 * defaults * _WANTED_ERROR**2)))


def _shuffled_auc(case: Case, chosen: np.ndarray, rng: np.random.Generator) -> float:
    features = trainable(case.data.features.iloc[chosen])
    groups, target = case.data.groups[chosen], rng.permutation(case.data.target[chosen])
    first = halves_of(groups, rng)
    if not (has_both(target[first]) and has_both(target[~first])):
        return 0.5
    trained: Any = case.trainer and case.trainer(
        trainable(features, first), target[first], groups[first]
    )
    subject = subject_of(trained, list(map(str, features.columns)))
    unseen = features.loc[~first, list(subject.names)].to_numpy(np.float64)
    return auc(subject.margin(unseen), target[~first])


def _table(case: Case) -> Table:
    lost = _lost(case)
    order = np.argsort(-lost, kind="stable")[:_SHOWN].tolist()
    names = case.subject.names
    return Table(
        title=Text(zh="打乱后AUC下降最多的特征", en="Features whose shuffling loses most AUC"),
        columns=(
            Column(name="feature", label=Text(zh="特征", en="Feature"), form="text"),
            Column(name="question", label=Text(zh="问题", en="Question"), form="text"),
            Column(name="lost", label=Text(zh="AUC下降", en="AUC lost"), form="tiny"),
        ),
        rows=tuple(
            (feature_text(names[place]), question_text(names[place]), float(lost[place]))
            for place in order
        ),
    )


def _lost(case: Case) -> np.ndarray:
    rng, n = case.rng("importance"), len(case.pd)
    rows = np.sort(rng.choice(n, min(n, _MOST_ROWS), replace=False))
    values, target = case.values[rows], case.data.target[rows]
    if not has_both(target):
        return np.zeros(values.shape[1])
    whole, lost = auc(case.margin[rows], target), np.zeros(values.shape[1])
    order = rng.permutation(len(values))
    for place in range(values.shape[1]):
        changed = values.copy()
        changed[:, place] = values[order, place]
        lost[place] = whole - auc(case.subject.margin(changed), target)
    return lost
