"""Which rules must every mix keep, row by row?"""

from collections.abc import Iterator
from decimal import Decimal
from math import inf

from engine.routing.offer import Ceiling, Offer, least_backed, saving
from engine.routing.sets import UNITS, Column, Row, Sets, summed

_SEVERAL = 2
TRIAL = Decimal(1_000_000)  # yuan that a line not chosen is tried with


def constraints(sets: Sets) -> Iterator[Row]:
    """All rows, in the order of the rules; every name is for people."""
    yield from _cash_rows(sets)
    yield from _use_rows(sets)
    yield from _backing_rows(sets)
    yield from _protection_rows(sets)
    yield from _balance_rows(sets)
    yield from _rebate_rows(sets)
    yield from _floor_rows(sets)
    yield from _togetherness_rows(sets)
    yield from _exclusion_rows(sets)
    yield from _group_rows(sets)
    yield from _public_rows(sets)
    yield from _ceiling_rows(sets)
    yield from _forced_rows(sets)


def _cash_rows(sets: Sets) -> Iterator[Row]:
    for offer in sets.by_role["cash"]:
        take, amount = ("take", offer.id), ("amount", offer.id)
        pays = summed((("pay", offer.id, str(use)) for use in sorted(offer.uses)), -1.0)
        yield Row(f"{offer.id}: cash serves uses", {amount: 1.0} | pays, 0.0, 0.0)
        yield Row(f"{offer.id}: most", {amount: 1.0, take: -sets.most(offer)}, -inf, 0.0)
        if offer.least > 0:
            yield Row(f"{offer.id}: least", {amount: 1.0, take: -sets.units(offer.least)}, 0.0, inf)


def _use_rows(sets: Sets) -> Iterator[Row]:
    for use, amount in enumerate(sets.choice.uses):
        payers = (offer for offer in sets.by_role["cash"] if use in offer.uses)
        terms = summed(("pay", offer.id, str(use)) for offer in payers)
        terms["unmet", str(use)] = 1.0
        asked = sets.units(amount)
        yield Row(f"use {use}: covered or not", terms, asked, asked)


def _backing_rows(sets: Sets) -> Iterator[Row]:
    for backing, host in sets.pairs:
        if backing.role != "backing":
            continue
        hang, backed = ("hang", backing.id, host.id), ("backed", backing.id, host.id)
        amount, most = ("amount", host.id), sets.most(host)
        name = f"{backing.id} on {host.id}"
        yield Row(f"{name}: at most the loan", {backed: 1.0, amount: -1.0}, -inf, 0.0)
        yield Row(f"{name}: only where given", {backed: 1.0, hang: -most}, -inf, 0.0)
        if any(backing.id in each for each in host.requires):
            whole: dict[Column, float] = {backed: 1.0, amount: -1.0, hang: -most}
            yield Row(f"{name}: the whole loan", whole, -most, inf)
        if backing.least > 0:
            least: dict[Column, float] = {
                backed: 1.0,
                hang: -sets.units(least_backed(host, backing)),
            }
            yield Row(f"{name}: least", least, 0.0, inf)


def _protection_rows(sets: Sets) -> Iterator[Row]:
    """Guarantees and bonds on one loan cover it once, and save no more than its rate can fall."""
    for host in sets.by_role["cash"]:
        backings = [each for each in sets.backings_of(host) if each.relief_from_cover]
        if len(backings) < _SEVERAL:
            continue
        cover: dict[Column, float] = {("amount", host.id): -1.0}
        saved: dict[Column, float] = {("amount", host.id): -float(host.cost - host.cost_least)}
        for each in backings:
            cover["backed", each.id, host.id] = float(each.share)
            saved["backed", each.id, host.id] = float(saving(host, each))
        yield Row(f"{host.id}: covered once", cover, -inf, 0.0)
        yield Row(f"{host.id}: saving at most to the least rate", saved, -inf, 0.0)


