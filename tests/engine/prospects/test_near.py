"""Is every near miss true when solved again, and said so that it can be acted on?"""

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.eligibility import RuleOutcome, told
from engine.facts import FACT_BY_NAME
from engine.facts.standing import QUALIFICATION_LABELS
from engine.facts.turning import Turn
from engine.prospects.near import needed_of
from engine.prospects.telling import miss_sentence
from engine.prospects.ways import Ways
from engine.qualifications import would_meet
from engine.routing import Outlook
from engine.text import Text
from tests.engine.prospects.cases import (
    SEEDS,
    all_missed,
    altered,
    changed,
    firms,
    made_so,
    missed,
    missed_by,
    verdict,
)
from tests.engine.routing.cases import ON


def test_most_firms_are_a_change_or_two_away_from_a_better_plan(report_figure) -> None:
    share = sum(bool(missed(seed)) for seed in SEEDS) / len(SEEDS)
    products = {name for _, miss in all_missed() for name in miss.products}
    report_figure("near misses: share of simulated firms with one", f"{share:.2f}")
    report_figure("near misses: different products among 40 firms", len(products))
    assert share >= 0.6
    assert len(products) >= 6


def test_what_a_near_miss_opens_is_refused_today_and_no_longer_then() -> None:
    opened = [(case, miss) for case, miss in all_missed() if miss.kind == "opens"]
    for case, miss in opened:
        then = made_so(case, miss)
        for name in miss.products:
            assert verdict(case, name, case.known) == "no"
            assert verdict(case, name, then) != "no"
    assert len(opened) >= 30


def test_each_near_miss_has_one_or_two_changes_that_take_time() -> None:
    for case, miss in all_missed():
        assert 1 <= len(miss.changes) <= 2
        assert all(each.today != each.needed and each.months > 0 for each in miss.changes)
        assert miss.earliest > case.on


def test_each_near_miss_gains_money_and_says_how_much() -> None:
    for _, miss in all_missed():
        gains = (miss.covered_more, miss.sure_more, miss.back_more, miss.cost_less)
        assert max(gains) > 0
        assert "for the same need the plan then " in miss.sentence.en
        assert "万元" in miss.sentence.zh


def test_a_smaller_change_of_the_same_fact_would_not_do() -> None:
    alone = [(case, m) for case, m in all_missed() if len(m.changes) == 1 and m.kind == "opens"]
    for case, miss in alone:
        change = miss.changes[0]
        less = change.needed - math.copysign(1, change.needed - change.today)
        if FACT_BY_NAME[change.fact].unit in ("count", "flag"):
            known = changed(case, {**case.known, change.fact: less})
            assert all(verdict(case, name, known) == "no" for name in miss.products)


def test_no_certificate_is_in_reach_that_our_own_test_says_the_firm_would_not_get() -> None:
    seen = 0
    for case, miss in all_missed():
        last = miss.changes[-1].fact
        if last.startswith("holds_"):
            seen += 1
            known = made_so(case, miss)
            assert would_meet(last.removeprefix("holds_"), known, case.on) != "not_met"
    assert seen >= 20


# 12 points for staff and 20 for R&D: 30 for a Class I right reach the 60 asked, 24 for others not.
ONE_PATENT_SHORT = {
    **dict.fromkeys(("ip_class1", "class1_main_product", "class1_self_developed", "ip_class2",
                     "class2_main_product", "restricted_product", "major_incident_1y",
                     "research_dishonesty", "abnormal_operation", "serious_violation",
                     "national_award_5y", "provincial_platforms", "standards_led_5y"), 0.0),
    **{f"holds_{code}": 0.0 for code in QUALIFICATION_LABELS}, "scitech_industry": 0.0,
    "qualification_count": 0.0, "is_scitech": 0.0, "is_company": 1.0, "headcount": 50.0,
    "rnd_staff": 10.0, "revenue": 5e7, "rnd_expense": 1.5e6, "declared_rnd_expense": 1.5e6,
    "rnd_recognised": 1.5e6, "total_assets": 4e7, "cost_and_expense": 4.5e7,
}  # fmt: skip


