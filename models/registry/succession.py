"""Which model decides after this one, and who approved it?"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from engine.errors import BlockedError
from models.registry import words
from models.registry.records import ModelFinding, Version
from models.registry.rules import (
    Versions,
    known,
    require_other,
    require_real,
    require_state,
)


class Approval(NamedTuple):
    """Who approves a change of champion, when, and which champion they saw; None for none."""

    by: str
    on: date
    replacing: str | None


def champion(versions: Versions, kind: str) -> Version | None:
    """The one that decides among those of `kind`, or None."""
    serving = (each for each in versions.values() if each.state == "champion")
    return next((each for each in serving if each.kind == kind), None)


def promote(
    versions: Versions, findings: Iterable[ModelFinding], model_id: str, approval: Approval
) -> tuple[Version, ...]:
    """The new champion, and the one it replaces, which is retired.

    Of two approvers who saw the same champion, one wins. `findings` are those of `model_id`.

    Raises:
        UnknownModelError: there is no such version.
        BlockedError: another champion serves by now; the state, a high finding or expiry forbids.
        SamePersonError: the developer, the validator, or somebody who closed a finding.
    """
    version = known(versions, model_id)
    require_real(version)
    require_state(version, "validated")
    _require_approvable(version, findings, approval)
    replaces = _below(versions, version.kind)
    return _crowned(versions, version, replaces, approval, words.REPLACED)


def rollback(
    versions: Versions, findings: Iterable[ModelFinding], kind: str, approval: Approval
) -> tuple[Version, ...]:
    """The earlier champion, which serves again, and the present one, which is retired.

    `findings` are those of the one that comes back; they and its validation count as for a
    promotion.

    Raises:
        BlockedError: there is no earlier one, another champion serves by now, or a finding or
            expiry forbids.
        SamePersonError: as for a promotion.
    """
    version = earlier(versions, kind)
    _require_approvable(version, findings, approval)
    return _crowned(versions, version, version.replaces, approval, words.ROLLED_BACK)


def earlier(versions: Versions, kind: str) -> Version:
    """The champion before the present one, or before the last where none serves.

    Raises:
        BlockedError: there is none.
    """
    last = _last(versions, kind)
    if last is None or last.replaces is None:
        raise BlockedError(words.NO_EARLIER)
    return known(versions, last.replaces)


def retire(version: Version, by: str, on: date, because: str) -> Version:
    """The version, out of use for good; a champion only by another than its developer.

    Raises:
        BlockedError: a demonstration, or retired already.
        SamePersonError: a developer takes the champion out of service.
    """
    require_real(version)
    require_state(version, "candidate", "validated", "champion")
    if version.state == "champion":
        require_other(by, version.developed_by, words.DEVELOPER)
    return _retired(version, by, on, because)


def name_challenger(versions: Versions, model_id: str) -> tuple[Version, ...]:
    """The only challenger, and the one it takes over from.

    Raises:
        UnknownModelError: there is no such version.
        BlockedError: it is no credit model, or neither candidate nor validated.
    """
    version = known(versions, model_id)
    require_real(version)
    require_state(version, "candidate", "validated")
    if version.kind != "credit":
        raise BlockedError(words.ONLY_CREDIT)
    others = (each for each in versions.values() if each.model_id != model_id)
    before = tuple(drop_challenger(each) for each in others if each.is_challenger)
    return version.model_copy(update={"is_challenger": True}), *before


def drop_challenger(version: Version) -> Version:
    """The version, no longer scored in shadow.

    Raises:
        BlockedError: it is no challenger.
    """
    if not version.is_challenger:
        raise BlockedError(words.NOT_CHALLENGER)
    return version.model_copy(update={"is_challenger": False})


def _last(versions: Versions, kind: str) -> Version | None:
    """The present champion, or the last there was."""
    held = [each for each in versions.values() if each.kind == kind and each.tenure is not None]
    return max(held, key=lambda each: each.tenure or 0, default=None)


def _below(versions: Versions, kind: str) -> str | None:
    """Whom a new champion can be rolled back to: never one that was retired by itself."""
    last = _last(versions, kind)
    if last is None or last.state == "champion":
        return None if last is None else last.model_id
    return last.replaces


def _require_approvable(
    version: Version, findings: Iterable[ModelFinding], approval: Approval
) -> None:
    require_other(approval.by, version.developed_by, words.DEVELOPER)
    validation = version.validation
    require_other(approval.by, validation.validated_by if validation else None, words.VALIDATOR)
    of_version = [each for each in findings if each.model_id == version.model_id]
    for finding in of_version:
        require_other(approval.by, finding.closed_by, words.VALIDATOR)
    open_high = [each.number for each in of_version if each.is_open and each.severity == "high"]
    if open_high:
        raise BlockedError(words.OPEN.filled(numbers=", ".join(map(str, open_high))))
    if validation is not None and version.is_expired(approval.on):
        raise BlockedError(words.EXPIRED.filled(day=validation.revalidate_by))


def _crowned(
    versions: Versions, version: Version, replaces: str | None, approval: Approval, because: str
) -> tuple[Version, ...]:
    present = champion(versions, version.kind)
    now = present.model_id if present else None
    if now != approval.replacing:
        said = approval.replacing or words.NOBODY
        raise BlockedError(words.MOVED.filled(now=now or words.NOBODY, said=said))
    last = _last(versions, version.kind)
    new = version.model_copy(
        update={
            "state": "champion", "approved_by": approval.by, "approved_on": approval.on,
            "tenure": 1 + ((last.tenure or 0) if last else 0), "replaces": replaces,
            "is_challenger": False, "retired_by": None, "retired_on": None,
            "retired_because": None,
        }
    )  # fmt: skip
    if present is None:
        return (new,)
    return new, _retired(present, approval.by, approval.on, because.format(model_id=new.model_id))


def _retired(version: Version, by: str, on: date, because: str) -> Version:
    return version.model_copy(
        update={
            "state": "retired", "retired_by": by, "retired_on": on, "retired_because": because,
            "is_challenger": False,
        }
    )  # fmt: skip
