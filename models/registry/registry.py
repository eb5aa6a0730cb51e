"""How does one act on the registry become what a store keeps, whole or not at all?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.registry import rules, succession
from models.registry.records import (
    Action,
    Happening,
    ModelFinding,
    NewFinding,
    Proposal,
    ValidationVerdict,
    Version,
)
from models.registry.succession import Approval


class RegistryStore(Protocol):
    """Where versions and findings are kept, with everything that ever happened to them."""

    def versions(self) -> Mapping[str, Version]:
        """All versions by id, in the order of their proposal."""

    def findings(self, model_id: str) -> tuple[ModelFinding, ...]:
        """The findings of one version, by number."""

    def keep(self, happenings: tuple[Happening, ...]) -> None:
        """Keep all of them, or none: what stands in them now holds."""


@dataclass(frozen=True)
class Registry:
    """The acts on model versions, over any store; `by` is an actor's id, `on` the day.

    Each returns what now holds, or raises and changes nothing: `UnknownModelError` where there is
    no such version, `SamePersonError` where a second person is needed, `BlockedError` where state,
    findings or dates forbid it, `RecordError` where what is said cannot be accepted.
    """

    store: RegistryStore

    def propose(self, proposal: Proposal, on: date) -> Version:
        """Register a saved model for its developer."""
        version = rules.propose(self.store.versions(), proposal, on)
        return self._kept("proposed", proposal.developed_by, version)

    def raise_finding(self, model_id: str, finding: NewFinding, by: str, on: date) -> ModelFinding:
        """Hold a fault against a version."""
        version, before = self._version(model_id), self.store.findings(model_id)
        raised = rules.raise_finding(version, before, finding, by, on)
        self._keep_finding("finding_raised", by, version, raised)
        return raised

    def close_finding(
        self, model_id: str, number: int, by: str, on: date, note: str
    ) -> ModelFinding:
        """Say that a fault is mended, and how."""
        version = self._version(model_id)
        finding = rules.finding_of(self.store.findings(model_id), number)
        closed = rules.close_finding(version, finding, by, on, note)
        self._keep_finding("finding_closed", by, version, closed)
        return closed

    def validate(self, model_id: str, verdict: ValidationVerdict, by: str, on: date) -> Version:
        """Attach an independent validation; a candidate thereby becomes validated."""
        version = rules.validate(self._version(model_id), verdict, by, on)
        return self._kept("validated", by, version)

    def promote(self, model_id: str, approval: Approval) -> tuple[Version, ...]:
        """Make a validated version the champion; also returns the one it replaced."""
        versions, version = self.store.versions(), self._version(model_id)
        findings = self.store.findings(version.model_id)
        changed = succession.promote(versions, findings, model_id, approval)
        return self._crowned("promoted", approval.by, changed)

    def rollback(self, kind: str, approval: Approval) -> tuple[Version, ...]:
        """Make the earlier champion serve again; also returns the one that goes."""
        versions = self.store.versions()
        findings = self.store.findings(succession.earlier(versions, kind).model_id)
        changed = succession.rollback(versions, findings, kind, approval)
        return self._crowned("rolled_back", approval.by, changed)

    def retire(self, model_id: str, by: str, on: date, because: str) -> Version:
        """Take a version out of use for good; no other champion takes its place."""
        return self._kept(
            "retired", by, succession.retire(self._version(model_id), by, on, because)
        )

    def name_challenger(self, model_id: str, by: str) -> Version:
        """Have a version scored in shadow, in place of any other."""
        named, *before = succession.name_challenger(self.store.versions(), model_id)
        dropped = (Happening(action="challenger_dropped", by=by, version=each) for each in before)
        self.store.keep((*dropped, Happening(action="challenger_named", by=by, version=named)))
        return named

    def drop_challenger(self, model_id: str, by: str) -> Version:
        """Score a version in shadow no longer."""
        version = succession.drop_challenger(self._version(model_id))
        return self._kept("challenger_dropped", by, version)

    def note_refusal(self, model_id: str, by: str, reason: str) -> None:
        """Raise the alarm: a version should serve, but its files were refused."""
        version = self._version(model_id)
        self.store.keep((Happening(action="refused", by=by, version=version, reason=reason),))

    def _version(self, model_id: str) -> Version:
        return rules.known(self.store.versions(), model_id)

    def _kept(self, action: Action, by: str, version: Version) -> Version:
        self.store.keep((Happening(action=action, by=by, version=version),))
        return version

    def _keep_finding(
        self, action: Action, by: str, version: Version, finding: ModelFinding
    ) -> None:
        self.store.keep((Happening(action=action, by=by, version=version, finding=finding),))

    def _crowned(
        self, action: Action, by: str, changed: tuple[Version, ...]
    ) -> tuple[Version, ...]:
        """The old one is kept first: no store ever holds two champions, not for a moment."""
        new, *old = changed
        gone = (Happening(action="retired", by=by, version=each) for each in old)
        self.store.keep((*gone, Happening(action=action, by=by, version=new)))
        return changed
