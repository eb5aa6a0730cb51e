"""What is a product's verdict? Its rules made ready once, to be asked of many firms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import nan

from engine.catalogue import Catalogue
from engine.catalogue.product import Product, Rule, Rules
from engine.catalogue.terms import Terms
from engine.eligibility.outcomes import Eligibility, Known, RuleOutcome, Verdict
from engine.eligibility.rules import outcomes_of, softened_by
from engine.eligibility.standing import purpose_outcome, standing_outcome, standing_verdict

_VERDICTS: tuple[Verdict, ...] = ("no", "unknown", "yes")
_NO, _UNKNOWN, _YES = range(3)
# Bound to the threshold, so that no call of ours stands between a value and its comparison.
_COMPARISON: Mapping[str, Callable[[float], Callable[[float], bool]]] = {
    "at_least": lambda threshold: threshold.__le__,
    "at_most": lambda threshold: threshold.__ge__,
    "above": lambda threshold: threshold.__lt__,
    "below": lambda threshold: threshold.__gt__,
}

# A fact, whether a value of it holds, and what the rule says where it does not.
Asked = tuple[str, Callable[[float], bool], int]


@dataclass(frozen=True, slots=True)
class Ruled:
    """One product with its rules as the verdict asks them; `standing` is what no firm can change.

    `terms` are the base and what each of `variants`, if its rules surely hold, makes of them.
    """

    product: Product
    standing: int
    purposes: tuple[str, ...] | None
    without_purpose: int
    rules: "_Asked"
    variants: tuple["_Asked", ...]
    terms: tuple[Terms, ...]

    def check(self, known: Known, on: date) -> Eligibility:
        """The verdict on `product`; the outcomes behind it are worked out when they are read."""
        outcomes = partial(_outcomes, self.product, known, on)
        return Eligibility(self.product.id, _VERDICTS[self._rank(known)], outcomes)

    def _rank(self, known: Known) -> int:
        found = self.standing
        if found and self.purposes is not None:
            found = min(found, max(_served(self.purposes, known), self.without_purpose))
        return min(found, self.rules.rank(known)) if found else _NO

    def place(self, known: Known) -> int:
        """The place in `terms` of those for a firm: of the first variant that surely holds."""
        for place, rules in enumerate(self.variants, start=1):
            if rules.rank(known) == _YES:
                return place
        return 0


@dataclass(frozen=True, slots=True)
class _Asked:
    all_of: tuple[Asked, ...]
    any_of: tuple[tuple[tuple[Asked, ...], ...], ...]

    def rank(self, known: Known) -> int:
        """The least of all that must hold, and of each group the best branch."""
        found = _least(self.all_of, known)
        for group in self.any_of:
            if not found:
                break
            found = min(found, max([_least(branch, known) for branch in group]))
        return found


def _least(asked: tuple[Asked, ...], known: Known) -> int:
    found = _YES
    for fact, holds, failed in asked:
        value = known.get(fact, nan)
        if value != value:
            found = min(found, _UNKNOWN)
        elif not holds(value):
            found = min(found, failed)
        if not found:
            break
    return found


def _served(purposes: tuple[str, ...], known: Known) -> int:
    """Whether the need asks for any of the purposes."""
    best = _NO
    for fact in purposes:
        value = known.get(fact, nan)
        if value != value:
            best = _UNKNOWN
        elif value != 0.0:
            return _YES
    return best


def _outcomes(product: Product, known: Known, on: date) -> tuple[RuleOutcome, ...]:
    return (
        *standing_outcome(product, on),
        *purpose_outcome(product, known),
        *outcomes_of(product.rules, known, product.sources, on),
    )


def ruled(product: Product) -> Ruled:
    """`product` with its rules made ready."""
    purposes = product.purposes
    return Ruled(
        product=product,
        standing=_VERDICTS.index(standing_verdict(product)),
        purposes=_purpose_facts(product),
        without_purpose=_UNKNOWN if purposes is not None and purposes.is_assumed else _NO,
        rules=_asked(product.rules),
        variants=tuple(_asked(each.when) for each in product.variants),
        terms=(product.terms, *(each.over(product.terms) for each in product.variants)),
    )


def facts_asked(product: Product) -> frozenset[str]:
    """Every fact that the verdict on `product`, or the choice of its terms, reads."""
    asked = [rule.fact for each in (product.rules, *_whens(product)) for rule in each.every]
    return frozenset([*asked, *(_purpose_facts(product) or ())])


def _whens(product: Product) -> list[Rules]:
    return [each.when for each in product.variants]


def _purpose_facts(product: Product) -> tuple[str, ...] | None:
    if product.purposes is None:
        return None
    return tuple(f"need_purpose_{each}" for each in product.purposes.values)


def ruled_products(catalogue: Catalogue) -> Mapping[str, Ruled]:
    """All products of a catalogue by id, each with its rules made ready; for `Catalogue.once`."""
    return {each.id: ruled(each) for each in catalogue.products}


def _asked(rules: Rules) -> _Asked:
    return _Asked(
        tuple(_ready(rule) for rule in rules.all_of),
        tuple(
            tuple(tuple(_ready(rule) for rule in branch) for branch in group)
            for group in rules.any_of
        ),
    )


def _ready(rule: Rule) -> Asked:
    return rule.fact, _holding(rule), _NO if softened_by(rule) is None else _UNKNOWN


def _holding(rule: Rule) -> Callable[[float], bool]:
    if rule.threshold is not None:
        return _COMPARISON[rule.form](float(rule.threshold))
    if rule.form in ("one_of", "none_of"):
        listed = frozenset(rule.codes)
        return listed.__contains__ if rule.form == "one_of" else partial(_none_of, listed)
    return (0.0).__ne__ if rule.form == "is_true" else (0.0).__eq__


def _none_of(listed: frozenset[float], value: float) -> bool:
    return value not in listed
