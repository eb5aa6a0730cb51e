"""How do arrays become the bytes of one file, and only the right bytes arrays again?"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError

Types = Mapping[str, type[Any]]


def packed(owner: object, types: Types) -> bytes:
    """The arrays that `owner` has by these names, one after the other, little-endian."""
    return b"".join(
        getattr(owner, name).astype(_stored(kind)).tobytes() for name, kind in types.items()
    )


def lengths_of(owner: object, types: Types) -> dict[str, int]:
    """How long each array of `owner` is."""
    return {name: len(getattr(owner, name)) for name in types}


def unpacked(
    data: bytes, lengths: Mapping[str, int], types: Types, file: str, said_in: str
) -> dict[str, NDArray[Any]]:
    """The arrays of these lengths, as `packed` wrote them into `file`.

    Raises:
        ModelError: `lengths`, which stand in the file `said_in`, do not fit the types or the bytes.
    """
    sizes = {name: np.dtype(kind).itemsize for name, kind in types.items()}
    if set(lengths) != set(sizes):
        raise ModelError(f"{said_in}: lengths: names other arrays than {file} has")
    if sum(lengths[name] * size for name, size in sizes.items()) != len(data):
        raise ModelError(f"{file}: its size does not fit the lengths in {said_in}")
    arrays, start = {}, 0
    for name, kind in types.items():
        stored = np.frombuffer(data, _stored(kind), lengths[name], start)
        arrays[name], start = stored.astype(kind), start + stored.nbytes
    return arrays


def _stored(kind: type[Any]) -> np.dtype[Any]:
    return np.dtype(kind).newbyteorder("<")
