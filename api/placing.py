"""How does a signed model get into the registry's folder, under the name it must have there?"""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from api.own_models import trusted_keys
from api.settings import Settings
from engine.errors import ModelError
from models.first_load import first_load


def place(settings: Settings, folder: Path) -> str:
    """Copy the signed model in `folder` into the registry's folder; returns its id.

    A model that lies there already is left as it is. A potential model within is another model
    and is placed by itself.

    Raises:
        ModelError: it is refused, or something else lies under its name.
    """
    trusted = trusted_keys(settings)
    found = first_load(folder, trusted)
    target = settings.models_dir / found.model_id
    if not target.exists():
        settings.models_dir.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=".new-", dir=settings.models_dir))
        try:
            shutil.copytree(folder, beside / "model", symlinks=True, ignore=_folders)
            (beside / "model").rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    if first_load(target, trusted).digest != found.digest:
        raise ModelError(f"{found.model_id}: another model lies under this name")
    return found.model_id


def _folders(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_dir()]
