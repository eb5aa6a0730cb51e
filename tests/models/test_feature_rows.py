"""Do many firms at once get the bits that each gets alone, whatever is missing?"""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from pyarrow import parquet

from engine.facts import FACT_NAMES, columns_of, facts_of
from engine.features import FEATURE_BY_NAME, FEATURE_NAMES, FEATURES, feature_values, matrix_of
from engine.features.columns import ROWS_IN_CACHE
from engine.firm import SECTIONS, Firm
from models.fact_tables import stream_features
from models.feature_rows import COMPUTED, chunks, feature_columns, feature_rows
from tests.builders import ON
from tests.full_firm import a_full_firm

FIRMS = 2_000
SEEDS = 25
Missing = frozenset[str]


def patterns() -> Iterator[Missing]:
    """Every missing and every known section and pair of sections, then others at random."""
    everything = frozenset(SECTIONS)
    few = [frozenset(each) for n in range(3) for each in combinations(SECTIONS, n)]
    yield from few
    yield from (everything - each for each in few)
    random = np.random.default_rng(1)
    for _ in range(FIRMS - 2 * len(few)):
        yield frozenset(name for name in SECTIONS if random.random() < 0.5)


def alone(firm: Firm) -> list[float]:
    """Its features one by one, as the desk gets them."""
    facts = facts_of(firm, ON)
    return [FEATURE_BY_NAME[name].compute(facts) for name in FEATURE_NAMES]


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    whole = [a_full_firm(seed) for seed in range(SEEDS)]
    return [
        whole[place % SEEDS].model_copy(update=dict.fromkeys(missing))
        for place, missing in enumerate(patterns())
    ]


@pytest.fixture(scope="module")
def one_by_one(firms: list[Firm]) -> NDArray[np.float64]:
    return np.array([alone(firm) for firm in firms])


def test_the_patterns_hold_every_pattern_that_a_feature_can_meet() -> None:
    tried = set(patterns())
    for feature in FEATURES:
        read = frozenset(feature.sections)
        missing = {read & pattern for pattern in tried}
        assert len(missing) == 2 ** len(read), feature.name


def test_a_batch_gives_the_bits_of_each_firm_alone(
    firms: list[Firm], one_by_one: NDArray[np.float64]
) -> None:
    assert len(firms) == FIRMS
    assert feature_rows(firms, ON).tobytes() == one_by_one.tobytes()


def test_chunks_of_any_size_give_the_same_bits(
    firms: list[Firm], one_by_one: NDArray[np.float64]
) -> None:
    parts = [feature_rows(chunk, ON) for chunk in chunks(firms, 333)]
    assert np.vstack(parts).tobytes() == one_by_one.tobytes()


def test_a_table_of_facts_gives_the_same_bits(
    firms: list[Firm], one_by_one: NDArray[np.float64], tmp_path: Path
) -> None:
    columns = columns_of([facts_of(firm, ON) for firm in firms])
    parquet.write_table(pa.table(columns), tmp_path / "facts.parquet", row_group_size=700)
    read = [
        matrix_of(values, FEATURE_NAMES)
        for _, values in stream_features(tmp_path / "facts.parquet")
    ]
    assert np.vstack(read).tobytes() == one_by_one.tobytes()


def test_columns_longer_than_the_cache_give_the_same_bits() -> None:
    count = 2 * ROWS_IN_CACHE + 5
    random = np.random.default_rng(2)
    pool = np.array([np.nan, 0.0, -2.5, 0.1, 3.0, 1e12])
    facts = {name: random.choice(pool, count) for name in FACT_NAMES}
    assert all(
        feature_columns(facts)[name].tobytes() == np.asarray(column).tobytes()
        for name, column in feature_values(facts).items()
    )


def test_the_caller_may_keep_the_memory_of_the_features() -> None:
    facts = dict.fromkeys(FACT_NAMES, np.array([1.0, 2.0]))
    out = np.empty((len(COMPUTED), 2))
    values = feature_columns(facts, out)
    assert all(np.shares_memory(values[each.name], out) for each in COMPUTED)
    assert values["revenue"] is facts["revenue"]


def test_no_firm_gives_no_row() -> None:
    assert feature_rows([], ON).shape == (0, len(FEATURE_NAMES))
