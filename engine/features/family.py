"""Who vouches for what a feature reads: a register, or the firm itself?"""

from collections.abc import Iterable
from typing import Literal

from engine.facts import Fact

Family = Literal["verified", "self_declared"]
VERIFIED: Family = "verified"
SELF_DECLARED: Family = "self_declared"

# What the firm tells us itself; everything else comes from the bureau, court, bank or register
# that keeps it. The source stated in the record decides for one firm: audited accounts, or
# invoices typed by hand, are the exception here.
SELF_DECLARED_SECTIONS = frozenset({
    "statements", "main_business", "people", "research", "equity", "orders",
})  # fmt: skip
# Within those sections, what a register keeps: social insurance, the housing fund, the tax
# bureau's ledger of the super deduction, and shareholders.
VERIFIED_FACTS = frozenset({
    "insured_headcount", "insured_headcount_year_ago", "insured_lowest_12m", "insured_highest_12m",
    "housing_fund_headcount", "declared_rnd_expense", "founder_share",
})  # fmt: skip
# And in the registers, what the firm writes into them itself.
SELF_DECLARED_FACTS = frozenset({"paid_in_capital"})


def family_of(facts: Iterable[Fact]) -> Family:
    """`verified` only where all of the facts usually are."""
    return VERIFIED if all(map(_is_verified, facts)) else SELF_DECLARED


def _is_verified(fact: Fact) -> bool:
    if fact.name in SELF_DECLARED_FACTS or fact.name in VERIFIED_FACTS:
        return fact.name in VERIFIED_FACTS
    return fact.section not in SELF_DECLARED_SECTIONS
