"""Saved models with damage done to them, by somebody who can sign or by somebody who cannot."""

import json
import re
from hashlib import sha256

import numpy as np

from models.artefact import SEAL, TABLES
from models.golden import GOLDEN
from models.manifest import MANIFEST
from models.same_forest import TEXT
from models.signing import SIGNATURE, signature_line
from models.trees import tree_hash

DATA = (TABLES, GOLDEN, TEXT)
SEALED = (MANIFEST, SEAL, SIGNATURE)
FILES = (*SEALED, *DATA)
NUMBERS = re.compile(rb"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
ODD_TEXTS = (
    b"nan", b"inf", b"-1", b"0", b"1e308", b"1e999", b"-0.0", b"7", b"0.5", b"2147483648",
    b"9" * 400, b"1e-320", b"18446744073709551616",
)  # fmt: skip
ODD_FLOATS = (np.nan, np.inf, -np.inf, 0.0, 1e308, -1.0, 5e-324, 0.5, 1e7)
ODD_VALUES = (
    None, True, -1, 0, 1, 2**31, 2**63, 10**30, 0.5, -0.5, 1e308, 1e-320, float("nan"),
    float("inf"), "", "x", "0", [], {}, [[]], "credit", "potential", "a" * 5_000,
)  # fmt: skip


def flip_bytes(content, rng):
    changed = np.frombuffer(content, np.uint8).copy()
    at = rng.integers(0, len(changed), rng.integers(1, 9))
    changed[at] ^= rng.integers(1, 256, len(at), dtype=np.uint8)
    return changed.tobytes()


def cut_lines(content, rng):
    lines = parts_of(content)
    first = int(rng.integers(0, len(lines)))
    return b"".join(lines[:first] + lines[first + int(rng.integers(1, 4)) :])


def change_numbers(content, rng):
    if b"\0" in content:
        changed = np.frombuffer(content[: len(content) // 8 * 8], np.float64).copy()
        changed[rng.integers(0, len(changed), 3)] = rng.choice(ODD_FLOATS, 3)
        return changed.tobytes() + content[len(changed) * 8 :]
    found = list(NUMBERS.finditer(content))
    one = found[int(rng.integers(0, len(found)))]
    odd = ODD_TEXTS[int(rng.integers(0, len(ODD_TEXTS)))]
    return content[: one.start()] + odd + content[one.end() :]


def truncate(content, rng):
    return content[: int(rng.integers(0, len(content)))]


def insert(content, rng):
    at = int(rng.integers(0, len(content)))
    return content[:at] + rng.bytes(int(rng.integers(1, 17))) + content[at:]


def swap_blocks(content, rng):
    parts = parts_of(content)
    one, two = (int(each) for each in rng.integers(0, len(parts), 2))
    parts[one], parts[two] = parts[two], parts[one]
    return b"".join(parts)


MUTATORS = (flip_bytes, cut_lines, change_numbers, truncate, insert, swap_blocks)


def parts_of(content):
    """The lines of a text, the pieces of 8 bytes of anything else."""
    if b"\0" not in content:
        return content.splitlines(keepends=True)
    return [content[at : at + 8] for at in range(0, len(content), 8)]


def damaged(content, rng, mutator):
    """Other bytes than `content`, made by one of the mutators; never the same."""
    for _ in range(50):
        found = mutator(content, rng)
        if found != content:
            return found
    return content + b"\0"


def change_manifest(manifest, rng):
    """Put an odd value somewhere into the manifest, or take something out of it."""
    place, key = manifest, str(rng.choice(list(manifest)))
    while isinstance(place[key], dict | list) and place[key] and rng.random() < 0.8:
        place = place[key]
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = keys[int(rng.integers(0, len(keys)))]
    if rng.random() < 0.15:
        del place[key]
    elif isinstance(place[key], float | int) and rng.random() < 0.5:
        place[key] = place[key] * float(rng.normal(1.0, 0.1)) + float(rng.normal(0.0, 0.1))
    else:
        place[key] = ODD_VALUES[int(rng.integers(0, len(ODD_VALUES)))]


def read_all(folder):
    """The bytes of each file of a saved model."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def data_of(contents):
    """The names of the files that the manifest names."""
    return [name for name in contents if name not in SEALED]


def sealed(contents, key, change=lambda manifest: None):
    """The files with digests named anew, the manifest changed, sealed and signed with `key`."""
    manifest = json.loads(contents[MANIFEST])
    for name in data_of(contents):
        manifest["files"][name] = sha256(contents[name]).hexdigest()
    manifest["training"]["tree_hash"] = tree_hash(contents[TEXT].decode(errors="replace"))
    change(manifest)
    return sealed_as(contents, key, json.dumps(manifest).encode())


def sealed_as(contents, key, manifest):
    """The files with these bytes as their manifest, sealed and signed with `key`."""
    seal = f"{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
    return {**contents, MANIFEST: manifest, SEAL: seal, SIGNATURE: signature_line(manifest, key)}


def write_all(folder, contents):
    """The folder, holding these files."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def mutant(contents, key, number):
    """The `number`th damage done to the files of a saved model, sealed and signed with `key`."""
    rng = np.random.default_rng(number)
    choices = (MANIFEST, None, *data_of(contents))
    mutator, name = MUTATORS[number % 6], choices[number // 6 % len(choices)]
    if name is None:
        return sealed(contents, key, lambda manifest: change_manifest(manifest, rng))
    changed = damaged(contents[name], rng, mutator)
    if name == MANIFEST:
        return sealed_as(contents, key, changed)
    return sealed({**contents, name: changed}, key)
