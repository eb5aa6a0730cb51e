"""Does a model learn from the rows that it will later score?"""

import numpy as np
import pytest

from engine.errors import TableError
from engine.facts import facts_of
from engine.features import FEATURE_NAMES, feature_values
from models.dataset import split_by_firm, training_table
from models.population import SIMULATED_ON, simulate
from models.record_files import Record
from tests.builders import a_firm


def test_a_row_of_the_table_is_the_firm_s_own_features_bit_for_bit() -> None:
    firms = list(simulate(40, 3))
    table = training_table(firms, SIMULATED_ON).features
    for row, each in zip(table.to_numpy(), firms, strict=True):
        alone = feature_values(facts_of(each.firm, SIMULATED_ON))
        assert row.tobytes() == np.array([alone[name] for name in FEATURE_NAMES]).tobytes()


def test_the_table_keeps_outcome_identifier_and_true_pd_in_order() -> None:
    firms = list(simulate(1_100, 3))
    dataset = training_table(iter(firms), SIMULATED_ON)
    assert dataset.target.tolist() == [int(each.default) for each in firms]
    assert dataset.groups.tolist() == [each.firm.identifier for each in firms]
    assert dataset.true_pd is not None
    assert dataset.true_pd.tolist() == [each.true_pd for each in firms]


def test_firms_without_a_known_outcome_are_left_out_and_counted() -> None:
    records = [Record(a_firm(), default=True), Record(a_firm()), Record(a_firm(), default=False)]
    dataset = training_table(records, SIMULATED_ON)
    assert dataset.target.tolist() == [1, 0]
    assert dataset.unlabelled == 1
    assert dataset.true_pd is None


def test_simulated_firms_are_known_by_their_codes_also_without_a_true_pd() -> None:
    plain = [Record(each.firm, each.default) for each in simulate(30, 3)]
    assert training_table(plain, SIMULATED_ON).is_simulated
    assert not training_table([Record(a_firm(), default=True)], SIMULATED_ON).is_simulated


def test_a_table_without_any_outcome_is_refused() -> None:
    with pytest.raises(TableError, match="no firm has a known outcome"):
        training_table([Record(a_firm())], SIMULATED_ON)


def test_no_firm_is_on_both_sides_of_a_split() -> None:
    dataset = training_table([*simulate(300, 3), *simulate(300, 3)], SIMULATED_ON)
    seen, held_out = split_by_firm(dataset, 0.3, seed=1)
    assert not set(seen.groups) & set(held_out.groups)
    assert len(seen.target) + len(held_out.target) == 600
    assert len(held_out.target) == pytest.approx(180, abs=20)


def test_a_split_by_date_holds_out_the_firms_seen_last() -> None:
    dataset = training_table(simulate(100, 3), SIMULATED_ON)
    days = [SIMULATED_ON.replace(year=2020 + place // 50) for place in range(100)]
    seen, held_out = split_by_firm(dataset, 0.5, seed=1, dates=days)
    assert seen.groups.tolist() == dataset.groups[:50].tolist()
    assert held_out.groups.tolist() == dataset.groups[50:].tolist()
