"""Is the program's optimum the one that trying every subset finds?"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog

from engine.routing.conflict import conflict_of
from engine.routing.mix import best_mix
from engine.routing.offer import Ceiling, Choice, Offer, saving
from engine.routing.policy import Prices
from engine.routing.program import TIE, program_of
from engine.routing.search import UnsuitedError, prepared
from engine.routing.solve import solve
from engine.text import Text

INSTANCES = 500
PRICES = Prices()
TEXT = Text(zh="上限", en="ceiling")
MOST_BINARIES = 9


def yuan(rng: np.random.Generator, low: int, high: int) -> Decimal:
    return Decimal(int(rng.integers(low, high)) * 10_000)


def rate(rng: np.random.Generator, low: float, high: float) -> Decimal:
    return Decimal(int(rng.integers(int(low * 10_000), int(high * 10_000) + 1))) / 10_000


def random_cash(rng: np.random.Generator, name: str, uses: int) -> Offer:
    cost = rate(rng, 0.02, 0.2)
    return Offer(
        id=name,
        channel="loan",
        role="cash",
        is_sure=bool(rng.random() < 0.7),
        least=yuan(rng, 0, 300),
        most=yuan(rng, 100, 1000),
        cost=cost,
        cost_least=cost * rate(rng, 0.4, 1.0),
        cost_bare=cost + rate(rng, 0, 0.01),
        cost_floor=Decimal("0.01"),
        relief=rate(rng, 0, 0.05),
        owed=rate(rng, 0.7, 1.0),
        uses=frozenset(u for u in range(uses) if rng.random() < 0.7),
        requires=(frozenset({"b0", "b1"}),) if rng.random() < 0.3 else (),
        collateral=frozenset({"patents"}) if rng.random() < 0.4 else frozenset(),
        weights={"debt": Decimal(1), "service": rate(rng, 0.02, 0.4), "flow": Decimal(1)},
        burden=rate(rng, 0, 0.02),
    )


def random_backing(rng: np.random.Generator, name: str, hosts: list[str]) -> Offer:
    most = yuan(rng, 50, 800)
    return Offer(
        id=name,
        channel="guarantee",
        role="backing",
        is_sure=bool(rng.random() < 0.7),
        least=yuan(rng, 0, 60),
        most=most,
        cost=rate(rng, 0, 0.01),
        share=Decimal("0.8") if rng.random() < 0.6 else Decimal(1),
        attaches_to=frozenset(h for h in hosts if rng.random() < 0.7),
        excludes=frozenset({"s0"}) if rng.random() < 0.2 else frozenset(),
        group="national" if rng.random() < 0.6 else None,
        balance="government",
        room=most + yuan(rng, 0, 100),
        burden=rate(rng, 0, 0.004),
    )


def random_rebate(rng: np.random.Generator, name: str, hosts: list[str]) -> Offer:
    return Offer(
        id=name,
        channel="subsidy",
        role="rebate",
        is_sure=bool(rng.random() < 0.7),
        most=yuan(rng, 1, 30),
        most_each=yuan(rng, 1, 20),
        hosts_most=1 if rng.random() < 0.5 else None,
        worth=Decimal("0.96"),
        share=rate(rng, 0.005, 0.02) if rng.random() < 0.5 else Decimal("0.25"),
        share_of="cost" if rng.random() < 0.5 else "amount",
        attaches_to=frozenset(h for h in hosts if rng.random() < 0.8),
        group="municipal",
        group_scope="loan" if rng.random() < 0.6 else "firm",
        burden=rate(rng, 0, 0.3),
    )


def random_choice(seed: int) -> Choice:
    rng = np.random.default_rng(seed)
    uses = tuple(yuan(rng, 50, 900) for _ in range(int(rng.integers(1, 4))))
    cash = [random_cash(rng, f"c{i}", len(uses)) for i in range(int(rng.integers(1, 4)))]
    names = [offer.id for offer in cash]
    backings = [random_backing(rng, f"b{i}", names) for i in range(int(rng.integers(0, 3)))]
    rebates = [random_rebate(rng, f"s{i}", names) for i in range(int(rng.integers(0, 3)))]
    claims = [
        Offer("x0", "subsidy", "claim", is_sure=False, most=yuan(rng, 0, 20), group="municipal",
              base_fact="cost"),
        Offer("x1", "subsidy", "claim", is_sure=True, most=yuan(rng, 0, 20), base_fact="cost",
              burden=rate(rng, 0, 0.5)),
    ][: 1 + seed % 2]  # fmt: skip
    policy = Offer("p0", "insurance", "policy", is_sure=True, most=yuan(rng, 10, 50),
                   cost=rate(rng, 0.01, 0.05), requires=(frozenset({"c0"}),))  # fmt: skip
    ceilings = (
        Ceiling("debt", TEXT, yuan(rng, 100, 1500)),
        Ceiling("service", TEXT, yuan(rng, 5, 200)),
        Ceiling("flow", TEXT, yuan(rng, 0, 600) * (seed % 7 > 0), uses=frozenset({0})),
    )
    chosen = [*cash, *backings, *rebates, *claims] + [policy] * (seed % 3 == 0)
    return Choice(tuple(chosen), uses, ceilings, {"cost": yuan(rng, 5, 40)})


def small_choices() -> Iterator[Choice]:
    choices = (random_choice(seed) for seed in itertools.count())
    few = (c for c in choices if len(tops(c)) + len(pairs(c)) <= MOST_BINARIES)
    return itertools.islice(few, INSTANCES)


def tops(choice: Choice) -> list[Offer]:
    return [offer for offer in choice.offers if not offer.is_attached]


def pairs(choice: Choice) -> list[tuple[Offer, Offer]]:
    return [(a, h) for a in choice.offers if a.is_attached for h in choice.hosts_of(a)]


def is_allowed(choice: Choice, taken: set[str], hung: set[tuple[str, str]]) -> bool:
    """Every yes/no rule, told again without the program's rows."""
    if any(host not in taken for _, host in hung):
        return False
    lines = [(offer, "") for offer in tops(choice) if offer.id in taken]
    lines += [(a, h.id) for a, h in pairs(choice) if (a.id, h.id) in hung]
    return all(
        requirements_met(offer, host, taken, hung)
        and stays_alone(offer, host, lines, groups_per_firm(choice))
        for offer, host in lines
    )


