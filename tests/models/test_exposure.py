"""Do exposure, security and sharing give the loss a banker works out by hand?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from models.exposure import (
    CONVERSION_RANGE,
    LOSS_BY_SECURITY,
    expected_loss,
    revolving_exposure,
    shared_loss,
    term_exposure,
)

amounts = st.floats(0.0, 1e10)


def test_a_term_loan_is_exposed_by_its_balance():
    assert term_exposure([2_000_000.0, 0.0]).tolist() == [2_000_000.0, 0.0]


def test_a_revolving_line_is_exposed_by_a_share_of_what_is_undrawn():
    # 3 of 5 million drawn: 3 + 0.40 x 2 = 3.8 million, at the cautious end 3 + 0.75 x 2 = 4.5.
    assert revolving_exposure(3e6, 5e6) == pytest.approx(3.8e6)
    assert revolving_exposure(3e6, 5e6, CONVERSION_RANGE[1]) == pytest.approx(4.5e6)


def test_a_line_drawn_beyond_its_limit_is_exposed_by_what_is_drawn():
    assert revolving_exposure(6e6, 5e6) == 6e6


@given(amounts, amounts, st.floats(*CONVERSION_RANGE))
def test_a_line_is_exposed_by_no_less_than_drawn_and_no_more_than_its_limit(drawn, limit, share):
    exposed = revolving_exposure(drawn, limit, share)
    assert drawn <= exposed <= max(drawn, limit) * (1.0 + 1e-12)


def test_a_guarantee_leaves_the_bank_a_fifth_of_the_loss():
    # LGD 60 % of 1 million at a PD of 2 %: 12,000 yuan in all, 2,400 the bank's.
    assert expected_loss(0.02, shared_loss(0.60), 1e6) == pytest.approx(2_400.0)


def test_expected_losses_of_many_lines_come_at_once():
    found = expected_loss([0.01, 0.02], 0.5, [1e6, np.nan])
    assert found[0] == pytest.approx(5_000.0)
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: expected_loss(1.2, 0.4, 1.0), "pd"),
        (lambda: expected_loss(0.2, -0.4, 1.0), "lgd"),
        (lambda: expected_loss(0.2, 0.4, -1.0), "ead"),
        (lambda: revolving_exposure(1.0, 2.0, 0.2), "conversion"),
        (lambda: revolving_exposure(1.0, -2.0), "limit"),
        (lambda: term_exposure(-1.0), "balance"),
        (lambda: shared_loss(0.5, 20.0), "share"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, named):
    with pytest.raises(ModelError, match=named):
        call()


def test_better_security_loses_less():
    order = ["cash", "real_estate", "receivables", "equipment", "ip_pledge"]
    middles = [LOSS_BY_SECURITY[name].middle for name in order]
    assert middles == sorted(middles)
    assert all(0.0 <= each.low < each.high <= 1.0 for each in LOSS_BY_SECURITY.values())
