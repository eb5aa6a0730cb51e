"""What is a product, on one day, in the words routing and pricing use?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

from engine.catalogue.kinds import (
    Actor,
    Basis,
    Beneficiary,
    Channel,
    Collateral,
    Form,
    Scope,
    State,
    TermsStatus,
)
from engine.catalogue.terms import Dated, Frozen, Number, Purposes, Source, Terms, Value
from engine.text import Text

Worked = TypeVar("Worked")


class Rule(Dated):
    """One condition on one fact, with all a sentence about it needs.

    `threshold` for the four comparisons; `allowed` (shown) and `codes` (compared) for lists;
    neither for yes/no forms. `labels` names the codes of the fact, empty if it has none.
    """

    fact: str
    form: Form
    threshold: Value | None = None
    allowed: tuple[str, ...] = ()
    codes: tuple[float, ...] = ()
    label: Text
    unit: str
    labels: Mapping[float, str] = {}
    text: Text | None = None


class Rules(Frozen):
    """`all_of` must hold, and of each group in `any_of` one branch, whose rules all hold."""

    all_of: tuple[Rule, ...] = ()
    any_of: tuple[tuple[tuple[Rule, ...], ...], ...] = ()

    @property
    def every(self) -> tuple[Rule, ...]:
        """All of them, wherever they stand."""
        nested = (rule for group in self.any_of for branch in group for rule in branch)
        return (*self.all_of, *nested)


class LimitPart(Frozen):
    """`share` of the fact `of` (yuan)."""

    share: Number
    of: str
    label: Text


class Limit(Frozen):
    """A cap on the amount of a line, never on the need.

    amount + known[total_with] <= max_yuan + sum(share x fact); absent parts count as nothing.
    `total_with` is what the firm already holds of the same kind, affiliates included.
    """

    text: Text
    max_yuan: Number | None = None
    parts: tuple[LimitPart, ...] = ()
    total_with: str | None = None


class Variant(Frozen):
    """Terms that replace the base terms for firms that meet `when`; the first that holds wins.

    `terms` holds only the replacing numbers; all others stay None and mean "as in the base".
    """

    id: str
    text: Text
    when: Rules
    terms: Terms

    def over(self, base: Terms) -> Terms:
        """`base` with the numbers that the variant replaces."""
        replaced = {name: number for name, number in self.terms if number is not None}
        return base.model_copy(update=replaced)


class AttachesTo(Dated):
    """The line must hang on one other line: a named product, a kind, or any bank loan.

    `tenor_min_months` = the loan must run at least so long.
    """

    products: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    any_bank: bool = False
    tenor_min_months: Number | None = None


class Requires(Dated):
    """The plan must hold at least one of these products (attached to this one if it attaches)."""

    any_of: tuple[str, ...]


class Excludes(Dated):
    """None of these products on the same loan (of the same firm if this one hangs on no loan)."""

    products: tuple[str, ...]


class ExclusiveGroup(Dated):
    """At most one product of the group `name` per loan or per firm."""

    name: str
    scope: Scope


class Attachments(Frozen):
    """How the product goes together with others."""

    attaches_to: AttachesTo | None = None
    requires: tuple[Requires, ...] = ()
    excludes: Excludes | None = None
    exclusive_group: ExclusiveGroup | None = None


class ProcessingDays(Frozen):
    """Calendar days from a complete application to the money or the answer."""

    expected: Number | None
    slowest: Number | None


class Window(Dated):
    """Applications are taken from `opens` to `closes` (both included)."""

    opens: date
    closes: date


class Product(Frozen):
    """One offer with the terms of one day (`Catalogue.on`).

    State: `open`; `not_yet` and `expired` keep the nearest known terms and are never counted;
    `closed_season` = outside its application windows; `unknown` = not known if still offered.
    `next_from` = when a later stated period begins, None where none is stated.
    `gives_cash` = money that can pay for a use by its date; `base_fact` = the yuan fact a cost
    share or an insured sum refers to.
    """

    id: str
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
    purposes: Purposes | None
    basis: Basis | None
    base_fact: str | None
    collateral: tuple[Collateral, ...]
    terms: Terms
    variants: tuple[Variant, ...]
    limits: tuple[Limit, ...]
    rules: Rules
    attachments: Attachments
    processing_days: ProcessingDays | None
    documents: tuple[Text, ...] | None
    conditions: tuple[Text, ...]
    terms_status: TermsStatus
    state: State
    status_note: Text | None
    valid_from: date | None
    valid_to: date | None
    validity_source: str
    known_from: date
    next_from: date | None
    apply_windows: tuple[Window, ...]
    as_of: date
    sources: Mapping[str, Source]

    @property
    def is_countable(self) -> bool:
        """Whether a plan may count on it at all on this day."""
        return self.state in ("open", "unknown", "closed_season")


@dataclass(frozen=True)
class Catalogue:
    """All products and reference rates as they stand on the day `on`.

    `hash` is the SHA-256 of the whole dated content: the same for every `on`.
    """

    on: date
    products: tuple[Product, ...]
    reference_rates: Mapping[str, Number]
    rate_sources: Mapping[str, Source]
    hash: str
    _worked: dict[Callable[["Catalogue"], Any], Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def once(self, work: Callable[["Catalogue"], Worked]) -> Worked:
        """What `work` finds out from these products alone: found once, then remembered.

        `work` must be a function of a module that gives something immutable. Safe in threads: at
        worst two of them find the same at the same time, and all get the first.
        """
        found = self._worked.get(work)
        if found is None:
            found = self._worked.setdefault(work, work(self))
        return cast(Worked, found)

    def __getstate__(self) -> dict[str, Any]:
        """All but what was found out: that is found again where it is needed."""
        return {**self.__dict__, "_worked": {}}

    def product(self, product_id: str) -> Product:
        """The product with this id.

        Raises:
            KeyError: no such product.
        """
        return self.once(_by_id)[product_id]

    def of_channel(self, channel: Channel) -> tuple[Product, ...]:
        """The products of one channel, by id."""
        return tuple(each for each in self.products if each.channel == channel)

    def reference_rate(self, basis: str) -> Decimal | None:
        """The yearly rate of `lpr1y` or `lpr5y` on the day, None before the first known one."""
        number = self.reference_rates.get(basis)
        return None if number is None else number.value


def _by_id(catalogue: Catalogue) -> Mapping[str, Product]:
    return {each.id: each for each in catalogue.products}
