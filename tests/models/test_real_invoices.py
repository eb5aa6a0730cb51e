"""What do the models make of 425 real Chinese small firms of which only invoices are known?

Source: CUMCM 2020 problem C; 信誉评级 is never used: all firms of its grade D default.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RepeatedStratifiedKFold

from api.importers.invoices import ImportedInvoices, import_invoices, read_names
from engine.features import FEATURE_NAMES, FEATURES
from models import real_firms
from models.batch import score_batch
from models.boosting import TreeSettings
from models.credit import CreditModel
from models.demonstration import directions
from models.feature_rows import feature_rows
from models.served import ServedModel

LABELLED, UNLABELLED = "credit_history", "no_credit_history"
FIRMS = {LABELLED: 123, UNLABELLED: 302}
DEFAULTS = 27
INVOICE_FEATURES = [
    *(feature.name for feature in FEATURES if feature.question == "customers"),
    "invoiced_sales_growth",
]


@pytest.fixture(scope="module")
def imported(shared_data: Callable[[str], Path]) -> dict[str, ImportedInvoices]:
    folder = shared_data("cumcm2020c")
    return {
        group: import_invoices(
            folder / f"{group}_enterprise_output_invoice.parquet",
            folder / f"{group}_enterprise_input_invoice.parquet",
            read_names(folder / f"{group}_enterprise_information.csv"),
        )
        for group in FIRMS
    }


@pytest.fixture(scope="module")
def scored(
    imported: dict[str, ImportedInvoices], demonstration_model: ServedModel
) -> dict[str, pa.Table]:
    return {
        group: pa.Table.from_batches(score_batch(found.firms, demonstration_model, found.on))
        for group, found in imported.items()
    }


@pytest.fixture(scope="module")
def defaulted(
    shared_data: Callable[[str], Path], imported: dict[str, ImportedInvoices]
) -> np.ndarray:
    path = shared_data("cumcm2020c") / f"{LABELLED}_enterprise_information.csv"
    outcome = pd.read_csv(path, usecols=["企业代号", "是否违约"]).set_index("企业代号")
    order = [firm.identifier for firm in imported[LABELLED].firms]
    return (outcome["是否违约"].loc[order] == "是").to_numpy()


def test_every_real_firm_is_imported_without_an_error(
    imported: dict[str, ImportedInvoices],
) -> None:
    assert {group: len(found.firms) for group, found in imported.items()} == FIRMS
    assert all(found.errors == () for found in imported.values())
    assert sum(found.duplicates for found in imported.values()) > 0


def test_the_day_is_the_last_invoice_date(imported: dict[str, ImportedInvoices]) -> None:
    assert {str(found.on) for found in imported.values()} == {"2020-02-21"}


def test_invoices_alone_mostly_refer_to_a_person(
    scored: dict[str, pa.Table], report_figure
) -> None:
    statuses = Counter(each for rows in scored.values() for each in rows["status"].to_pylist())
    report_figure("real invoices: firms scored of 425", statuses["scored"])
    report_figure("real invoices: firms referred of 425", statuses["refer"])
    assert statuses.total() == sum(FIRMS.values())
    assert statuses["refer"] > statuses["scored"]


def test_the_demonstration_model_s_raw_margin_is_judged_on_the_labelled_firms(
    scored: dict[str, pa.Table], defaulted: np.ndarray, report_figure
) -> None:
    margin = scored[LABELLED]["margin"].to_numpy()
    auc, (low, high) = roc_auc_score(defaulted, margin), _bootstrap(defaulted, margin)
    report_figure("real invoices: AUC of the demonstration model's margin, 123 firms", auc)
    report_figure(
        "real invoices: AUC of the demonstration model's margin, 95 % bootstrap",
        f"{low:.3f} to {high:.3f}",
    )
    assert defaulted.sum() == DEFAULTS
    assert np.isfinite(margin).all()
    assert low < auc < high
    assert auc == pytest.approx(real_firms.AUC, abs=real_firms.TOLERANCE), (
        "see models/real_firms.py"
    )


def test_the_model_card_carries_that_figure(demonstration_model: ServedModel) -> None:
    assert demonstration_model.card.metrics[real_firms.METRIC] == real_firms.AUC
    assert (FIRMS[LABELLED], DEFAULTS) == (real_firms.FIRMS, real_firms.DEFAULTS)


def test_a_model_of_the_invoice_features_is_judged_in_cross_validation(
    imported: dict[str, ImportedInvoices], defaulted: np.ndarray, report_figure
) -> None:
    found = imported[LABELLED]
    table = pd.DataFrame(feature_rows(found.firms, found.on), columns=list(FEATURE_NAMES))
    margins = _cross_validated(table[INVOICE_FEATURES], defaulted.astype(int))
    aucs = [roc_auc_score(defaulted, margin) for margin in margins]
    low, high = _bootstrap(defaulted, margins.mean(axis=0))
    report_figure("real invoices: AUC of a model trained on them, 5 x 5-fold", np.mean(aucs))
    report_figure(
        "real invoices: AUC of a model trained on them, from repeat to repeat",
        f"{min(aucs):.3f} to {max(aucs):.3f}",
    )
    report_figure(
        "real invoices: AUC of a model trained on them, 95 % bootstrap", f"{low:.3f} to {high:.3f}"
    )
    assert np.isfinite(margins).all()
    assert low > 0.5


def _cross_validated(table: pd.DataFrame, target: np.ndarray) -> np.ndarray:
    """Margins (repeats, n) of each firm from a model that has not seen it."""
    repeats, folds = 5, 5
    margins = np.empty((repeats, len(target)))
    bound = {name: way for name, way in directions().items() if name in table}
    split = RepeatedStratifiedKFold(n_splits=folds, n_repeats=repeats, random_state=0)
    trees = TreeSettings(n_trees=60, min_leaf=8, max_depth=3)
    for turn, (seen, unseen) in enumerate(split.split(table, target)):
        model = CreditModel(monotone=bound, trees=trees, seed=0)
        model.fit(table.iloc[seen], target[seen])
        margins[turn // folds, unseen] = model.explain(table.iloc[unseen]).margin
    return margins


def _bootstrap(target: np.ndarray, margin: np.ndarray) -> tuple[float, float]:
    """The 95 % interval of the AUC over firms drawn again, defaults and others apart."""
    rng = np.random.default_rng(0)
    bad, good = np.flatnonzero(target), np.flatnonzero(~target)
    aucs = []
    for _ in range(500):
        drawn = np.concatenate([rng.choice(bad, len(bad)), rng.choice(good, len(good))])
        aucs.append(roc_auc_score(target[drawn], margin[drawn]))
    low, high = np.quantile(aucs, [0.025, 0.975])
    return float(low), float(high)
