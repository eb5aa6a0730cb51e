"""Are defaults set against what was expected, immature firms left out, few firms called few?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.monitoring import backtest
from models.monitoring.backtest import fewest_firms
from models.monitoring.verdicts import BACKTEST_ALARMS

SIMULATIONS = 200
FINDINGS = ("amber", "red")


def portfolio(n, seed, times=1.0):
    random = np.random.default_rng(seed)
    pds = np.clip(np.exp(random.normal(-3.4, 0.9, n)), 1e-4, 0.6)
    outcomes = (random.random(n) < np.minimum(times * pds, 1.0)).astype(float)
    return pds, outcomes


def mass_below(rate, defaults, firms):
    """Of Jeffreys' posterior, by adding up its density."""
    at = (np.arange(200_000) + 0.5) / 200_000
    density = at ** (defaults - 0.5) * (1.0 - at) ** (firms - defaults - 0.5)
    return density[at < rate].sum() / density.sum()


def test_interval_and_tail_are_those_of_the_posterior_added_up_by_hand():
    found = backtest(np.full(100, 0.02), np.array([1.0] * 5 + [0.0] * 95)).whole
    assert (found.firms, found.defaults, found.rate) == (100, 5, 0.05)
    assert found.expected == pytest.approx(2.0)
    assert mass_below(found.low, 5, 100) == pytest.approx(0.05, abs=1e-3)
    assert mass_below(found.high, 5, 100) == pytest.approx(0.95, abs=1e-3)
    # Four tails are tested, two of the whole and two of its one grade: Holm takes four times.
    assert found.p_low == pytest.approx(4 * mass_below(0.02, 5, 100), abs=4e-3)


def test_without_a_default_the_interval_starts_at_zero():
    found = backtest(np.full(100, 0.02), np.zeros(100)).whole
    assert (found.rate, found.low) == (0.0, 0.0)
    assert mass_below(found.high, 0, 100) == pytest.approx(0.95, abs=2e-2)


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_an_immature_firm_is_in_no_number_but_its_own(seed, share):
    pds, outcomes = portfolio(120, seed)
    open_yet = np.random.default_rng(seed).random(120) < share
    found = backtest(pds, np.where(open_yet, np.nan, outcomes)).whole
    assert found.immature == open_yet.sum()
    assert found.firms == (~open_yet).sum()
    assert found.defaults == outcomes[~open_yet].sum()
    assert found.expected == pytest.approx(pds[~open_yet].sum())


def test_a_cohort_whose_windows_are_all_open_has_no_rate():
    months = ["2026-01"] * 60 + ["2026-09"] * 60
    pds, outcomes = portfolio(120, 1)
    outcomes[60:] = np.nan
    old, new = backtest(pds, outcomes, months).months
    assert (old.immature, new.immature) == (0, 60)
    assert (new.firms, new.rate, new.verdict) == (0, None, "too_few")


@pytest.mark.parametrize("n", [200, 1_000, 4_000])
def test_where_the_pds_are_right_hardly_any_report_is_an_alarm(n, report_figure):
    verdicts = [backtest(*portfolio(n, seed)).verdict for seed in range(SIMULATIONS)]
    false = sum(each in FINDINGS for each in verdicts) / SIMULATIONS
    report_figure(f"monitoring: false alarm rate of the backtest at n = {n}", false)
    assert false <= 0.02


def test_twice_as_many_defaults_as_expected_are_told(report_figure):
    verdicts = [backtest(*portfolio(2_000, seed, 2.0)).verdict for seed in range(SIMULATIONS)]
    told = verdicts.count("red") / SIMULATIONS
    report_figure("monitoring: twice the defaults told at n = 2000", told)
    assert told >= 0.95


def test_half_as_many_defaults_as_expected_are_amber():
    found = backtest(*portfolio(4_000, 5, 0.5))
    assert found.verdict == "amber"
    assert "differ from what was expected" in found.sentence.en


def test_few_firms_are_too_few_and_the_number_needed_is_named():
    found = backtest(*portfolio(40, 0))
    assert found.verdict == "too_few"
    assert f"({found.whole.fewest_firms} are needed)" in found.sentence.en


@pytest.mark.parametrize("pd", [0.01, 0.05, 0.2])
def test_so_many_firms_as_are_said_to_be_needed_tell_twice_the_pd(pd):
    n = fewest_firms(pd)
    random = np.random.default_rng(0)
    told = sum(
        backtest(np.full(n, pd), (random.random(n) < 2 * pd).astype(float)).whole.p_low
        <= 4 * BACKTEST_ALARMS
        for _ in range(SIMULATIONS)
    )
    assert told / SIMULATIONS >= 0.70


def test_grades_stand_from_the_safest_and_months_in_their_order():
    pds, outcomes = portfolio(400, 3)
    found = backtest(pds, outcomes, ["2026-02", "2026-01"] * 200)
    names = [row.name for row in found.grades]
    assert names == sorted(names)
    assert [row.name for row in found.months] == ["2026-01", "2026-02"]
    assert sum(row.firms for row in found.grades) == found.whole.firms
