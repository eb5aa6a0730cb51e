"""Do simulated events tell, by the rules of outcomes, what the firms were simulated to do?"""

from datetime import timedelta

import pytest

from models.event_files import with_outcomes
from models.lending import simulated_events
from models.outcomes import outcomes_of, window_end
from models.population import SIMULATED_ON, simulate

KNOWN_ON = window_end(SIMULATED_ON) + timedelta(days=90)


@pytest.fixture(scope="module")
def firms():
    return list(simulate(1_000, seed=5))


@pytest.fixture(scope="module")
def outcomes(firms):
    events = simulated_events(firms, SIMULATED_ON, seed=1)
    return {each.firm: each for each in outcomes_of(events, SIMULATED_ON, KNOWN_ON)}


def test_a_counted_outcome_is_what_the_firm_was_simulated_to_do(firms, outcomes):
    truth = {each.firm.identifier: each.default for each in firms}
    counted = [each for each in outcomes.values() if each.status != "censored"]
    assert all((each.status == "default") == truth[each.firm] for each in counted)
    assert len(counted) > 500


def test_a_firm_gets_its_outcome_or_none_where_it_cannot_be_counted(firms, outcomes):
    told = list(with_outcomes(firms, outcomes.values()))
    assert [each.firm for each in told] == [each.firm for each in firms]
    for each in told:
        assert each.default == {0.0: False, 1.0: True}.get(outcomes[each.firm.identifier].target)


def test_refused_firms_are_the_riskier_ones_and_have_no_outcome(firms, outcomes):
    refused = {each.firm for each in outcomes.values() if each.reason == "not_funded"}
    pds = {True: [], False: []}
    for each in firms:
        pds[each.firm.identifier in refused].append(each.true_pd)
    assert len(pds[True]) > 50
    assert sum(pds[True]) / len(pds[True]) > 2 * sum(pds[False]) / len(pds[False])


def test_every_rule_has_a_case(outcomes):
    flags = {flag for each in outcomes.values() for flag in each.flags}
    reasons = {each.reason for each in outcomes.values()}
    assert {"renewed_without_repayment", "late_under_90_days"} <= flags
    assert {"past_due_90", "unlikely_to_pay", "left_view", "window_complete"} <= reasons


def test_the_same_seed_tells_the_same_events(firms):
    first, again, other = (
        list(simulated_events(firms[:50], SIMULATED_ON, seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
