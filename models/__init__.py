"""Learns: uses engine, produces scorers. Nothing heavy is imported before it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.artefact import load, load_potential, save_model
    from models.boosting import TreeSettings
    from models.credit import CreditModel
    from models.examination import examine, sign_model
    from models.loss import LossModel
    from models.manifest import ModelCard
    from models.potential import PotentialModel
    from models.scorecard import Scorecard
    from models.served import ServedModel, ServedPotential
    from models.signing import TrustedKeys, make_key, read_private_key, read_trusted_keys
    from models.trees import tree_hash
    from models.tuning import tune

__all__ = [
    "CreditModel",
    "LossModel",
    "ModelCard",
    "PotentialModel",
    "Scorecard",
    "ServedModel",
    "ServedPotential",
    "TreeSettings",
    "TrustedKeys",
    "examine",
    "load",
    "load_potential",
    "make_key",
    "read_private_key",
    "read_trusted_keys",
    "save_model",
    "sign_model",
    "tree_hash",
    "tune",
]

_HOMES = {
    "CreditModel": "credit",
    "LossModel": "loss",
    "ModelCard": "manifest",
    "PotentialModel": "potential",
    "Scorecard": "scorecard",
    "ServedModel": "served",
    "ServedPotential": "served",
    "TreeSettings": "boosting",
    "TrustedKeys": "signing",
    "examine": "examination",
    "load": "artefact",
    "load_potential": "artefact",
    "make_key": "signing",
    "read_private_key": "signing",
    "read_trusted_keys": "signing",
    "save_model": "artefact",
    "sign_model": "examination",
    "tree_hash": "trees",
    "tune": "tuning",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'models' has no attribute {name!r}")
    return getattr(import_module(f"models.{_HOMES[name]}"), name)
