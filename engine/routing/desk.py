"""What are the plans that answer one firm's questions, each solved once?"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from engine.errors import RoutingError
from engine.plan import IfRefused, Plan
from engine.routing.mix import best_mix, stands_apart
from engine.routing.offer import ZERO, Choice
from engine.routing.offers import Readies, choice_of, readies
from engine.routing.plans import all_in_cost, dilution_of, first_year_cost, plan_of
from engine.routing.priced import Entry, Mix, priced
from engine.routing.situation import Situation
from engine.routing.solve import Solution
from engine.routing.words import money
from engine.text import Text

MOST_ALTERNATIVES = 4
NOBODY: frozenset[str] = frozenset()
_KINDS_OF_COVER = ("A_rnd_conversion", "C_ip", "B_first_use", "D_basic")


@dataclass
class Desk:
    """One firm's choice, solved as often as its questions need; equal questions once."""

    situation: Situation
    node_limit: int
    found: Readies = field(init=False)
    choice: Choice = field(init=False)
    solved: dict[tuple[frozenset[str], frozenset[str]], Solution | None] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self.found = readies(self.situation)
        self.choice = choice_of(self.found, self.situation)
        self.best = self._mix(NOBODY, NOBODY)

    def solution(self, banned: frozenset[str], forced: frozenset[str]) -> Solution | None:
        """The best mix without `banned` and with `forced`, None where there is none."""
        question = banned, forced
        if question not in self.solved:
            prices = self.situation.policy.prices
            answer = best_mix(self.choice, prices, banned, forced, self.node_limit)
            self.solved[question] = answer
        return self.solved[question]

    def _mix(self, banned: frozenset[str], forced: frozenset[str]) -> Mix:
        solution = self.solution(banned, forced)
        if solution is None:
            raise RoutingError("no mix keeps all limits, not even the empty one")
        return priced(solution, self.choice, self.found)

    def if_refused(self, entry: Entry) -> IfRefused:
        """The plan solved again without the product of `entry`."""
        mix = self._without(entry)
        covered = sum(mix.covered, ZERO)
        gap = sum(self.choice.uses, ZERO) - covered
        instead = tuple(sorted(mix.products - self.best.products))
        return IfRefused(
            covered_amount=covered,
            bridge_gap=gap,
            all_in_cost_annual=all_in_cost(mix),
            dilution_share=dilution_of(mix, self.situation),
            instead=instead,
            sentence=self._refused_sentence(mix, gap, instead),
        )

    def _without(self, entry: Entry) -> Mix:
        if not stands_apart(entry.offer, self.choice):
            return self._mix(frozenset({entry.offer.id}), NOBODY)
        others = tuple(each for each in self.best.entries if each.offer.id != entry.offer.id)
        return replace(self.best, entries=others)

    def _refused_sentence(self, mix: Mix, gap: Decimal, instead: tuple[str, ...]) -> Text:
        names = [self.found[name].product.name for name in instead]
        zh = f",改用{'、'.join(f'《{name.zh}》' for name in names)}" if names else ""
        en = f", using {', '.join(name.en for name in names)} instead" if names else ""
        paid, left = money(sum(mix.covered, ZERO)), money(gap)
        cost = money(first_year_cost(mix).high)
        return Text(
            zh=f"如被拒绝{zh},仍可按期覆盖{paid.zh},缺口{left.zh},第一年成本至多{cost.zh}",
            en=f"If refused{en}, {paid.en} is still covered in time, {left.en} stays open;"
            f" first-year cost at most {cost.en}",
        )

    def dearer(self, product: str) -> Decimal | None:
        """By how many yuan a plan with `product` is priced above the best."""
        with_it, best = (
            self.solution(NOBODY, frozenset({product})),
            self.solution(NOBODY, NOBODY),
        )
        if with_it is None or best is None:
            return None
        return max(ZERO, Decimal(repr(with_it.objective - best.objective)))

    def alternatives(self) -> Iterator[Plan]:
        """Other plans worth weighing, none equal to the best or to one before it."""
        seen = {_fingerprint(self.best)}
        for plan_id, name, banned, forced in self._questions():
            solution = self.solution(banned, forced)
            if solution is None or len(seen) > MOST_ALTERNATIVES:
                continue
            mix = priced(solution, self.choice, self.found)
            if _fingerprint(mix) in seen or not mix.of_role("cash"):
                continue
            seen.add(_fingerprint(mix))
            yield plan_of(mix, self.situation, plan_id, name)

    def _questions(self) -> Iterator[tuple[str, Text, frozenset[str], frozenset[str]]]:
        offers, used = self.choice.offers, self.best.entries
        cash = self.best.of_role("cash")
        if cash:
            largest = max(cash, key=lambda each: (each.amount, each.offer.id))
            name = largest.ready.product.name
            yield (
                "without-largest",
                Text(zh=f"不用《{name.zh}》", en=f"Without {name.en}"),
                frozenset({largest.offer.id}),
                NOBODY,
            )
        if any(each.offer.channel == "invest" for each in used):
            equity = frozenset(each.id for each in offers if each.channel == "invest")
            yield "no-equity", Text(zh="不引入股权", en="Without equity"), equity, NOBODY
        if not all(each.offer.is_sure for each in used):
            unsure = frozenset(each.id for each in offers if not each.is_sure)
            yield "sure-only", Text(zh="只用条件明确的产品", en="Sure lines only"), unsure, NOBODY
        if any(each.offer.channel == "loan" for each in used):
            loans = frozenset(each.id for each in offers if each.channel == "loan")
            yield "no-loan", Text(zh="不借款", en="Without loans"), loans, NOBODY
        policy = self._fitting_policy()
        if policy is not None:
            with_cover = Text(zh="加上保险保障", en="With insurance"), NOBODY, policy
            yield "with-insurance", *with_cover

    def _fitting_policy(self) -> frozenset[str] | None:
        """The cheapest policy of the first class of risk that the firm can surely insure."""
        policies = [each for each in self.choice.offers if each.role == "policy" and each.is_sure]
        if not policies:
            return None
        kinds = {each.id: self.found[each.id].product.kind for each in policies}
        by_kind = {each.id: _KINDS_OF_COVER.index(kinds[each.id]) for each in policies}
        first = min(policies, key=lambda each: (by_kind[each.id], each.cost * each.most, each.id))
        return frozenset({first.id})


def _fingerprint(mix: Mix) -> frozenset[tuple[str, Decimal]]:
    return frozenset((each.line_id, each.amount) for each in mix.entries)