def requirements_met(offer: Offer, host: str, taken: set[str], hung: set[tuple[str, str]]) -> bool:
    place = host or offer.id
    return all(
        any(each in taken or (each, place) in hung for each in options)
        for options in offer.requires
    )


def groups_per_firm(choice: Choice) -> set[str | None]:
    return {offer.group for offer in choice.offers if offer.group_scope == "firm"}


def stays_alone(
    offer: Offer, host: str, lines: list[tuple[Offer, str]], per_firm: set[str | None]
) -> bool:
    others = [line for line in lines if line[0].id != offer.id or line[1] != host]
    return not any(clash(offer, host, *line, offer.group in per_firm) for line in others)


def clash(offer: Offer, host: str, other: Offer, place: str, per_firm: bool) -> bool:
    meets = not host or not place or host == place
    return bool(
        (offer.group and other.group == offer.group and (per_firm or host == place))
        or (meets and (other.id in offer.excludes or offer.id in other.excludes))
        or offer.collateral & other.collateral
        or (other.id == offer.id and offer.hosts_most == 1)
    )


def brute_force(choice: Choice) -> float:
    """The least priced cost in yuan over all allowed subsets, each by an exact LP."""
    names, hangs = [o.id for o in tops(choice)], [(a.id, h.id) for a, h in pairs(choice)]
    best = np.inf
    for bits in itertools.product((False, True), repeat=len(names) + len(hangs)):
        taken = {n for n, on in zip(names, bits, strict=False) if on}
        hung = {p for p, on in zip(hangs, bits[len(names) :], strict=True) if on}
        if is_allowed(choice, taken, hung) and public_money_fits(choice, taken):
            best = min(best, cost_of_subset(choice, taken, hung))
    return best


def public_money_fits(choice: Choice, taken: set[str]) -> bool:
    claims = [each for each in choice.offers if each.base_fact]
    total = sum((each.most for each in claims if each.id in taken), Decimal(0))
    return len(claims) < 2 or total <= choice.public_most["cost"]