def test_a_patent_that_a_qualification_lacks_is_a_step_towards_it() -> None:
    known = {**firms()[0].known, **ONE_PATENT_SHORT}
    ways = Ways(known, ON).turning(a_rule("holds_KXZXQY"))
    told_steps = {tuple((step.lever.fact, step.value, step.months) for step in way) for way in ways}
    assert told_steps == {
        (("ip_class1", 1.0, 18), ("holds_KXZXQY", 1.0, 21)),
        (("standards_led_5y", 1.0, 18), ("holds_KXZXQY", 1.0, 21)),
    }


def test_a_patent_and_the_certificate_it_leads_to_are_one_plain_sentence() -> None:
    known = {**firms()[0].known, **ONE_PATENT_SHORT}
    way = min(Ways(known, ON).turning(a_rule("holds_KXZXQY")), key=lambda way: way[0].lever.fact)
    name = Text(zh="科创数据贷", en="S&T data loan")
    now, then = OUTLOOK, replace(OUTLOOK, covered=Decimal(500_000))
    said = miss_sentence([needed_of(step) for step in way], None, ("opens", (name,)), (now, then))
    assert said.zh == (
        "如果I类知识产权由0增加到1(自主研发、用于主导产品的发明专利获得授权),"
        "并取得“科技型中小企业”资质(完成入库登记;按现有资料测算符合条件),"
        "就可申请《科创数据贷》;同样的需求,届时方案多覆盖50万元"
    )
    assert said.en == (
        "With “Class I rights” up from 0 to 1 (invention patents of its own in the main product "
        "granted) and the certificate “National science-and-tech SME” (registered in the national "
        "list; by the facts known it qualifies), the firm could apply for S&T data loan; for the "
        "same need the plan then covers CNY 500,000 more"
    )


OUTLOOK = Outlook(*map(Decimal, (0, 0, 0, 0, 0, 0)), frozenset())


def test_what_time_alone_settles_is_told_with_its_first_day() -> None:
    miss = missed_by(altered(24, firm_age_years=1.9))[0]
    assert (miss.kind, miss.products) == ("settles", ("loan-credit-sci",))
    assert miss.changes[0].needed == pytest.approx(2.0, abs=0.01)
    assert miss.earliest == date(2026, 8, 6)
    assert miss.sentence.en.startswith("From 2026-08-06 on, by time alone (“Firm age” is 2 years")


def test_an_entry_that_ends_by_itself_opens_public_money_on_the_day_it_ends() -> None:
    day = ON + timedelta(days=90)
    ends = {"major_incident": (Turn(day, 0.0),)}
    miss = missed_by(altered(12, ends, major_incident=1.0))[0]
    assert "sub-rnd-hz" in miss.products
    assert (miss.earliest, miss.changes[0].fact) == (day, "major_incident")
    lasting = missed_by(altered(12, {}, major_incident=1.0))
    assert all("sub-rnd-hz" not in each.products for each in lasting)


def test_profit_that_serves_more_debt_is_a_near_miss_of_a_firm_that_lives_on_equity() -> None:
    known = firms()[19].known
    short = known["operating_profit"] - known["ebitda"] - 100_000
    case = altered(19, ebitda=-100_000.0, operating_profit=short, equity_raised_2y=0.0)
    miss = next(each for each in missed_by(case) if each.kind == "raises")
    assert (miss.products, miss.changes[0].fact) == (("loan-zheke-joint",), "admin_expense")
    assert miss.covered_more == 5_990_000
    assert "the firm could carry more (illustrative policy)" in miss.sentence.en


def test_debt_repaid_to_be_borrowed_again_is_no_near_miss() -> None:
    assert all(each.fact != "short_term_loans" for _, miss in all_missed() for each in miss.changes)


def a_rule(fact: str) -> RuleOutcome:
    return RuleOutcome(fact, 0.0, None, "is_true", None, "no", None, None, True,
                       told(Text(zh="", en="")))  # fmt: skip
