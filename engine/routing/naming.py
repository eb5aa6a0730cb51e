"""What is a plan called beside the others, so that its name is true?"""

from collections.abc import Iterator, Sequence

from engine.facts.need import PURPOSE_LABELS
from engine.routing.desk import Desk
from engine.routing.front import Candidate, covers_alike
from engine.routing.offer import ZERO
from engine.routing.plans import counted_cost
from engine.routing.words import money
from engine.text import Text

Name = tuple[str, Text]


def names_of(best: Candidate, chosen: Sequence[Candidate], desk: Desk) -> tuple[Name, ...]:
    """An id and a name for each plan: the first claim that holds and that no other plan bears."""
    taken: dict[str, Name] = {}
    for one in chosen:
        rest = [best, *(each for each in chosen if each is not one)]
        claims = [*_first_of_all(one, best, rest), *_surer(one, best, rest)]
        claims += _differences(one, best, desk)
        free = next(each for each in (*claims, _other(len(taken))) if each[0] not in taken)
        taken[free[0]] = free
    return tuple(taken.values())


def _first_of_all(one: Candidate, best: Candidate, rest: Sequence[Candidate]) -> Iterator[Name]:
    """In what the plan is ahead of every other plan told."""
    mine, others = one.merits, [each.merits for each in rest]
    whole = covers_alike(one, best)
    if mine.insured > best.merits.insured:
        yield "with-insurance", Text(zh="加上保险保障", en="With insurance")
    if all(mine.days < each.days for each in others):
        yield "soonest", Text(zh="资金最快到位", en="Cash soonest")
    if mine.dilution == 0 < best.merits.dilution:
        yield "no-equity", Text(zh="不引入股权", en="Without equity")
    if all(mine.dilution < each.dilution for each in others):
        yield "least-dilution", Text(zh="稀释最少", en="Least dilution")
    if whole and all(mine.cost < each.cost for each in others):
        yield "least-cash-cost", Text(zh="现金成本最低", en="Least cash cost")


def _surer(one: Candidate, best: Candidate, rest: Sequence[Candidate]) -> Iterator[Name]:
    """In what its lines are surer, or fewer."""
    if one.is_sure and not best.is_sure:
        yield "sure-only", Text(zh="只用条件明确的产品", en="Sure lines only")
    if all(one.merits.sure > each.merits.sure for each in rest):
        yield "surest", Text(zh="已知符合条件的资金最多", en="Most money known to be eligible")
    if all(len(one.mix.entries) < len(each.mix.entries) for each in rest):
        yield "fewest-lines", Text(zh="手续最少", en="Fewest applications")


def _differences(one: Candidate, best: Candidate, desk: Desk) -> Iterator[Name]:
    """What the plan does otherwise than the best one."""
    if _borrows(best) and not _borrows(one):
        yield "no-loan", Text(zh="不借款", en="Without loans")
    if ZERO < one.merits.dilution < best.merits.dilution:
        yield "less-dilution", Text(zh="少稀释一些", en="Less dilution")
    yield from _postponed(one, best, desk)
    if _cheaper_money(one, best):
        yield "cheapest-money", Text(zh="只用便宜的资金", en="Cheap money only")
    if one.merits.covered < best.merits.covered and one.mix.products <= best.mix.products:
        yield "smaller", Text(zh="少融一些", en="A smaller amount")
    yield from _exchanged(one, best, desk)
    if one.merits.dilution > best.merits.dilution:
        yield "more-equity", Text(zh="多用股权", en="More equity")
    if one.merits.cost < best.merits.cost:
        yield "less-cost", Text(zh="少付一些", en="Lower cost")


def _borrows(one: Candidate) -> bool:
    return any(each.offer.channel == "loan" for each in one.mix.entries)


def _postponed(one: Candidate, best: Candidate, desk: Desk) -> Iterator[Name]:
    """By the uses it leaves for later, where it pays the others as the best plan does."""
    uses = desk.situation.need.uses
    paid = list(zip(uses, one.mix.covered, best.mix.covered, strict=True))
    late = [use for use, mine, theirs in paid if mine == 0 < theirs]
    if not late or any(0 < mine < theirs for _, mine, theirs in paid):
        return
    told = [(PURPOSE_LABELS[use.purpose], money(use.amount)) for use in late]
    zh = "、".join(f"{label[0]}{yuan.zh}" for label, yuan in told)
    en = ", ".join(f"{label[1]} ({yuan.en})" for label, yuan in told)
    ids = "-".join(str(uses.index(use) + 1) for use in late)
    yield f"later-{ids}", Text(zh=f"{zh}暂缓", en=f"{en[:1].upper()}{en[1:]} later")


def _cheaper_money(one: Candidate, best: Candidate) -> bool:
    """Whether a yuan in cash costs less in the first year."""
    mine, theirs = (counted_cost(e.mix) / e.merits.covered for e in (one, best))
    return mine < theirs and one.merits.dilution <= best.merits.dilution


def _exchanged(one: Candidate, best: Candidate, desk: Desk) -> Iterator[Name]:
    """By a product of cash that only one of the two plans uses."""
    mine, theirs = ([e.offer for e in c.mix.of_role("cash")] for c in (one, best))
    amounts = {e.offer.id: e.amount for c in (best, one) for e in c.mix.of_role("cash")}
    gone = sorted({e.id for e in theirs} - {e.id for e in mine}, key=lambda e: (-amounts[e], e))
    come = sorted({e.id for e in mine} - {e.id for e in theirs}, key=lambda e: (-amounts[e], e))
    largest = max(theirs, key=lambda e: (amounts[e.id], e.id)).id
    for each in come:
        name = desk.found[each].product.name
        yield f"with-{each}", Text(zh=f"改用《{name.zh}》", en=f"With {name.en}")
    for each in gone:
        name = desk.found[each].product.name
        told = Text(zh=f"不用《{name.zh}》", en=f"Without {name.en}")
        yield ("without-largest" if each == largest else f"without-{each}"), told


def _other(count: int) -> Name:
    return f"other-{count + 1}", Text(zh=f"另一种组合{count + 1}", en=f"Another mix {count + 1}")
