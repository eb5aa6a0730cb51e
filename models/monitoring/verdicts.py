"""When is something green, amber or red, and when is there too little to say so?

One report raises a false alarm in at most 5 of 100 cases where nothing is wrong: the share is
divided among its parts below, and within a part among all that is tested there.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.text import Text

Verdict = Literal["green", "amber", "red", "too_few"]
DRIFT_ALARMS, BACKTEST_ALARMS, OVERRIDE_ALARMS = 0.03, 0.01, 0.01
POWER = 0.80  # what is wrong is told in at least so many of 100 cases, or there is too little data
_SEVERITY: dict[Verdict, int] = {"too_few": 0, "green": 1, "amber": 2, "red": 3}


class Frozen(BaseModel):
    """Base of every result: frozen, strict about its fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Part(Frozen):
    """One part of a report: its verdict and the sentence that says it."""

    verdict: Verdict
    sentence: Text


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The most severe; `too_few` where nothing else is said.

    >>> worst(["too_few", "amber", "green"]), worst(["too_few"]), worst([])
    ('amber', 'too_few', 'too_few')
    """
    return max(verdicts, key=_SEVERITY.__getitem__, default="too_few")


def holm(p_values: Iterable[float]) -> list[float]:
    """Holm's adjusted p-values: reject those up to a level and it is kept for all together.

    Source: Holm 1979, "A simple sequentially rejective multiple test procedure".

    >>> [round(each, 3) for each in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    given = list(p_values)
    order = sorted(range(len(given)), key=given.__getitem__)
    adjusted, highest = [1.0] * len(given), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(given) - rank) * given[place]))
        adjusted[place] = highest
    return adjusted
