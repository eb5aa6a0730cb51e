"""How does the engine say one thing in Chinese and in English?"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """One sentence or label in both languages; Chinese first."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    zh: str
    en: str

    def filled(self, **values: Any) -> "Text":
        """The text with its `{placeholders}` replaced by `values`.

        >>> Text(zh="差{n}年", en="{n} years short").filled(n=2).en
        '2 years short'
        """
        return Text(zh=self.zh.format(**values), en=self.en.format(**values))
