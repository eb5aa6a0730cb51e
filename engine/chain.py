"""Which segments of the AI chain does the firm work in, by its product, skills and trade?"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from engine.catalogue.kinds import Status
from engine.catalogue.reading import in_force, read_checked
from engine.catalogue.series import FileModel
from engine.catalogue.terms import Source
from engine.firm import Firm, MainBusiness, Registration
from engine.text import Text

TAXONOMY_FILE = "ai_chain.yaml"
SegmentName = Literal["compute", "chips", "models", "data", "embodied", "applications"]
Basis = Literal["product", "capability", "trade"]
_AI_GROUP = "ai"
_SECTIONS = "ABCDEFGHIJKLMNOPQRST"
_BECAUSE: Mapping[Basis, Text] = {
    "product": Text(zh="主导产品含“{0}”", en="its main product names '{0}'"),
    "capability": Text(zh="技术能力含“{0}”", en="its capabilities name '{0}'"),
    "trade": Text(zh="行业代码{0}属该环节", en="its industry code {0} belongs there"),
}

IndustryPrefix = Annotated[str, Field(pattern=r"^\d{2,4}$")]
Keyword = Annotated[str, Field(min_length=2, max_length=40)]


class SegmentFile(FileModel):
    """How one segment is recognised.

    `industry_codes` are divisions, groups or classes of GB/T 4754-2017. Where
    `trade_needs_ai_group` the code counts only for firms registered in the AI group.
    """

    label: Text
    industry_codes: list[IndustryPrefix]
    trade_needs_ai_group: bool
    keywords: Annotated[list[Keyword], Field(min_length=1)]


class VersionFile(FileModel):
    """The segments from one day on."""

    as_of: date
    status: Status
    source: str
    note: Text
    segments: dict[SegmentName, SegmentFile]


class TaxonomyFile(FileModel):
    """The form of `products/ai_chain.yaml`: versions by the day they hold from."""

    versions: Annotated[dict[date, VersionFile], Field(min_length=1)]
    sources: dict[str, Source]


class ChainSegment(BaseModel):
    """One segment the firm works in, and by what it was recognised."""

    model_config = ConfigDict(frozen=True)

    segment: SegmentName
    label: Text
    because: Text
    basis: Basis
    field: str
    status: Status
    as_of: date


@dataclass(frozen=True)
class Taxonomy:
    """All versions of the taxonomy as read."""

    versions: Mapping[date, VersionFile]

    def on(self, day: date) -> VersionFile | None:
        """The version that holds on `day`, None before the first."""
        since = in_force(self.versions, day)
        return None if since is None else self.versions[since]


def read_taxonomy(path: Path) -> Taxonomy:
    """The taxonomy in `path`, checked.

    Raises:
        CatalogueError: anything wrong in the file; every fault is named with file and key.
    """
    return Taxonomy(read_checked(path, TaxonomyFile, _faults).versions)


def _faults(file: TaxonomyFile) -> Iterator[str]:
    for since, version in file.versions.items():
        place = f"versions.{since}"
        if version.source not in file.sources:
            yield f"{place}.source: unknown source '{version.source}'"
        for name in get_args(SegmentName):
            if name not in version.segments:
                yield f"{place}.segments: '{name}' is missing"
        for name, segment in version.segments.items():
            words = [_plain(word) for word in segment.keywords]
            for word in sorted({word for word in words if words.count(word) > 1}):
                yield f"{place}.segments.{name}.keywords: '{word}' stands there more than once"


def chain_segments(firm: Firm, taxonomy: Taxonomy, on: date) -> tuple[ChainSegment, ...]:
    """The segments of the chain as known on `on`, in the chain's order.

    The main product speaks before a capability, a capability before the trade. Sections observed
    after `on` are unused; nothing is said before the first version of the taxonomy.
    """
    version = taxonomy.on(on)
    if version is None:
        return ()
    found = (_found(name, version, firm, on) for name in get_args(SegmentName))
    return tuple(each for each in found if each is not None)


def _found(name: SegmentName, version: VersionFile, firm: Firm, on: date) -> ChainSegment | None:
    segment = version.segments[name]
    business, trade = firm.main_business, firm.registration
    signs = [
        *(_named(segment, business) if business and business.observed_on <= on else ()),
        *(_traded(segment, trade) if trade and trade.observed_on <= on else ()),
    ]
    if not signs:
        return None
    basis, field, sign = signs[0]
    because = Text(zh=_BECAUSE[basis].zh.format(sign), en=_BECAUSE[basis].en.format(sign))
    return ChainSegment(
        segment=name, label=segment.label, because=because, basis=basis, field=field,
        status=version.status, as_of=version.as_of,
    )  # fmt: skip


Sign = tuple[Basis, str, str]


def _named(segment: SegmentFile, business: MainBusiness) -> Iterator[Sign]:
    for word in _words_in(segment, business.main_product or ""):
        yield "product", "firm.main_business.main_product", word
    for place, capability in enumerate(business.capabilities or ()):
        for word in _words_in(segment, capability):
            yield "capability", f"firm.main_business.capabilities.{place}", word


def _words_in(segment: SegmentFile, text: str) -> list[str]:
    return [word for word in segment.keywords if is_named(word, text)]


def is_named(word: str, text: str) -> bool:
    """Whether the text names the word; a Latin word only where it stands alone.

    >>> is_named("GPU", "国产GPU服务器"), is_named("芯片", "AI芯片"), is_named("AI", "MAIN frame")
    (True, True, False)
    """
    plain = _plain(word)
    pattern = re.escape(plain)
    if plain.isascii():
        pattern = rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"
    return re.search(pattern, _plain(text)) is not None


def _plain(text: str) -> str:
    """Half width, lower case: 'GPU' and 'gpu' are one word."""
    return unicodedata.normalize("NFKC", text).casefold()


def _traded(segment: SegmentFile, trade: Registration) -> Iterator[Sign]:
    code = trade.industry_code.lstrip(_SECTIONS)
    if segment.trade_needs_ai_group and _AI_GROUP not in (trade.industry_groups or ()):
        return
    if any(code.startswith(prefix) for prefix in segment.industry_codes):
        yield "trade", "firm.registration.industry_code", trade.industry_code
