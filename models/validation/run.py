"""Does the model stand up to a validator? Every test, one report."""

from collections.abc import Callable, Iterator
from typing import Any

from models.validation.calibration import calibration
from models.validation.case import Case, Options, Trainer, case_of
from models.validation.comparison import comparison
from models.validation.data import ValidationData
from models.validation.discrimination import discrimination
from models.validation.explanation import explanation
from models.validation.fairness import fairness
from models.validation.few_defaults import few_defaults
from models.validation.gaming import gaming
from models.validation.leakage import leakage
from models.validation.missing import missing
from models.validation.monotone import monotone
from models.validation.overview import overview
from models.validation.permutation import permutation
from models.validation.report import ValidationReport
from models.validation.section import Section, worst
from models.validation.selected import selected
from models.validation.sensitivity import sensitivity
from models.validation.simulator import simulator
from models.validation.stability import stability

SECTIONS: tuple[Callable[[Case], Section | None], ...] = (
    overview, simulator, discrimination, comparison, calibration, few_defaults, stability,
    monotone, sensitivity, explanation, permutation, leakage, missing, fairness, gaming, selected,
)  # fmt: skip


def validate(
    model: Any,
    data: ValidationData,
    *,
    scorecard: Any = None,
    trainer: Trainer | None = None,
    seed: int = 0,
    options: Options | None = None,
) -> ValidationReport:
    """Attack a model with every test there is and say what came out.

    Args:
        model: a CreditModel, a served model, or any classifier with `predict_proba`.
        data: firms the model has not seen, with their outcomes.
        scorecard: the reference scorecard, fitted, or a trainer of one.
        trainer: fits a model like this one to other rows; the shuffled-label test needs it.
        seed: of every draw.
        options: draws, challengers, the cut of the fairness test, code version, progress.

    Raises:
        TableError: a feature of the model is absent from the data or not numeric.
        ModelError: the model cannot be asked, or answers with something that is no number.
    """
    chosen = options or Options()
    case = case_of(model, data, seed, chosen, (trainer, scorecard))
    sections = tuple(_sections(case))
    return ValidationReport(
        model_id=case.subject.model_id,
        card=case.subject.card,
        origin=data.origin,
        simulated=data.simulated,
        rows=len(data.target),
        defaults=int(data.target.sum()),
        data_hash=data.digest,
        seed=seed,
        draws=chosen.draws,
        code_version=chosen.code_version,
        verdict=worst(each.verdict for each in sections),
        sections=sections,
    )


def _sections(case: Case) -> Iterator[Section]:
    told = case.options.progress
    for done, test in enumerate(SECTIONS):
        told(test.__name__, done, len(SECTIONS))
        section = test(case)
        if section is not None:
            yield section
    told("done", len(SECTIONS), len(SECTIONS))
