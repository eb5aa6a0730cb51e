"""How does the engine say one thing in Chinese and in English?"""

from typing import Any, NamedTuple

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


class Words(NamedTuple):
    """A text in the making: parts of a sentence, of which only the whole becomes a `Text`."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The finished sentence.

        >>> Words("是", "yes").text.en
        'yes'
        """
        return Text(zh=self.zh, en=self.en)


Said = Text | Words
