"""How is the result of a whole test said to a person?"""

from collections.abc import Sequence

from engine.qualifications.result import Check, Result
from engine.qualifications.words import fill, joined, labels_of
from engine.text import Text

_MOST_NAMED = 3
_MET = Text(
    zh="按现有资料测算,符合{0}的条件(测算不等于认定)",
    en="By the facts known, the conditions of {0} are met (computed, not recognised)",
)
_NOT_MET = Text(zh="按现有资料测算,不符合{0}的条件:{1}", en="By the facts known, not {0}: {1}")
_LACKING = Text(zh="尚不能判断是否符合{0}:缺少{1}", en="Not decided for {0}: not known are {1}")
_UNDECIDED = Text(zh="尚不能判断是否符合{0}:{1}", en="Not decided for {0}: {1}")
NOT_COMPUTED = Text(zh="不作测算,以证书为准", en="Not computed: the certificate alone counts")
NOT_IN_FORCE = Text(zh="评估日尚无适用标准,不作测算", en="No standard is in force on the day")


def result_sentence(
    label: Text, result: Result, checks: Sequence[Check], missing: Sequence[str]
) -> Text:
    """The result with what decided it: the first failures, or the first facts that are missing."""
    if result == "met":
        return fill(_MET, label).text
    if result == "unknown" and missing:
        return fill(_LACKING, label, labels_of(missing[:_MOST_NAMED])).text
    deciding = [each.sentence for each in checks if each.verdict == result][:_MOST_NAMED]
    reasons = joined(deciding, ";", "; ")
    return fill(_NOT_MET if result == "not_met" else _UNDECIDED, label, reasons).text
