"""Which rules, groups and variants of a product can never do what they say?"""

from collections.abc import Iterator

from engine.catalogue.product import Catalogue, Product, Rule, Rules, Variant
from engine.text import Text

LOWER, UPPER = ("at_least", "above"), ("at_most", "below")
Clash = tuple[str, str, Text]  # kind of finding, key in the file, what is said


def clashes_in(product: Product, catalogue: Catalogue) -> Iterator[Clash]:
    """Everything of `product` that contradicts itself, can never matter or repeats another rule."""
    yield from _required(product.rules, "eligibility")
    yield from _alternatives(product.rules, "eligibility")
    yield from _variants(product)
    yield from _together(product)
    yield from _groups(product, catalogue)
    yield from _limits(product)


def _required(rules: Rules, key: str) -> Iterator[Clash]:
    for place, rule in enumerate(rules.all_of):
        for other in rules.all_of[place + 1 :]:
            if rule.fact != other.fact:
                continue
            if excludes(rule, other):
                yield (
                    "contradictory",
                    f"{key}.all",
                    Text(
                        zh=f"对“{rule.label.zh}”的两个条件不能同时成立",
                        en=f"two rules on {rule.fact} can never both hold",
                    ),
                )
            elif implies(rule, other) or implies(other, rule):
                yield (
                    "redundant",
                    f"{key}.all",
                    Text(
                        zh=f"对“{rule.label.zh}”的两个条件一个已包含另一个",
                        en=f"one of two rules on {rule.fact} already says the other",
                    ),
                )


def _alternatives(rules: Rules, key: str) -> Iterator[Clash]:
    for group in rules.any_of:
        dead = [branch for branch in group if not _possible(branch, rules.all_of)]
        if len(dead) == len(group):
            yield (
                "contradictory",
                f"{key}.any",
                Text(
                    zh="没有一个备选条件能与必备条件同时成立",
                    en="no alternative can hold together with what must hold",
                ),
            )
        for branch in dead if len(dead) < len(group) else ():
            yield (
                "unreachable",
                f"{key}.any",
                Text(
                    zh=f"以“{branch[0].label.zh}”起的备选条件不可能成立",
                    en=f"the alternative on {branch[0].fact} can never hold",
                ),
            )


def _possible(branch: tuple[Rule, ...], required: tuple[Rule, ...]) -> bool:
    rules = (*branch, *required)
    return not any(
        one.fact == other.fact and excludes(one, other)
        for place, one in enumerate(rules)
        for other in rules[place + 1 :]
    )


def _variants(product: Product) -> Iterator[Clash]:
    for place, variant in enumerate(product.variants):
        key = f"variants.{variant.id}"
        if not _possible(variant.when.all_of, product.rules.all_of):
            yield (
                "unreachable",
                key,
                Text(
                    zh="与准入条件矛盾,永远用不到",
                    en="contradicts the rules of eligibility: never reached",
                ),
            )
        hidden = [each for each in product.variants[:place] if _covers(each, variant)]
        if hidden:
            yield (
                "unreachable",
                key,
                Text(
                    zh=f"排在前面的“{hidden[0].text.zh}”总是先成立",
                    en=f"the variant {hidden[0].id} before it always holds first",
                ),
            )


def _covers(first: Variant, later: Variant) -> bool:
    """Whether `first` holds whenever `later` does."""
    required = all(
        any(implies(given, rule) for given in later.when.all_of) for rule in first.when.all_of
    )
    return required and all(_group_covered(group, later) for group in first.when.any_of)


def _group_covered(group: tuple[tuple[Rule, ...], ...], later: Variant) -> bool:
    """One branch is met by what `later` requires, or by every branch of one of its groups."""

    def met(given: tuple[Rule, ...]) -> bool:
        return any(
            all(any(implies(each, rule) for each in given) for rule in branch) for branch in group
        )

    required = later.when.all_of
    return met(required) or any(
        all(met((*required, *branch)) for branch in other) for other in later.when.any_of
    )


