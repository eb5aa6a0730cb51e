"""Does an exactly explained score cost less than LightGBM's unexplained one?"""

import json
from collections.abc import Callable, Iterator
from ctypes import c_void_p
from datetime import date
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import shap
from woodelf import WoodelfExplainer

from api.examples import example
from engine.facts import facts_of
from engine.features import feature_values
from engine.firm import Firm
from engine.scoring import score_firm
from tests.bench.champion import Champion, FastRaw, champion
from tests.bench.measure import LONG_ROUNDS, Ratio, compare, within

# A day on which every section of the example is known.
DAY = date(2026, 11, 22)
SINGLE, MANY, WOODELF_ROWS, FEW = 3_000, 20_000, 20_000, 20
WITHIN = 1e-12
LIMIT_US = 1_000.0
SETTINGS = {"num_threads": 1}


def score_ratios() -> Iterator[Ratio]:
    """One firm, many firms, against a background, and from a record to sentences."""
    chosen = champion()
    _require_equal(chosen)
    yield from _one(chosen)
    yield from _many(chosen)
    yield from _against(chosen)
    yield from _from_record(chosen)


def _require_equal(chosen: Champion) -> None:
    """An unequal answer is no speed-up."""
    booster, tables = chosen.booster, chosen.model.tables_
    found = tables.look_up(chosen.rows)
    parts = booster.predict(chosen.rows, pred_contrib=True, **SETTINGS)
    raw = booster.predict(chosen.rows, raw_score=True, **SETTINGS)
    gaps = (
        np.abs(found[:, :-1] - parts[:, :-1]).max(),
        np.abs(found[:, -1] - raw).max(),
        np.abs(tables.base + found[:, :-1].sum(axis=1) - raw).max(),
    )
    if max(gaps) > WITHIN:
        raise ValueError(f"the tables differ from LightGBM by {max(gaps)}")


def _next(rows: Any) -> Callable[[], Any]:
    """Another row each time: the same row again would flatter branch predictors."""
    views = cycle([rows[i : i + 1] for i in range(SINGLE)])
    return lambda: next(views)


def _one(chosen: Champion) -> Iterator[Ratio]:
    served, booster, row = chosen.model.served_, chosen.booster, _next(chosen.rows)
    fast = FastRaw(booster, chosen.rows.shape[1])
    starts = [c_void_p(chosen.rows.ctypes.data + i * chosen.rows.strides[0]) for i in range(SINGLE)]
    start = cycle(starts)
    explainer = shap.TreeExplainer(booster)

    def explained() -> Any:
        told = served.explain(row())
        return told, served.interval(told.margin)

    what = f"explained score of one firm with its PD interval, {chosen.name} / "
    for peer, work, times, goal in (
        ("LightGBM's C function for one raw score", lambda: fast(next(start)), 300, 5.0),
        (
            "Booster.predict(raw_score=True)",
            lambda: booster.predict(row(), raw_score=True, **SETTINGS),
            100,
            1.0,
        ),
        (
            "Booster.predict(pred_contrib=True)",
            lambda: booster.predict(row(), pred_contrib=True, **SETTINGS),
            100,
            1 / 8,
        ),
        ("shap.TreeExplainer", lambda: explainer.shap_values(row()), 50, 1 / 8),
    ):
        yield compare(what + peer, explained, work, times, goal)


def _many(chosen: Champion) -> Iterator[Ratio]:
    served, booster, rows = chosen.model.served_, chosen.booster, chosen.rows[:MANY]
    part, frame = rows[:2_000], pd.DataFrame(rows[:WOODELF_ROWS])
    frame.columns = booster.feature_name()
    woodelf = WoodelfExplainer(booster, feature_perturbation="tree_path_dependent")
    what = f"explained scores of {MANY:,} firms, {chosen.name} / "
    yield compare(
        f"{what}Booster.predict(raw_score=True)",
        lambda: served.explain(rows),
        lambda: booster.predict(rows, raw_score=True, **SETTINGS),
        goal=1 / 2,
    )
    yield compare(
        f"explained scores of {len(part):,} firms, {chosen.name} / "
        "Booster.predict(pred_contrib=True)",
        lambda: served.explain(part),
        lambda: booster.predict(part, pred_contrib=True, **SETTINGS),
        goal=1 / 50,
    )
    yield compare(
        f"{what}woodelf",
        lambda: served.explain(rows),
        lambda: woodelf.shap_values(frame, verbose=False),
        goal=1 / 8,
    )


def _against(chosen: Champion) -> Iterator[Ratio]:
    model, rows = chosen.model, chosen.rows[:MANY]
    small, large = model.against(chosen.rows[:100]), model.against(chosen.rows[:10_000])
    explainer = shap.TreeExplainer(
        chosen.booster, chosen.rows[:100], feature_perturbation="interventional"
    )
    per_row = compare(
        f"explained against 100 firms, a row in {MANY:,} / shap, a row in {FEW}",
        lambda: small.explain(rows),
        lambda: explainer.shap_values(rows[:FEW], check_additivity=False),
    )
    yield per_row.per(MANY, FEW, goal=1 / 1_000)
    for count, served in ((100, small), (10_000, large)):
        yield compare(
            f"explained scores of {MANY:,} firms against {count:,} firms / path-dependent",
            lambda served=served: served.explain(rows),
            lambda: model.served_.explain(rows),
            goal=1.25,
        )


def _from_record(chosen: Champion) -> Iterator[Ratio]:
    served = chosen.model.served_
    text = json.dumps(example("growing", DAY)["firm"], default=str)
    firm = Firm.model_validate_json(text)
    if score_firm(feature_values(facts_of(firm, DAY)), served, DAY).status != "scored":
        raise ValueError("the example is referred, so its reasons would cost nothing")
    yield within(
        "from a parsed record to facts, features, score, points, reasons and sentences / "
        "the limit of 1 millisecond",
        lambda: score_firm(feature_values(facts_of(firm, DAY)), served, DAY),
        LIMIT_US,
        times=20,
    )
    yield compare(
        "the same / pydantic validation of the record",
        lambda: score_firm(feature_values(facts_of(firm, DAY)), served, DAY),
        lambda: Firm.model_validate_json(text),
        times=20,
        count=LONG_ROUNDS // 5,
    )
