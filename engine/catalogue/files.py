"""What may a product file say? The form of `products/<channel>/<id>.yaml`."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Discriminator,
    Field,
    Tag,
    create_model,
    model_validator,
)

from engine.catalogue.kinds import (
    Actor,
    Basis,
    Beneficiary,
    Channel,
    Collateral,
    Status,
    TermsStatus,
)
from engine.catalogue.series import (
    AttachSeries,
    FileModel,
    FlagSeries,
    GroupSeries,
    IdSeries,
    LabelSeries,
    NumberSeries,
    NumbersSeries,
    PurposeSeries,
)
from engine.catalogue.terms import Numbers, Source, Terms
from engine.text import Text

FORMS = (
    "at_least",
    "at_most",
    "above",
    "below",
    "one_of",
    "none_of",
    "is_true",
    "is_false",
)
BRANCH_TAGS = frozenset({"<rule>", "<branch>", "<group>"})


class TermsBase(FileModel):
    """The dated numbers of a product; a key that no source states is null or left out."""


def _series_of(annotation: object) -> Any:
    return NumbersSeries if annotation == Numbers | None else NumberSeries


if TYPE_CHECKING:
    TermsFile = TermsBase
else:  # one list of keys for files and products: Terms
    TermsFile = create_model(
        "TermsFile",
        __base__=TermsBase,
        __doc__=TermsBase.__doc__,
        **{
            name: (_series_of(field.annotation) | None, None)
            for name, field in Terms.model_fields.items()
        },
    )


class RuleFile(FileModel):
    """One fact and exactly one condition on it."""

    fact: str
    at_least: NumberSeries | None = None
    at_most: NumberSeries | None = None
    above: NumberSeries | None = None
    below: NumberSeries | None = None
    one_of: LabelSeries | None = None
    none_of: LabelSeries | None = None
    is_true: FlagSeries | None = None
    is_false: FlagSeries | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> "RuleFile":
        stated = [form for form in FORMS if getattr(self, form) is not None]
        if len(stated) != 1:
            raise ValueError(f"needs exactly one of {', '.join(FORMS)}; has {stated or 'none'}")
        return self

    @property
    def form(self) -> str:
        """Which of the eight conditions is stated."""
        return next(form for form in FORMS if getattr(self, form) is not None)


class BranchFile(FileModel):
    """Several rules that must hold together, as one alternative of `any`."""

    all: Annotated[list[RuleFile], Field(min_length=1)]


def _tag(value: object) -> str:
    keys = value if isinstance(value, dict) else ()
    if isinstance(value, BranchFile) or "all" in keys:
        return "<branch>"
    return "<group>" if isinstance(value, GroupFile) or "any" in keys else "<rule>"


Alternative = Annotated[
    Annotated[RuleFile, Tag("<rule>")] | Annotated[BranchFile, Tag("<branch>")],
    Discriminator(_tag),
]


class GroupFile(FileModel):
    """Alternatives of which at least one must hold, as one condition of `all`."""

    any: Annotated[list[Alternative], Field(min_length=1)]


Condition = Annotated[
    Annotated[RuleFile, Tag("<rule>")] | Annotated[GroupFile, Tag("<group>")],
    Discriminator(_tag),
]


class RulesFile(FileModel):
    """`all` must hold, and at least one of `any` where any is given."""

    all: list[Condition] = Field(default_factory=list)
    any: list[Alternative] = Field(default_factory=list)


class LimitPartFile(FileModel):
    """A share of a fact in yuan."""

    share: NumberSeries
    of: str


class LimitFile(FileModel):
    """amount + total_with <= max_yuan + sum(share x fact): caps the line, never the need."""

    text: Text
    max_yuan: NumberSeries | None = None
    sum: list[LimitPartFile] = Field(default_factory=list)
    total_with: str | None = None

    @model_validator(mode="after")
    def _bounded(self) -> "LimitFile":
        if self.max_yuan is None and not self.sum:
            raise ValueError("needs max_yuan, sum, or both")
        return self


class VariantFile(FileModel):
    """Numbers that replace the product's own for firms that meet `when`."""

    id: str
    text: Text
    when: RulesFile
    terms: TermsFile


class AttachmentsFile(FileModel):
    """How the product goes together with others."""

    attaches_to: AttachSeries | None = None
    requires: list[IdSeries] = Field(default_factory=list)
    excludes: IdSeries | None = None
    exclusive_group: GroupSeries | None = None


class DaysFile(FileModel):
    """Calendar days from a complete application to the money or the answer."""

    expected: NumberSeries | None
    slowest: NumberSeries | None


class PeriodFile(FileModel):
    """One time the product is on offer; null where no source states begin or end."""

    valid_from: date | None
    valid_to: date | None
    source: str
    status: Status


class WindowFile(FileModel):
    """Applications are taken between two days, both included."""

    opens: date
    closes: date
    source: str
    status: Status


class StatusFile(FileModel):
    """Whether the product was seen on offer on `as_of`."""

    state: Literal["open", "unknown"]
    note: Text | None


class ProductFile(FileModel):
    """One product: what it is, who decides, its dated terms, rules and sources."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]+$")]
    channel: Channel
    kind: str
    name: Text
    summary: Text
    provider: Text
    decided_by: Actor
    next_actor: Actor
    beneficiary: Beneficiary
    gives_cash: bool
    approval_mode: Literal["joint", "separate"] | None
    founder_liability: Literal["yes", "no", "unknown"]
    terms_status: TermsStatus
    as_of: date
    status: StatusFile
    validity: Annotated[list[PeriodFile], Field(min_length=1)]
    apply_windows: list[WindowFile] = Field(default_factory=list)
    purposes: PurposeSeries | None
    basis: Basis | None
    base_fact: str | None = None
    collateral: list[Collateral] = Field(default_factory=list)
    terms: TermsFile
    variants: list[VariantFile] = Field(default_factory=list)
    limits: list[LimitFile] = Field(default_factory=list)
    eligibility: RulesFile
    attachments: AttachmentsFile = AttachmentsFile()
    processing_days: DaysFile | None
    documents: list[Text] | None
    conditions: list[Text]
    sources: dict[str, Source]


class RatesFile(FileModel):
    """`products/reference_rates.yaml`: the rates that spreads refer to."""

    rates: dict[Literal["lpr1y", "lpr5y"], NumberSeries]
    sources: dict[str, Source]
