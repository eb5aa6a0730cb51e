"""Which closed words may a product use: channels, kinds, actors, purposes, forms?"""

from collections.abc import Mapping
from typing import Literal

Channel = Literal["invest", "loan", "subsidy", "guarantee", "insurance", "service"]
Actor = Literal["firm", "bank", "guarantor", "fund", "bureau", "insurer", "platform", "tax"]
Beneficiary = Literal["firm", "bank", "guarantor"]
Purpose = Literal[
    "working_capital", "equipment", "rnd", "compute", "order", "acquisition", "expansion"
]
Status = Literal["official", "official_partial", "illustrative", "policy"]
TermsStatus = Literal["official", "official_partial", "illustrative"]
State = Literal["open", "not_yet", "expired", "closed_season", "unknown"]
Form = Literal["at_least", "at_most", "above", "below", "one_of", "none_of", "is_true", "is_false"]
Scope = Literal["loan", "firm"]
Collateral = Literal["patents", "receivables", "equipment"]
Basis = Literal[
    "lpr1y",
    "lpr5y",
    "fixed",
    "equity",
    "option",
    "interest_paid",
    "interest_at_lpr",
    "loan_principal",
    "fixed_amount",
    "cost",
    "premium_paid",
    "fee_on_balance",
    "premium_on_insured",
    "premium_on_limit",
    "premium_on_loan",
]

CHANNELS: tuple[Channel, ...] = (
    "invest", "loan", "subsidy", "guarantee", "insurance", "service",
)  # fmt: skip
KINDS: Mapping[Channel, tuple[str, ...]] = {
    "invest": ("equity_direct", "equity_fund", "convertible", "option"),
    "loan": (
        "unsecured",
        "guaranteed_working_capital",
        "pledge_ip",
        "pledge_receivable",
        "fixed_asset",
        "acquisition",
        "joint_unsecured",
        "venture_debt",
    ),
    "subsidy": (
        "interest_subsidy",
        "one_off_grant",
        "qualification_reward",
        "cost_share",
        "premium_subsidy",
        "tax",
    ),
    "guarantee": ("guarantee",),
    "insurance": ("A_rnd_conversion", "B_first_use", "C_ip", "D_basic"),
    "service": ("matching", "compute", "data", "space", "event", "policy", "testing", "training"),
}
BASES: Mapping[Channel, tuple[Basis, ...]] = {
    "invest": ("equity", "fixed", "option"),
    "loan": ("lpr1y", "lpr5y", "fixed"),
    "subsidy": (
        "interest_paid",
        "interest_at_lpr",
        "loan_principal",
        "fixed_amount",
        "cost",
        "premium_paid",
    ),
    "guarantee": ("fee_on_balance",),
    "insurance": ("premium_on_insured", "premium_on_limit", "premium_on_loan"),
    "service": (),
}
