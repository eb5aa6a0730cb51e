"""What does the desk answer?"""

from datetime import datetime

from engine.assessment import Assessment
from engine.scoring import Basis, Score
from engine.text import Text

DEMONSTRATION = Text(
    zh="演示分数:模型由模拟企业训练,不得用于授信",
    en="Demonstration: trained on simulated firms, not for credit decisions",
)
NOT_OFFICIAL = Text(zh="非杭州金投官方平台", en="Not an official platform")


def notice_of(basis: Basis) -> Text | None:
    """The sentence that must stand beside every number of a demonstration model."""
    return DEMONSTRATION if basis.use == "demonstration" else None


class ScoreAnswer(Score):
    """An explained score with the notice it must carry; nothing was stored."""

    notice: Text | None
    code_version: str


class AssessmentAnswer(Assessment):
    """An assessment with the notice it must carry; nothing was stored."""

    notice: Text | None
    code_version: str


class StoredAssessment(AssessmentAnswer):
    """An assessment as stored: read back byte for byte by its `id`."""

    id: str
    created_at: datetime

    def as_json(self) -> str:
        """The text that is stored and answered."""
        return self.model_dump_json()
