"""Are changed facts those of a firm whose record was changed, books balanced?"""

import math
from decimal import Decimal

import numpy as np
import pytest

from engine.counterfactual import ACTION_BY_FACT, ACTIONS, changed_facts
from engine.counterfactual.levers import levers_of
from engine.counterfactual.world import changed_columns
from engine.facts import FACT_BY_NAME, facts_of
from engine.firm import MONEY_ITEMS
from tests.builders import ON
from tests.full_firm import a_full_firm

ASSETS = {"cash", "accounts_receivable", "other_receivables", "inventory"}
OWN_NAMES = {"share_capital": "paid_in_capital"}


def facts_and_levers(seed):
    facts = facts_of(a_full_firm(seed), ON)
    return facts, {each.fact: each for each in levers_of(facts, math.inf)}


def facts_and_lever(seed, fact):
    facts, levers = facts_and_levers(seed)
    return facts, levers[fact]


CASES = [(seed, fact) for seed in range(3) for fact in facts_and_levers(seed)[1]]


def moved(facts, changed):
    return {name: changed[name] for name in facts
            if changed[name] != facts[name] and not math.isnan(changed[name])}  # fmt: skip


@pytest.mark.parametrize(("seed", "fact"), CASES)
def test_what_is_owned_and_what_is_owed_stay_equal(seed, fact):
    facts, lever = facts_and_lever(seed, fact)
    changed = changed_facts(facts, {lever: float(lever.values[-1])})
    by = {name: changed[name] - facts[name] for name in facts}
    parts = sum(by[name] for name in ASSETS)
    scale = abs(facts["total_assets"])
    assert by["total_assets"] == pytest.approx(by["current_assets"], abs=1e-9 * scale)
    assert by["current_assets"] == pytest.approx(parts, abs=1e-9 * scale)
    owed = by["total_liabilities"] + by["total_equity"]
    assert by["total_assets"] == pytest.approx(owed, abs=1e-9 * scale)
    assert by["liabilities_and_equity"] == pytest.approx(owed, abs=1e-9 * scale)


@pytest.mark.parametrize(("seed", "fact"), CASES)
def test_facts_changed_one_way_are_those_of_the_columns_changed_every_way(seed, fact):
    facts, lever = facts_and_lever(seed, fact)
    columns = changed_columns(facts, (lever,), lever.values[:, None])
    for place, value in enumerate(lever.values):
        alone = changed_facts(facts, {lever: float(value)})
        row = {name: np.ravel(each) for name, each in columns.items()}
        together = {name: each[place if len(each) > 1 else 0] for name, each in row.items()}
        assert np.array_equal(
            [alone[name] for name in together if name != "size_class"],
            [each for name, each in together.items() if name != "size_class"], equal_nan=True,
        )  # fmt: skip


@pytest.mark.parametrize(("seed", "fact"), CASES)
def test_nothing_but_signed_amounts_falls_below_zero(seed, fact):
    facts, lever = facts_and_lever(seed, fact)
    changed = changed_facts(facts, {lever: float(lever.values[-1])})
    assert all(changed[name] >= -1e-6 for name in lever.lowered if not math.isnan(changed[name]))


@pytest.mark.parametrize(
    "fact", ["accounts_receivable", "other_receivables", "inventory", "cogs", "selling_expense"]
)
def test_the_changed_facts_are_those_of_the_changed_accounts(fact):
    firm = a_full_firm(0)
    facts, lever = facts_and_lever(0, fact)
    changed = changed_facts(facts, {lever: float(lever.values[0])})
    names = [OWN_NAMES.get(name, name) for name in lever.touched]
    items = {name: Decimal(round(changed[name] * 100)) / 100 for name in names
             if name in MONEY_ITEMS}  # fmt: skip
    latest = max(firm.statements.years, key=lambda year: year.fiscal_year_end)
    years = tuple(
        each.model_copy(update=items) if each is latest else each for each in firm.statements.years
    )
    section = firm.statements.model_copy(update={"years": years})
    again = facts_of(firm.model_copy(update={"statements": section}), ON)
    skipped = {"revenue_3y", "rnd_expense_3y"}
    for name in moved(facts, changed):
        assert name in skipped or changed[name] == pytest.approx(again[name], rel=1e-9, abs=0.02)


def test_paying_a_loan_lowers_debt_and_cash_and_the_ratios_follow():
    facts, lever = facts_and_lever(1, "short_term_loans")
    changed = changed_facts(facts, {lever: float(lever.values[0])})
    paid = facts["short_term_loans"] - changed["short_term_loans"]
    assert changed["cash"] == pytest.approx(facts["cash"] - paid)
    assert changed["bank_debt"] == pytest.approx(facts["bank_debt"] - paid)
    owed, owned = changed["total_liabilities"], changed["total_assets"]
    assert changed["debt_ratio"] == pytest.approx(owed / owned)
    assert changed["bank_loans"] == changed["short_term_loans"] + changed["long_term_loans"]


def test_a_cost_saved_is_profit_of_which_tax_takes_its_quarter():
    facts, lever = facts_and_lever(1, "cogs")
    changed = changed_facts(facts, {lever: float(lever.values[0])})
    saved = facts["cogs"] - changed["cogs"]
    assert changed["ebitda"] == pytest.approx(facts["ebitda"] + saved)
    assert changed["net_profit"] == pytest.approx(facts["net_profit"] + 0.75 * saved)
    assert changed["cash"] == pytest.approx(facts["cash"] + 0.75 * saved)


def test_no_change_leaves_every_bit_as_it_was():
    facts = facts_of(a_full_firm(2), ON)
    for lever in levers_of(facts, math.inf):
        same = changed_facts(facts, {lever: lever.today})
        assert moved(facts, same) == {}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda each: each.fact)
def test_every_action_says_how_and_takes_time(action):
    assert action.months >= 1
    assert action.how.zh
    assert action.how.en
    assert not {action.fact} & {*action.along, *action.sets, *action.floors}


@pytest.mark.parametrize(
    "fact",
    ["firm_age_years", "industry_code", "district", "founder_share", "revenue_prior", "tax_grade",
     "late_filings_12m", "defendant_cases_3y", "penalties_3y", "returning_buyer_share",
     "years_since_round", "debt_ratio", "ebitda", "statement_age_years"],
)  # fmt: skip
def test_age_trade_history_and_derived_facts_are_nothing_a_firm_changes(fact):
    assert fact in FACT_BY_NAME
    assert fact not in ACTION_BY_FACT
    assert not any(fact in {*each.along, *each.sets} for each in ACTIONS)


def test_between_them_the_firms_of_these_tests_can_move_most_facts_of_the_table():
    assert len({fact for _, fact in CASES}) >= 0.8 * len(ACTIONS)
