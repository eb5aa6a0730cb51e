"""How does the engine say one thing in Chinese and in English?"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """One sentence or label in both languages; Chinese first."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    zh: str
    en: str

    def filled(self, **values: Any) -> "Text":
        """The text with its `{placeholders}` replaced; a `Text` gives each language its own words.

        >>> Text(zh="差{n}年", en="{n} years short").filled(n=2).en
        '2 years short'
        """
        zh = {key: each.zh if isinstance(each, Text) else each for key, each in values.items()}
        en = {key: each.en if isinstance(each, Text) else each for key, each in values.items()}
        return Text(zh=self.zh.format(**zh), en=self.en.format(**en))
