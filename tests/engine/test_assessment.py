import json
import math
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from api.examples import example
from engine.assessment import Assessment, Scorers, Tables, assess, own_numbers
from engine.catalogue import Catalogue, read_catalogue
from engine.chain import read_taxonomy
from engine.firm import SECTIONS, Firm, Need
from engine.innovation import read_innovation_table
from tests.builders import LinearScorer, a_firm, a_need

ON = date(2026, 11, 22)
KINDS = ("growing", "seed", "established")
# A slope of zero: every firm scores the base, so that these tests speak of the mix alone.
FLAT = Scorers(credit=LinearScorer(slope=0.0))


class LinearPotential(LinearScorer):
    horizon_months = 24


FOLDER = Path(__file__).parents[2] / "products"
WITH_POTENTIAL = Scorers(FLAT.credit, LinearPotential(slope=0.0))


@cache
def products() -> Catalogue:
    return read_catalogue(FOLDER).on(ON)


@cache
def tables() -> Tables:
    return Tables(
        read_innovation_table(FOLDER / "innovation_points.yaml"),
        read_taxonomy(FOLDER / "ai_chain.yaml"),
    )


@cache
def assessed(kind: str) -> Assessment:
    record = json.dumps(example(kind, ON), default=str)
    parts = json.loads(record)
    firm = Firm.model_validate_json(json.dumps(parts["firm"]))
    need = Need.model_validate_json(json.dumps(parts["need"]))
    return assess(firm, need, ON, WITH_POTENTIAL, products(), tables())


def test_three_numbers_stand_apart_each_with_its_detail() -> None:
    found = assessed("growing")
    assert found.innovation is not None
    assert found.potential is not None
    assert found.innovation_points == float(found.innovation.total)
    assert found.potential_score == found.potential.potential_score
    assert found.potential.probability == pytest.approx(1 / (1 + math.exp(3)))


def test_rules_may_read_all_of_our_own_numbers() -> None:
    found = assessed("growing")
    own = own_numbers(found.score, found.innovation, found.potential)
    assert own["innovation_points"] == found.innovation_points
    assert own["potential_score"] == found.potential_score


def test_reasons_say_how_far_off_the_firm_is_and_whether_it_can_change_that() -> None:
    reasons = {each.product: each.because for each in assessed("growing").unused}
    (capex,) = (b for b in reasons["sub-hz-equipment-interest"]
                if b.fact == "capex_total" and b.distance == 3_100_000)  # fmt: skip
    assert (capex.unit, capex.changeable, capex.earliest) == ("yuan", True, None)
    assert capex.gap is not None
    assert capex.gap.zh == "还差 310 万元;企业可以改变"
    assert all(each.gap is None for each in reasons["loan-zjtx"])


def test_a_firm_too_young_is_told_the_day_on_which_it_is_old_enough() -> None:
    record = example("seed", ON)
    record["firm"]["registration"]["founded_on"] = "2026-01-10"
    firm = Firm.model_validate_json(json.dumps(record["firm"], default=str))
    need = Need.model_validate_json(json.dumps(record["need"], default=str))
    unused = {each.product: each for each in assess(firm, need, ON, FLAT, products()).unused}
    (age,) = (b for b in unused["loan-credit-sci"].because if b.fact == "firm_age_years")
    assert age.earliest == date(2028, 1, 11)  # 731 days: 730 are short of two years of 365.25
    assert not age.changeable


def test_without_tables_and_model_the_other_numbers_are_unknown_not_zero() -> None:
    found = assess(a_firm(), a_need(), ON, FLAT, products())
    assert (found.innovation_points, found.potential_score) == (None, None)
    assert all(math.isnan(own_numbers(found.score)[name])
               for name in ("innovation_points", "potential_score"))  # fmt: skip


def test_what_the_record_alone_says_stands_beside_the_score() -> None:
    found = assessed("growing")
    assert found.size_class.size_class == "small"
    assert "models" in {each.segment for each in found.chain_segments}
    held = {test.code for test in found.qualification_tests if test.held.state == "valid"}
    assert held == {"KXZXQY", "ZJKX", "HNTE", "HMZ", "XCY"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_product_is_in_the_plan_or_told_why_not(kind: str) -> None:
    found = assessed(kind)
    used = {line.product for line in found.plan.lines}
    unused = {each.product for each in found.unused}
    assert used | unused == {product.id for product in products().products}
    assert not used & unused
    assert all(each.because for each in found.unused)


@pytest.mark.parametrize("kind", KINDS)
def test_coverage_counts_cash_by_its_date_only(kind: str) -> None:
    plan = assessed(kind).plan
    cash = [cover for line in plan.lines if line.gives_cash for cover in line.uses]
    assert plan.covered_amount == sum(cover.amount for cover in cash)
    assert plan.covered_amount + plan.bridge_gap == plan.need_amount
    assert not any(line.uses for line in plan.lines if not line.gives_cash)


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_at_least_one_other_plan(kind: str) -> None:
    found = assessed(kind)
    plans = [{line.id: line.amount for line in p.lines} for p in (found.plan, *found.alternatives)]
    assert len(plans) > 1
    assert plans[0] not in plans[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_survives_json_unchanged(kind: str) -> None:
    text = assessed(kind).model_dump_json()
    assert Assessment.model_validate_json(text).model_dump_json() == text


def test_the_mix_uses_several_channels_where_they_fit() -> None:
    channels = {line.channel for line in assessed("growing").plan.lines}
    assert {"loan", "guarantee", "subsidy"} <= channels


def test_a_firm_of_which_little_is_known_is_referred_and_still_routed() -> None:
    found = assess(a_firm(), a_need(), ON, FLAT, products())
    assert found.score.status == "refer"
    assert found.score.credit_score is None
    assert found.plan.need_amount == 1_000_000
    assert all(line.verdict != "eligible" for line in found.plan.lines if line.channel == "loan")


def test_cover_that_nobody_has_confirmed_is_told_apart() -> None:
    found = assess(a_firm(), a_need(), ON, FLAT, products())
    assert found.plan.covered_amount > 0
    assert found.plan.sure_amount == 0
    assert "资格均未确认" in found.plan.sentence.zh


@pytest.mark.parametrize("kind", KINDS)
def test_sure_cover_is_what_eligible_lines_pay(kind: str) -> None:
    for plan in (assessed(kind).plan, *assessed(kind).alternatives):
        decided = {line.id for line in plan.lines if line.provider_decides}
        guarantees = [line for line in plan.lines if line.channel == "guarantee"]
        backed = {line.attached_to for line in guarantees if line.id in decided}
        sure = sum(
            cover.amount
            for line in plan.lines
            if line.gives_cash and line.id not in decided | backed
            for cover in line.uses
        )
        assert plan.sure_amount == sure


def test_what_is_not_known_is_asked_for_next() -> None:
    found = assess(a_firm(), a_need(), ON, FLAT, products())
    money = [each.blocked_yuan + (each.up_to_yuan or 0) for each in found.ask_next]
    assert money[0] > 0
    assert money == sorted(money, reverse=True)


def test_each_section_taken_away_still_gives_an_answer() -> None:
    parts = json.loads(json.dumps(example("growing", ON), default=str))
    need = Need.model_validate_json(json.dumps(parts["need"]))
    for section in SECTIONS[:3]:
        record = {name: value for name, value in parts["firm"].items() if name != section}
        firm = Firm.model_validate_json(json.dumps(record))
        assert assess(firm, need, ON, FLAT, products()).plan.need_amount > 0
