"""Proposals, verdicts and a registry as tests want them."""

from datetime import date, timedelta
from typing import Any

from engine.scoring import Basis
from models.manifest import ModelCard
from models.registry import Approval, MemoryStore, NewFinding, Proposal, Registry, ValidationVerdict

ON = date(2026, 11, 22)
LATER = ON + timedelta(days=365)
REPORT = "a" * 64
REAL, SIMULATED = (
    ModelCard(basis=Basis(trained_on="real", use="demonstration")),
    ModelCard(basis=Basis(trained_on="simulated", use="demonstration")),
)


def an_id(number: int, kind: str = "credit") -> str:
    return f"{kind}-{number:012x}"


def a_proposal(number: int = 1, **changes: Any) -> Proposal:
    stated: dict[str, Any] = {
        "model_id": an_id(number), "digest": f"{number:064x}", "kind": "credit", "card": REAL,
        "developed_by": "dev",
    }  # fmt: skip
    return Proposal(**(stated | changes))


def a_verdict(**changes: Any) -> ValidationVerdict:
    stated: dict[str, Any] = {
        "report_sha256": REPORT, "verdict": "green", "revalidate_by": LATER,
    }  # fmt: skip
    return ValidationVerdict(**(stated | changes))


def a_finding(**changes: Any) -> NewFinding:
    stated: dict[str, Any] = {
        "severity": "high", "sentence": "坏账率随营业收入上升", "owner": "dev", "due_on": LATER,
    }  # fmt: skip
    return NewFinding(**(stated | changes))


def approved(by: str = "boss", replacing: str | None = None, on: date = ON) -> Approval:
    return Approval(by, on, replacing)


def a_registry(*numbers: int) -> Registry:
    """A registry in which these models are validated candidates of one developer."""
    registry = Registry(MemoryStore())
    for number in numbers:
        registry.propose(a_proposal(number), ON)
        registry.validate(an_id(number), a_verdict(), "val", ON)
    return registry


def with_champions(*numbers: int) -> Registry:
    """The same, each promoted in turn."""
    registry, before = a_registry(*numbers), None
    for number in numbers:
        registry.promote(an_id(number), approved(replacing=before))
        before = an_id(number)
    return registry


def state_of(registry: Registry, number: int) -> str:
    return registry.store.versions()[an_id(number)].state
