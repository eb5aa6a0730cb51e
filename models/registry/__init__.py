"""May this model version decide, and who said so? Pure rules; a store keeps what they give."""

from models.registry.memory import MemoryStore
from models.registry.records import (
    Evidence,
    Happening,
    ModelFinding,
    NewFinding,
    Proposal,
    Severity,
    Validation,
    ValidationVerdict,
    Verdict,
    Version,
)
from models.registry.registry import Registry, RegistryStore
from models.registry.succession import Approval, champion

__all__ = [
    "Approval",
    "Evidence",
    "Happening",
    "MemoryStore",
    "ModelFinding",
    "NewFinding",
    "Proposal",
    "Registry",
    "RegistryStore",
    "Severity",
    "Validation",
    "ValidationVerdict",
    "Verdict",
    "Version",
    "champion",
]
