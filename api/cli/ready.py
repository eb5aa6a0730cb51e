"""Is there a model to serve, and how is the demonstration's own one made?"""

import subprocess
import sys

from api.cli.console import progress, say
from api.own_models import models_are_sound, trusted_keys
from api.settings import LOCAL_KEY, PROJECT, Settings
from engine.errors import ModelError
from models.demonstration import is_current, train_demonstration
from models.signing import key_at

PREPARE = "prepare-model"


def ensure_model(settings: Settings) -> None:
    """Train the demonstration model where it is missing, outdated or not signed, and no other.

    What lies there unsigned is never signed afterwards: nobody knows where it came from.

    Raises:
        ModelError: training failed.
    """
    own = settings.model_dir == Settings.model_dir
    if not settings.demonstration or (settings.model_dir.exists() and not own):
        return
    signed = is_current(settings.model_dir, trusted=trusted_keys(settings))
    if signed and models_are_sound(settings):
        return
    say(
        "正在准备演示模型,约一分钟,只需一次",
        "Preparing the demonstration model, once",
    )
    # In a process of its own: the one that serves never holds a training library.
    command = [sys.executable, "-m", "api.cli", PREPARE, str(settings.model_dir)]
    if subprocess.run(command, cwd=PROJECT, check=False).returncode:
        raise ModelError("the demonstration model could not be prepared")


def prepare(folder: str) -> None:
    """Train the demonstration model into `folder`, with bars, and sign it with the local key.

    The key is made by the first start, and read here alone: never by the process that serves.
    """
    said = {"simulate": "模拟企业 / simulate firms", "train": "训练模型 / grow trees"}
    with progress() as shown:
        tasks = {stage: shown.add_task(text, total=None) for stage, text in said.items()}
        train_demonstration(
            folder,
            key=key_at(LOCAL_KEY),
            progress=lambda stage, done, most: shown.update(
                tasks[stage], completed=done, total=most
            ),
        )
