"""What would more facts, or other facts, bring the firm?"""

from engine.prospects.asking import AskNext, ask_next, waiting_for
from engine.prospects.near import NearMiss, near_misses
from engine.prospects.telling import FactNeeded
from engine.prospects.today import Today

__all__ = [
    "AskNext", "FactNeeded", "NearMiss", "Today", "ask_next", "near_misses", "waiting_for",
]  # fmt: skip
