"""Which firms did the demonstration model learn from? Anyone can draw them again."""

import numpy as np
import pandas as pd

from engine.features import FEATURE_NAMES
from models.demonstration import FIRMS, HOLD_OUT, SEED, simulated_rows
from models.validation.data import ValidationData


def demonstration_rows(most: int) -> ValidationData:
    """The first of the simulated firms that the demonstration model was trained on."""
    count = min(most, round(FIRMS * (1.0 - HOLD_OUT)))
    firms = simulated_rows(count, SEED, processes=1)
    return ValidationData(
        features=pd.DataFrame(firms.features, columns=list(FEATURE_NAMES)),
        target=firms.default,
        groups=np.array([f"training firm {place}" for place in range(count)]),
        true_pd=firms.true_pd,
        origin="demonstration training firms",
        simulated=True,
    )
