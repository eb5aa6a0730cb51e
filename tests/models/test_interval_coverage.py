"""Do the demonstration model's interval and limit hold for 20,000 firms it has never met?"""

import numpy as np
import pytest

from models.demonstration import Simulated, simulated_rows
from models.served import ServedModel

OTHER_SEED, FIRMS, DECILES = 777, 20_000, 10


@pytest.fixture(scope="module")
def firms() -> Simulated:
    return simulated_rows(FIRMS, OTHER_SEED)


@pytest.fixture(scope="module")
def by_decile(demonstration_model: ServedModel, firms: Simulated) -> list[float]:
    """The share of true PDs held, from the safest tenth of the firms to the riskiest."""
    margin = demonstration_model.explain(firms.features).margin
    low, high = demonstration_model.interval(margin).T
    held = (low <= firms.true_pd) & (firms.true_pd <= high)
    order = np.argsort(margin, kind="stable")
    return [float(held[part].mean()) for part in np.array_split(order, DECILES)]


def test_nine_in_ten_true_pds_of_20_000_other_firms_are_held(by_decile, report_figure) -> None:
    share = float(np.mean(by_decile))
    report_figure("interval: true PD held, 20,000 other firms", share)
    assert share == pytest.approx(0.9, abs=0.02)


def test_so_are_they_in_every_decile_of_the_score(by_decile, report_figure) -> None:
    for place, share in enumerate(by_decile, start=1):
        report_figure(f"interval: true PD held, decile {place:02} (1 = safest)", share)
    assert 0.85 <= min(by_decile) <= max(by_decile) <= 0.95


def test_one_in_twenty_of_them_is_called_unlike_the_training_firms(
    demonstration_model: ServedModel, firms: Simulated, report_figure
) -> None:
    known = demonstration_model.familiarity
    assert known is not None
    share = float((known.distance(firms.features) > known.limit).mean())
    report_figure("refer: false flags, 20,000 other firms", share)
    assert share <= 0.053  # 5 % and two standard errors
