"""Which names may a rule read, and in which words are they shown?"""

from collections.abc import Mapping

from engine.facts import FACT_BY_NAME, Fact
from engine.facts.definition import fact
from engine.features import FEATURES

OWN_WORDS: tuple[Fact, ...] = (
    fact("pd", "share", "违约概率", "Probability of default", "own"),
    fact("credit_score", "count", "信用分", "Credit score", "own"),
    fact("innovation_points", "count", "创新积分", "Innovation points", "own"),
    fact("potential_score", "count", "成长潜力分", "Potential score", "own"),
)
_FEATURE_WORDS = (Fact(each.name, each.unit, each.label, "feature") for each in FEATURES)
WORDS: Mapping[str, Fact] = {
    **{each.name: each for each in _FEATURE_WORDS},
    **FACT_BY_NAME,
    **{each.name: each for each in OWN_WORDS},
}
