"""What would more facts, or other facts, bring the firm?"""

from engine.prospects.asking import AskNext, ask_next, waiting_for
from engine.prospects.near import FactNeeded, NearMiss, near_misses

__all__ = ["AskNext", "FactNeeded", "NearMiss", "ask_next", "near_misses", "waiting_for"]
