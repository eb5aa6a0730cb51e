"""What may be said of a model version, and by whom: proposals, findings, validations?

Source: Fed SR 26-2 / OCC Bulletin 2026-13 (formerly SR 11-7), independent validation of models;
that developer, validator and approver are three persons is the house's own rule.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.errors import (
    BlockedError,
    FieldError,
    RecordError,
    SamePersonError,
    UnknownModelError,
)
from engine.text import Text
from models.registry import words
from models.registry.records import (
    ModelFinding,
    NewFinding,
    Proposal,
    Validation,
    ValidationVerdict,
    Version,
)

Versions = Mapping[str, Version]


def known(versions: Versions, model_id: str) -> Version:
    """The version with this id.

    Raises:
        UnknownModelError: there is none.
    """
    if model_id not in versions:
        raise UnknownModelError(words.UNKNOWN.filled(id=model_id))
    return versions[model_id]


def propose(versions: Versions, proposal: Proposal, on: date) -> Version:
    """A new candidate, or a demonstration for ever where it learnt from simulated firms.

    Raises:
        BlockedError: it is registered already.
    """
    if proposal.model_id in versions:
        raise BlockedError(words.TWICE.filled(id=proposal.model_id))
    simulated = proposal.card.basis.trained_on == "simulated"
    return Version(
        state="demonstration" if simulated else "candidate", proposed_on=on, **dict(proposal)
    )


def raise_finding(
    version: Version, findings: Iterable[ModelFinding], finding: NewFinding, by: str, on: date
) -> ModelFinding:
    """The finding with its number; anybody may raise one, the developer too.

    Raises:
        RecordError: it would be due before it is raised.
    """
    if finding.due_on < on:
        raise RecordError((FieldError("due_on", words.DUE),))
    number = 1 + max((each.number for each in findings), default=0)
    return ModelFinding(
        model_id=version.model_id, number=number, raised_by=by, raised_on=on, **dict(finding)
    )


def finding_of(findings: Iterable[ModelFinding], number: int) -> ModelFinding:
    """The finding with this number.

    Raises:
        UnknownModelError: there is none.
    """
    for each in findings:
        if each.number == number:
            return each
    raise UnknownModelError(words.NO_FINDING.filled(n=number))


def close_finding(
    version: Version, finding: ModelFinding, by: str, on: date, note: str
) -> ModelFinding:
    """The finding, closed by somebody who neither built the model nor had to mend it.

    Raises:
        BlockedError: it is closed already.
        SamePersonError: the developer, the owner, or whoever approved the version.
    """
    if not finding.is_open:
        raise BlockedError(words.CLOSED)
    require_other(by, version.developed_by, words.DEVELOPER)
    require_other(by, finding.owner, words.OWNER)
    require_other(by, version.approved_by, words.APPROVER)
    return finding.model_copy(update={"closed_by": by, "closed_on": on, "closing_note": note})


def validate(version: Version, verdict: ValidationVerdict, by: str, on: date) -> Version:
    """A candidate becomes validated; any later state stays, with the new validation.

    Raises:
        BlockedError: a demonstration, or a red verdict.
        SamePersonError: the developer, or whoever approved the version.
        RecordError: amber without conditions, or no time to hold.
    """
    require_real(version)
    require_other(by, version.developed_by, words.DEVELOPER)
    require_other(by, version.approved_by, words.APPROVER)
    if verdict.verdict == "red":
        raise BlockedError(words.RED)
    if verdict.verdict == "amber" and not verdict.conditions:
        raise RecordError((FieldError("conditions", words.NO_CONDITION),))
    if verdict.revalidate_by <= on:
        raise RecordError((FieldError("revalidate_by", words.TOO_SHORT),))
    validation = Validation(validated_by=by, validated_on=on, **dict(verdict))
    state = "validated" if version.state == "candidate" else version.state
    return version.model_copy(update={"state": state, "validation": validation})


def require_real(version: Version) -> None:
    """Refuse a model that learnt from simulated firms."""
    if version.state == "demonstration":
        raise BlockedError(words.SIMULATED)


def require_state(version: Version, *states: str) -> None:
    """Refuse a version in any other state."""
    if version.state not in states:
        raise BlockedError(words.STATE.filled(state=words.STATES[version.state]))


def require_other(by: str, person: str | None, otherwise: Text) -> None:
    """Refuse the same person a second time."""
    if by == person:
        raise SamePersonError(otherwise)
