"""What would more facts, or other facts, bring the firm?"""

from engine.prospects.asking import AskNext, ask_next, waiting_for
from engine.prospects.chances import Miss
from engine.prospects.near import NearMiss, near_misses
from engine.prospects.telling import FactNeeded

__all__ = ["AskNext", "FactNeeded", "Miss", "NearMiss", "ask_next", "near_misses", "waiting_for"]