def _together(product: Product) -> Iterator[Clash]:
    attachments = product.attachments
    banned = set(attachments.excludes.products) if attachments.excludes else set()
    hosts = set(attachments.attaches_to.products) if attachments.attaches_to else set()
    needed = [set(rule.any_of) for rule in attachments.requires]
    for options in (each for each in (hosts, *needed) if each and each <= banned):
        names = ", ".join(sorted(options))
        yield (
            "contradictory",
            "attachments.excludes",
            Text(zh=f"排除了它所依附或所需的 {names}", en=f"excludes {names}, which it needs"),
        )
    if product.id in banned | hosts.union(*needed):
        yield "contradictory", "attachments", Text(zh="指向自身", en="refers to itself")


def _groups(product: Product, catalogue: Catalogue) -> Iterator[Clash]:
    group = product.attachments.exclusive_group
    if group is None:
        return
    others = [
        each.attachments.exclusive_group
        for each in catalogue.products
        if each.id != product.id and each.attachments.exclusive_group is not None
    ]
    named = [other for other in others if other.name == group.name]
    key = "attachments.exclusive_group"
    if not named:
        yield (
            "lonely",
            key,
            Text(
                zh=f"互斥组“{group.name}”中没有其他产品", en=f"nobody else is in group {group.name}"
            ),
        )
    elif any(other.scope != group.scope for other in named):
        yield (
            "contradictory",
            key,
            Text(
                zh=f"互斥组“{group.name}”的范围在各产品中不一致",
                en=f"group {group.name} is per loan in one product and per firm in another",
            ),
        )


def _limits(product: Product) -> Iterator[Clash]:
    least = product.terms.value("amount_min_yuan")
    for place, limit in enumerate(product.limits):
        capped = limit.max_yuan is not None and not limit.parts
        if least and capped and limit.max_yuan and limit.max_yuan.value < least:
            yield (
                "contradictory",
                f"limits.{place}",
                Text(zh="额度上限低于起点金额", en="the cap is below the least amount"),
            )


def excludes(one: Rule, other: Rule) -> bool:
    """Whether two rules on the same fact can never both hold."""
    forms = {one.form, other.form}
    if forms == {"is_true", "is_false"}:
        return True
    if forms == {"one_of"}:
        return not set(one.codes) & set(other.codes)
    if forms == {"one_of", "none_of"}:
        asked, banned = (one, other) if one.form == "one_of" else (other, one)
        return set(asked.codes) <= set(banned.codes)
    return _empty_range(one, other) or _empty_range(other, one)


def _empty_range(low: Rule, high: Rule) -> bool:
    if low.form not in LOWER or high.form not in UPPER:
        return False
    if low.threshold is None or high.threshold is None:
        return False
    strict = low.form == "above" or high.form == "below"
    return low.threshold > high.threshold or (strict and low.threshold == high.threshold)


def implies(given: Rule, rule: Rule) -> bool:
    """Whether `rule` holds whenever `given` does; False where that cannot be told."""
    if given.fact != rule.fact:
        return False
    if given.form == rule.form and given.threshold is None:
        return _list_implies(given, rule)
    return _bound_implies(given, rule, LOWER, 1) or _bound_implies(given, rule, UPPER, -1)


def _list_implies(given: Rule, rule: Rule) -> bool:
    if rule.form == "one_of":
        return set(given.codes) <= set(rule.codes)
    if rule.form == "none_of":
        return set(given.codes) >= set(rule.codes)
    return True


def _bound_implies(given: Rule, rule: Rule, forms: tuple[str, str], sign: int) -> bool:
    if given.form not in forms or rule.form not in forms:
        return False
    if given.threshold is None or rule.threshold is None:
        return False
    beyond = (given.threshold - rule.threshold) * sign
    strict = rule.form in ("above", "below") and given.form in ("at_least", "at_most")
    return beyond > 0 or (beyond == 0 and not strict)
