"""How are features, segments and their labels called in a report?"""

import numpy as np
from numpy.typing import NDArray

from engine.facts.labels import label_text
from engine.facts.size import SIZE_CODES
from engine.features import FEATURE_BY_NAME, QUESTIONS
from engine.text import Text
from models.validation.data import SEGMENT_NAMES, UNKNOWN

_LABELS = {
    "": Text(zh="未知", en="unknown"),
    "unknown": Text(zh="未知", en="unknown"),
    "private": Text(zh="民营", en="private"),
    "state": Text(zh="国有", en="state-owned"),
    "foreign": Text(zh="外资", en="foreign"),
    "mixed": Text(zh="混合所有", en="mixed"),
    "age_under_2": Text(zh="2年以下", en="under 2 years"),
    "age_2_to_5": Text(zh="2至5年", en="2 to 5 years"),
    "age_5_to_10": Text(zh="5至10年", en="5 to 10 years"),
    "age_over_10": Text(zh="10年及以上", en="10 years and more"),
}
_OTHER = Text(zh="其他", en="Other")
WHOLE = Text(zh="全部", en="All")
NOT_MEASURED = Text(zh="未测量", en="not measured")


def feature_text(name: str) -> Text:
    """The label of a feature of the house; any other column stands for itself."""
    known = FEATURE_BY_NAME.get(name)
    return known.label if known else Text(zh=name, en=name)


def question_text(name: str) -> Text:
    """The banker's question a feature answers."""
    known = FEATURE_BY_NAME.get(name)
    return QUESTIONS[known.question] if known else _OTHER


def segment_text(name: str) -> Text:
    """The name of a way to part firms."""
    return SEGMENT_NAMES.get(name, Text(zh=name, en=name))


def segment_label(label: str) -> Text:
    """The name of one part."""
    return _LABELS.get(label) or label_text(label)


def ordered(labels: NDArray[np.str_]) -> list[str]:
    """The labels found: sizes and ages ascending, others by name, what is unknown last.

    >>> ordered(np.array(["small", "unknown", "micro"]))
    ['micro', 'small', 'unknown']
    """
    known = (*SIZE_CODES, *_LABELS)
    place = {label: place for place, label in enumerate(known)} | {"": len(known), UNKNOWN: 1_000}
    return sorted(np.unique(labels).tolist(), key=lambda label: (place.get(label, -1), label))


def in_one(text: Text) -> str:
    """Both languages in one line, once where they are the same.

    >>> in_one(Text(zh="全部", en="All")), in_one(Text(zh="A", en="A"))
    ('全部 All', 'A')
    """
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"
