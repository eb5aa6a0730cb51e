"""What does a dated product file mean on one day?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.catalogue.files import (
    BranchFile,
    GroupFile,
    LimitFile,
    PeriodFile,
    ProductFile,
    RuleFile,
    RulesFile,
    TermsFile,
    VariantFile,
)
from engine.catalogue.kinds import State
from engine.catalogue.product import (
    AttachesTo,
    Attachments,
    Excludes,
    ExclusiveGroup,
    Limit,
    LimitPart,
    ProcessingDays,
    Product,
    Requires,
    Rule,
    Rules,
    Variant,
    Window,
)
from engine.catalogue.terms import Number, Numbers, Purposes, Terms
from engine.catalogue.walk import Series, series_in
from engine.facts import Fact

Words = Mapping[str, Fact]
_SAME = ("id", "channel", "kind", "name", "summary", "provider", "decided_by", "next_actor",
         "beneficiary", "gives_cash", "approval_mode", "founder_liability", "basis", "base_fact",
         "terms_status", "as_of", "sources")  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How the product stands on a day, and the day whose terms are shown."""

    state: State
    shown_on: date
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Resolver:
    """Reads series as they stand on `day`."""

    day: date
    words: Words

    def latest(self, series: Series | None) -> dict[str, Any] | None:
        """`since`, `source`, `status` and `value` in force, None if none is stated."""
        days = [day for day in series or () if day <= self.day]
        if series is None or not days:
            return None
        since = max(days)
        entry = series[since]
        if entry.value is None:
            return None
        return {
            "since": since, "source": entry.source, "status": entry.status, "value": entry.value,
        }  # fmt: skip

    def number(self, series: Series | None) -> Number | None:
        """The number in force."""
        stated = self.latest(series)
        return None if stated is None else Number(**stated)

    def terms(self, terms: TermsFile) -> Terms:
        """All numbers in force."""
        stated: dict[str, Any] = {name: self.latest(series) for name, series in terms}
        faces = stated.pop("coupon_faces_yuan")
        numbers = {name: Number(**each) for name, each in stated.items() if each}
        return Terms(coupon_faces_yuan=_listed(Numbers, faces), **numbers)

    def rule(self, rule: RuleFile) -> Rule | None:
        """The rule in force, None while it is not required."""
        stated = self.latest(getattr(rule, rule.form))
        if stated is None:
            return None
        word, value = self.words[rule.fact], stated.pop("value")
        codes = dict(word.codes or {})
        allowed = tuple(value) if isinstance(value, list) else ()
        return Rule(
            **stated,
            fact=rule.fact,
            form=rule.form,
            threshold=None if isinstance(value, list | bool) else value,
            allowed=tuple(str(each) for each in allowed),
            codes=tuple(float(codes.get(each, each)) for each in allowed),
            label=word.label,
            unit=word.unit,
            labels={code: label for label, code in codes.items()},
            text=rule.text,
        )

    def rules(self, rules: RulesFile) -> Rules:
        """All rules in force; an alternative whose rules are all withdrawn disappears."""
        plain = [each for each in rules.all if isinstance(each, RuleFile)]
        groups = [each.any for each in rules.all if isinstance(each, GroupFile)]
        found = (self._group(group) for group in [*groups, rules.any])
        return Rules(all_of=self._in_force(plain), any_of=tuple(group for group in found if group))

    def _group(self, alternatives: list[RuleFile | BranchFile]) -> tuple[tuple[Rule, ...], ...]:
        lists = (each.all if isinstance(each, BranchFile) else [each] for each in alternatives)
        branches = (self._in_force(rules) for rules in lists)
        return tuple(branch for branch in branches if branch)

    def _in_force(self, rules: list[RuleFile]) -> tuple[Rule, ...]:
        return tuple(rule for rule in map(self.rule, rules) if rule is not None)

    def limit(self, limit: LimitFile) -> Limit | None:
        """The cap in force, None while none of its numbers is stated."""
        most = self.number(limit.max_yuan)
        shares = ((self.number(part.share), part.of) for part in limit.sum)
        parts = tuple(
            LimitPart(share=share, of=of, label=self.words[of].label)
            for share, of in shares
            if share is not None
        )
        if most is None and not parts:
            return None
        return Limit(text=limit.text, max_yuan=most, parts=parts, total_with=limit.total_with)

    def variant(self, variant: VariantFile) -> Variant:
        """The variant with its numbers in force."""
        return Variant(
            id=variant.id,
            text=variant.text,
            when=self.rules(variant.when),
            terms=self.terms(variant.terms),
        )

    def attachments(self, product: ProductFile) -> Attachments:
        """The combination rules in force."""
        file = product.attachments
        attaches = self.latest(file.attaches_to)
        group = self.latest(file.exclusive_group)
        required = filter(None, map(self.latest, file.requires))
        return Attachments(
            attaches_to=None if attaches is None else self._attaches(attaches),
            requires=tuple(Requires(any_of=tuple(each.pop("value")), **each) for each in required),
            excludes=_listed(Excludes, self.latest(file.excludes), "products"),
            exclusive_group=None
            if group is None
            else ExclusiveGroup(**group.pop("value").model_dump(), **group),
        )

    def _attaches(self, stated: dict[str, Any]) -> AttachesTo:
        value = stated.pop("value")
        tenor = value.tenor_min_months
        return AttachesTo(
            products=tuple(value.products),
            kinds=tuple(value.kinds),
            any_bank=value.any_bank,
            tenor_min_months=None if tenor is None else Number(value=tenor, **stated),
            **stated,
        )


