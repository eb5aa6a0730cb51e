"""How does a model become files, and files a model again only where not a byte was changed?"""

import os
import stat
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TypeVar

import numpy as np
from pydantic import ValidationError

from engine.errors import ModelError
from models.manifest import Kind, Manifest, ModelCard, ranges_as_json, ranges_from_json
from models.served import ServedModel, ServedPotential, ServedTrees
from models.tables import ARRAY_TYPES, Tables

PathName = str | os.PathLike[str]
MANIFEST, SEAL, TABLES, TEXT = "manifest.json", "manifest.sha256", "tables.bin", "model.txt"
POTENTIAL_FOLDER = "potential"  # of a potential model, inside the folder of its credit model
_MOST_BYTES = {SEAL: 200, MANIFEST: 2**22, TABLES: 2**26, TEXT: 2**26}
_STORED = {name: np.dtype(kind).newbyteorder("<") for name, kind in ARRAY_TYPES.items()}
_FOLDER_MODE = 0o755
_ID_DIGITS = 12
Served = TypeVar("Served", bound=ServedTrees)


def save_model(
    model: ServedTrees, text: str, directory: PathName, card: ModelCard | None = None
) -> str:
    """Write `model` as plain data into `directory`, whole or not at all; returns its id.

    `text` is LightGBM's model text, for people and notebooks: the service never reads it.

    Raises:
        ModelError: the directory holds something; a saved model is never overwritten.
    """
    target = Path(directory)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ModelError(f"{target.name}: already holds something; a model is never overwritten")
    contents = _contents(model, text, card or model.card)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, content in contents.items():
            _write(beside / name, content)
        beside.chmod(_FOLDER_MODE)
        beside.replace(target)
    finally:
        rmtree(beside, ignore_errors=True)
    return _model_id(model.kind, contents[MANIFEST])


def load(directory: PathName, model_id: str | None = None) -> ServedModel:
    """The credit model saved in `directory`, where need be only if its id is `model_id`.

    Every digest is checked before a byte is parsed, and every number before it is used.

    Raises:
        ModelError: names the file and what is wrong with it; also a model of another kind.
    """
    return _loaded(ServedModel, directory, model_id)


def load_potential(directory: PathName, model_id: str | None = None) -> ServedPotential:
    """The potential model saved in `directory`, as `load` gives a credit model.

    Raises:
        ModelError: names the file and what is wrong with it; also a model of another kind.
    """
    return _loaded(ServedPotential, directory, model_id)


def _loaded(served: type[Served], directory: PathName, model_id: str | None) -> Served:
    content = _read(directory, MANIFEST)
    if _read(directory, SEAL) != _seal(content):
        raise ModelError(f"{SEAL}: is not the digest of {MANIFEST}")
    manifest = _manifest(content)
    if manifest.kind != served.kind:
        raise ModelError(f"{MANIFEST}: kind: a {manifest.kind} model, not a {served.kind} model")
    found_id = _model_id(served.kind, content)
    if model_id not in (None, found_id):
        raise ModelError(f"{MANIFEST}: this is {found_id}, not {model_id}")
    data = {name: _read(directory, name) for name in (TABLES, TEXT)}
    for name, each in data.items():
        if manifest.files.get(name) != sha256(each).hexdigest():
            raise ModelError(f"{name}: its bytes are not those the manifest names")
    return _served(served, manifest, data[TABLES], found_id)


def _contents(model: ServedTrees, text: str, card: ModelCard) -> dict[str, bytes]:
    arrays = {name: getattr(model.tables, name) for name in ARRAY_TYPES}
    data = {
        TABLES: b"".join(arrays[name].astype(kind).tobytes() for name, kind in _STORED.items()),
        TEXT: text.encode(),
    }
    manifest = Manifest(
        format=1,
        kind=model.kind,
        feature_names=model.feature_names,
        monotone=dict(model.monotone),
        calibration=model.calibration,
        pd_interval=model.pd_interval,
        ranges=ranges_as_json(model.ranges),
        weights=tuple(model.weights.tolist()),
        missing_shares=tuple(model.missing_shares.tolist()),
        base=model.tables.base,
        lengths={name: len(array) for name, array in arrays.items()},
        training=model.training,
        card=card,
        files={name: sha256(content).hexdigest() for name, content in data.items()},
    )
    content = manifest.model_dump_json(indent=1).encode()
    return {**data, MANIFEST: content, SEAL: _seal(content)}


def _served(served: type[Served], manifest: Manifest, data: bytes, model_id: str) -> Served:
    return served(
        feature_names=manifest.feature_names,
        monotone=manifest.monotone,
        tables=_tables(manifest, data),
        calibration=manifest.calibration,
        pd_interval=manifest.pd_interval,
        ranges=ranges_from_json(manifest.ranges),
        weights=np.array(manifest.weights),
        missing_shares=np.array(manifest.missing_shares),
        training=manifest.training,
        card=manifest.card,
        model_id=model_id,
    )


def _tables(manifest: Manifest, data: bytes) -> Tables:
    sizes = {name: np.dtype(kind).itemsize for name, kind in _STORED.items()}
    if set(manifest.lengths) != set(sizes):
        raise ModelError(f"{MANIFEST}: lengths: names other arrays than the tables have")
    if sum(manifest.lengths[name] * size for name, size in sizes.items()) != len(data):
        raise ModelError(f"{TABLES}: its size does not fit the lengths in {MANIFEST}")
    arrays, start = {}, 0
    for name, kind in _STORED.items():
        length = manifest.lengths[name]
        stored = np.frombuffer(data, kind, length, start)
        arrays[name], start = stored.astype(ARRAY_TYPES[name]), start + stored.nbytes
    try:
        return Tables(n_features=len(manifest.feature_names), base=manifest.base, **arrays)
    except ModelError as error:
        raise ModelError(f"{TABLES}: {error}") from error


def _manifest(content: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelError(f"{MANIFEST}: {place or 'as a whole'}: {first['msg']}") from error


def _seal(manifest: bytes) -> bytes:
    """What `sha256sum --check` reads."""
    return f"{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _model_id(kind: Kind, manifest: bytes) -> str:
    return f"{kind}-{sha256(manifest).hexdigest()[:_ID_DIGITS]}"


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(directory: PathName, name: str) -> bytes:
    """The whole of one plain file; no link is followed and no pipe waited for."""
    try:
        with open(Path(directory) / name, "rb", opener=_plainly) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES[name]:
                raise ModelError(f"{name}: is no plain file of at most {_MOST_BYTES[name]} bytes")
            return file.read()
    except (OSError, ValueError) as error:
        raise ModelError(f"{name}: cannot be read: {error}") from error


def _plainly(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
