"""How does a model become files, and files a model again only where not a byte was changed?"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TypeVar

import numpy as np

from engine.errors import ModelError, UntrustedModelError
from engine.familiarity import ARRAYS as FAMILIARITY_TYPES
from engine.familiarity import Familiarity
from models.arrays import lengths_of, packed, unpacked
from models.golden import GOLDEN, golden_bytes, require_golden
from models.manifest import (
    FIRST_WITH_KNOTS,
    MANIFEST,
    FamiliarityFacts,
    Kind,
    Manifest,
    ModelCard,
    ranges_as_json,
    ranges_from_json,
    read_manifest,
)
from models.plain_files import PathName, read_plain, write_new
from models.same_forest import TEXT, require_same_forest
from models.served import ServedModel, ServedPotential, ServedTrees
from models.signing import (
    MOST_OF_A_SIGNATURE,
    SIGNATURE,
    TrustedKeys,
)
from models.tables import ARRAY_TYPES, Tables

SEAL, TABLES, FAMILIARITY = "manifest.sha256", "tables.bin", "familiarity.bin"
POTENTIAL_FOLDER = "potential"  # of a potential model, inside the folder of its credit model
_DATA = {1: (TABLES, TEXT), 2: (TABLES, TEXT, GOLDEN), 3: (TABLES, TEXT, GOLDEN)}
_MOST_BYTES = {
    SEAL: 200, SIGNATURE: MOST_OF_A_SIGNATURE, MANIFEST: 2**22, TABLES: 2**26, TEXT: 2**26,
    GOLDEN: 2**26, FAMILIARITY: 2**26,
}  # fmt: skip
_KINDS: dict[Kind, type[ServedTrees]] = {"credit": ServedModel, "potential": ServedPotential}
_FOLDER_MODE = 0o755
_ID_DIGITS = 12
Served = TypeVar("Served", bound=ServedTrees)


def save_model(
    model: ServedTrees, text: str, directory: PathName, card: ModelCard | None = None
) -> str:
    """Write `model` as plain data into `directory`, whole or not at all; returns its id.

    `text` is LightGBM's model text, for people and notebooks: the service never reads it.

    Raises:
        ModelError: the directory holds something, as a saved model is never overwritten; or
            `text` is not that of the model's tables.
    """
    target = Path(directory)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ModelError(f"{target.name}: already holds something; a model is never overwritten")
    require_same_forest(model, text)
    contents = _contents(model, text, card or model.card)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, content in contents.items():
            write_new(beside / name, content)
        beside.chmod(_FOLDER_MODE)
        beside.replace(target)
    finally:
        rmtree(beside, ignore_errors=True)
    return _model_id(model.kind, sha256(contents[MANIFEST]).hexdigest())


def load(
    directory: PathName, model_id: str | None = None, trusted: TrustedKeys | None = None
) -> ServedModel:
    """The credit model saved in `directory`, where need be only if its id is `model_id`.

    With `trusted`, only a model signed by one of these keys. In this order: sizes, seal,
    signature, digests of all files; only then is a byte parsed, every number checked, and every
    golden row answered anew. An id may also be given with all 64 digits.

    Raises:
        UntrustedModelError: the bytes are not those that were sealed and signed.
        ModelError: names the file and what is wrong with it; also a model of another kind.
    """
    return _loaded(ServedModel, directory, model_id, trusted)


def load_potential(
    directory: PathName, model_id: str | None = None, trusted: TrustedKeys | None = None
) -> ServedPotential:
    """The potential model saved in `directory`, as `load` gives a credit model.

    Raises:
        UntrustedModelError: the bytes are not those that were sealed and signed.
        ModelError: names the file and what is wrong with it; also a model of another kind.
    """
    return _loaded(ServedPotential, directory, model_id, trusted)


@dataclass(frozen=True)
class Saved:
    """A saved model whose bytes are those that were sealed, its manifest read, nothing else.

    `sealed` are the bytes of the manifest, `data` those of the files it names; `signer` is the id
    of the trusted key, None where nobody asked for one.
    """

    manifest: Manifest
    sealed: bytes
    data: Mapping[str, bytes]
    signer: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest, so of all: the model's id in full."""
        return sha256(self.sealed).hexdigest()

    @property
    def model_id(self) -> str:
        """Kind and first digits of the digest."""
        return _model_id(self.manifest.kind, self.digest)

    def model(self) -> ServedTrees:
        """The model, every number checked and every golden row answered anew.

        Raises:
            ModelError: names the file and what is wrong with it.
        """
        return _served(_KINDS[self.manifest.kind], self)


def read_saved(
    directory: PathName, model_id: str | None = None, trusted: TrustedKeys | None = None
) -> Saved:
    """The checked bytes of the model in `directory`, of either kind; see `load`.

    Raises:
        UntrustedModelError: the bytes are not those that were sealed and signed.
        ModelError: the manifest is not lawful, or of another model.
    """
    sealed, signer = signed_bytes(directory, trusted)
    manifest = read_manifest(sealed)
    names = _DATA[manifest.format] + (() if manifest.familiarity is None else (FAMILIARITY,))
    if set(manifest.files) != set(names):
        raise ModelError(f"{MANIFEST}: files: must be {', '.join(names)}")
    if trusted is not None and manifest.golden_rows is None:
        raise ModelError(f"{MANIFEST}: format 1 has no golden rows; save the model anew")
    data = {name: _read(Path(directory), name) for name in names}
    for name, each in data.items():
        if manifest.files[name] != sha256(each).hexdigest():
            raise UntrustedModelError(f"{name}: its bytes are not those the manifest names")
    saved = Saved(manifest, sealed, data, signer)
    if model_id not in (None, saved.model_id, f"{manifest.kind}-{saved.digest}"):
        raise ModelError(f"{MANIFEST}: this is {saved.model_id}, not {model_id}")
    return saved