def _listed(kind: type[Any], stated: dict[str, Any] | None, key: str = "values") -> Any:
    if stated is None:
        return None
    return kind(**{key: tuple(stated.pop("value"))}, **stated)


def resolve(product: ProductFile, on: date, words: Words) -> Product:
    """The product as it stands on `on`; outside its validity with the nearest known terms."""
    standing = standing_of(product, on)
    at = Resolver(standing.shown_on, words)
    days = product.processing_days
    return Product(
        **{name: getattr(product, name) for name in _SAME},
        purposes=_listed(Purposes, at.latest(product.purposes)),
        collateral=tuple(product.collateral),
        terms=at.terms(product.terms),
        variants=tuple(map(at.variant, product.variants)),
        limits=tuple(limit for limit in map(at.limit, product.limits) if limit is not None),
        rules=at.rules(product.eligibility),
        attachments=at.attachments(product),
        processing_days=None
        if days is None
        else ProcessingDays(expected=at.number(days.expected), slowest=at.number(days.slowest)),
        documents=None if product.documents is None else tuple(product.documents),
        conditions=tuple(product.conditions),
        state=standing.state,
        status_note=product.status.note,
        valid_from=standing.valid_from,
        valid_to=standing.valid_to,
        validity_source=standing.source,
        known_from=known_from(product),
        next_from=_next_from(product, on),
        apply_windows=tuple(
            Window(opens=w.opens, closes=w.closes, since=w.opens, source=w.source, status=w.status)
            for w in product.apply_windows
        ),
    )


def known_from(product: ProductFile) -> date:
    """The first day for which the file states anything at all."""
    begin = product.validity[0].valid_from
    if begin is not None:
        return begin
    return min((min(series) for _, series in series_in(product)), default=product.as_of)


def _next_from(product: ProductFile, on: date) -> date | None:
    begins = (period.valid_from for period in product.validity)
    return min((day for day in begins if day is not None and day > on), default=None)


def standing_of(product: ProductFile, on: date) -> Standing:
    """Which period of validity `on` falls into, or the nearest one."""
    first = known_from(product)
    if on < first:
        return _standing("not_yet", first, product.validity[0])
    period = [p for p in product.validity if p.valid_from is None or p.valid_from <= on][-1]
    if period.valid_to is not None and period.valid_to < on:
        return _standing("expired", period.valid_to, period)
    return _standing(_state_within(product, on), on, period)


def _standing(state: State, shown_on: date, period: PeriodFile) -> Standing:
    return Standing(state, shown_on, period.valid_from, period.valid_to, period.source)


def _state_within(product: ProductFile, on: date) -> State:
    windows = product.apply_windows
    if windows and not any(window.opens <= on <= window.closes for window in windows):
        return "closed_season"
    return product.status.state
