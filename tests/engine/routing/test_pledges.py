"""Is a collateral that secures another loan already not pledged again without a word?"""

import math

import pytest

from engine.routing.desk import NOBODY, Desk
from engine.routing.offers import readies
from engine.routing.plans import plan_of
from engine.routing.reads import reads
from engine.routing.solve import NODE_LIMIT
from engine.text import Text
from tests.engine.routing.cases import a_need, a_situation, catalogue, use

NEED = a_need(use("working_capital", 300), use("order", 100))
UNKNOWN = {"patent_value": math.nan, "order_receivable_amount": math.nan}
IP, RECEIVABLE = "loan-ip-pledge", "loan-receivable"


def said(product: str, **facts: float) -> str:
    ready = readies(a_situation(NEED, **facts))[product]
    assert ready.offer is not None
    return "; ".join(each.en for each in ready.conditions)


def test_patents_that_all_secure_another_loan_are_refused_in_words() -> None:
    ready = readies(a_situation(NEED, patent_value=0.0, pledged_patent_share=1.0))[IP]
    assert ready.offer is None
    assert "one loan only" in ready.blocked[0].sentence.en
    assert "pledged_patent_share" in reads(catalogue())[IP]


@pytest.mark.parametrize(
    ("product", "name"), [(IP, "patents"), (RECEIVABLE, "receivables")]
)  # fmt: skip
def test_where_nothing_is_known_of_pledges_the_line_says_what_it_takes_for_granted(
    product: str, name: str
) -> None:
    assert f"Not known whether the {name} are pledged elsewhere" in said(product, **UNKNOWN)


@pytest.mark.parametrize(
    ("product", "facts", "words"),
    [
        (IP, {"debt_on_patents": 2e6}, "CNY 2,000,000 of debt is secured by patents already"),
        (IP, {"ip_pledges_open": 2.0, "debt_on_patents": 0.0}, "2 pledge(s) of IP registered"),
        (RECEIVABLE, {"debt_on_receivables": 5e5}, "CNY 500,000 of debt is secured by receivables"),
        (RECEIVABLE, {"movables_charges_open": 1.0}, "1 charge(s) on movables and rights"),
    ],
)
def test_pledges_seen_without_saying_of_what_are_told(
    product: str, facts: dict[str, float], words: str
) -> None:
    assert words in said(product, **UNKNOWN, **facts)


@pytest.mark.parametrize("product", [IP, RECEIVABLE])
def test_what_is_stated_as_free_needs_no_words(product: str) -> None:
    told = said(product, debt_on_patents=2e6, ip_pledges_open=1.0, debt_on_receivables=5e5)
    assert "pledge" not in told
    assert "secured by" not in told


def test_registers_and_debts_that_show_no_pledge_need_no_words() -> None:
    none = dict.fromkeys(("debt_on_patents", "ip_pledges_open", "debt_on_receivables",
                          "movables_charges_open"), 0.0)  # fmt: skip
    assert all("pledge" not in said(each, **UNKNOWN, **none) for each in (IP, RECEIVABLE))


def test_a_line_of_the_plan_carries_the_words() -> None:
    desk = Desk(a_situation(NEED, **UNKNOWN, pd=0.035, is_scitech=0.0, holds_HMZ=0.0), NODE_LIMIT)
    forced = desk._mix(NOBODY, frozenset({IP}))
    plan = plan_of(forced, desk.situation, "best", Text(zh="好", en="best"))
    line = next(each for each in plan.lines if each.product == IP)
    assert any("pledged elsewhere" in each.en for each in line.conditions)
