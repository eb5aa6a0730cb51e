"""Do model versions move only as the rules say, and only by the hands of different persons?"""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from engine.errors import BlockedError, RecordError, SamePersonError, UnknownModelError
from engine.scoring import Basis
from models.manifest import ModelCard
from models.registry import Happening, champion
from tests.models.registry_samples import (
    LATER,
    ON,
    SIMULATED,
    a_finding,
    a_proposal,
    a_registry,
    a_verdict,
    an_id,
    approved,
    state_of,
    with_champions,
)


def test_a_model_of_real_firms_begins_as_a_candidate():
    registry = a_registry()
    assert registry.propose(a_proposal(), ON).state == "candidate"


def test_a_model_of_simulated_firms_begins_as_a_demonstration_whatever_its_card_claims():
    claims = ModelCard(basis=Basis(trained_on="simulated", use="validated"))
    version = a_registry().propose(a_proposal(card=claims), ON)
    assert (version.state, version.basis.use) == ("demonstration", "demonstration")


def test_a_model_cannot_be_proposed_twice():
    registry = a_registry(1)
    with pytest.raises(BlockedError, match="in the registry already"):
        registry.propose(a_proposal(1, developed_by="other"), ON)


@pytest.mark.parametrize(
    "act",
    [
        lambda r, i: r.validate(i, a_verdict(), "val", ON),
        lambda r, i: r.promote(i, approved()),
        lambda r, i: r.retire(i, "boss", ON, "old"),
        lambda r, i: r.name_challenger(i, "boss"),
    ],
)
def test_a_demonstration_never_goes_further(act):
    registry = a_registry()
    registry.propose(a_proposal(card=SIMULATED), ON)
    with pytest.raises(BlockedError, match="simulated firms"):
        act(registry, an_id(1))
    assert state_of(registry, 1) == "demonstration"


@pytest.mark.parametrize(
    "act",
    [
        lambda r, i: r.validate(i, a_verdict(), "val", ON),
        lambda r, i: r.raise_finding(i, a_finding(), "val", ON),
        lambda r, i: r.close_finding(i, 1, "val", ON, "mended"),
        lambda r, i: r.promote(i, approved()),
        lambda r, i: r.retire(i, "boss", ON, "old"),
        lambda r, i: r.name_challenger(i, "boss"),
        lambda r, i: r.drop_challenger(i, "boss"),
        lambda r, i: r.note_refusal(i, "station", "damaged"),
    ],
)
def test_an_act_on_an_unknown_model_is_refused(act):
    with pytest.raises(UnknownModelError):
        act(a_registry(1), an_id(9))


def test_developer_validator_and_approver_are_three_persons():
    registry = a_registry(1)
    with pytest.raises(SamePersonError):
        registry.validate(an_id(1), a_verdict(), "dev", ON)
    for person in ("dev", "val"):
        with pytest.raises(SamePersonError):
            registry.promote(an_id(1), approved(person))
    assert state_of(registry, 1) == "validated"


def test_a_person_cannot_pass_for_two_by_another_spelling():
    registry = a_registry(1)
    for spelling in ("Dev", "dev ", "ＤＥＶ", ""):
        with pytest.raises(ValidationError):
            registry.promote(an_id(1), approved(spelling))
    assert state_of(registry, 1) == "validated"


def test_whoever_closed_a_finding_cannot_approve():
    registry = a_registry(1)
    registry.raise_finding(an_id(1), a_finding(), "val", ON)
    registry.close_finding(an_id(1), 1, "boss", ON, "mended")
    with pytest.raises(SamePersonError):
        registry.promote(an_id(1), approved("boss"))
    assert registry.promote(an_id(1), approved("chief"))[0].approved_by == "chief"


def test_whoever_approved_cannot_validate_or_close_findings_later():
    registry = with_champions(1)
    registry.raise_finding(an_id(1), a_finding(severity="low"), "val", ON)
    with pytest.raises(SamePersonError):
        registry.validate(an_id(1), a_verdict(), "boss", ON)
    with pytest.raises(SamePersonError):
        registry.close_finding(an_id(1), 1, "boss", ON, "mended")


@pytest.mark.parametrize("person", ["dev", "owner"])
def test_neither_developer_nor_owner_closes_a_finding(person):
    registry = a_registry(1)
    registry.raise_finding(an_id(1), a_finding(owner="owner"), "val", ON)
    with pytest.raises(SamePersonError):
        registry.close_finding(an_id(1), 1, person, ON, "mended")


