"""How likely is a next equity round within 24 months, explained exactly in log-odds?"""

from typing import Any

from models.boosting import TreeSettings
from models.classifier import SmallTreeClassifier
from models.served import ServedPotential
from models.tables import Floats

FULL_SCORE = 100.0
TREES = TreeSettings(
    n_trees=300, learning_rate=0.08, max_depth=3, min_leaf=100, l2=10.0, feature_fraction=0.5,
    row_fraction=1.0, bins=255, patience=50,
)  # fmt: skip
"""The trees of the demonstration and of the check on real rounds."""


class PotentialModel(SmallTreeClassifier[ServedPotential]):
    """A classifier of a next equity round within 24 months; higher is likelier, not safer.

    It learns, calibrates, explains and is saved exactly as a credit model does, and is never
    taken for one: its artefact says so. The second of the two sorted classes is the next round.

    Args:
        monotone: direction by column name: 1 where the probability never falls as the column
            rises, -1 where it never rises. An array's columns are x0, x1, ...
        trees: number and shape of the trees; None: by the number of events.
        validation_share: share of the rows held back at a time, to count the trees and calibrate.
        prior: rate of next rounds in the population, where the training rows were sampled
            otherwise.
        seed: of every draw.
        n_threads: changes the speed, not the trees.
    """

    _serves = ServedPotential

    def potential_score(self, X: Any) -> Floats:
        """100 times the probability of a next round (n,), unrounded."""
        return FULL_SCORE * self.predict_proba(X)[:, 1]
