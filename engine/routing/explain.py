"""Why is each product that the plan does not use left out?"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from engine.catalogue import Product
from engine.eligibility import RuleOutcome, gap_of
from engine.plan import Because, Unused, Verdict
from engine.routing.constraints import TRIAL
from engine.routing.offer import ZERO, Offer
from engine.routing.offers import Readies
from engine.routing.priced import Mix
from engine.routing.ready import Ready, because
from engine.routing.situation import Situation
from engine.routing.words import money, percent
from engine.text import Text

Forced = Callable[[str], Decimal | None]
_VERDICT: Mapping[str, Verdict] = {"no": "no", "unknown": "unknown", "yes": "eligible"}
_TENTH = Decimal("0.1")


def unused_of(found: Readies, mix: Mix, situation: Situation, dearer: Forced) -> tuple[Unused, ...]:
    """Every product outside the plan with its reasons, in the order of the catalogue.

    `dearer` tells by how many yuan a plan with the product is priced above the best, None where no
    plan can hold it.
    """
    return tuple(
        Unused(
            product=name,
            product_name=ready.product.name,
            channel=ready.product.channel,
            verdict=_VERDICT[ready.eligibility.verdict],
            expired=ready.product.state == "expired",
            because=tuple(_reasons(ready, mix, situation, dearer)),
        )
        for name, ready in found.items()
        if name not in mix.products
    )


def _reasons(ready: Ready, mix: Mix, situation: Situation, dearer: Forced) -> Iterator[Because]:
    yield from (_because(each, ready.product) for each in ready.eligibility.decisive)
    if ready.eligibility.verdict == "no":
        return
    yield from ready.blocked
    if ready.offer is not None:
        yield _not_chosen(ready, ready.offer, mix, situation, dearer)
    elif ready.product.channel == "service":
        yield _service(ready.product)


def _because(outcome: RuleOutcome, product: Product) -> Because:
    source = None if outcome.source is None else outcome.source.title
    return Because(
        sentence=outcome.because,
        fact=outcome.fact,
        source=source,
        distance=outcome.distance,
        unit=outcome.unit,
        changeable=outcome.changeable,
        earliest=outcome.earliest,
        gap=gap_of(outcome) if product.is_countable else None,  # nothing mends an expired one
    )


def _service(product: Product) -> Because:
    return because(
        f"增值服务,不提供资金,可另行使用:{product.summary.zh}",
        f"A service beside the plan, it brings no money: {product.summary.en}",
    )


def _not_chosen(
    ready: Ready, offer: Offer, mix: Mix, situation: Situation, dearer: Forced
) -> Because:
    if offer.role == "policy":
        return _protection(ready, offer)
    rival = _rival(offer, mix)
    if rival is not None:
        return rival
    if offer.is_attached and not offer.attaches_to & mix.products:
        names = situation.named(offer.attaches_to)
        return because(
            f"只能附在{names.zh}上,而方案没有用到",
            f"It hangs only on {names.en}, which the plan does not use",
        )
    full = _full_ceiling(offer, mix)
    if full is not None:
        return because(f"额度已用完:{full.zh}", f"No room is left: {full.en}")
    return _by_price(offer, dearer, situation)


def _protection(ready: Ready, offer: Offer) -> Because:
    span, insured = ready.span, money(offer.most)
    low = ZERO if span is None else offer.most * span.low
    cheap, dear = money(low), money(offer.most * offer.cost)
    return because(
        f"可选保障,不降低融资成本:投保{insured.zh},年保费{cheap.zh}至{dear.zh}",
        f"Optional protection that does not lower the cost of funding: insuring {insured.en}"
        f" costs {cheap.en} to {dear.en} a year",
    )


def _rival(offer: Offer, mix: Mix) -> Because | None:
    """The line of the plan that keeps this one out by a rule."""
    for entry in mix.entries:
        name = entry.ready.product.name
        if offer.id in entry.offer.excludes or entry.offer.id in offer.excludes:
            return because(
                f"与已用的《{name.zh}》不能同时享受",
                f"It excludes {name.en}, which the plan uses at less cost",
            )
        if offer.collateral & entry.offer.collateral:
            return because(
                f"同一质押物已用于《{name.zh}》", f"What it pledges already secures {name.en}"
            )
        if offer.group is not None and offer.group == entry.offer.group and _meets(offer, mix):
            return because(
                f"与《{name.zh}》只能选一项,后者更合算",
                f"Only one of it and {name.en} is allowed, and that one pays more or costs less",
            )
    return None


def _meets(offer: Offer, mix: Mix) -> bool:
    """Whether every line it could hang on is taken by its group, or the group is per firm."""
    if offer.group_scope == "firm" or not offer.is_attached:
        return True
    hosts = {each.host for each in mix.entries if each.offer.group == offer.group}
    return offer.attaches_to & mix.products <= hosts


def _full_ceiling(offer: Offer, mix: Mix) -> Text | None:
    """The limit of the firm that leaves no room for the least amount of the offer."""
    smallest = max(offer.least, offer.step)
    for ceiling in mix.choice.ceilings:
        weight = offer.weights.get(ceiling.id, ZERO)
        if weight > 0 and ceiling.most < weight * smallest:
            return ceiling.text
    return None


def _by_price(offer: Offer, dearer: Forced, situation: Situation) -> Because:
    if offer.role == "backing":
        return because(
            f"可办,但费率{percent(offer.cost)}不低于它能降低的贷款利率,贷款本身也不要求担保",
            f"Possible, but its fee of {percent(offer.cost)} is no less than what it takes off the"
            " rate, and the loans chosen ask for no guarantee",
        )
    extra, tried = dearer(offer.id), money(min(offer.most, max(offer.least, TRIAL)))
    if extra is None:
        return because(
            "任何符合全部限制的方案都放不下它", "No plan that keeps all limits can hold it"
        )
    return _costs_more(offer, extra.quantize(_TENTH), tried, situation)


def _costs_more(offer: Offer, extra: Decimal, tried: Text, situation: Situation) -> Because:
    more, (zh, en) = money(extra), _doubt(offer, situation)
    if extra <= 0:
        return because(
            f"可办,改用它{tried.zh}总代价相同,方案取固定次序中的前者",
            f"Possible at the same priced cost with {tried.en} of it; the plan takes the first of"
            " equals in a fixed order",
        )
    if offer.role != "cash":
        return because(
            f"可办,但已选方案更合算:用它总代价多{more.zh}{zh}",
            f"Possible, but the plan chosen is better: with it the priced cost rises {more.en}{en}",
        )
    return because(
        f"可办,但已选方案更合算:改用它{tried.zh},总代价多{more.zh}{zh}",
        f"Possible, but the plan chosen is better: with {tried.en} of it the priced cost rises"
        f" by {more.en}{en}",
    )


def _doubt(offer: Offer, situation: Situation) -> tuple[str, str]:
    """What of the price is not interest, so that nobody takes it for a fee."""
    if offer.is_sure:
        return "", ""
    share = percent(situation.policy.prices.unknown)
    return f"(含不确定性计价,每元{share})", f" (doubt is priced at {share})"
