"""Can a small choice be solved exactly without a general solver?"""

from engine.routing.search.costs import UnsuitedError
from engine.routing.search.tree import search

__all__ = ["UnsuitedError", "search"]
