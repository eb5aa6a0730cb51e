"""Is a broken direction found wherever it hides, and only there?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelError
from models.compiling import compile_tables
from models.monotone import broken_directions, require_monotone
from models.trees import read_forest
from tests.models.samples import a_table, a_text


def tables_of(directions, seed=0, target=None):
    values, drawn = a_table(seed=seed)
    text = a_text(values, drawn if target is None else target(values), 20, directions)
    return compile_tables(read_forest(text))


def scores_along(tables, feature, rows):
    """The score at every threshold of `feature` and beyond the last, all else as in `rows`."""
    thresholds = tables.split_threshold[tables.split_feature == feature]
    steps = np.append(np.unique(thresholds), np.inf)
    along = np.repeat(rows[:, None], len(steps), axis=1)
    along[:, :, feature] = steps
    scores = tables.look_up(along.reshape(-1, rows.shape[1]))[:, -1]
    return scores.reshape(len(rows), len(steps))


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_a_model_grown_with_directions_keeps_them_for_every_firm(seed):
    directions = [1, -1, 0, 1, -1, 1]
    tables = tables_of(directions, seed)
    rows = np.random.default_rng(seed).normal(size=(50, 6))
    require_monotone(tables, directions, list("abcdef"))
    for feature, direction in enumerate(directions):
        steps = direction * np.diff(scores_along(tables, feature, rows), axis=1)
        assert direction == 0 or steps.min(initial=0.0) >= 0.0


def test_a_broken_direction_is_named_by_tree_and_feature():
    tables = tables_of(None)
    with pytest.raises(ModelError, match=r"tree \d+ moves against .* 'sales'"):
        require_monotone(tables, [-1, 0, 0, 0, 0, 0], ["sales", *"bcdef"])


def test_a_hump_breaks_both_directions():
    tables = tables_of(None, target=lambda values: (np.abs(values[:, 0]) < 0.5).astype(np.int64))
    rising = {tree for tree, _ in broken_directions(tables, {0: 1})}
    falling = {tree for tree, _ in broken_directions(tables, {0: -1})}
    assert rising & falling


def test_without_directions_nothing_can_break():
    assert broken_directions(tables_of(None), {}) == []
