"""Does a model that was never loaded here harm its loader? A process of its own finds out first."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from engine.errors import ModelError, UntrustedModelError
from models.artefact import read_saved, signed_bytes
from models.confined import answer_of
from models.examination import Examined
from models.plain_files import PathName
from models.signing import TrustedKeys

_SCRIPT = Path(__file__).with_name("first_loader.py")


@dataclass(frozen=True)
class LoadLimits:
    """What the first load of a model may cost; times in seconds, sizes in bytes.

    `memory` is address space, most of it the libraries'; `start` is the time to start at all.
    """

    memory: int = 2**30
    cpu: int = 30
    seconds: int = 60
    start: int = 20
    files: int = 32
    answer: int = 2_000


LIMITS = LoadLimits()
# By digest of the manifest, so of all bytes. It says only that parsing them did no harm: whoever
# loads them afterwards checks seal, signature, structure and golden rows again. It is kept in
# memory alone, where nobody can write it who could not change the service itself.
_harmless: set[tuple[str, bool]] = set()


def first_load(
    directory: PathName,
    trusted: TrustedKeys | None = None,
    text: bool = False,
    limits: LoadLimits = LIMITS,
) -> Examined:
    """Load and examine the model in `directory` in a limited process, once per model and process.

    Afterwards `load(directory, found.model_id, trusted)` may parse it here. `text` also reads the
    model's text, which the service never does.

    Raises:
        UntrustedModelError: the bytes are not those that were sealed and signed.
        ModelError: it is refused, with the reason; or the process died, hung or spoke nonsense.
    """
    (found,) = first_loads([directory], trusted, text, limits)
    if isinstance(found, ModelError):
        raise found
    return found


def first_loads(
    directories: Sequence[PathName],
    trusted: TrustedKeys | None = None,
    text: bool = False,
    limits: LoadLimits = LIMITS,
) -> list[Examined | ModelError]:
    """What `first_load` finds or raises for each folder; they share processes while none dies."""
    found: dict[int, Examined | ModelError] = {}
    for place, folder in enumerate(directories):
        known = _known(folder, trusted, text)
        if known is not None:
            found[place] = known
    new = [place for place in range(len(directories)) if place not in found]
    while new:
        told = _told([directories[place] for place in new], trusted, text, limits)
        found.update(zip(new, told, strict=False))
        new = new[len(told) :]
    _harmless.update((each.digest, text) for each in found.values() if isinstance(each, Examined))
    return [found[place] for place in range(len(directories))]


def _known(
    folder: PathName, trusted: TrustedKeys | None, text: bool
) -> Examined | ModelError | None:
    try:
        sealed, _ = signed_bytes(folder, trusted)
        if (sha256(sealed).hexdigest(), text) not in _harmless:
            return None
        saved = read_saved(folder, trusted=trusted)
    except ModelError as error:
        return error
    return Examined(saved.model_id, saved.digest, saved.signer)


def _told(
    folders: Sequence[PathName], trusted: TrustedKeys | None, text: bool, limits: LoadLimits
) -> list[Examined | ModelError]:
    """The answers of one process, in order; the last is about its end where it ended early."""
    n = len(folders)
    request = {
        "folders": [os.path.abspath(os.fspath(folder)) for folder in folders],
        "trusted": trusted and {name: key.hex() for name, key in trusted.keys.items()},
        "text": text,
    }
    answer = answer_of(
        _SCRIPT,
        (limits.memory, limits.start + limits.cpu * n, limits.files, limits.seconds),
        json.dumps(request).encode(),
        limits.start + limits.seconds * n,
        limits.answer * n,
    )
    lines = answer.split(b"\n")[:-1][:n]
    told = [_answer(line) for line in lines]
    return told if len(told) == n else [*told, _DIED]


_DIED = ModelError("its first load passed a limit of time or memory, or ended the process")
_NONSENSE = ModelError("its first load gave no answer that makes sense")


def _answer(line: bytes) -> Examined | ModelError:
    try:
        told = json.loads(line)
        if "refused" in told:
            kind = UntrustedModelError if told["untrusted"] else ModelError
            return kind(str(told["refused"]))
        signer = told["signer"]
        return Examined(str(told["model_id"]), str(told["digest"]), signer and str(signer))
    except (ValueError, TypeError, KeyError, RecursionError):
        return _NONSENSE
