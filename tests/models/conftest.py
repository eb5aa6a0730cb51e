"""Gives the tests of models the demonstration model."""

from tests.models_fixture import demonstration_dir, demonstration_model, signer

__all__ = ["demonstration_dir", "demonstration_model", "signer"]
