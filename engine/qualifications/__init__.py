"""Which recognitions could the firm have by its facts, and which does it hold?"""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from engine.facts.standing import QUALIFICATION_LABELS
from engine.firm import Firm
from engine.firm.innovation import QualificationCode
from engine.qualifications.evaluate import check, facts_read, unique, verdict_of, worst
from engine.qualifications.held import holding
from engine.qualifications.result import Check, QualificationTest, Result, RuleSource
from engine.qualifications.size import SizeTest, size_test
from engine.qualifications.standards import STANDARDS, standard_of
from engine.qualifications.verdicts import NOT_COMPUTED, NOT_IN_FORCE, result_sentence
from engine.text import Text

__all__ = [
    "Check",
    "QualificationTest",
    "RuleSource",
    "SizeTest",
    "failing_facts",
    "qualification_tests",
    "size_test",
    "would_meet",
]


def qualification_tests(
    firm: Firm, facts: Mapping[str, float], on: date
) -> tuple[QualificationTest, ...]:
    """The test of every qualification by `facts`, beside what `firm` holds, on one day."""
    return tuple(_tested(firm, facts, code, on) for code in get_args(QualificationCode))


def would_meet(code: str, facts: Mapping[str, float], on: date) -> Result:
    """The `result` of the test of one qualification alone; unknown where none is computed."""
    standard = standard_of(code, on)
    if standard is None or not standard.conditions:
        return "unknown"
    return worst(verdict_of(each, facts) for each in standard.conditions)


def failing_facts(code: str, facts: Mapping[str, float], on: date) -> tuple[frozenset[str], ...]:
    """For each condition that is not met: the facts it reads."""
    standard = standard_of(code, on)
    conditions = () if standard is None else standard.conditions
    return tuple(
        frozenset(facts_read(each)) for each in conditions if verdict_of(each, facts) == "not_met"
    )


def _tested(
    firm: Firm, facts: Mapping[str, float], code: QualificationCode, on: date
) -> QualificationTest:
    standard = standard_of(code, on)
    if standard is None:
        return _untested(firm, code, on, NOT_IN_FORCE)
    if not standard.conditions:
        return _untested(firm, code, on, NOT_COMPUTED)
    checks = tuple(check(condition, facts) for condition in standard.conditions)
    result = worst(each.verdict for each in checks)
    undecided = [each for each in checks if each.verdict == "unknown"]
    missing = unique(name for each in undecided for name in each.missing)
    return QualificationTest(
        code=code,
        label=_label(code),
        computed=True,
        result=result,
        sentence=result_sentence(_label(code), result, checks, missing),
        checks=checks,
        missing=missing if result == "unknown" else (),
        source=standard.source,
        note=standard.note,
        held=holding(firm, code, on),
    )


def _untested(firm: Firm, code: QualificationCode, on: date, why: Text) -> QualificationTest:
    standard = next(each for each in STANDARDS if each.code == code)
    result: Result = "unknown"
    return QualificationTest(
        code=code, label=_label(code), computed=False, result=result, sentence=why,
        checks=(), missing=(), source=standard.source, note=standard.note,
        held=holding(firm, code, on),
    )  # fmt: skip


def _label(code: str) -> Text:
    zh, en = QUALIFICATION_LABELS[code]
    return Text(zh=zh, en=en)