def cost_of_subset(choice: Choice, taken: set[str], hung: set[tuple[str, str]]) -> float:
    lines = [offer for offer in tops(choice) if offer.id in taken]
    fixed = sum(price_of_line(choice, offer) for offer in lines)
    fixed += sum(price_of_hanging(choice, name) for name, _ in hung)
    lp = SimpleNamespace(place={}, cost=[], a=[], b=[])
    add_columns(lp, choice, lines, hung)
    add_use_rows(lp, choice)
    for offer in lines:
        bound_host(lp, choice, offer)
    for offer in choice.offers:
        if offer.is_attached:
            bound_attached(lp, choice, offer)
    return fixed + float(PRICES.uncovered * sum(choice.uses)) + solved(lp)


def add_columns(lp: SimpleNamespace, choice: Choice, lines: list[Offer], hung: set) -> None:
    for offer in lines:
        if offer.role == "cash":
            add_cash(lp, choice, offer)
    for a, h in pairs(choice):
        if (a.id, h.id) in hung:
            kind = "backed" if a.role == "backing" else "gain"
            new(lp, (kind, a.id, h.id), price_of_attached(a, h))


def add_use_rows(lp: SimpleNamespace, choice: Choice) -> None:
    pays = [k for k in lp.place if k[0] == "pay"]
    for use, amount in enumerate(choice.uses):
        at_most(lp, {k: 1.0 for k in pays if k[2] == use}, float(amount))
    for ceiling in choice.ceilings:
        counted = [k for k in pays if ceiling.uses is None or k[2] in ceiling.uses]
        weighed = {k: float(choice.offer(k[1]).weights.get(ceiling.id, 0)) for k in counted}
        at_most(lp, weighed, float(ceiling.most))


def price_of_line(choice: Choice, offer: Offer) -> float:
    effort = float(PRICES.line) + TIE * choice.offers.index(offer)
    if offer.role == "policy":
        return effort + float(offer.most * offer.cost)
    if offer.role == "claim":
        return effort - float(offer.most) * ((1.0 if offer.is_sure else 0.5) - float(offer.burden))
    return effort


def price_of_hanging(choice: Choice, name: str) -> float:
    return float(PRICES.line) + TIE * choice.offers.index(choice.offer(name))


def price_of_attached(a: Offer, h: Offer) -> float:
    if a.role == "rebate":
        return float(a.burden) - 0.96 * (1.0 if a.is_sure else 0.5)
    doubt = 0.0 if a.is_sure else 0.02
    return float(a.share) * (float(a.cost + a.burden) + doubt) - float(saving(h, a))


def new(lp: SimpleNamespace, key: tuple, cost: float) -> None:
    lp.place[key] = len(lp.cost)
    lp.cost.append(cost)


def at_most(lp: SimpleNamespace, terms: dict, most: float) -> None:
    lp.a.append(terms)
    lp.b.append(most)


def add_cash(lp: SimpleNamespace, choice: Choice, offer: Offer) -> None:
    doubt = 0.0 if offer.is_sure else 0.02
    for use in sorted(offer.uses):
        # A yuan that pays for a use also spares the price of leaving it open.
        new(
            lp,
            ("pay", offer.id, use),
            float(offer.cost + offer.burden) + doubt - float(PRICES.uncovered),
        )


def amount_of(lp: SimpleNamespace, offer: Offer, times: float = 1.0) -> dict:
    return {k: times for k in lp.place if k[:2] == ("pay", offer.id)}


def net_cost(lp: SimpleNamespace, choice: Choice, host: Offer, share: float) -> dict:
    terms = amount_of(lp, host, share * float(host.cost))
    for k in lp.place:
        if k[0] == "backed" and k[2] == host.id:
            terms[k] = -share * float(saving(host, choice.offer(k[1])))
    return terms


def minus(terms: dict) -> dict:
    return {k: -x for k, x in terms.items()}


