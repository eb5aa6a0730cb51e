"""What became of a funded firm within twelve months: default, no default, or not known yet?

Default is 90 days past due or unlikely to pay, compensation by a guarantor (代偿) included; renewal
without repayment (无还本续贷) is flagged and never itself a default. Source: project handbook,
section 7 (12 months, 90 days past due or unlikely to pay); 商业银行资本管理办法, 2023.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.text import Text

if TYPE_CHECKING:
    import pandas as pd

DAYS_PAST_DUE = 90
WINDOW_MONTHS = 12
_MONTHS = 12

Kind = Literal[
    "refused", "funded", "past_due", "unlikely_to_pay", "compensated",
    "renewed_without_repayment", "cured", "repaid", "left_view",
]  # fmt: skip
Status = Literal["default", "no_default", "censored"]
Reason = Literal[
    "past_due_90", "unlikely_to_pay", "compensated", "window_complete", "window_open",
    "not_funded", "repaid_before", "in_default_before", "left_view",
]  # fmt: skip
Flag = Literal["renewed_without_repayment", "late_under_90_days", "window_open"]

KINDS: Mapping[Kind, Text] = {
    "refused": Text(zh="未放款", en="refused: nothing was paid out"),
    "funded": Text(zh="放款", en="paid out"),
    "past_due": Text(zh="逾期", en="past due by so many days"),
    "unlikely_to_pay": Text(zh="预计无法足额偿还", en="unlikely to pay"),
    "compensated": Text(zh="代偿", en="paid by the guarantor"),
    "renewed_without_repayment": Text(zh="无还本续贷", en="renewed without repayment"),
    "cured": Text(zh="恢复正常", en="back to normal"),
    "repaid": Text(zh="结清", en="repaid in full: nothing is owed"),
    "left_view": Text(zh="转出", en="transferred: seen no longer"),
}
REASONS: Mapping[Reason, Text] = {
    "past_due_90": Text(zh="逾期满90天", en="90 days past due"),
    "unlikely_to_pay": KINDS["unlikely_to_pay"],
    "compensated": KINDS["compensated"],
    "window_complete": Text(zh="观察满12个月未违约", en="12 months seen without default"),
    "window_open": Text(zh="观察未满12个月", en="12 months have not passed yet"),
    "not_funded": Text(zh="观察日未放款", en="not funded on the day"),
    "repaid_before": Text(zh="观察日前已结清", en="repaid before the day"),
    "in_default_before": Text(zh="观察日已违约", en="in default on the day already"),
    "left_view": Text(zh="观察期内转出", en="transferred within the 12 months"),
}
_DEFAULTS: Mapping[Kind, Reason] = {
    "past_due": "past_due_90", "unlikely_to_pay": "unlikely_to_pay", "compensated": "compensated",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened to a firm's funding, as recorded on `day`.

    `days_past_due` is of `past_due` only: on `day` the firm was that many days late.
    """

    firm: str
    day: date
    kind: Kind
    days_past_due: int | None = None

    def __post_init__(self) -> None:
        """Refuse a past due event without its days, and days on any other."""
        late = self.days_past_due is not None and self.days_past_due > 0
        if late != (self.kind == "past_due") or (self.days_past_due or 0) < 0:
            raise ModelError(f"{self.firm}: days past due belong to past_due, and only there")

    @property
    def default_on(self) -> date | None:
        """The day this event makes a default of, None where it makes none.

        120 days late on a day means 90 days late 30 days before.
        """
        if self.kind not in _DEFAULTS:
            return None
        beyond = (self.days_past_due or DAYS_PAST_DUE) - DAYS_PAST_DUE
        return self.day - timedelta(days=beyond) if beyond >= 0 else None


@dataclass(frozen=True)
class Outcome:
    """What is known of a firm in the 12 months after `on`, and why.

    `default_day` is the first day of default within them; `flags` say what a reader should know
    besides.
    """

    firm: str
    on: date
    window_end: date
    status: Status
    reason: Reason
    flags: tuple[Flag, ...] = ()
    default_day: date | None = None

    @property
    def target(self) -> float:
        """1 for default, 0 for none, nan where it cannot be counted.

        A default seen before its 12 months are over is not counted either: alone, without the
        firms that still pay, it would overstate the rate.
        """
        if self.status == "censored" or "window_open" in self.flags:
            return nan
        return float(self.status == "default")


