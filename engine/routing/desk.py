"""What are the plans that answer one firm's questions, each solved once?"""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, replace
from decimal import Decimal

from engine.errors import AgreementError, EngineError, RoutingError
from engine.plan import IfRefused
from engine.routing.agreed import check_answers, with_answers
from engine.routing.conflict import conflict_of
from engine.routing.mix import Asked, stands_apart
from engine.routing.offer import ZERO, Choice
from engine.routing.offers import Made, Readies, choice_of, made_again, made_ready
from engine.routing.plans import all_in_cost, dilution_of, first_year_cost
from engine.routing.policy import Prices
from engine.routing.priced import Entry, Mix, priced
from engine.routing.reads import changed_products
from engine.routing.situation import Situation
from engine.routing.solve import Solution
from engine.routing.words import joined, money
from engine.text import Text

_CONFLICT = Text(
    zh="已接受的各项不能同时成立:{limits}", en="what was accepted cannot hold together: {limits}"
)
NOBODY: frozenset[str] = frozenset()


@dataclass
class Desk:
    """One firm's choice, solved as often as its questions need; equal questions once."""

    situation: Situation
    node_limit: int
    made: Made = field(init=False)
    found: Readies = field(init=False)
    choice: Choice = field(init=False)
    always: frozenset[str] = field(init=False)
    asked: Asked = field(init=False)
    solved: dict[tuple[frozenset[str], frozenset[str]], Solution | None] = field(
        init=False, default_factory=dict
    )

    before: InitVar[Made | None] = None
    changed: InitVar[frozenset[str]] = NOBODY

    def __post_init__(self, before: Made | None, changed: frozenset[str]) -> None:
        situation = self.situation
        self.made = (
            made_ready(situation) if before is None else made_again(before, situation, changed)
        )
        agreed = self.situation.given.agreed
        check_answers(agreed, (each.id for each in self.situation.catalogue.products))
        self.found = with_answers(self.made.ready, agreed)
        self.always = agreed.products
        self.choice = choice_of(self.found, self.situation)
        self.asked = Asked(self.choice, self.situation.policy.prices)
        self.best = self._mix(NOBODY, NOBODY)

    def assuming(self, products: frozenset[str]) -> "Desk":
        """The desk if these products were eligible; what they do not touch is kept."""
        other = self.situation.assuming(products)
        return Desk(other, self.node_limit, self.made, products - self.situation.granted)

    def usable(self, products: frozenset[str]) -> frozenset[str]:
        """All products that some plan could use if these were eligible.

        Policies that no product requires are never part of a cheapest plan.
        """
        other, fresh = self.situation.assuming(products), products - self.situation.granted
        ready = made_again(self.made, other, fresh).ready
        offers = [each.offer for each in ready.values() if each.offer is not None]
        required = {name for offer in offers for names in offer.requires for name in names}
        return frozenset(o.id for o in offers if o.role != "policy" or o.id in required)

    def knowing(self, known: Mapping[str, float]) -> "Desk":
        """The desk if all this were known instead; what reads no other fact is kept."""
        catalogue = self.situation.catalogue
        changed = changed_products(catalogue, self.situation.known, known)
        other = replace(self.situation, known=known)
        return Desk(other, self.node_limit, self.made, changed)

    def solution(self, banned: frozenset[str], forced: frozenset[str]) -> Solution | None:
        """The best mix without `banned` and with `forced`, None where there is none."""
        question = banned, forced
        if question not in self.solved:
            held = forced | (self.always - banned)
            answer = self.asked.best(banned, held, self.node_limit)
            if answer is None and banned and self.always:
                # What was accepted for a line that falls away falls away with it.
                answer = self.asked.best(banned, forced, self.node_limit)
            self.solved[question] = answer
        return self.solved[question]

    def other(self, choice: Choice, prices: Prices) -> Solution | None:
        """The best mix of a choice or at prices that are not those of the plan."""
        return Asked(choice, prices).best(NOBODY, self.always, self.node_limit)

    def _mix(self, banned: frozenset[str], forced: frozenset[str]) -> Mix:
        solution = self.solution(banned, forced)
        if solution is None:
            raise self._conflict()
        return priced(solution, self.choice, self.found)

    def _conflict(self) -> EngineError:
        """Which limits the answers of providers break together."""
        prices = self.situation.policy.prices
        found = conflict_of(self.choice, prices, self.always, self.situation)
        if found is None or not self.always:
            return RoutingError("no mix keeps all limits, not even the empty one")
        return AgreementError(_CONFLICT.filled(limits=joined(found.sentences)))

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
