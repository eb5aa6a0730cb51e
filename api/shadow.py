"""What would the challenger say of this firm, whatever becomes of it?"""

import logging
from datetime import date
from traceback import format_exc

from api.champions import Challenger
from api.messages import plain
from api.storage.shadows import Shadow
from engine.facts import facts_of
from engine.features import feature_values, matrix_of
from engine.firm import Firm
from engine.scoring import pd_of, score_rows

_log = logging.getLogger("hangcuang")


def shadow_of(firm: Firm, on: date, challenger: Challenger) -> Shadow:
    """The challenger's own numbers, or why there are none; nothing that it does ever escapes."""
    scorer = challenger.scorer
    if scorer is None:
        return Shadow(challenger.model_id, "failed", error=plain(challenger.error or ""))
    try:
        values = matrix_of(feature_values(facts_of(firm, on)), scorer.feature_names)
        score = score_rows(values, scorer, on)[0]
        margin = float(scorer.explain(values).margin[0])
    except Exception as error:  # noqa: BLE001 - whatever it is, the champion has answered
        # A log must be able to hold whatever words the error has, so they are made plain first.
        _log.error("the challenger %s failed: %s", challenger.model_id, plain(format_exc()))
        return Shadow(
            challenger.model_id, "failed", error=plain(f"{type(error).__name__}: {error}")
        )
    return Shadow(
        challenger.model_id, score.status, margin, pd_of(margin), score.credit_score, score.grade
    )
