"""Which models do these settings name, whose signature do they trust, and may each serve?"""

import re
from pathlib import Path

from api.champions import Loaded
from api.settings import LOCAL_KEY, Settings
from engine.assessment import Scorers
from engine.errors import ModelError
from models import ServedModel, ServedPotential, load, load_potential
from models.artefact import POTENTIAL_FOLDER
from models.first_load import first_load, first_loads
from models.registry.records import MODEL_ID
from models.signing import PUBLIC_ENDING, TrustedKeys, read_public_key, read_trusted_keys


def own_scorers(settings: Settings) -> Scorers | ModelError:
    """The models the settings name, or why they may not serve."""
    try:
        models_are_sound(settings)  # so that one process tries both; it says below what it refuses
        return Scorers(credit=served_model(settings), potential=served_potential(settings))
    except ModelError as refused:
        return refused


def registered_model(settings: Settings, model_id: str, digest: str | None = None) -> Loaded:
    """A model of the registry's folder, first loaded in a limited process.

    Raises:
        ModelError: it is missing, damaged, signed by no trusted key, or another than is asked for.
    """
    if re.fullmatch(MODEL_ID, model_id) is None:
        raise ModelError(f"{model_id!r} cannot be the name of a model")
    folder, trusted = settings.models_dir / model_id, trusted_keys(settings)
    if not folder.is_dir():
        raise ModelError(f"{model_id}: no folder of this name is in the registry's folder")
    found = first_load(folder, trusted)
    if model_id not in (found.model_id, found.full_id) or digest not in (None, found.digest):
        raise ModelError(f"{model_id}: these are the bytes of {found.full_id}")
    opened = load if model_id.startswith("credit-") else load_potential
    return Loaded(opened(folder, found.full_id, trusted), found.digest)


def served_model(settings: Settings) -> ServedModel:
    """The model these settings name, signed by a trusted key and checked whole.

    Raises:
        ModelError: it is missing, damaged, signed by no trusted key, or a demonstration outside
            demonstration.
    """
    trusted = trusted_keys(settings)
    found = first_load(settings.model_dir, trusted)
    model = load(settings.model_dir, found.full_id, trusted)
    _require_allowed(model.basis.use, model.model_id, settings)
    return model


def folder_of(settings: Settings, model_id: str) -> Path:
    """Where a model's files lie: the registry's folder of its id, else that of the settings."""
    registered = settings.models_dir / model_id
    return registered if registered.is_dir() else settings.model_dir


def served_potential(settings: Settings) -> ServedPotential | None:
    """The potential model beside the credit model, as `served_model`; None where there is none.

    Raises:
        ModelError: it is damaged, signed by no trusted key, of another kind, or a demonstration
            outside demonstration.
    """
    folder = settings.model_dir / POTENTIAL_FOLDER
    if not folder.exists():
        return None
    trusted = trusted_keys(settings)
    found = first_load(folder, trusted)
    model = load_potential(folder, found.full_id, trusted)
    _require_allowed(model.basis.use, model.model_id, settings)
    return model


def trusted_keys(settings: Settings) -> TrustedKeys:
    """Whose models may serve; in a demonstration also the key of this installation itself.

    Raises:
        ModelError: a file among the keys is none.
    """
    trusted = read_trusted_keys(settings.trusted_keys_dir)
    own = LOCAL_KEY.with_suffix(PUBLIC_ENDING)
    if not settings.demonstration or not own.exists():
        return trusted
    return trusted | TrustedKeys.of(read_public_key(own))


def models_are_sound(settings: Settings) -> bool:
    """Load the models these settings name in one limited process; whether all may serve."""
    folders = [settings.model_dir, settings.model_dir / POTENTIAL_FOLDER]
    found = first_loads([each for each in folders if each.exists()], trusted_keys(settings))
    return not any(isinstance(each, ModelError) for each in found)


def _require_allowed(use: str, model_id: str, settings: Settings) -> None:
    if use == "demonstration" and not settings.demonstration:
        raise ModelError(f"{model_id} may serve demonstrations only")
