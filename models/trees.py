"""What does a LightGBM model text say, read strictly and without LightGBM?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isinf, isnan

from engine.errors import ModelError

_END = "end of trees"
_PARAMETERS = "\nparameters:"
_TREE = "Tree="
_CATEGORICAL, _DEFAULT_LEFT = 1, 2
_MISSING_BITS, _MISSING_NONE, _MISSING_NAN = 12, 0, 8
_HEADER = {"version": "v4", "num_class": "1", "num_tree_per_iteration": "1"}
_OBJECTIVE = "binary sigmoid:1"
_SPLIT_LISTS = ("split_gain", "internal_value", "internal_weight")
_LEAF_LISTS = ("leaf_weight",)
_TREE_KEYS = {
    "num_leaves", "num_cat", "split_feature", "threshold", "decision_type", "left_child",
    "right_child", "leaf_value", "leaf_count", "internal_count", "is_linear", "shrinkage",
    *_SPLIT_LISTS, *_LEAF_LISTS,
}  # fmt: skip
# Python's own reading would also take 1_000 and other alphabets' digits.
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]{1,3})?|inf|nan)")
MOST_FEATURES, MOST_TREES = 10_000, 10_000
FARTHEST = 1e6  # no tree adds such log-odds, and no sum of them overflows


@dataclass(frozen=True)
class Leaf:
    """One end of a tree: the log-odds it adds and how many training rows ended there."""

    value: float
    count: int


@dataclass(frozen=True)
class Split:
    """One question of a tree: is the feature at most the threshold?

    `nan_left` is where a missing value goes; `count` is the training rows that were asked.
    """

    feature: int
    threshold: float
    nan_left: bool
    count: int
    left: "int | Leaf"
    right: "int | Leaf"


@dataclass(frozen=True)
class Tree:
    """The splits of one tree, the root first; a child is the place of a split or a leaf."""

    splits: tuple[Split, ...]
    root: "int | Leaf"


@dataclass(frozen=True)
class Forest:
    """All trees of a model over `n_features` columns; their leaves add up to the log-odds."""

    n_features: int
    trees: tuple[Tree, ...]


def tree_text(text: str) -> str:
    """The part of a model text that depends on data and seed only, not on thread counts."""
    return text.partition(_PARAMETERS)[0]


def tree_hash(text: str) -> str:
    """SHA-256 of that part: equal for the same data and seed, whatever the number of threads."""
    return sha256(tree_text(text).encode()).hexdigest()


def read_forest(text: str) -> Forest:
    """The forest written in `text`.

    Raises:
        ModelError: the text is not a plain binary model, or holds what tables cannot express
            exactly (categorical splits, zero as missing, linear leaves, random forests).
    """
    body, found, _ = tree_text(text).partition(f"\n{_END}")
    if not found:
        raise ModelError(f"model text: the line {_END!r} is missing")
    header, *blocks = body.split(f"\n{_TREE}")
    fields = _pairs(header, "header")
    n_features = _n_features(fields)
    if not 1 <= len(blocks) <= MOST_TREES:
        raise ModelError(f"model text: has {len(blocks)} trees, not 1 to {MOST_TREES}")
    trees = tuple(_tree(_numbered(block, i), n_features, i) for i, block in enumerate(blocks))
    _check_sizes(fields, blocks)
    return Forest(n_features, trees)


def _check_sizes(header: Mapping[str, str], blocks: Sequence[str]) -> None:
    """LightGBM jumps by these sizes, unchecked, to where it expects the next tree."""
    sizes = [len(f"{_TREE}{block}\n".encode()) for block in blocks]
    if _integers(header, "tree_sizes", len(blocks), "header") != sizes:
        raise ModelError("model text: tree_sizes are not the sizes of the trees")


def _numbered(block: str, index: int) -> str:
    number, _, rest = block.partition("\n")
    if number != str(index):
        raise ModelError(f"model text: tree {index} is numbered {number!r}")
    return rest


def _pairs(block: str, where: str) -> dict[str, str]:
    lines = [line.partition("=") for line in block.split("\n") if line]
    found = {key: value for key, _, value in lines}
    if len(found) != len(lines):
        raise ModelError(f"model text: {where} names a key twice")
    return found


def _n_features(header: Mapping[str, str]) -> int:
    for key, wanted in _HEADER.items():
        if header.get(key) != wanted:
            raise ModelError(f"model text: {key} is {header.get(key)!r}, not {wanted!r}")
    if header.get("objective") != _OBJECTIVE or "average_output" in header:
        raise ModelError(f"model text: only boosted trees for {_OBJECTIVE!r} can be compiled")
    last = _integers(header, "max_feature_idx", 1, "header")[0]
    if not 0 <= last < MOST_FEATURES:
        raise ModelError(f"model text: max_feature_idx is {last}")
    return last + 1


def _tree(block: str, n_features: int, index: int) -> Tree:
    where, fields = f"tree {index}", _pairs(block, f"tree {index}")
    n_leaves = _integers(fields, "num_leaves", 1, where)[0]
    if fields.get("num_cat") != "0" or fields.get("is_linear") != "0":
        raise ModelError(f"{where}: categorical splits and linear leaves cannot be compiled")
    if not set(fields) <= _TREE_KEYS:
        raise ModelError(f"{where}: has a key that no tree has")
    values = _floats(fields, "leaf_value", n_leaves, where)
    if n_leaves == 1:
        return Tree((), Leaf(values[0], 1))
    counts = _integers(fields, "leaf_count", n_leaves, where)
    for keys, n in ((_SPLIT_LISTS, n_leaves - 1), (_LEAF_LISTS, n_leaves)):
        for key in keys:
            _floats(fields, key, n, where)
    leaves = tuple(map(Leaf, values, counts))
    tree = Tree(tuple(_splits(fields, leaves, where)), 0)
    _check_splits(tree, n_features, where)
    return tree


def _splits(fields: Mapping[str, str], leaves: tuple[Leaf, ...], where: str) -> Iterator[Split]:
    n_splits = len(leaves) - 1

    def integers(key: str) -> list[int]:
        return _integers(fields, key, n_splits, where)

    def child(place: int) -> int | Leaf:
        if not -len(leaves) <= place < n_splits:
            raise ModelError(f"{where}: child index {place} is out of range")
        return leaves[~place] if place < 0 else place

    columns = zip(
        integers("split_feature"),
        _floats(fields, "threshold", n_splits, where),
        integers("decision_type"),
        integers("internal_count"),
        integers("left_child"),
        integers("right_child"),
        strict=True,
    )
    for feature, threshold, kind, count, left, right in columns:
        nan_left = _nan_goes_left(kind, threshold, where)
        yield Split(feature, threshold, nan_left, count, child(left), child(right))


def _nan_goes_left(kind: int, threshold: float, where: str) -> bool:
    missing = kind & _MISSING_BITS
    if kind & _CATEGORICAL or missing not in (_MISSING_NONE, _MISSING_NAN):
        raise ModelError(f"{where}: decision type {kind} (categories, zero as missing) is refused")
    if missing == _MISSING_NONE:  # LightGBM reads a missing value as 0.0 here
        return threshold >= 0.0
    return bool(kind & _DEFAULT_LEFT)


def _check_splits(tree: Tree, n_features: int, where: str) -> None:
    children = [child for split in tree.splits for child in (split.left, split.right)]
    inner = sorted(child for child in children if isinstance(child, int))
    if inner != list(range(1, len(tree.splits))):
        raise ModelError(f"{where}: the child indices do not form a tree")
    for place, split in enumerate(tree.splits):
        if any(isinstance(child, int) and child <= place for child in (split.left, split.right)):
            raise ModelError(f"{where}: split {place} points back")
        if not 0 <= split.feature < n_features:
            raise ModelError(f"{where}: feature index {split.feature} is out of range")
        below = [each.count if isinstance(each, Leaf) else tree.splits[each].count
                 for each in (split.left, split.right)]  # fmt: skip
        if min(below) < 0 or sum(below) != split.count or split.count < 1:
            raise ModelError(f"{where}: split {place} was asked by other rows than it parted")


def _integers(fields: Mapping[str, str], key: str, n: int, where: str) -> list[int]:
    words = _words(fields, key, n, where)
    if not all(map(_WHOLE.fullmatch, words)):
        raise ModelError(f"{where}: {key} is not a list of whole numbers")
    return [int(word) for word in words]


def _floats(fields: Mapping[str, str], key: str, n: int, where: str) -> list[float]:
    words = _words(fields, key, n, where)
    if not all(map(_NUMBER.fullmatch, words)):
        raise ModelError(f"{where}: {key} is not a list of numbers")
    numbers = [float(word) for word in words]
    # A threshold of infinity is lawful: it parts missing from known values.
    if any(isnan(number) or (isinf(number) and key != "threshold") for number in numbers):
        raise ModelError(f"{where}: {key} holds a number that is not finite")
    if key == "leaf_value" and max(map(abs, numbers)) > FARTHEST:
        raise ModelError(f"{where}: a leaf holds no log-odds")
    return numbers


def _words(fields: Mapping[str, str], key: str, n: int, where: str) -> list[str]:
    words = fields.get(key, "").split()
    if len(words) != n:
        raise ModelError(f"{where}: {key} has {len(words)} entries, not {n}")
    return words
