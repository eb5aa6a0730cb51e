"""How are the catalogue and the dictionary of features shown?"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from engine.catalogue import Catalogue, Channel, Number, Product, Source
from engine.features import FEATURES, QUESTIONS, Feature, feature_list_digest
from engine.features.definition import Direction, Question
from engine.features.family import Family
from engine.firm.base import Day
from engine.text import Text

_DAY_LENGTH = len("2026-11-22")


def _plain_day(value: object) -> object:
    """Only 2026-11-22: the parser would also take seconds since 1970."""
    if isinstance(value, str) and len(value) != _DAY_LENGTH:
        raise ValueError("is not a date")
    return value


class ProductQuery(BaseModel):
    """Which products are asked for."""

    model_config = ConfigDict(extra="forbid")

    on: Annotated[Day, BeforeValidator(_plain_day)] | None = None
    channel: Channel | None = None


class ProductList(BaseModel):
    """The products as they stand on a day, with sources and status."""

    model_config = ConfigDict(frozen=True)

    on: date
    catalogue_hash: str
    reference_rates: dict[str, Number]
    rate_sources: dict[str, Source]
    products: tuple[Product, ...]


class FeatureEntry(BaseModel):
    """One input of the credit model, as a person must know it.

    `family` says who usually vouches for it: a register, or the firm itself; the source stated in
    the record decides for one firm. `helps` and `hurts` carry the places `{value}` and `{points}`.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    question: Question
    question_text: Text
    definition: str
    unit: str
    direction: Direction
    family: Family
    label: Text
    says: Text
    missing: Text
    helps: Text
    hurts: Text
    code: str
    inputs: tuple[str, ...]
    sections: tuple[str, ...]


class FeatureList(BaseModel):
    """The dictionary of features; direction 1 means safer when higher, -1 riskier, 0 neither.

    `digest` names the list: two files of features go together only under the same digest.
    """

    model_config = ConfigDict(frozen=True)

    digest: str
    features: tuple[FeatureEntry, ...]


def products_of(catalogue: Catalogue, channel: Channel | None) -> ProductList:
    """The catalogue of a day, of one channel or of all."""
    products = catalogue.products if channel is None else catalogue.of_channel(channel)
    return ProductList(
        on=catalogue.on,
        catalogue_hash=catalogue.hash,
        reference_rates=dict(catalogue.reference_rates),
        rate_sources=dict(catalogue.rate_sources),
        products=products,
    )


def features_shown() -> FeatureList:
    """Every feature, in the order of the models' columns."""
    return FeatureList(digest=feature_list_digest(), features=tuple(map(_entry, FEATURES)))


def _entry(feature: Feature) -> FeatureEntry:
    return FeatureEntry(
        name=feature.name,
        question=feature.question,
        question_text=QUESTIONS[feature.question],
        definition=feature.definition,
        unit=feature.unit,
        direction=feature.direction,
        family=feature.family,
        label=feature.label,
        says=feature.says,
        missing=feature.missing,
        helps=feature.helps,
        hurts=feature.hurts,
        code=feature.code,
        inputs=feature.inputs,
        sections=feature.sections,
    )
