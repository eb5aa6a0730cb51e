"""How are the loops of the search compiled, and what kinds of arrays do they take?

By numba, when `kernels` is first imported; kept beside the source for the next time.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import float64, int64, types, uint64

from engine.routing.search.sheet import Packs

_F = TypeVar("_F", bound=Callable[..., Any])
_named: Callable[..., Any] = types.NamedTuple
_tuple: Callable[..., Any] = types.Tuple
_limits: Callable[..., Any] = types.UniTuple


def _kept(kind: Any, dimensions: int = 1) -> Any:
    """An array that nothing writes to."""
    return types.Array(kind, dimensions, "C", readonly=True)


PACKS = _named(
    [
        _kept(int64, 2), _kept(uint64, 2), _kept(float64), _kept(float64), _kept(float64, 2),
        _kept(float64), _kept(float64, 2), _kept(float64, 2), _kept(float64), _kept(float64, 2),
        _kept(float64, 2), _kept(float64), _kept(int64), _kept(uint64),
    ],
    Packs,
)  # fmt: skip
LOWEST = int64[::1](float64[:, ::1])
ANSWER = _tuple((int64[::1], float64[::1], float64[::1]))(
    PACKS, int64[::1], uint64, _limits(float64, 2)
)  # fmt: skip


def inner(function: _F) -> _F:
    """Compiled as part of what calls it."""
    made: Any = numba.njit(nogil=True, error_model="numpy")(function)
    return cast(_F, made)


def compiled(signature: Any) -> Callable[[_F], _F]:
    """Compiled at once for arguments of these kinds."""

    def made(function: _F) -> _F:
        try:
            kept: Any = numba.njit(signature, cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # nowhere to keep it: compiled anew by each process
            kept = numba.njit(signature, nogil=True, error_model="numpy")(function)
        return cast(_F, kept)

    return made
