from datetime import date, timedelta

import pytest

from engine.qualifications import qualification_tests
from engine.qualifications.held import holding
from tests.builders import a_firm, a_section
from tests.engine.qualifications.samples import ON, YOUNG, holding_firm, known, outcome

SINCE = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("left", "state"), [(91, "valid"), (90, "expires_soon"), (0, "expires_soon"), (-1, "expired")]
)
def test_a_certificate_runs_out_day_by_day(left, state):
    firm = holding_firm(code="HNTE", valid_from=SINCE, valid_to=ON + timedelta(left))
    held = holding(firm, "HNTE", ON)
    assert (held.state, held.days_left) == (state, left)


def test_a_certificate_without_an_end_is_valid():
    held = holding(holding_firm(code="SEED", valid_from=SINCE), "SEED", ON)
    assert (held.state, held.days_left, held.valid_from) == ("valid", None, SINCE)


def test_a_certificate_of_tomorrow_is_not_yet_valid():
    firm = holding_firm(code="SEED", valid_from=ON + timedelta(1))
    assert holding(firm, "SEED", ON).state == "not_yet_valid"


def test_not_listed_is_not_held_but_no_section_is_unknown():
    assert holding(a_firm(qualifications=a_section(held=())), "HNTE", ON).state == "not_held"
    assert holding(a_firm(), "HNTE", ON).state == "unknown"


def test_a_section_of_a_later_day_is_unused():
    later = a_section(held=({"code": "HNTE", "valid_from": SINCE},), observed_on=date(2026, 7, 1))
    assert holding(a_firm(qualifications=later), "HNTE", ON).state == "unknown"


def test_the_longest_running_of_several_certificates_counts():
    old = {"code": "HNTE", "valid_from": SINCE, "valid_to": date(2025, 1, 1)}
    new = {"code": "HNTE", "valid_from": SINCE, "valid_to": date(2027, 1, 1), "certificate": "GR-2"}
    firm = a_firm(qualifications=a_section(held=(new, old)))
    held = holding(firm, "HNTE", ON)
    assert (held.state, held.certificate) == ("valid", "GR-2")
    assert held.sentence.zh == "持有有效证书 GR-2,有效期至2027-01-01"


def test_conditions_and_certificate_stand_side_by_side():
    expired = holding_firm(code="HMZ", valid_from=SINCE, valid_to=date(2025, 12, 31))
    test = outcome("HMZ", known(YOUNG), expired)
    assert (test.result, test.held.state) == ("met", "expired")


def test_every_qualification_has_one_test():
    codes = [each.code for each in qualification_tests(a_firm(), known(), ON)]
    assert len(codes) == len(set(codes)) == 10


def test_before_a_standard_is_in_force_nothing_is_computed():
    tests = qualification_tests(a_firm(), known(YOUNG), date(2025, 11, 28))
    seed = next(each for each in tests if each.code == "SEED")
    assert (seed.computed, seed.result) == (False, "unknown")
    assert seed.sentence.en == "No standard is in force on the day"
