"""Does any sequence of acts break four eyes, or leave two champions or none?"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.errors import RecordError, RegistryError
from models.registry import Approval, MemoryStore, Registry, champion
from tests.models.registry_samples import (
    ON,
    REAL,
    SIMULATED,
    a_finding,
    a_proposal,
    a_verdict,
    an_id,
)

PERSONS = st.sampled_from(["ann", "bo", "cy", "di"])
NUMBERS = st.integers(1, 6)
DAYS = st.integers(0, 300)
SEVERITIES = st.sampled_from(["low", "low", "high"])
VERDICTS = st.sampled_from(["green", "green", "green", "red"])


class Life(RuleBasedStateMachine):
    """Random acts of four persons on four models, beside the plainest model of what may be."""

    def __init__(self) -> None:
        super().__init__()
        self.registry = Registry(MemoryStore())
        self.today = ON
        self.serving: int | None = None
        self.held: list[int] = []  # the champions one could go back to, the last one on top

    def trying(self, act, *arguments):
        """What an act gives, or None where it was refused; a refusal must change nothing."""
        before = self.registry.store.happenings
        try:
            return act(*arguments)
        except (RegistryError, RecordError):
            assert self.registry.store.happenings == before
            return None

    def version(self, number):
        return self.registry.store.versions().get(an_id(number))

    @initialize(developers=st.lists(PERSONS, min_size=6, max_size=6))
    def begin(self, developers):
        for number, developer in enumerate(developers, start=1):
            self.propose(number, developer, real=number < 6)

    def propose(self, number, by, real):
        proposal = a_proposal(number, developed_by=by, card=REAL if real else SIMULATED)
        self.trying(self.registry.propose, proposal, self.today)

    @rule(number=st.integers(5, 7), by=PERSONS, real=st.booleans())
    def propose_another(self, number, by, real):
        self.propose(number, by, real)

    @rule(days=st.integers(0, 30))
    def time_passes(self, days):
        self.today += timedelta(days)

    @rule(number=NUMBERS, by=PERSONS, days=DAYS, verdict=VERDICTS)
    def validate(self, number, by, days, verdict):
        told = a_verdict(verdict=verdict, revalidate_by=self.today + timedelta(days))
        self.trying(self.registry.validate, an_id(number), told, by, self.today)

    @rule(number=NUMBERS, by=PERSONS, owner=PERSONS, severity=SEVERITIES)
    def raise_finding(self, number, by, owner, severity):
        finding = a_finding(owner=owner, severity=severity, due_on=self.today)
        self.trying(self.registry.raise_finding, an_id(number), finding, by, self.today)

    @rule(number=NUMBERS, which=st.integers(1, 2), by=PERSONS)
    def close_finding(self, number, which, by):
        self.trying(self.registry.close_finding, an_id(number), which, by, self.today, "mended")

    @rule(number=NUMBERS, by=PERSONS)
    def promote(self, number, by):
        self.promoted(number, by, stale=False)

    @rule(number=NUMBERS, by=PERSONS)
    def promote_having_seen_another(self, number, by):
        self.promoted(number, by, stale=True)

    @rule(number=NUMBERS, persons=st.permutations(["ann", "bo", "cy", "di"]))
    def bring_forward(self, number, persons):
        version = self.version(number)
        validator, approver, *_ = [each for each in persons if each != version.developed_by]
        self.validate(number, validator, 300, "green")
        self.promoted(number, approver, stale=False)

    def promoted(self, number, by, stale):
        seen = an_id(9) if stale else (an_id(self.serving) if self.serving else None)
        may = not stale and self.may_serve(number, by, {"validated"})
        done = self.trying(self.registry.promote, an_id(number), Approval(by, self.today, seen))
        assert (done is not None) == may
        if may:
            self.serving = number
            self.held.append(number)

    @precondition(lambda self: self.held)
    @rule(by=PERSONS)
    def roll_back(self, by):
        under = self.held[:-1] if self.serving else self.held
        may = bool(under) and self.may_serve(under[-1], by, {"retired"})
        seen = an_id(self.serving) if self.serving else None
        done = self.trying(self.registry.rollback, "credit", Approval(by, self.today, seen))
        assert (done is not None) == may
        if may:
            self.serving, self.held = under[-1], under

    @rule(number=NUMBERS, by=PERSONS)
    def retire(self, number, by):
        done = self.trying(self.registry.retire, an_id(number), by, self.today, "old")
        if done is not None and number == self.serving:
            self.serving = None
            self.held.pop()

    @rule(number=NUMBERS, by=PERSONS, named=st.booleans())
    def challenge(self, number, by, named):
        act = self.registry.name_challenger if named else self.registry.drop_challenger
        self.trying(act, an_id(number), by)

    def may_serve(self, number, by, states):
        """The rules of approval, said once more in the plainest way."""
        version = self.version(number)
        if version is None or version.state not in states:
            return False
        findings = self.registry.store.findings(version.model_id)
        concerned = {version.developed_by, version.validation.validated_by}
        concerned |= {each.closed_by for each in findings}
        blocked = any(each.severity == "high" and each.closed_on is None for each in findings)
        return by not in concerned and not blocked and (
            self.today <= version.validation.revalidate_by
        )  # fmt: skip

    @invariant()
    def exactly_the_expected_champion_serves(self):
        states = [each for each in self.registry.store.versions().values()
                  if each.state == "champion"]  # fmt: skip
        expected = [] if self.serving is None else [an_id(self.serving)]
        assert [each.model_id for each in states] == expected
        found = champion(self.registry.store.versions(), "credit")
        assert (found.model_id if found else None) == (expected or [None])[0]

    @invariant()
    def a_demonstration_stays_one(self):
        for each in self.registry.store.versions().values():
            assert (each.state == "demonstration") == each.is_simulated
            assert each.basis.use == "demonstration" or not each.is_simulated

    @invariant()
    def nobody_judges_a_model_of_their_own(self):
        for each in self.registry.store.versions().values():
            validated_by = each.validation.validated_by if each.validation else None
            persons = [each.developed_by, validated_by, each.approved_by]
            named = [person for person in persons if person is not None]
            assert len(set(named)) == len(named)

    @invariant()
    def there_is_at_most_one_challenger(self):
        versions = self.registry.store.versions().values()
        named = [each for each in versions if each.is_challenger]
        assert len(named) <= 1
        assert all(each.state in ("candidate", "validated") for each in named)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=50)
