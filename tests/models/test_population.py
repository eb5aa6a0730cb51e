"""Are simulated firms whole, plausible and repeatable?"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from pydantic import BaseModel

from engine.firm import SECTIONS, Firm, sections_of
from engine.firm.checks import record_errors
from engine.identity import SIMULATED_REGION, is_credit_code
from models.population import BLOCK, SIMULATED_ON, SimulatedFirm, simulate
from models.population.draw import block_columns, record_columns
from models.population.forms import RARE
from models.population.missing import SECTION_NAMES

FIRMS = 150
SEED = 5
NEVER = frozenset({"Firm.external_id", *(f"Statement.{name}" for name in RARE)})


@pytest.fixture(scope="module")
def firms() -> list[SimulatedFirm]:
    return list(simulate(FIRMS, SEED))


@pytest.fixture(scope="module")
def many() -> list[Firm]:
    return [each.firm for each in simulate(4 * BLOCK, SEED)]


def _parts(part: BaseModel) -> Iterator[BaseModel]:
    yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from _parts(item)


def test_every_record_passes_the_strict_checks_of_the_door(firms: list[SimulatedFirm]) -> None:
    for each in firms:
        assert Firm.model_validate_json(each.firm.model_dump_json()) == each.firm
        assert Firm.model_validate(each.firm.model_dump()) == each.firm


def test_no_record_contradicts_itself(many: list[Firm]) -> None:
    assert [error for firm in many for error in record_errors(firm, SIMULATED_ON)] == []


def test_every_code_is_valid_and_lies_in_the_reserved_region(many: list[Firm]) -> None:
    codes = {firm.credit_code or "" for firm in many}
    assert len(codes) == len(many)
    assert all(is_credit_code(code) and code[2:8] == SIMULATED_REGION for code in codes)


def test_every_name_says_that_the_firm_is_simulated(many: list[Firm]) -> None:
    assert all(
        firm.name.startswith("模拟企业") and firm.name.endswith("(非真实企业)") for firm in many
    )


def test_every_section_names_the_consent_under_which_it_was_fetched(many: list[Firm]) -> None:
    sections = [each for firm in many for each in sections_of(firm).values() if each]
    assert all((each.authorisation or "").startswith("SIM-") for each in sections)


def test_every_section_is_sometimes_there_and_all_but_the_registration_sometimes_missing(
    many: list[Firm],
) -> None:
    known = {name: [sections_of(firm)[name] is not None for firm in many] for name in SECTIONS}
    assert all(any(present) for present in known.values())
    assert [name for name in SECTIONS if all(known[name])] == ["registration"]


def test_young_firms_lack_more_sections() -> None:
    truth = block_columns(SEED, 0, SIMULATED_ON)
    shown = record_columns(truth, SEED, 0, SIMULATED_ON)
    count = shown["section_present"].sum(axis=1)
    means = [count[truth["segment"] == place].mean() for place in range(4)]
    assert means == sorted(means)
    assert len(SECTION_NAMES) == len(SECTIONS) - 1


def test_every_optional_field_is_sometimes_there_and_sometimes_missing(many: list[Firm]) -> None:
    there: dict[str, set[bool]] = {}
    for part in (part for firm in many for part in _parts(firm)):
        for name, field in type(part).model_fields.items():
            if not field.is_required() and field.default is None:
                key = f"{type(part).__name__}.{name}"
                there.setdefault(key, set()).add(getattr(part, name) is not None)
    alike = {key for key, seen in there.items() if len(seen) == 1 and "authorisation" not in key}
    assert alike - {"Firm.registration", "Firm.credit_code"} == NEVER


def test_some_firms_have_not_handed_in_their_last_year(many: list[Firm]) -> None:
    latest = [firm.statements.years[0].fiscal_year_end for firm in many if firm.statements]
    assert {day.year for day in latest} == {SIMULATED_ON.year - 1, SIMULATED_ON.year - 2}


def test_the_insured_months_end_with_todays_number_and_start_with_last_years(
    many: list[Firm],
) -> None:
    people = [firm.people for firm in many if firm.people and firm.people.insured_months]
    for each in people:
        if each.insured_headcount is not None:
            assert each.insured_months[-1].persons == each.insured_headcount
        if len(each.insured_months) == 13 and each.insured_headcount_year_ago is not None:
            assert each.insured_months[0].persons == each.insured_headcount_year_ago


def test_rights_of_the_main_product_are_among_all_rights(many: list[Firm]) -> None:
    for rights in filter(None, (firm.intellectual_property for firm in many)):
        if rights.other_class1 is None:
            continue
        class1 = rights.invention_patents + rights.other_class1
        assert (rights.class1_main_product or 0) <= class1
        assert (rights.class1_self_developed or 0) <= class1


def test_no_more_is_mortgaged_than_owned(many: list[Firm]) -> None:
    for premises in filter(None, (firm.real_estate for firm in many)):
        if premises.owned_value is not None and premises.mortgaged_value is not None:
            assert premises.mortgaged_value <= premises.owned_value


def test_makers_of_things_use_more_power_per_yuan_sold_than_others() -> None:
    columns = record_columns(block_columns(SEED, 0, SIMULATED_ON), SEED, 0, SIMULATED_ON)
    sales = columns["month_sales"][:, :12].sum(axis=1)
    sells, makes = sales > 1_000_000, np.isin(columns["industry"], range(6, 13))
    use = columns["month_kwh"][:, :12].sum(axis=1) / np.maximum(sales, 1)
    assert np.median(use[sells & makes]) > 2 * np.median(use[sells & ~makes])


def test_the_same_seed_gives_the_same_firms(firms: list[SimulatedFirm]) -> None:
    assert list(simulate(FIRMS, SEED)) == firms


def test_another_seed_gives_other_firms(firms: list[SimulatedFirm]) -> None:
    others = list(simulate(FIRMS, SEED + 1))
    assert [each.true_pd for each in others] != [each.true_pd for each in firms]


def test_a_longer_run_starts_with_the_same_firms_and_parts_make_the_whole(
    firms: list[SimulatedFirm],
) -> None:
    whole = list(simulate(BLOCK + FIRMS, SEED))
    assert whole[:FIRMS] == firms
    assert whole[BLOCK:] == list(simulate(FIRMS, SEED, first=BLOCK))


def test_a_part_must_start_at_a_whole_block() -> None:
    with pytest.raises(ValueError, match="multiple of 1000"):
        next(simulate(1, SEED, first=1))


def test_a_population_ends_with_its_reserved_codes() -> None:
    with pytest.raises(ValueError, match="at most 10000000"):
        next(simulate(10_000_001, SEED))


@pytest.mark.parametrize("on", [date(2024, 2, 29), date(2026, 1, 3), date(2025, 12, 31)])
def test_records_hold_on_any_day(on: date) -> None:
    for each in simulate(60, SEED, on):
        assert Firm.model_validate(each.firm.model_dump()) == each.firm
        assert record_errors(each.firm, on) == ()
