"""Is what a product file says possible: known facts, labels, sources, keys, no gaps?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.catalogue.files import BranchFile, GroupFile, ProductFile, RuleFile, RulesFile
from engine.catalogue.kinds import BASES, KINDS, Channel
from engine.catalogue.walk import series_in, stated_values
from engine.facts import Fact

Words = Mapping[str, Fact]
COMPARISONS = ("at_least", "at_most", "above", "below")
LISTS = ("one_of", "none_of")
SIZE_KEYS = frozenset({"amount_min_yuan", "amount_max_yuan", "step_yuan"})
TENOR_KEYS = frozenset({"tenor_min_months", "tenor_max_months"})
POT_KEYS = frozenset({"budget_year_yuan", "budget_total_yuan"})
RATE_KEYS = frozenset(
    {"rate_spread_min_bp", "rate_spread_max_bp", "rate_min_annual", "rate_max_annual"}
)
RISK_KEYS = frozenset(
    {
        "fee_min_annual",
        "fee_max_annual",
        "coverage_max_share",
        "bank_min_share",
        "national_fund_max_share",
        "province_min_share",
        "guarantor_min_share",
        "loss_cap_share",
        "reguarantee_fee_max_annual",
    }
)
EQUITY_KEYS = frozenset(
    {
        "conversion_discount_min_share",
        "conversion_discount_max_share",
        "option_cover_min_share",
        "option_cover_max_share",
        "stake_max_share",
    }
)
SUBSIDY_KEYS = frozenset(
    {
        "subsidy_max_share",
        "subsidy_max_annual",
        "subsidy_years_max",
        "loan_base_max_yuan",
        "grant_yuan",
        "grant_renewal_yuan",
        "cap_per_firm_year_yuan",
        "cap_per_firm_yuan",
        "coupon_faces_yuan",
        "coupons_per_loan_max",
        "coupons_per_firm_max",
        "tax_deduction_share",
    }
)
PREMIUM_KEYS = frozenset({"premium_min_annual", "premium_max_annual", "deductible_share"})
TERM_KEYS: Mapping[Channel, frozenset[str]] = {
    "invest": SIZE_KEYS | TENOR_KEYS | POT_KEYS | RATE_KEYS | EQUITY_KEYS,
    "loan": SIZE_KEYS | TENOR_KEYS | POT_KEYS | RATE_KEYS | {"own_funds_min_share"},
    "subsidy": SIZE_KEYS | TENOR_KEYS | POT_KEYS | SUBSIDY_KEYS,
    "guarantee": SIZE_KEYS | TENOR_KEYS | POT_KEYS | RISK_KEYS,
    "insurance": SIZE_KEYS
    | TENOR_KEYS
    | POT_KEYS
    | PREMIUM_KEYS
    | {"coverage_max_share", "subsidy_max_share"},
    "service": frozenset({"price_yuan"}),
}
CORE_KEYS: Mapping[Channel, frozenset[str]] = {
    "invest": frozenset({"amount_min_yuan", "amount_max_yuan"}) | TENOR_KEYS,
    "loan": frozenset({"amount_min_yuan", "amount_max_yuan"}) | TENOR_KEYS,
    "subsidy": frozenset(),
    "guarantee": frozenset({"amount_min_yuan", "amount_max_yuan"}) | TENOR_KEYS,
    "insurance": frozenset({"amount_min_yuan", "amount_max_yuan"}) | TENOR_KEYS,
    "service": frozenset({"price_yuan"}),
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong under `key` of a file."""

    key: str
    message: str


def faults_of(product: ProductFile, words: Words, ids: frozenset[str]) -> Iterator[Fault]:
    """All faults of one file that the form alone cannot see.

    `ids` are the products of the whole catalogue.
    """
    yield from _word_faults(product)
    yield from _term_faults(product)
    yield from _source_faults(product)
    yield from _gap_faults(product)
    yield from _period_faults(product)
    yield from _rule_faults(product, words)
    yield from _amount_fact_faults(product, words)
    yield from _reference_faults(product, ids)


def _word_faults(product: ProductFile) -> Iterator[Fault]:
    if product.kind not in KINDS[product.channel]:
        known = ", ".join(KINDS[product.channel])
        yield Fault("kind", f"'{product.kind}' is no kind of {product.channel}; known: {known}")
    if product.basis is not None and product.basis not in BASES[product.channel]:
        yield Fault("basis", f"'{product.basis}' is no basis of {product.channel}")


def _term_faults(product: ProductFile) -> Iterator[Fault]:
    groups = {"terms": product.terms} | {
        f"variants.{place}.terms": each.terms for place, each in enumerate(product.variants)
    }
    for key, terms in groups.items():
        for name in sorted(terms.model_fields_set - TERM_KEYS[product.channel]):
            yield Fault(f"{key}.{name}", f"is no term of channel {product.channel}")
    asked = CORE_KEYS[product.channel] | (POT_KEYS & TERM_KEYS[product.channel])
    for name in sorted(asked - product.terms.model_fields_set):
        yield Fault(f"terms.{name}", "is missing; write null where no source says it")


def _source_faults(product: ProductFile) -> Iterator[Fault]:
    for placed in stated_values(product):
        if placed.value.source not in product.sources:
            yield Fault(f"{placed.key}.source", f"unknown source '{placed.value.source}'")


