"""Signed models of real firms as a registry would hold them, and a service over such a registry.

They are the demonstration's trees with other calibrations and a card that claims real data.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.storage.migrate import migrate
from api.storage.sessions import open_store
from api.wiring import Service
from models.artefact import save_model
from models.examination import sign_model
from models.registry import Evidence
from models.served import ServedModel
from models.signing import PrivateKey
from tests.models.registry_samples import REAL, a_verdict

SLOPES = (1.0, 1.1, 1.2)


@pytest.fixture(scope="session")
def saved_models(
    demonstration_model: ServedModel,
    demonstration_dir: Path,
    signer: PrivateKey,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder of three signed models, each named by its id."""
    home = tmp_path_factory.mktemp("registered")
    text = (demonstration_dir / "model.txt").read_text(encoding="utf-8")
    for slope in SLOPES:
        line = demonstration_model.calibration
        steeper = line.model_copy(update={"slope": line.slope * slope})
        model = replace(demonstration_model, calibration=steeper)
        model_id = save_model(model, text, home / "new", REAL)
        sign_model(home / "new", signer)
        (home / "new").rename(home / model_id)
    return home


@pytest.fixture
def model_ids(saved_models: Path) -> list[str]:
    return sorted(path.name for path in saved_models.iterdir())


@pytest.fixture
def station(built: Service, saved_models: Path, tmp_path: Path) -> Iterator[Service]:
    """The service on a database and a registry's folder of its own."""
    models_dir = tmp_path / "models"
    shutil.copytree(saved_models, models_dir)
    settings = replace(built.settings, models_dir=models_dir)
    own = replace(built, settings=settings, store=open_store(f"sqlite:///{tmp_path / 's.db'}"))
    migrate(own.store)
    yield own
    own.close()


def bring_forward(service: Service, *model_ids: str) -> None:
    """Propose and validate models."""
    for model_id in model_ids:
        service.registrar.propose(model_id, "dev", Evidence())
        service.registrar.validate(model_id, a_verdict(), "val")


def crown(service: Service, model_id: str, replacing: str | None = None) -> None:
    """Propose, validate and promote one, and let the service see it with the next request."""
    bring_forward(service, model_id)
    service.registrar.promote(model_id, "boss", replacing)
    service.champions.look_again()
