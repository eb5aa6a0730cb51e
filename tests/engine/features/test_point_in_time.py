"""Does nothing dated after the day of assessment change a fact or a feature?"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts import facts_of
from engine.features import FEATURE_NAMES, feature_values
from engine.firm import SECTIONS, Firm
from engine.firm.record import section_type
from tests.builders import ON
from tests.full_firm import a_full_firm, dated_field, filled, item_type, month_before, plain

FIRMS = tuple(a_full_firm(seed) for seed in range(3))
FEW = settings(max_examples=20)
LATER = st.integers(1, 2_000)
SEEDS = st.integers(0, 2**32)
LISTS = [
    (section, name)
    for section in SECTIONS
    for name, field in section_type(section).model_fields.items()
    if (item := item_type(field.annotation)) is not None and dated_field(item)
]
DAYS = [
    (section, name)
    for section in SECTIONS
    for name, field in section_type(section).model_fields.items()
    if name != "observed_on" and plain(field.annotation, [])[0] is date
]


def numbers(firm: Firm) -> bytes:
    """All facts and features of the firm as bits."""
    facts = facts_of(firm, ON)
    values = [*facts.values(), *(feature_values(facts)[name] for name in FEATURE_NAMES)]
    return np.array(values).tobytes()


def changed(firm: Firm, section: str, **fields: Any) -> Firm:
    """The firm with some fields of a section replaced, checked as any record is."""
    record = dict(firm)
    record[section] = {**dict(record[section]), **fields}
    return Firm.model_validate(record)


def item_after(section: str, name: str, days: int, seed: int) -> dict[str, Any]:
    """A random item of the list, dated `days` after the day of assessment."""
    item = item_type(section_type(section).model_fields[name].annotation)
    assert item is not None
    when = str(dated_field(item))
    day = month_before(ON, -1 - days // 30) if when == "month" else ON + timedelta(days=days)
    more = {"closed_on": None} if when != "closed_on" and "closed_on" in item.model_fields else {}
    return filled(item, np.random.default_rng(seed), **(more | {when: day}))


def test_every_list_of_dated_items_is_tried() -> None:
    assert {section for section, _ in LISTS} == {
        "statements", "invoices", "people", "qualifications", "equity", "debts", "judicial",
        "orders", "utilities",
    }  # fmt: skip
    assert {section for section, _ in DAYS} == {"registration", "main_business"}


@pytest.mark.parametrize(("section", "name"), LISTS)
@FEW
@given(days=LATER, seed=SEEDS)
def test_an_item_dated_later_changes_nothing(section: str, name: str, days: int, seed: int) -> None:
    firm = FIRMS[seed % len(FIRMS)]
    items = tuple(map(dict, getattr(getattr(firm, section), name)))
    later = changed(firm, section, **{name: (*items, item_after(section, name, days, seed))})
    assert numbers(later) == numbers(firm)


@pytest.mark.parametrize("section", SECTIONS)
@FEW
@given(days=LATER, seed=SEEDS)
def test_a_section_observed_later_is_unknown_whatever_it_holds(
    section: str, days: int, seed: int
) -> None:
    firm = FIRMS[seed % len(FIRMS)]
    observed = {"observed_on": ON + timedelta(days=days)}
    later = filled(section_type(section), np.random.default_rng(seed), **observed)
    without = firm.model_copy(update={section: None})
    assert numbers(Firm.model_validate({**dict(firm), section: later})) == numbers(without)


@pytest.mark.parametrize(("section", "name"), DAYS)
@FEW
@given(days=LATER, other=LATER)
def test_which_later_day_it_is_changes_nothing(
    section: str, name: str, days: int, other: int
) -> None:
    firm = FIRMS[0]
    one, two = (
        changed(firm, section, **{name: ON + timedelta(days=each)}) for each in (days, other)
    )
    assert numbers(one) == numbers(two)


@pytest.mark.parametrize(("section", "name"), [*LISTS, *DAYS])
def test_the_same_change_dated_earlier_does_change_something(section: str, name: str) -> None:
    firm = FIRMS[0]
    value: Any = ON - timedelta(days=400) if (section, name) in DAYS else ()
    if section in ("statements", "invoices", "utilities"):
        value = tuple(map(dict, getattr(getattr(firm, section), name)))[:1]
    assert numbers(changed(firm, section, **{name: value})) != numbers(firm)