def _gap_faults(product: ProductFile) -> Iterator[Fault]:
    begin = product.validity[0].valid_from
    if begin is None:
        return
    for key, series in series_in(product):
        first = min(series)
        if first > begin:
            yield Fault(key, f"gap from {begin} to {first}: state a value, or null with its source")


def _period_faults(product: ProductFile) -> Iterator[Fault]:
    for place, period in enumerate(product.validity):
        key = f"validity.{place}"
        if period.valid_from and period.valid_to and period.valid_from > period.valid_to:
            yield Fault(f"{key}.valid_to", "is before valid_from")
        if place and not _follows(product.validity[place - 1].valid_to, period.valid_from):
            yield Fault(f"{key}.valid_from", "must follow the end of the period before")
    for place, window in enumerate(product.apply_windows):
        if window.opens > window.closes:
            yield Fault(f"apply_windows.{place}.closes", "is before opens")


def _follows(end: date | None, begin: date | None) -> bool:
    return end is not None and begin is not None and end < begin


def rules_in(rules: RulesFile, key: str) -> Iterator[tuple[str, RuleFile]]:
    """Every rule with its dotted key."""
    for place, condition in enumerate(rules.all):
        if isinstance(condition, GroupFile):
            yield from _rules_of(condition.any, f"{key}.all.{place}.any")
        else:
            yield f"{key}.all.{place}", condition
    yield from _rules_of(rules.any, f"{key}.any")


def _rules_of(
    alternatives: list[RuleFile | BranchFile], key: str
) -> Iterator[tuple[str, RuleFile]]:
    for place, each in enumerate(alternatives):
        if isinstance(each, BranchFile):
            branch = enumerate(each.all)
            yield from ((f"{key}.{place}.all.{inner}", rule) for inner, rule in branch)
        else:
            yield f"{key}.{place}", each


def all_rules(product: ProductFile) -> Iterator[tuple[str, RuleFile]]:
    """Every rule of the file: eligibility and the conditions of variants."""
    yield from rules_in(product.eligibility, "eligibility")
    for place, variant in enumerate(product.variants):
        yield from rules_in(variant.when, f"variants.{place}.when")


def _rule_faults(product: ProductFile, words: Words) -> Iterator[Fault]:
    for key, rule in all_rules(product):
        word = words.get(rule.fact)
        if word is None:
            yield Fault(f"{key}.fact", f"unknown fact '{rule.fact}'")
        else:
            yield from _form_faults(key, rule, word)


def _form_faults(key: str, rule: RuleFile, word: Fact) -> Iterator[Fault]:
    is_flag, is_code = word.unit == "flag", word.unit == "code"
    if rule.form in COMPARISONS and (is_flag or is_code):
        yield Fault(f"{key}.{rule.form}", f"'{rule.fact}' is no quantity to compare")
    elif rule.form in LISTS:
        yield from _label_faults(f"{key}.{rule.form}", rule, word)
    elif rule.form in ("is_true", "is_false") and not is_flag:
        yield Fault(f"{key}.{rule.form}", f"'{rule.fact}' is no yes/no fact")


def _label_faults(key: str, rule: RuleFile, word: Fact) -> Iterator[Fault]:
    if word.unit != "code":
        yield Fault(key, f"'{rule.fact}' is not coded: a list of labels cannot fit")
        return
    for day, entry in getattr(rule, rule.form).items():
        for label in entry.value or ():
            if not _is_label(label, word):
                yield Fault(f"{key}.{day}.value", f"'{label}' is no code of '{rule.fact}'")


def _is_label(label: str | int, word: Fact) -> bool:
    return label in word.codes if word.codes is not None else isinstance(label, int)


def _amount_fact_faults(product: ProductFile, words: Words) -> Iterator[Fault]:
    named = [("base_fact", product.base_fact)]
    for place, limit in enumerate(product.limits):
        named.append((f"limits.{place}.total_with", limit.total_with))
        named += [(f"limits.{place}.sum.{n}.of", part.of) for n, part in enumerate(limit.sum)]
    for key, name in named:
        if name is not None and (name not in words or words[name].unit != "yuan"):
            yield Fault(key, f"'{name}' is no known fact in yuan")


def _reference_faults(product: ProductFile, ids: frozenset[str]) -> Iterator[Fault]:
    for key, name in _references(product):
        if name not in ids:
            yield Fault(key, f"unknown product '{name}'")
    kinds = frozenset(kind for group in KINDS.values() for kind in group)
    for day, entry in (product.attachments.attaches_to or {}).items():
        for kind in entry.value.kinds if entry.value else ():
            if kind not in kinds:
                yield Fault(f"attachments.attaches_to.{day}.value.kinds", f"unknown kind '{kind}'")


def _references(product: ProductFile) -> Iterator[tuple[str, str]]:
    attachments = product.attachments
    for day, entry in (attachments.attaches_to or {}).items():
        names = entry.value.products if entry.value else ()
        yield from ((f"attachments.attaches_to.{day}.value.products", name) for name in names)
    lists = {f"requires.{place}": series for place, series in enumerate(attachments.requires)}
    lists |= {"excludes": attachments.excludes} if attachments.excludes else {}
    for key, series in lists.items():
        for day, ids in series.items():
            yield from ((f"attachments.{key}.{day}.value", name) for name in ids.value or ())
