"""How is a counterfactual told: what would have to be so, and what the model would then give?"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.counterfactual.levers import Kind, Lever
from engine.facts import FACT_BY_NAME
from engine.reasons import shown
from engine.scoring import Basis
from engine.text import Text

Status = Literal["reached", "already_reached", "none_within_limits", "referred"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class FactMoved(_Frozen):
    """A fact's value on the day and in the counterfactual; null is unknown."""

    fact: str
    label: Text
    before: float | None
    after: float | None


class FactChange(FactMoved):
    """One thing that would have to be so; `months` is the least time until records can show it."""

    kind: Kind
    months: int
    sentence: Text


class Way(_Frozen):
    """Changes that together reach the grade, verified by scoring the changed facts.

    `follows` are the other facts that move with them, so that the accounts still balance.
    `effort` adds up months times the share of the plausible range used; `months` is the longest
    of the changes', which run side by side. Points are unclipped; `points_gained` is against
    today, and null where today's score is.
    """

    changes: tuple[FactChange, ...]
    follows: tuple[FactMoved, ...]
    effort: float
    months: int
    grade: str
    pd: float
    credit_score: int
    unclipped_score: float
    points_gained: float
    sentence: Text


class Counterfactual(_Frozen):
    """The smallest change of facts with which the model would give the wanted grade.

    What the model computes, for officers and risk teams; never advice, and no promise. With
    status `referred` a person decides and there is nothing to reach; `none_within_limits` is an
    answer. `is_proven` says whether every combination was settled: if not, the scorings allowed
    were used up, and a smaller change, or any at all, may have been missed.
    """

    model_id: str
    basis: Basis
    on: date
    wanted: str
    status: Status
    grade: str | None
    credit_score: int | None
    refer_because: tuple[Text, ...]
    way: Way | None
    alternatives: tuple[Way, ...]
    scorings: int
    is_proven: bool
    sentence: Text


_CHANGE = Text(
    zh="{label}:由{before}变为{after}({how},至少约{months}个月)",
    en="{label}: from {before} to {after} ({how}; at least about {months} months)",
)
_IF_KNOWN = Text(
    zh="{label}:目前未知,若查明为{after}",
    en="{label}: unknown today, if it were known to be {after}",
)
_WOULD_GIVE = Text(
    zh="若{n}项同时成立、其余不变,模型会给出{grade}({score}分,较现在{gain:+.0f}分)",
    en="if {n} of these were so at once and all else stayed as it is, the model would give {grade} "
    "({score} points, {gain:+.0f} against today)",
)
_NOT_ADVICE = Text(
    zh="。这是模型的计算,不是建议,也不表示任何机构会如此决定",
    en=". This is what the model computes: no advice, and no institution's decision",
)
_OF_STATUS: dict[Status, Text] = {
    "already_reached": Text(
        zh="模型现在即给出{grade},已达到{wanted}",
        en="the model gives {grade} as it is; {wanted} is reached already",
    ),
    "none_within_limits": Text(
        zh="在所设限度内,没有任何改变能使模型给出{wanted}(现为{grade})",
        en="within these limits no change makes the model give {wanted} (it gives {grade} today)",
    ),
    "referred": Text(
        zh="该企业转人工评审,没有模型分数可言",
        en="the firm is referred to a person: there is no score to move",
    ),
}
_SEARCH_ENDED = Text(
    zh="。评分次数已用尽,可能漏掉更小的改变",
    en=". The scorings allowed were used up: a smaller change may have been missed",
)


def change_of(lever: Lever, after: float) -> FactChange:
    """The change of one fact and its sentence."""
    label, unit = FACT_BY_NAME[lever.fact].label, FACT_BY_NAME[lever.fact].unit
    told = {"label": label, "after": shown(after, unit, lever.fact), "months": lever.months}
    if lever.action is None:
        sentence = _IF_KNOWN.filled(**told)
    else:
        before = shown(lever.today, unit, lever.fact)
        sentence = _CHANGE.filled(before=before, how=lever.action.how, **told)
    before_value = None if lever.action is None else lever.today
    return FactChange(
        fact=lever.fact, label=label, before=before_value, after=after, kind=lever.kind,
        months=lever.months, sentence=sentence,
    )  # fmt: skip


def way_sentence(n: int, grade: str, score: int, gain: float) -> Text:
    """What the model would give if all changes were so."""
    told = _WOULD_GIVE.filled(n=n, grade=grade, score=score, gain=gain)
    return joined(told, _NOT_ADVICE)


def status_sentence(status: Status, wanted: str, grade: str | None, is_proven: bool) -> Text:
    """The answer where there is no way to tell."""
    told = _OF_STATUS[status].filled(wanted=wanted, grade=grade)
    if status == "none_within_limits" and not is_proven:
        told = joined(told, _SEARCH_ENDED)
    return joined(told, _NOT_ADVICE)


def joined(one: Text, other: Text) -> Text:
    """Two parts of a sentence."""
    return Text(zh=one.zh + other.zh, en=one.en + other.en)
