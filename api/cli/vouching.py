"""How does a person vouch for a model at a terminal, and check one that another vouches for?"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import AsJson, out, say, write
from engine.errors import ModelError
from models import ServedModel
from models.artefact import POTENTIAL_FOLDER, load
from models.examination import Examined, sign_model
from models.first_load import first_load, first_loads
from models.signing import PUBLIC_ENDING, TrustedKeys, make_key, read_private_key, read_trusted_keys

ModelFolder = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="模型文件夹 / folder of the model")
]

Trusted = Annotated[
    Path | None,
    typer.Option(
        "--trusted", exists=True, file_okay=False, help="可信公钥文件夹 / folder of public keys"
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("make-key")(make)
    app.command("sign-model")(sign)
    app.command("check-model")(check)


def make(
    target: Annotated[Path, typer.Argument(help="私钥文件,如 risk.pem / file of the private key")],
) -> None:
    """生成签署模型的密钥 / Make a key to sign models with.

    The private key stays with who signs; the public part beside it (.pub) goes into the folder of
    trusted keys of each service.
    """
    key_id = make_key(target)
    out.print(key_id)
    say(f"私钥 {target},公钥 {target.with_suffix(PUBLIC_ENDING)}",
        "the public part goes into HANGCUANG_TRUSTED_KEYS_DIR")  # fmt: skip


def sign(
    folder: ModelFolder,
    key: Annotated[Path, typer.Option("--key", help="私钥文件 / file of the private key")],
) -> None:
    """检查并签署模型 / Examine a model, and the potential model within it, and sign both."""
    private = read_private_key(key)
    _sound(folder, None)
    key_id = sign_model(folder, private)
    say(f"已签署,密钥 {key_id}", f"signed with the key {key_id}")


def check(
    folder: ModelFolder,
    trusted: Trusted = None,
    as_json: AsJson = False,
) -> None:
    """在受限进程中检查模型 / Examine a model, and the potential model within, in a limited process.

    Seal, digests, structure, golden rows, directions, and the text against the tables; with
    --trusted also who signed it. Exit code 2 where it is refused.
    """
    keys = None if trusted is None else _some_keys(trusted)
    _show(_sound(folder, keys), as_json)


def opened(folder: Path, trusted: Path | None) -> ServedModel:
    """The credit model in `folder`, first loaded in a limited process.

    Its bytes must be those that were sealed; with a folder of `trusted` keys also signed by one.

    Raises:
        ModelError: the model is not sound, of another kind, or signed by no trusted key.
    """
    keys = None if trusted is None else _some_keys(trusted)
    found = first_load(folder, keys)
    if keys is None:
        say("未检查签名(--trusted)", "signature not asked for (--trusted)")
    return load(folder, found.full_id, keys)


def _sound(folder: Path, keys: TrustedKeys | None) -> list[Examined]:
    """What a limited process finds of the model, and of the potential model within it."""
    folders = [folder, *filter(Path.exists, [folder / POTENTIAL_FOLDER])]
    sound = []
    for place, found in zip(folders, first_loads(folders, keys, text=True), strict=True):
        if isinstance(found, ModelError):
            raise ModelError(f"{place.name}: {found}")
        sound.append(found)
    return sound


def _some_keys(folder: Path) -> TrustedKeys:
    keys = read_trusted_keys(folder)
    if not keys.keys:
        raise ModelError(f"{folder.name}: 没有公钥 / holds no public key")
    return keys


def _show(found: list[Examined], as_json: bool) -> None:
    if as_json:
        write(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        out.print(f"{each.model_id}  {each.signer or 'signature not asked for'}")
        out.print(f"  sha256 {each.digest}")
    say("模型完好", "sound: seal, digests, structure, golden rows, directions, text")
