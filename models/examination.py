"""Is a saved model sound through and through, so that one may vouch for it?"""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError
from models.artefact import POTENTIAL_FOLDER, Saved, read_saved
from models.manifest import MANIFEST
from models.monotone import require_monotone
from models.new_file import new_file
from models.plain_files import PathName
from models.same_forest import TEXT, require_same_forest
from models.signing import (
    SIGNATURE,
    PrivateKey,
    TrustedKeys,
    key_id_of,
    public_bytes,
    signature_line,
)


@dataclass(frozen=True)
class Examined:
    """What an examination found: the id, its full digest, and the trusted key that signed it.

    `signer` is None where no trusted keys were given.
    """

    model_id: str
    digest: str
    signer: str | None

    @property
    def full_id(self) -> str:
        """The id with all its digits: it names these bytes and no others."""
        return f"{self.model_id.partition('-')[0]}-{self.digest}"


def examine(directory: PathName, trusted: TrustedKeys | None = None, text: bool = True) -> Examined:
    """Load the model in `directory` and try what loading leaves out, as too slow for every start.

    That is: every tree keeps the declared directions, and, with `text`, the text for people is
    lawful and of the same trees.

    Raises:
        UntrustedModelError: the bytes are not those that were sealed and signed.
        ModelError: names the file and what is wrong with it; also format 1, which has no golden
            rows.
    """
    return _examined(read_saved(directory, trusted=trusted), text)


def sign_model(directory: PathName, key: PrivateKey) -> str:
    """Vouch for the model in `directory`, and the potential model within; returns the key's id.

    Each is examined first; what is signed are the bytes that were examined. An earlier signature
    is replaced.

    Raises:
        ModelError: a model is not sound, or of format 1, which has no golden rows.
    """
    folders = [Path(directory), Path(directory) / POTENTIAL_FOLDER]
    lines = {}
    for folder in folders[: 1 + folders[1].exists()]:
        saved = read_saved(folder)
        _examined(saved, text=True)
        lines[folder / SIGNATURE] = signature_line(saved.sealed, key)
    for path, line in lines.items():
        with new_file(path) as beside:
            beside.write_bytes(line)
    return key_id_of(public_bytes(key))


def _examined(saved: Saved, text: bool) -> Examined:
    if saved.manifest.golden_rows is None:
        raise ModelError(f"{MANIFEST}: format 1 has no golden rows; save the model anew")
    model = saved.model()
    directions = [model.monotone.get(name, 0) for name in model.feature_names]
    require_monotone(model.tables, directions, model.feature_names)
    if text:
        require_same_forest(model, _decoded(saved.data[TEXT]))
    return Examined(saved.model_id, saved.digest, saved.signer)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ModelError(f"{TEXT}: is no text in UTF-8") from error
