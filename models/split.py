"""Which training rows check the trees while they grow, and calibrate them afterwards?"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import TableError
from models.tables import Flags

_TEXTS = "OU"
_FOLDS = 5
_FEWEST_FOLDS = 2
_LATEST = 0.2
MANY_ROWS = 50_000
_FEW_ROWS, _REPEATS = 1_000, 3


def validation_part(
    target: NDArray[np.int64], groups: Any, dates: Any, share: float, seed: int
) -> Flags:
    """True for the rows held back: about `share` of them, never parting the rows of one group.

    With `dates` the groups seen last, otherwise drawn by `seed`, a like share of groups with and
    without a default (target 1). Without `groups` every row is its own.
    """
    unit = _units(groups, len(target))
    if dates is not None:
        return _latest(unit, _days(dates, len(target)), share)
    return _drawn(unit, target, share, seed)


def unseen_parts(target: NDArray[np.int64], groups: Any, dates: Any, seed: int) -> Iterator[Flags]:
    """The rows held back in turn, so that a model of the others can be judged on each part.

    Up to five parts that together hold every row once, no group's rows in two of them, each with
    its share of the events (target 1); with `dates` one part only, the fifth of the rows whose
    groups are seen last. None where events or groups do not suffice.
    """
    if dates is not None:
        yield validation_part(target, groups, dates, _LATEST, seed)
        return
    from sklearn.model_selection import StratifiedGroupKFold

    unit = _units(groups, len(target))
    n_parts = int(min(_FOLDS, np.bincount(target, minlength=2).min(), unit.max() + 1))
    if n_parts < _FEWEST_FOLDS:
        return
    parts = StratifiedGroupKFold(n_parts, shuffle=True, random_state=seed)
    for _, part in parts.split(target, target, unit):
        yield np.isin(np.arange(len(target)), part)


class Parts(NamedTuple):
    """Rows held back in turn, True where they are; `latest` where those are the firms seen last."""

    flags: Sequence[Flags]
    latest: bool


def judging_parts(
    target: NDArray[np.int64], groups: Any, dates: Any, share: float, seed: int
) -> Parts:
    """The parts, each about `share` of the rows, that judge trees which have not learnt them.

    All rows in turn, three times over where they are few; of many rows one part says enough.
    With `dates` one part, the firms seen last. No firm is parted; none where events or firms do
    not suffice.
    """
    if dates is not None or len(target) > MANY_ROWS:
        flags = [validation_part(target, groups, dates, share, seed)]
    else:
        unit = _units(groups, len(target))
        repeats = _REPEATS if len(target) < _FEW_ROWS else 1
        flags = [f for turn in range(repeats) for f in _dealt(unit, target, share, seed + turn)]
    usable = [each for each in flags if each.any() and _has_both(target[~each])]
    told = np.concatenate([target[each] for each in usable]) if usable else target[:0]
    return Parts(usable if _has_both(told) else (), dates is not None)


def _has_both(target: NDArray[np.int64]) -> bool:
    return bool(0 < target.sum() < len(target))


def _dealt(
    unit: NDArray[np.int64], target: NDArray[np.int64], share: float, seed: int
) -> list[Flags]:
    """The rows dealt into parts, unit by unit in drawn order, by how many rows came before."""
    n_parts = max(2, round(1.0 / share)) if share > 0.0 else 0
    defaulted, rows = np.bincount(unit, target) > 0, np.bincount(unit)
    shuffled = np.random.default_rng(seed).permutation(len(rows))
    part = np.zeros(len(rows), np.int64)
    for kind in (True, False):
        order = shuffled[defaulted[shuffled] == kind]
        middle = np.cumsum(rows[order]) - rows[order] / 2.0
        part[order] = middle * n_parts // max(1, rows[order].sum())
    return [part[unit] == each for each in range(n_parts)]


def _units(groups: Any, n: int) -> NDArray[np.int64]:
    if groups is None:
        return np.arange(n)
    _, unit = np.unique(one_per_row(groups, n, "groups"), return_inverse=True)
    return unit.astype(np.int64)


def _days(dates: Any, n: int) -> NDArray[np.int64]:
    """The rank of each row's date."""
    days = one_per_row(dates, n, "dates")
    try:
        days = days.astype("datetime64[us]") if days.dtype.kind in _TEXTS else days
    except (TypeError, ValueError) as error:
        raise TableError(f"dates: {error}") from error
    if np.any(np.isnat(days) if days.dtype.kind == "M" else np.isnan(days)):
        raise TableError("dates: a row has none")
    return np.unique(days, return_inverse=True)[1].astype(np.int64)


def one_per_row(values: Any, n: int, name: str) -> NDArray[Any]:
    """`values` as an array (n,).

    Raises:
        TableError: it has another shape; `name` says what it is.
    """
    array = np.asarray(values)
    if array.shape != (n,):
        raise TableError(f"{name} has shape {array.shape}, not ({n},): one entry per row")
    return array


def chosen_rows(values: Any, chosen: Flags, name: str) -> NDArray[Any] | None:
    """The entries of the chosen rows; None where there are no `values`."""
    return None if values is None else one_per_row(values, len(chosen), name)[chosen]


def _latest(unit: NDArray[np.int64], day: NDArray[np.int64], share: float) -> Flags:
    last_seen = np.zeros(unit.max() + 1, np.int64)
    np.maximum.at(last_seen, unit, day)
    return _held_back(np.argsort(-last_seen, kind="stable"), unit, share)


def _drawn(unit: NDArray[np.int64], target: NDArray[np.int64], share: float, seed: int) -> Flags:
    defaulted = np.bincount(unit, target) > 0
    shuffled = np.random.default_rng(seed).permutation(len(defaulted))
    held_back = np.zeros(len(unit), np.bool_)
    for kind in (True, False):
        own = defaulted[unit] == kind
        held_back[own] = _held_back(shuffled[defaulted[shuffled] == kind], unit[own], share)
    return held_back


def _held_back(order: NDArray[np.int64], unit: NDArray[np.int64], share: float) -> Flags:
    """The first units in `order` until they hold `share` of the rows of `unit`."""
    rows = np.bincount(unit, minlength=order.max(initial=-1) + 1)[order]
    taken = order[np.cumsum(rows) <= np.round(share * len(unit))]
    return np.isin(unit, taken)
