"""Is a model that a cluster trains as good as one machine's, whatever happens to its workers?"""

import os
import signal
import threading
import time

import distributed
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from models import CreditModel, ModelCard, TreeSettings, load
from models.demonstration import directions, simulated_rows
from models.distributed import ClusterError
from models.distributed_training import ClusterTraining
from models.manifest import TrainingFacts
from tests.cluster import local_cluster, pids
from tests.models.samples import a_frame

FIRMS, SEEN = 20_000, 14_000
TREES = TreeSettings(
    n_trees=160, learning_rate=0.1, max_depth=3, min_leaf=60, l2=10.0, feature_fraction=0.5,
    row_fraction=1.0, patience=60,
)  # fmt: skip
SMALL = TreeSettings(n_trees=20, learning_rate=0.1)
LONG = TreeSettings(n_trees=900, learning_rate=0.01)  # grown whole where nothing is held back


@pytest.fixture(scope="module")
def workers():
    with local_cluster() as found:
        yield found


@pytest.fixture
def training(workers):
    with distributed.Client(workers.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return ClusterTraining(workers.scheduler_address)


def kill_while_training(cluster, times: int) -> threading.Thread:
    """Kill a worker in the middle of its training, so many times."""

    def run() -> None:
        with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
            for _ in range(times):
                while not any("_train_part" in str(each) for each in client.processing().values()):
                    time.sleep(0.02)
                time.sleep(0.15)
                os.kill(min(pids(cluster).values()), signal.SIGKILL)
                while any("_train_part" in str(each) for each in client.processing().values()):
                    time.sleep(0.02)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_a_cluster_s_model_of_20000_firms_discriminates_as_one_machine_s(training, report_figure):
    firms = simulated_rows(FIRMS, 77, processes=1)
    seen, unseen = firms.features[:SEEN], firms.features[SEEN:]
    monotone = {f"x{place}": sign for place, sign in enumerate(signs()) if sign}
    one = CreditModel(monotone, TREES, 0.25).fit(seen, firms.default[:SEEN])
    many = CreditModel(monotone, TREES, 0.25).fit_by(training, seen, firms.default[:SEEN])
    margins = [each.explain(unseen).margin for each in (one, many)]
    aucs = [roc_auc_score(firms.default[SEEN:], each) for each in margins]
    report_figure("training on 20,000 firms: AUC of one machine", aucs[0])
    report_figure("training on 20,000 firms: AUC of a cluster less that", aucs[1] - aucs[0])
    assert abs(aucs[1] - aucs[0]) <= 0.002
    assert many.served_.training.workers == 2
    assert one.served_.training.workers is None


def signs():
    from engine.features import FEATURE_NAMES

    return [directions().get(name, 0) for name in FEATURE_NAMES]


def test_the_same_workers_grow_the_same_trees(training):
    X, y = a_frame(2_000)
    hashes = {
        CreditModel({"a": 1}, SMALL).fit_by(training, X, y).served_.training.tree_hash
        for _ in range(4)
    }
    assert len(hashes) == 1


def test_weights_and_names_count_on_a_cluster_as_on_one_machine(training):
    X, y = a_frame(2_000)
    X = X.rename(columns={"a": "流动比率"})
    weight = np.where(np.arange(len(y)) % 3 == 0, 0.0, 2.0)
    weighted = CreditModel({"流动比率": 1}, SMALL).fit_by(training, X, y, sample_weight=weight)
    assert weighted.served_.training.rows == int((weight > 0).sum())
    assert weighted.served_.monotone == {"流动比率": 1}
    plain = CreditModel({"流动比率": 1}, SMALL).fit(X, y, sample_weight=weight)
    close = np.corrcoef(weighted.explain(X).margin, plain.explain(X).margin)[0, 1]
    assert close > 0.97


def test_a_cluster_s_model_is_saved_and_served_as_any_other(training, tmp_path):
    X, y = a_frame(2_000)
    model = CreditModel({"a": 1}, SMALL).fit_by(training, X, y)
    model.save(tmp_path / "model", ModelCard())
    served = load(tmp_path / "model")
    assert served.training.workers == 2
    assert served.explain(X).margin.tolist() == model.explain(X).margin.tolist()
    text = (tmp_path / "model" / "model.txt").read_text(encoding="utf-8")
    assert "[num_machines: 2]" in text
    assert "127.0.0.1" not in text


def test_few_rows_are_no_work_for_many_workers(training):
    X, y = a_frame(600)
    assert CreditModel(trees=SMALL).fit_by(training, X, y).served_.training.workers == 1


def test_a_model_trained_before_clusters_were_known_still_loads():
    facts = {"rows": 10, "events": 2, "rows_held_back": 2, "trees": 1, "seed": 0}
    rest = {"tree_hash": "0" * 64, "versions": {}}
    assert TrainingFacts.model_validate(facts | rest).workers is None


def test_a_worker_lost_in_the_middle_restarts_the_training(workers, training):
    X, y = a_frame(2_000)
    undisturbed = CreditModel(trees=LONG, validation_share=0.0).fit_by(training, X, y)
    killer = kill_while_training(workers, 1)
    model = CreditModel(trees=LONG, validation_share=0.0).fit_by(training, X, y)
    killer.join(5)
    assert not killer.is_alive()
    assert model.served_.training == undisturbed.served_.training


def test_a_cluster_that_loses_workers_every_time_is_given_up_in_words(workers, training):
    X, y = a_frame(2_000)
    killer = kill_while_training(workers, 1)
    once = ClusterTraining(training.address, attempts=1)
    with pytest.raises(ClusterError, match="none of 1 attempts"):
        CreditModel(trees=LONG, validation_share=0.0).fit_by(once, X, y)
    killer.join(5)


def test_an_attempt_that_never_ends_is_ended(training):
    X, y = a_frame(2_000)
    hasty = ClusterTraining(training.address, attempts=1, longest_seconds=0.5)
    with pytest.raises(ClusterError, match="the time was up"):
        CreditModel(trees=LONG, validation_share=0.0).fit_by(hasty, X, y)
    again = CreditModel(trees=SMALL).fit_by(training, X, y)
    assert again.served_.training.trees > 0


def test_a_cluster_without_workers_is_said():
    with local_cluster(0) as nobody:
        empty = ClusterTraining(nobody.scheduler_address, wait_seconds=0.5)
        X, y = a_frame(600)
        with pytest.raises(ClusterError, match="has no worker"):
            CreditModel(trees=SMALL).fit_by(empty, X, y)
