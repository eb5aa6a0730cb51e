"""Can a small choice be solved exactly without a general solver?"""

from importlib import import_module

from engine.routing.search.ask import Prepared, prepared
from engine.routing.search.blocks import UnsuitedError

__all__ = ["Prepared", "UnsuitedError", "prepared", "warm_up"]


def warm_up() -> None:
    """Load the compiled loops now, or compile them where none are kept, so that no plan waits."""
    import_module("engine.routing.search.kernels")