def signed_bytes(
    directory: PathName, trusted: TrustedKeys | None = None
) -> tuple[bytes, str | None]:
    """The bytes of the manifest, not parsed but as sealed, and the key that signed them.

    Raises:
        UntrustedModelError: they are not those that were sealed and signed.
    """
    sealed = _read(Path(directory), MANIFEST)
    if _read(Path(directory), SEAL) != _seal(sealed):
        raise UntrustedModelError(f"{SEAL}: is not the digest of {MANIFEST}")
    if trusted is None:
        return sealed, None
    return sealed, trusted.signer(sealed, _read(Path(directory), SIGNATURE))


def _loaded(
    served: type[Served], directory: PathName, model_id: str | None, trusted: TrustedKeys | None
) -> Served:
    saved = read_saved(directory, model_id, trusted)
    if saved.manifest.kind != served.kind:
        found = saved.manifest.kind
        raise ModelError(f"{MANIFEST}: kind: a {found} model, not a {served.kind} model")
    return _served(served, saved)


def _contents(model: ServedTrees, text: str, card: ModelCard) -> dict[str, bytes]:
    golden_rows, golden = golden_bytes(model)
    data = {TABLES: packed(model.tables, ARRAY_TYPES), TEXT: text.encode(), GOLDEN: golden}
    known, facts = model.familiarity, None
    if known is not None:
        data[FAMILIARITY] = packed(known, FAMILIARITY_TYPES)
        lengths = lengths_of(known, FAMILIARITY_TYPES)
        facts = FamiliarityFacts(limit=known.limit, lengths=lengths)
    manifest = Manifest(
        format=3,
        kind=model.kind,
        feature_names=model.feature_names,
        monotone=dict(model.monotone),
        calibration=model.calibration,
        pd_interval=model.pd_interval,
        ranges=ranges_as_json(model.ranges),
        weights=tuple(model.weights.tolist()),
        missing_shares=tuple(model.missing_shares.tolist()),
        base=model.tables.base,
        lengths=lengths_of(model.tables, ARRAY_TYPES),
        familiarity=facts,
        golden_rows=golden_rows,
        training=model.training,
        card=card,
        files={name: sha256(content).hexdigest() for name, content in data.items()},
    )
    content = manifest.model_dump_json(indent=1).encode()
    return {**data, MANIFEST: content, SEAL: _seal(content)}


def _served(served: type[Served], saved: Saved) -> Served:
    manifest = saved.manifest
    tables = _tables(manifest, saved.data[TABLES])
    if manifest.training.trees != tables.n_trees:
        raise ModelError(f"{MANIFEST}: training.trees: the tables have {tables.n_trees}")
    model = served(
        feature_names=manifest.feature_names,
        monotone=manifest.monotone,
        tables=tables,
        calibration=manifest.calibration,
        pd_interval=manifest.pd_interval,
        ranges=ranges_from_json(manifest.ranges),
        weights=np.array(manifest.weights),
        missing_shares=np.array(manifest.missing_shares),
        familiarity=_familiarity(saved),
        training=manifest.training,
        card=manifest.card,
        model_id=saved.model_id,
    )
    if manifest.golden_rows is not None:
        with_knots = manifest.format >= FIRST_WITH_KNOTS
        require_golden(model, manifest.golden_rows, saved.data[GOLDEN], with_knots)
    return model


def _tables(manifest: Manifest, data: bytes) -> Tables:
    arrays = unpacked(data, manifest.lengths, ARRAY_TYPES, TABLES, MANIFEST)
    try:
        return Tables(n_features=len(manifest.feature_names), base=manifest.base, **arrays)
    except ModelError as error:
        raise ModelError(f"{TABLES}: {error}") from error


def _familiarity(saved: Saved) -> Familiarity | None:
    facts = saved.manifest.familiarity
    if facts is None:
        return None
    data = saved.data[FAMILIARITY]
    arrays = unpacked(data, facts.lengths, FAMILIARITY_TYPES, FAMILIARITY, MANIFEST)
    if len(arrays["knot_counts"]) != len(saved.manifest.feature_names):
        raise ModelError(f"{FAMILIARITY}: knows other features than the model")
    try:
        return Familiarity(limit=facts.limit, **arrays)
    except ModelError as error:
        raise ModelError(f"{FAMILIARITY}: {error}") from error


def _seal(manifest: bytes) -> bytes:
    """What `sha256sum --check` reads."""
    return f"{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _model_id(kind: Kind, digest: str) -> str:
    return f"{kind}-{digest[:_ID_DIGITS]}"


def _read(folder: Path, name: str) -> bytes:
    return read_plain(folder / name, _MOST_BYTES[name])