def bound_host(lp: SimpleNamespace, choice: Choice, host: Offer) -> None:
    if host.role != "cash":
        return
    at_most(lp, amount_of(lp, host), float(host.most))
    at_most(lp, amount_of(lp, host, -1.0), -float(host.least))
    gains = {k: 1.0 for k in lp.place if k[0] == "gain" and k[2] == host.id}
    backed = {k: choice.offer(k[1]) for k in lp.place if k[0] == "backed" and k[2] == host.id}
    if gains:
        floor = amount_of(lp, host, min(0.01, float(host.cost)))
        cost = net_cost(lp, choice, host, 1.0)
        left = {k: floor.get(k, 0.0) - cost.get(k, 0.0) for k in {**floor, **cost}}
        at_most(lp, gains | left, 0.0)
    if len(backed) > 1:
        shares = {k: float(a.share) for k, a in backed.items()}
        at_most(lp, shares | amount_of(lp, host, -1.0), 0.0)
        saved = {k: float(saving(host, a)) for k, a in backed.items()}
        at_most(lp, saved | amount_of(lp, host, -float(host.cost - host.cost_least)), 0.0)


def bound_attached(lp: SimpleNamespace, choice: Choice, a: Offer) -> None:
    keys = [k for k in lp.place if k[0] in ("backed", "gain") and k[1] == a.id]
    share = float(a.share) if a.role == "backing" else 1.0
    at_most(lp, dict.fromkeys(keys, share), float(a.most))
    for key in keys:
        host = choice.offer(key[2])
        if a.role == "backing":
            bound_backing(lp, choice, a, host, key)
        else:
            at_most(lp, {key: 1.0}, float(min(a.most, a.most_each or a.most)))
            base = net_cost(lp, choice, host, float(a.share))
            if a.share_of == "amount":
                base = amount_of(lp, host, float(a.share * host.owed))
            at_most(lp, {key: 1.0} | minus(base), 0.0)


def bound_backing(lp: SimpleNamespace, choice: Choice, a: Offer, host: Offer, key: tuple) -> None:
    at_most(lp, {key: 1.0} | amount_of(lp, host, -1.0), 0.0)
    at_most(lp, {key: -float(a.share)}, -float(a.least))
    if any(a.id in options for options in host.requires):
        at_most(lp, {key: -1.0} | amount_of(lp, host), 0.0)
    if a.balance:
        total = {
            k: float(choice.offer(k[1]).share)
            for k in lp.place
            if k[0] == "backed" and choice.offer(k[1]).balance == a.balance
        }
        at_most(lp, total, float(a.room))


def solved(lp: SimpleNamespace) -> float:
    rows = [(terms, most) for terms, most in zip(lp.a, lp.b, strict=True) if terms]
    if any(not terms and most < 0 for terms, most in zip(lp.a, lp.b, strict=True)):
        return np.inf
    if not lp.cost:
        return 0.0
    matrix = np.zeros((len(rows), len(lp.cost)))
    for at, (terms, _) in enumerate(rows):
        for key, coefficient in terms.items():
            matrix[at, lp.place[key]] = coefficient
    limits = np.array([most for _, most in rows]) / 10_000
    result = linprog(lp.cost, A_ub=matrix, b_ub=limits, method="highs")
    return np.inf if result.status == 2 else result.fun * 10_000


@pytest.fixture(scope="module")
def differences() -> list[float]:
    found = []
    for choice in small_choices():
        solution = solve(program_of(choice, PRICES))
        found.append(abs(solution.objective - brute_force(choice)) / float(sum(choice.uses)))
    return found


def test_the_plan_equals_brute_force_on_500_random_cases(
    differences: list[float], report_figure: Callable[[str, float | str], None]
) -> None:
    report_figure("routing: largest gap to brute force, of the need", max(differences))
    report_figure("routing: random cases compared with brute force", float(len(differences)))
    assert len(differences) == INSTANCES
    assert max(differences) <= 1e-6


def test_leaving_out_what_cannot_matter_keeps_the_optimum() -> None:
    for choice in small_choices():
        whole, lean = solve(program_of(choice, PRICES)), best_mix(choice, PRICES)
        assert abs(whole.objective - lean.objective) <= 1e-6 * float(sum(choice.uses))


def searched(choice: Choice, forced: frozenset[str] = frozenset()) -> float | str | None:
    try:
        found = prepared(choice, PRICES, forced).best(forced=forced)
    except UnsuitedError:
        return "unsuited"
    return None if found is None else found.objective