def _balance_rows(sets: Sets) -> Iterator[Row]:
    for backing in sets.by_role["backing"]:
        hangs = [h for a, h in sets.pairs if a.id == backing.id]
        own: dict[Column, float] = {
            ("backed", backing.id, h.id): float(backing.share) for h in hangs
        }
        if own:
            yield Row(f"{backing.id}: most", own, -inf, sets.units(backing.most))
        room = min(sets.units(backing.room), UNITS)
        if backing.balance is None or room == UNITS:
            continue
        total: dict[Column, float] = {
            ("backed", a.id, h.id): float(a.share)
            for a, h in sets.pairs
            if a.role == "backing" and a.balance == backing.balance
        }
        for host in hangs:
            used = total | {("hang", backing.id, host.id): UNITS - room}
            name = f"{backing.id} on {host.id}: balance {backing.balance}"
            yield Row(name, used, -inf, UNITS)


def _cost_terms(sets: Sets, host: Offer, share: Decimal) -> dict[Column, float]:
    """`share` of what the host costs in the first year, net of what backing saves."""
    if host.role == "policy":
        return {("take", host.id): sets.units(share * host.cost * host.most)}
    net: dict[Column, float] = {("amount", host.id): float(share * host.cost)}
    for each in sets.backings_of(host):
        net["backed", each.id, host.id] = -float(share * saving(host, each))
    return net


def _base_terms(sets: Sets, host: Offer, rebate: Offer) -> dict[Column, float]:
    if rebate.share_of == "cost" or host.role == "policy":
        return _cost_terms(sets, host, rebate.share)
    return {("amount", host.id): float(rebate.share * host.owed)}


def _rebate_rows(sets: Sets) -> Iterator[Row]:
    for rebate in sets.by_role["rebate"]:
        hosts = [host for each, host in sets.pairs if each.id == rebate.id]
        for host in hosts:
            gain, hang = ("gain", rebate.id, host.id), ("hang", rebate.id, host.id)
            each = rebate.most if rebate.most_each is None else min(rebate.most, rebate.most_each)
            base = {column: -value for column, value in _base_terms(sets, host, rebate).items()}
            name = f"{rebate.id} on {host.id}"
            yield Row(f"{name}: share of what is paid", {gain: 1.0, **base}, -inf, 0.0)
            yield Row(f"{name}: cap", {gain: 1.0, hang: -sets.units(each)}, -inf, 0.0)
        if len(hosts) > 1:
            gains: dict[Column, float] = {("gain", rebate.id, host.id): 1.0 for host in hosts}
            yield Row(f"{rebate.id}: cap of the firm", gains, -inf, sets.units(rebate.most))
            if rebate.hosts_most is not None:
                hangs: dict[Column, float] = {("hang", rebate.id, h.id): 1.0 for h in hosts}
                yield Row(f"{rebate.id}: number of loans", hangs, -inf, float(rebate.hosts_most))


def _floor_rows(sets: Sets) -> Iterator[Row]:
    """What is left to pay after backing and rebates stays at or above the host's floor (R8)."""
    for host in (*sets.by_role["cash"], *sets.by_role["policy"]):
        gains: dict[Column, float] = {
            ("gain", each.id, host.id): 1.0 for each in sets.rebates_of(host)
        }
        if not gains:
            continue
        left = {column: -value for column, value in _cost_terms(sets, host, Decimal(1)).items()}
        floor: Column = ("take" if host.role == "policy" else "amount", host.id)
        amount = sets.units(host.most) if host.role == "policy" else 1.0
        left[floor] += min(float(host.cost_floor), float(host.cost)) * amount
        yield Row(f"{host.id}: effective rate floor", gains | left, -inf, 0.0)


def _togetherness_rows(sets: Sets) -> Iterator[Row]:
    top = (*sets.by_role["cash"], *sets.by_role["policy"], *sets.by_role["claim"])
    for offer in top:
        for options in offer.requires:
            yield _needs(sets, ("take", offer.id), offer.id, options)
    for attached, host in sets.pairs:
        taken: dict[Column, float] = {
            ("hang", attached.id, host.id): 1.0, ("take", host.id): -1.0,
        }  # fmt: skip
        yield Row(f"{attached.id} on {host.id}: only where taken", taken, -inf, 0.0)
        for options in attached.requires:
            if host.id not in options:
                yield _needs(sets, ("hang", attached.id, host.id), host.id, options)


