"""Which entries in public registers close all policy products to a firm (R19)?"""

from collections.abc import Iterator, Mapping

from engine.catalogue import Product
from engine.eligibility import Eligibility, RuleOutcome, cleared_on, told
from engine.facts import FACT_BY_NAME
from engine.reach import can_change
from engine.text import Text

LISTED: Mapping[str, Text] = {
    "dishonest_debtor": Text(zh="失信被执行人", en="a dishonest judgment debtor"),
    "serious_violation": Text(zh="严重违法失信", en="listed for serious violations"),
    "abnormal_operation": Text(
        zh="列入经营异常名录,移出前不受理", en="listed for abnormal operation, until removed"
    ),
    "major_incident": Text(
        zh="三年内有重大安全、质量、环境事故或偷骗税", en="a major incident or tax fraud in 3 years"
    ),
}


def is_policy(product: Product) -> bool:
    """Whether public money stands behind the product; tax relief is a right, not a grant."""
    return product.channel == "guarantee" or (
        product.channel == "subsidy" and product.kind != "tax"
    )


def is_listed(known: Mapping[str, float]) -> bool:
    """Whether any register is known to hold an entry that closes policy products."""
    return any(known.get(fact) == 1.0 for fact in LISTED)


def with_exclusions(
    eligibility: Eligibility, product: Product, known: Mapping[str, float]
) -> Eligibility:
    """The verdict with the register entries that close every policy product.

    Source: domain handbook 5, R19. A register that is not known leaves the verdict to the product's
    own rules.
    """
    if not is_policy(product) or not is_listed(known):
        return eligibility
    asked = {each.fact for each in eligibility.outcomes}
    found = tuple(_outcomes(known, asked))
    if not found:
        return eligibility
    return Eligibility(product.id, "no", told((*eligibility.outcomes, *found)))


def _outcomes(known: Mapping[str, float], asked: set[str]) -> Iterator[RuleOutcome]:
    for fact, said in LISTED.items():
        if known.get(fact) == 1.0 and fact not in asked:
            yield RuleOutcome(
                fact=fact,
                value=1.0,
                threshold=None,
                comparison="is_false",
                distance=None,
                verdict="no",
                source=None,
                status="policy",
                changeable=can_change(fact, "down"),
                earliest=cleared_on(fact, known),
                says=told(_closed(FACT_BY_NAME[fact].label, said)),
            )


def _closed(label: Text, said: Text) -> Text:
    return Text(
        zh=f"{label.zh}:{said.zh},不享受政策性产品",
        en=f"{label.en}: {said.en}; policy products are closed",
    )