def window_end(on: date) -> date:
    """The last day of the 12 months after `on`.

    >>> window_end(date(2024, 2, 29)), window_end(date(2025, 6, 30))
    (datetime.date(2025, 2, 28), datetime.date(2026, 6, 30))
    """
    months = on.month - 1 + WINDOW_MONTHS
    year, month = on.year + months // _MONTHS, months % _MONTHS + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def outcomes_of(events: Iterable[Event], on: date, as_of: date) -> tuple[Outcome, ...]:
    """The outcome of every firm named in `events`, by firm; later events than `as_of` are unread.

    Args:
        events: of any firms, in any order.
        on: the day after which 12 months are watched; what happened on it lies before them.
        as_of: the day up to which events are known, itself included.

    Raises:
        ModelError: `as_of` lies before `on`.
    """
    if as_of < on:
        raise ModelError(f"outcomes after {on} cannot be known on {as_of}")
    by_firm: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        own = by_firm[event.firm]
        if event.day <= as_of:
            own.append(event)
    return tuple(_outcome(firm, by_firm[firm], on, as_of) for firm in sorted(by_firm))


def targets(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    """1 for default, 0 for none, nan where it cannot be counted; see `Outcome.target`."""
    return np.array([each.target for each in outcomes], dtype=np.float64)


def outcome_table(outcomes: Sequence[Outcome]) -> "pd.DataFrame":
    """One line per firm: firm, on, window_end, status, reason, flags, default_day, target."""
    import pandas as pd

    return pd.DataFrame(
        {
            "firm": [each.firm for each in outcomes],
            "on": [each.on.isoformat() for each in outcomes],
            "window_end": [each.window_end.isoformat() for each in outcomes],
            "status": [each.status for each in outcomes],
            "reason": [each.reason for each in outcomes],
            "flags": [" ".join(each.flags) for each in outcomes],
            "default_day": [each.default_day and each.default_day.isoformat() for each in outcomes],
            "target": targets(outcomes),
        }
    )


def _outcome(firm: str, events: list[Event], on: date, as_of: date) -> Outcome:
    end = window_end(on)
    open_window: tuple[Flag, ...] = ("window_open",) if as_of < end else ()

    def found(status: Status, reason: Reason, day: date | None = None) -> Outcome:
        flags = (*_flags(events, on, end), *open_window) if status != "censored" else ()
        return Outcome(firm, on, end, status, reason, flags, day)

    outside = _outside(events, on)
    if outside is not None:
        return found("censored", outside)
    left = min((e.day for e in events if e.kind == "left_view" and e.day > on), default=date.max)
    default = _first_default(events, on, min(end, left))
    if default is not None:
        return found("default", default[1], default[0])
    if left <= end:
        return found("censored", "left_view")
    return (
        found("censored", "window_open") if open_window else found("no_default", "window_complete")
    )


def _outside(events: list[Event], on: date) -> Reason | None:
    """Why the firm has no outcome on `on`: no exposure, or one that is in default already."""
    funded = _last(events, "funded", on)
    if funded == date.min:
        return "not_funded"
    if _last(events, "left_view", on) > funded:
        return "left_view"
    if _last(events, "repaid", on) > funded:
        return "repaid_before"
    defaults = [day for day in (event.default_on for event in events) if day and day <= on]
    in_default = bool(defaults) and max(defaults) >= _last(events, "cured", on)
    return "in_default_before" if in_default else None


def _last(events: list[Event], kind: Kind, on: date) -> date:
    return max((e.day for e in events if e.kind == kind and e.day <= on), default=date.min)


def _first_default(events: list[Event], on: date, end: date) -> tuple[date, Reason] | None:
    found = [
        (event.default_on, _DEFAULTS[event.kind])
        for event in events
        if event.default_on is not None and on < event.default_on <= end
    ]
    return min(found, default=None)


def _flags(events: list[Event], on: date, end: date) -> tuple[Flag, ...]:
    within = [event for event in events if on < event.day <= end]
    flags: list[Flag] = []
    if any(event.kind == "renewed_without_repayment" for event in within):
        flags.append("renewed_without_repayment")
    if any(event.kind == "past_due" and event.default_on is None for event in within):
        flags.append("late_under_90_days")
    return tuple(flags)