def _needs(sets: Sets, one: Column, host_id: str, options: frozenset[str]) -> Row:
    given: dict[Column, float] = {one: 1.0}
    for option in sorted(options):
        columns = sets.present(option)
        here = [c for c in columns if c[0] == "take" or c[-1] == host_id]
        given |= summed(here, -1.0)
    return Row(f"{one[1]}: requires {' | '.join(sorted(options))}", given, -inf, 0.0)


def _exclusion_rows(sets: Sets) -> Iterator[Row]:
    ids = {each.id for each in sets.choice.offers}
    pairs = {
        (min(offer.id, other), max(offer.id, other))
        for offer in sets.choice.offers
        for other in offer.excludes & ids
    }
    for one, other in sorted(pairs):
        for left in sets.present(one):
            for right in sets.present(other):
                # Two lines on different loans do not meet.
                if left[0] == right[0] == "hang" and left[-1] != right[-1]:
                    continue
                yield Row(f"{one} excludes {other}", {left: 1.0, right: 1.0}, -inf, 1.0)


def _group_rows(sets: Sets) -> Iterator[Row]:
    """At most one per group and loan, or per firm where any member of the group says so."""
    offers = sets.choice.offers
    per_firm = {each.group for each in offers if each.group_scope == "firm"}
    members: dict[tuple[str, str], list[Column]] = {}
    for offer in offers:
        for column in sets.present(offer.id):
            loan = column[-1] if column[0] == "hang" and offer.group not in per_firm else ""
            if offer.group is not None:
                members.setdefault((offer.group, loan), []).append(column)
            for pledge in offer.collateral:
                members.setdefault((f"pledge of {pledge}", ""), []).append(column)
    for place, columns in sorted(members.items()):
        if len(columns) > 1:
            yield Row(f"one of {' for '.join(place)}", summed(columns), -inf, 1.0)


def _public_rows(sets: Sets) -> Iterator[Row]:
    """All public money on one cost stays within its cap (R10)."""
    for fact, most in sorted(sets.choice.public_most.items()):
        claims = [each for each in sets.by_role["claim"] if each.base_fact == fact]
        if len(claims) > 1:
            terms: dict[Column, float] = {
                ("take", each.id): sets.units(each.most) for each in claims
            }
            yield Row(f"public money on {fact}", terms, -inf, sets.units(most))


def _ceiling_rows(sets: Sets) -> Iterator[Row]:
    for ceiling in sets.choice.ceilings:
        if ceiling.uses is not None:
            yield from _use_ceiling(sets, ceiling)
            continue
        terms: dict[Column, float] = {
            ("amount", offer.id): float(offer.weights[ceiling.id])
            for offer in sets.by_role["cash"]
            if ceiling.id in offer.weights
        }
        terms |= {
            ("backed", backing.id, host.id): float(backing.weights[ceiling.id] * backing.share)
            for backing, host in sets.pairs
            if backing.role == "backing" and ceiling.id in backing.weights
        }
        if terms:
            yield Row(f"ceiling: {ceiling.id}", terms, -inf, sets.units(ceiling.most))


def _use_ceiling(sets: Sets, ceiling: Ceiling) -> Iterator[Row]:
    terms: dict[Column, float] = {
        ("pay", offer.id, str(use)): float(offer.weights[ceiling.id])
        for offer in sets.by_role["cash"]
        if ceiling.id in offer.weights
        for use in sorted(offer.uses & (ceiling.uses or frozenset()))
    }
    if terms:
        yield Row(f"ceiling: {ceiling.id}", terms, -inf, sets.units(ceiling.most))


def _forced_rows(sets: Sets) -> Iterator[Row]:
    """A wanted line is there, and a cash line with an amount worth comparing."""
    amounts = {offer.id: offer for offer in sets.by_role["cash"]}
    for offer_id in sorted(sets.forced):
        yield Row(f"{offer_id}: wanted", summed(sets.present(offer_id)), 1.0, inf)
        if offer_id in amounts:
            trial = min(sets.units(TRIAL), sets.most(amounts[offer_id]))
            yield Row(f"{offer_id}: worth comparing", {("amount", offer_id): 1.0}, trial, inf)