def test_findings_are_numbered_and_close_once():
    registry = a_registry(1)
    for _ in range(2):
        last = registry.raise_finding(an_id(1), a_finding(), "val", ON)
    closed = registry.close_finding(an_id(1), last.number, "val", ON, "mended")
    assert (last.number, closed.is_open, closed.closing_note) == (2, False, "mended")
    with pytest.raises(BlockedError, match="closed already"):
        registry.close_finding(an_id(1), 2, "val", ON, "again")
    with pytest.raises(UnknownModelError, match=r"no\. 3"):
        registry.close_finding(an_id(1), 3, "val", ON, "mended")


def test_a_finding_is_overdue_the_day_after_its_day():
    registry = a_registry(1)
    raised = registry.raise_finding(an_id(1), a_finding(due_on=ON), "val", ON)
    assert [raised.is_overdue(ON + timedelta(days)) for days in (0, 1)] == [False, True]


def test_a_finding_cannot_be_due_before_it_is_raised():
    with pytest.raises(RecordError, match="due_on: must not lie before today"):
        a_registry(1).raise_finding(an_id(1), a_finding(due_on=ON - timedelta(1)), "val", ON)


@pytest.mark.parametrize(("severity", "blocks"), [("high", True), ("medium", False)])
def test_only_an_open_high_finding_blocks_promotion(severity, blocks):
    registry = a_registry(1)
    registry.raise_finding(an_id(1), a_finding(severity=severity), "val", ON)
    if blocks:
        with pytest.raises(BlockedError, match=r"high findings are open: no\. 1"):
            registry.promote(an_id(1), approved())
        registry.close_finding(an_id(1), 1, "val", ON, "mended")
    registry.promote(an_id(1), approved())
    assert state_of(registry, 1) == "champion"


def test_a_validation_holds_to_its_last_day_and_not_a_day_longer():
    with pytest.raises(BlockedError, match="ran out"):
        a_registry(1).promote(an_id(1), approved(on=LATER + timedelta(1)))
    assert a_registry(1).promote(an_id(1), approved(on=LATER))[0].state == "champion"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"verdict": "red"}, BlockedError), ({"verdict": "amber"}, RecordError),
     ({"revalidate_by": ON}, RecordError)],
)  # fmt: skip
def test_a_verdict_that_validates_nothing_is_refused(changes, refusal):
    registry = a_registry()
    registry.propose(a_proposal(), ON)
    with pytest.raises(refusal):
        registry.validate(an_id(1), a_verdict(**changes), "val", ON)
    assert state_of(registry, 1) == "candidate"


def test_an_amber_verdict_validates_with_conditions_of_use():
    registry = a_registry()
    registry.propose(a_proposal(), ON)
    told = a_verdict(verdict="amber", conditions=("不用于成立不满一年的企业",))
    version = registry.validate(an_id(1), told, "val", ON)
    assert (version.state, version.validation.conditions) == ("validated", told.conditions)


def test_a_candidate_is_not_promoted():
    registry = a_registry()
    registry.propose(a_proposal(), ON)
    with pytest.raises(BlockedError, match="candidate"):
        registry.promote(an_id(1), approved())


def test_a_promotion_retires_the_champion_before():
    registry = with_champions(1, 2)
    assert [state_of(registry, n) for n in (1, 2)] == ["retired", "champion"]
    assert registry.store.versions()[an_id(2)].replaces == an_id(1)


def test_only_what_is_or_was_champion_counts_as_validated():
    registry = with_champions(1, 2)
    registry.propose(a_proposal(3), ON)
    uses = [each.basis.use for each in registry.store.versions().values()]
    assert uses == ["validated", "validated", "demonstration"]


def test_of_two_approvers_who_saw_the_same_champion_one_wins():
    registry = a_registry(1, 2)
    registry.promote(an_id(1), approved("boss", replacing=None))
    with pytest.raises(BlockedError, match=f"the champion is {an_id(1)}, not none"):
        registry.promote(an_id(2), approved("chief", replacing=None))
    assert champion(registry.store.versions(), "credit").model_id == an_id(1)


