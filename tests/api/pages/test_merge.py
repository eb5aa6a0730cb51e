"""Do values of a file join what was typed without taking anything away?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.form.fields import groups
from api.pages.form.merge import merged
from api.pages.form.record import record_of
from tests.api.conftest import TODAY
from tests.api.pages.test_record import typed_example

GROUPS = {group.path: group for group in groups() if group.dated}
FULL = typed_example()
MONTH = "firm.invoices.months"


def of(path: str) -> dict[str, str]:
    return {name: typed for name, typed in FULL.items() if name.startswith(f"{path}.")}


def said(fields: dict[str, str], path: str) -> object:
    return record_of(fields, TODAY).record["firm"].get(path.rpartition(".")[2])


@pytest.mark.parametrize("path", [path for path in GROUPS if of(path)])
def test_a_blank_section_takes_all_and_a_full_one_keeps_all(path: str) -> None:
    filled = merged(GROUPS[path], {"firm.name": "x"}, of(path), prefer_offered=False)
    assert filled.clashes == ()
    assert filled.fields["firm.name"] == "x"
    again = merged(GROUPS[path], filled.fields, of(path), prefer_offered=False)
    assert again.clashes == ()
    assert said(again.fields, path) == said(filled.fields, path)


MONEY = [name for name in of("firm.statements") if FULL[name].replace(",", "").isdigit()]
ITEMS = sorted(name for name in MONEY if not name.endswith(".rows"))


@given(st.sets(st.sampled_from(ITEMS)), st.booleans())
def test_the_blanks_are_filled_and_the_typed_stays(typed: set[str], prefer: bool) -> None:
    whole = of("firm.statements")
    ends = {name: value for name, value in whole.items() if name.endswith("fiscal_year_end")}
    own = ends | dict.fromkeys(typed, "77")
    found = merged(GROUPS["firm.statements"], own, whole, prefer)
    for name in ITEMS:
        assert found.fields[name] == ("77" if name in typed and not prefer else whole[name])
    assert len(found.clashes) == len(typed)


def test_months_join_by_month_in_their_order() -> None:
    own = {f"{MONTH}.0.month": "2026-03", f"{MONTH}.0.sales": "7", f"{MONTH}.1.month": "2026-01"}
    offered = {f"{MONTH}.0.month": "2026年2月", f"{MONTH}.0.sales": "5",
               f"{MONTH}.1.month": "2026-03", f"{MONTH}.1.sales": "8"}  # fmt: skip
    found = merged(GROUPS["firm.invoices"], own, offered, prefer_offered=False)
    assert [found.fields[f"{MONTH}.{n}.sales"] for n in range(2)] == ["5", "7"]
    assert [(c.title.zh[:7], c.typed, c.offered) for c in found.clashes] == [("2026-03", "7", "8")]


def test_an_amount_typed_otherwise_is_the_same_amount() -> None:
    own = {f"{MONTH}.0.month": "2026-03", f"{MONTH}.0.sales": "12万"}
    offered = {f"{MONTH}.0.month": "2026-03", f"{MONTH}.0.sales": "120,000"}
    found = merged(GROUPS["firm.invoices"], own, offered, prefer_offered=True)
    assert (found.clashes, found.fields[f"{MONTH}.0.sales"]) == ((), "12万")


def test_a_list_without_a_key_stays_or_goes_as_a_whole() -> None:
    own, offered = {"firm.invoices.buyer_shares.0": "50%"}, {"firm.invoices.buyer_shares.0": "40%"}
    kept = merged(GROUPS["firm.invoices"], own, offered, prefer_offered=False)
    assert (kept.fields["firm.invoices.buyer_shares.0"], len(kept.clashes)) == ("50%", 1)
    taken = merged(GROUPS["firm.invoices"], own, offered, prefer_offered=True)
    assert taken.fields["firm.invoices.buyer_shares.0"] == "40%"
