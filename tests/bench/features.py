"""Are features of a million firms as fast as in polars, and of one firm fast enough to wait for?"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from api.examples import example
from engine.facts import columns_of, facts_of
from engine.features import FEATURES, feature_values
from engine.firm import Firm
from models.fact_tables import FACTS_READ
from models.feature_rows import COMPUTED, Columns, feature_columns
from models.population import SIMULATED_ON, simulate
from tests.bench.measure import LONG_ROUNDS, Ratio, compare, within
from tests.bench.polars_peer import polars_features

MANY, DRAWN, ROUNDS = 1_000_000, 2_000, 15
# A day on which every section of the example is known.
ON = date(2026, 11, 22)
LIMIT_US = 300.0
_ENGINES = ("in-memory", "streaming")


def many_facts(count: int, seed: int = 5) -> Columns:
    """Columns of the facts that features read, of simulated firms drawn again and again."""
    firms = [facts_of(each.firm, SIMULATED_ON) for each in simulate(DRAWN, seed)]
    drawn = columns_of(firms)
    rows = np.random.default_rng(seed).integers(DRAWN, size=count)
    return {name: drawn[name][rows] for name in FACTS_READ}


def feature_ratios() -> Iterator[Ratio]:
    # One firm first, before a million of them fill memory and caches.
    yield from _of_one_firm()
    yield _against_polars(many_facts(MANY))


def _against_polars(facts: Columns) -> Ratio:
    peer = polars_features(facts)
    kept = np.empty((len(COMPUTED), MANY))
    _same_numbers(feature_columns(facts, kept), peer)
    ratios = [
        compare(
            f"{len(FEATURES)} features of {MANY:,} firms from columns of facts / "
            f"the same functions in polars, {engine} engine",
            lambda: feature_columns(facts, kept),
            partial(peer, engine),
            goal=1.0,
            count=ROUNDS,
        )
        for engine in _ENGINES
    ]
    return max(ratios, key=lambda each: each.ratio)


def _same_numbers(ours: Columns, peer: Callable[[str], Any]) -> None:
    for engine in _ENGINES:
        theirs = peer(engine)
        for name, column in ours.items():
            if not np.array_equal(column, theirs[name].to_numpy(), equal_nan=True):
                raise ValueError(f"{name}: polars' {engine} engine gives other numbers")


def _of_one_firm() -> Iterator[Ratio]:
    text = json.dumps(example("growing", ON)["firm"], default=str)
    firm = Firm.model_validate_json(text)
    yield compare(
        "facts and features of one firm / pydantic validation of its record",
        lambda: feature_values(facts_of(firm, ON)),
        lambda: Firm.model_validate_json(text),
        times=20,
        goal=10.0,
        count=LONG_ROUNDS,
    )
    yield within(
        "facts and features of one firm / the limit of 300 microseconds",
        lambda: feature_values(facts_of(firm, ON)),
        LIMIT_US,
        times=20,
    )
