"""What do all parts of a record share: strictness, titles, source and date?"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

MAX_TEXT = 200
_LAST_CONTROL = 0x1F
_DELETE = 0x7F
_SURROGATES = range(0xD800, 0xE000)


class Part(BaseModel):
    """Base of every part of a record: frozen, strict, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def titled(zh: str, en: str, unit: str | None = None, **limits: Any) -> FieldInfo:
    """A field's constraints with its Chinese and English title and its unit."""
    extra = {"title_zh": zh, "title_en": en} | ({"unit": unit} if unit else {})
    info: FieldInfo = Field(title=f"{zh} / {en}", json_schema_extra=dict(extra), **limits)
    return info


def _storable(text: str) -> str:
    codes = [ord(character) for character in text]
    if any(code <= _LAST_CONTROL or code == _DELETE or code in _SURROGATES for code in codes):
        raise ValueError("contains characters that cannot be stored")
    return text


Line = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_storable)]
Month = Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]

Source = Literal[
    "registry", "tax_bureau", "social_insurance", "ip_office", "court", "bank",
    "fund", "bureau", "platform", "audited", "self_declared",
]  # fmt: skip
VERIFIED_SOURCES = frozenset(
    {"registry", "tax_bureau", "social_insurance", "ip_office", "court", "bank", "bureau",
     "audited"}
)  # fmt: skip


class Section(Part):
    """A group of facts from one source, as observed on one day.

    `authorisation` names the consent under which it was fetched; None where the firm gave it.
    """

    source: Annotated[Source, titled("数据来源", "Source")]
    observed_on: Annotated[Day, titled("数据日期", "Observed on")]
    authorisation: Annotated[Line | None, titled("授权书编号", "Authorisation reference")] = None