def test_the_exact_search_proves_the_same_optimum_wherever_it_answers(
    report_figure: Callable[[str, float | str], None],
) -> None:
    choices = list(small_choices())
    found = [(searched(choice), choice) for choice in choices]
    answered = [(price, choice) for price, choice in found if price != "unsuited"]
    report_figure("routing: random cases that the exact search answers", float(len(answered)))
    assert len(answered) > INSTANCES / 2
    for price, choice in answered:
        whole = solve(program_of(choice, PRICES)).objective
        assert abs(price - whole) <= 1e-6 * float(sum(choice.uses))


def test_the_exact_search_finds_what_is_forced_or_says_that_nothing_holds_it() -> None:
    for choice in itertools.islice(small_choices(), 150):
        forced = frozenset({choice.offers[0].id})
        price = searched(choice, forced)
        whole = solve(program_of(choice, PRICES, forced=forced))
        if price != "unsuited":
            assert (price is None) == (whole is None)
            assert price is None or abs(price - whole.objective) <= 1e-6 * float(sum(choice.uses))


def test_every_yuan_of_a_searched_mix_is_paid_once_within_its_limits() -> None:
    for choice in itertools.islice(small_choices(), 150):
        try:
            found = prepared(choice, PRICES).best()
        except UnsuitedError:
            continue
        for column, amount in found.yuan.items():
            if column[0] == "amount":
                paid = sum(y for c, y in found.yuan.items() if c[:2] == ("pay", column[1]))
                assert abs(paid - amount) <= 1e-3


def test_the_random_cases_are_not_trivial() -> None:
    solutions = [solve(program_of(choice, PRICES)) for choice in small_choices()]
    assert sum(len(each.taken) > 1 for each in solutions) > INSTANCES / 4
    assert sum(len(each.hung) > 0 for each in solutions) > INSTANCES / 5


def test_a_program_that_demands_what_cannot_be_is_reported_as_impossible() -> None:
    choice = Choice((random_backing(np.random.default_rng(1), "b0", []),), (Decimal(1_000_000),))
    assert solve(program_of(choice, PRICES, forced=frozenset({"b0"}))) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_conflict_is_named_by_limits_of_which_none_can_be_left_out(seed: int) -> None:
    choice = crowded_choice(seed)
    forced = frozenset(each.id for each in choice.offers if each.role == "cash")
    conflict = conflict_of(choice, PRICES, forced)
    assert solve(program_of(choice, PRICES, forced=forced)) is None
    assert conflict is not None
    assert 2 <= len(conflict.rows) <= 4
    assert any("wanted" in row for row in conflict.rows)


def crowded_choice(seed: int) -> Choice:
    """Two loans that pledge the same patents, and a few that do not."""
    rng = np.random.default_rng(seed)
    free = [replace(random_cash(rng, f"c{i}", 2), collateral=frozenset()) for i in range(3)]
    easy = [replace(each, requires=(), uses=frozenset({0, 1}), least=Decimal(0)) for each in free]
    both = [replace(each, collateral=frozenset({"patents"})) for each in easy[:2]]
    return Choice((*both, easy[2]), (yuan(rng, 3000, 4000),) * 2)


def test_two_loans_on_one_pledge_conflict_in_these_words() -> None:
    conflict = conflict_of(crowded_choice(1), PRICES, frozenset({"c0", "c1"}))
    assert [each.en for each in conflict.sentences] == [
        "one pledge secures one loan", "c0 must be in the plan", "c1 must be in the plan",
    ]  # fmt: skip


def test_what_is_possible_has_no_conflict() -> None:
    assert conflict_of(crowded_choice(1), PRICES, frozenset({"c0"})) is None


def test_a_mix_found_before_the_proof_is_complete_is_labelled() -> None:
    solutions = [solve(program_of(hard_choice(s), PRICES), node_limit=1) for s in range(6)]
    assert {each.optimality for each in solutions} == {"optimal", "best_found"}


def hard_choice(seed: int) -> Choice:
    rng = np.random.default_rng(seed)
    uses = tuple(yuan(rng, 50, 2000) for _ in range(6))
    cash = [random_cash(rng, f"c{i}", len(uses)) for i in range(16)]
    backings = [random_backing(rng, f"b{i}", [o.id for o in cash]) for i in range(2)]
    ceilings = (Ceiling("debt", TEXT, yuan(rng, 3000, 6000)),)
    return Choice((*cash, *backings), uses, ceilings)
