"""Through which values is a feature swept to see whether the risk keeps its declared direction?"""

import numpy as np

from models.tables import Floats


def swept_values(column: Floats, steps: int) -> Floats:
    """`steps` (3 or more) ascending values (steps,), from below to above anything seen.

    The inner ones are quantiles of the known values of `column` (n,); where none is known they
    lie evenly from -1 to 1. Infinities and nan are not known.

    >>> swept_values(np.array([0.0, 2.0, 4.0, np.nan]), 5).tolist()
    [-4.0, 0.0, 2.0, 4.0, 8.0]
    """
    known = column[np.isfinite(column)]
    if not len(known):
        return np.linspace(-1.0, 1.0, steps)
    inner = np.quantile(known, np.linspace(0.0, 1.0, steps - 2))
    span = max(float(np.ptp(known)), 1.0)
    return np.concatenate([[inner[0] - span], inner, [inner[-1] + span]])
