"""Which facts change by the passing of time alone, and when?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from engine.facts.definition import DAYS_PER_YEAR, YES
from engine.facts.registers import LOOK_BACK_YEARS, judicial_facts
from engine.facts.standing import THREE_YEARS, TWO_YEARS, equity_facts, qualification_facts
from engine.firm import Equity, Firm, Judicial, Qualifications

# Years that grow by one each year, day by day.
AGEING = frozenset({"firm_age_years", "main_business_years", "years_since_round"})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """The value that a fact takes from `day` on, if nothing but time passes."""

    day: date
    value: float


Turns = Mapping[str, tuple[Turn, ...]]


class DatedFacts(dict[str, float]):
    """What is known of a firm on a day, and how it turns later by time alone."""

    def __init__(self, facts: Mapping[str, float], turns: Turns) -> None:
        """Keep `turns` beside `facts`."""
        super().__init__(facts)
        self.turns = turns


def turns_of(firm: Firm, on: date) -> Turns:
    """The facts that entries already in the record will change after `on`, each in order of days.

    Look-backs run out, entries and certificates end or begin on days the record states. What is
    dated after `on` and not yet begun by then counts only for certificates, whose term is known.
    """
    found: dict[str, list[Turn]] = {}
    for now, later in _sections(firm, on):
        last = dict(now)
        for day, values in later:
            changed = {name: value for name, value in values.items() if value != last.get(name)}
            last |= changed
            for name, value in changed.items():
                if name not in AGEING and value == value:
                    found.setdefault(name, []).append(Turn(day, value))
    return {name: tuple(turns) for name, turns in found.items()}


_Values = Mapping[str, float]
_Later = list[tuple[date, _Values]]


def _sections(firm: Firm, on: date) -> Iterator[tuple[_Values, _Later]]:
    """What each section that time changes says on `on` and on each of its turning days."""
    judicial, held, equity = firm.judicial, firm.qualifications, firm.equity
    if judicial is not None and judicial.observed_on <= on:
        known = judicial.model_copy(
            update={"events": tuple(e for e in judicial.events if e.opened_on <= on)}
        )
        days = _after(on, _register_days(known))
        yield judicial_facts(known, on), [(day, judicial_facts(known, day)) for day in days]
    if held is not None and held.observed_on <= on:
        days = _after(on, _certificate_days(held))
        yield _standing(held, on), [(day, _standing(held, day)) for day in days]
    if equity is not None and equity.observed_on <= on:
        past = equity.model_copy(
            update={"rounds": tuple(r for r in equity.rounds if r.closed_on <= on)}
        )
        days = _after(on, _round_days(past))
        yield equity_facts(past, on), [(day, equity_facts(past, day)) for day in days]


def _standing(held: Qualifications, day: date) -> dict[str, float]:
    facts = qualification_facts(held, day)
    return facts | ({"is_scitech": YES} if facts["qualification_count"] > 0 else {})


def _after(on: date, days: Iterable[date]) -> list[date]:
    return sorted({day for day in days if day > on})


def _runs_out(day: date, years: float) -> date:
    """The first day that is more than `years` after `day`."""
    return day + timedelta(days=floor(years * DAYS_PER_YEAR) + 1)


def _register_days(section: Judicial) -> Iterator[date]:
    for event in section.events:
        if event.closed_on is not None:
            yield event.closed_on
        yield _runs_out(event.opened_on, 1.0)
        yield _runs_out(event.opened_on, LOOK_BACK_YEARS)


def _certificate_days(section: Qualifications) -> Iterator[date]:
    for held in section.held:
        yield held.valid_from
        if held.valid_to is not None:
            yield held.valid_to + _ONE_DAY


def _round_days(section: Equity) -> Iterator[date]:
    for each in section.rounds:
        yield _runs_out(each.closed_on, TWO_YEARS)
        yield _runs_out(each.closed_on, THREE_YEARS)
