"""Does a model's text, written for people, say the same as the tables it is served from?"""

from engine.errors import ModelError
from models.compiling import compile_tables
from models.served import ServedTrees
from models.tables import ARRAY_TYPES
from models.trees import read_forest, tree_hash

TEXT = "model.txt"


def require_same_forest(model: ServedTrees, text: str) -> None:
    """Read the text strictly, compile it, and compare it with the tables bit by bit.

    Raises:
        ModelError: the text is not lawful, or is of another forest than the tables.
    """
    if tree_hash(text) != model.training.tree_hash:
        raise ModelError(f"{TEXT}: is not the text whose hash the training names")
    try:
        compiled = compile_tables(read_forest(text))
    except ModelError as error:
        raise ModelError(f"{TEXT}: {error}") from error
    own = model.tables
    same = (compiled.n_features, compiled.base) == (own.n_features, own.base)
    for name in ARRAY_TYPES:
        same = same and getattr(compiled, name).tobytes() == getattr(own, name).tobytes()
    if not same:
        raise ModelError(f"{TEXT}: is of another forest than the tables")