def test_champions_of_other_kinds_are_left_alone():
    registry = with_champions(1)
    registry.propose(a_proposal(model_id=an_id(2, "potential"), kind="potential"), ON)
    registry.validate(an_id(2, "potential"), a_verdict(), "val", ON)
    registry.promote(an_id(2, "potential"), approved())
    kinds = {champion(registry.store.versions(), kind).kind for kind in ("credit", "potential")}
    assert kinds == {"credit", "potential"}


def test_a_rollback_brings_the_champion_before_back_and_again_the_one_before_it():
    registry = with_champions(1, 2, 3)
    for now, back in ((3, 2), (2, 1)):
        registry.rollback("credit", approved("chief", replacing=an_id(now)))
        assert champion(registry.store.versions(), "credit").model_id == an_id(back)
    with pytest.raises(BlockedError, match="no earlier champion"):
        registry.rollback("credit", approved("chief", replacing=an_id(1)))


@pytest.mark.parametrize("person", ["dev", "val"])
def test_a_rollback_needs_another_person_too(person):
    registry = with_champions(1, 2)
    with pytest.raises(SamePersonError):
        registry.rollback("credit", approved(person, replacing=an_id(2)))


def test_a_rollback_to_an_expired_or_faulty_model_is_refused_until_it_is_validated_again():
    registry, late = with_champions(1, 2), LATER + timedelta(1)
    with pytest.raises(BlockedError, match="ran out"):
        registry.rollback("credit", approved(replacing=an_id(2), on=late))
    registry.validate(an_id(1), a_verdict(revalidate_by=late + timedelta(9)), "val", late)
    assert state_of(registry, 1) == "retired"
    registry.raise_finding(an_id(1), a_finding(due_on=late), "val", late)
    with pytest.raises(BlockedError, match="high findings"):
        registry.rollback("credit", approved(replacing=an_id(2), on=late))


def test_a_champion_that_was_retired_by_itself_is_never_rolled_back_to():
    registry = with_champions(1, 2)
    registry.retire(an_id(2), "boss", ON, "wrong")
    assert champion(registry.store.versions(), "credit") is None
    assert registry.rollback("credit", approved())[0].model_id == an_id(1)


def test_a_new_champion_after_one_retired_by_itself_stands_on_the_one_before_that():
    registry = with_champions(1, 2)
    registry.retire(an_id(2), "boss", ON, "wrong")
    registry.propose(a_proposal(3), ON)
    registry.validate(an_id(3), a_verdict(), "val", ON)
    assert registry.promote(an_id(3), approved())[0].replaces == an_id(1)


def test_the_developer_does_not_take_the_champion_out_of_service():
    registry = with_champions(1)
    with pytest.raises(SamePersonError):
        registry.retire(an_id(1), "dev", ON, "mine")
    assert registry.retire(an_id(1), "boss", ON, "old").retired_because == "old"
    with pytest.raises(BlockedError, match="retired"):
        registry.retire(an_id(1), "boss", ON, "twice")


def test_there_is_one_challenger_and_it_is_no_champion():
    registry = a_registry(1, 2)
    registry.name_challenger(an_id(1), "val")
    registry.name_challenger(an_id(2), "val")
    named = [each.model_id for each in registry.store.versions().values() if each.is_challenger]
    assert named == [an_id(2)]
    promoted, *_ = registry.promote(an_id(2), approved())
    assert not promoted.is_challenger
    with pytest.raises(BlockedError):
        registry.name_challenger(an_id(2), "val")


def test_only_a_credit_model_that_is_a_challenger_can_be_dropped():
    registry = a_registry(1)
    registry.propose(a_proposal(model_id=an_id(2, "potential"), kind="potential"), ON)
    with pytest.raises(BlockedError, match="credit"):
        registry.name_challenger(an_id(2, "potential"), "val")
    with pytest.raises(BlockedError, match="no challenger"):
        registry.drop_challenger(an_id(1), "val")
    registry.name_challenger(an_id(1), "val")
    assert not registry.drop_challenger(an_id(1), "val").is_challenger


def test_a_refusal_to_serve_is_kept_with_its_reason():
    registry = with_champions(1)
    registry.note_refusal(an_id(1), "station", "tables.bin: damaged")
    last = registry.store.happenings[-1]
    assert (last.action, last.reason) == ("refused", "tables.bin: damaged")


def test_what_happened_reads_back_from_json_as_it_was():
    for each in with_champions(1, 2).store.happenings:
        assert Happening.model_validate_json(each.model_dump_json()) == each
