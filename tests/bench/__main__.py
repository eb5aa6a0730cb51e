"""`make bench`: ours beside its peers, ratios within one run, also in var/bench.json."""

import json
import platform
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import shap
from rich.console import Console
from rich.table import Table

from api.examples import example
from engine.facts import facts_of
from engine.features import FEATURE_NAMES, feature_values, matrix_of
from engine.firm import Firm
from engine.scoring import score_firm
from models import CreditModel
from models.dataset import training_table
from models.population import simulate
from tests.bench.features import feature_ratios
from tests.bench.measure import Ratio, compare
from tests.bench.memory import memory_ratios

ON = date(2026, 6, 30)
FIRMS = 20_000
OUT = Path(__file__).parents[2] / "var" / "bench.json"


def _rows(matrix: Any) -> Callable[[], Any]:
    """Another row each time: the same row again would flatter branch predictors."""
    rows = iter(np.tile(np.arange(len(matrix)), 1_000))
    return lambda: matrix[[next(rows)]]


def ratios() -> Iterator[Ratio]:
    yield from feature_ratios()
    yield from memory_ratios()
    yield from score_ratios()


def score_ratios() -> Iterator[Ratio]:
    data = training_table(simulate(FIRMS, seed=5, on=ON), ON)
    model = CreditModel().fit(data.features, data.target)
    matrix = matrix_of(data.features, FEATURE_NAMES)
    booster = lightgbm.Booster(model_str=model.booster_text_)
    warnings.filterwarnings("ignore", message="LightGBM binary classifier", category=UserWarning)
    explainer = shap.TreeExplainer(booster)
    trees = f"{booster.num_trees()} trees"
    row = _rows(matrix)
    one_core = {"num_threads": 1}
    yield compare(
        f"explained score of one firm, {trees} / Booster.predict(pred_contrib)",
        lambda: model.served_.explain(row()),
        lambda: booster.predict(row(), pred_contrib=True, **one_core),
        times=50,
    )
    yield compare(
        f"explained score of one firm, {trees} / shap.TreeExplainer",
        lambda: model.served_.explain(row()),
        lambda: explainer.shap_values(row()),
        times=50,
    )
    yield compare(
        f"explained scores of 2,000 firms, {trees} / Booster.predict(pred_contrib)",
        lambda: model.served_.explain(matrix[:2_000]),
        lambda: booster.predict(matrix[:2_000], pred_contrib=True, **one_core),
    )
    yield from _from_record(model)


def _from_record(model: CreditModel) -> Iterator[Ratio]:
    text = json.dumps(example("growing", ON)["firm"], default=str)
    firm = Firm.model_validate_json(text)
    facts = facts_of(firm, ON)
    yield compare(
        "explained score with sentences of one firm / pydantic validation of its record",
        lambda: score_firm(feature_values(facts), model.served_, ON),
        lambda: Firm.model_validate_json(text),
        times=50,
    )


def main() -> None:
    console = Console(width=120)
    table = Table(title=f"{platform.machine()}, Python {platform.python_version()}, one core")
    for title in ("what / peer", "ours", "peer", "unit", "ratio", "goal"):
        left = title in ("what / peer", "unit")
        table.add_column(title, justify="left" if left else "right")
    rows = []
    for each in ratios():
        goal = "" if each.goal is None else f"<= {each.goal:g}"
        numbers = (f"{each.ours:,.0f}", f"{each.peer:,.0f}")
        table.add_row(each.name, *numbers, each.unit, f"{each.ratio:.3f}", goal)
        rows.append(each.as_row())
    console.print(table)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
