"""What does a mix come to as a plan?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.plan import IfRefused, LaterClaim, MonthFlow, Plan, RateRange, UseState, YuanRange
from engine.pricing import Flow, all_in_rate, dilution, founder_share_after
from engine.routing.lines import amount_range, dates_of, line_of, rate_range
from engine.routing.offer import ZERO, Ceiling
from engine.routing.outline import stated_days
from engine.routing.policy import ASSUMED_DAYS
from engine.routing.priced import Entry, Mix
from engine.routing.situation import Situation, debt_assumptions, equity_assumptions
from engine.routing.words import line_sentence, money, plan_sentence, rate_words
from engine.routing.working_capital import working_capital_assumption
from engine.text import Text

_ORDER = {"cash": 0, "backing": 0, "rebate": 0, "claim": 1, "policy": 2}
_NONE = RateRange(low=ZERO, high=ZERO)


def plan_of(
    mix: Mix,
    situation: Situation,
    plan_id: str,
    name: Text,
    refusals: Mapping[str, IfRefused] | None = None,
) -> Plan:
    """The plan that people read."""
    told = refusals or {}
    covered, sure, cost = sum(mix.covered, ZERO), sure_cover(mix), first_year_cost(mix)
    need, all_in = sum(mix.choice.uses, ZERO), all_in_cost(mix)
    return Plan(
        id=plan_id,
        name=name,
        lines=tuple(line_of(e, mix, situation, told.get(e.line_id)) for e in in_order(mix)),
        uses=_uses(mix, situation),
        need_amount=need,
        covered_amount=covered,
        sure_amount=sure,
        bridge_gap=need - covered,
        **_timing(mix, situation),
        later_claims=tuple(_later_claims(mix, situation)),
        cost_first_year=cost,
        **_weighed(mix),
        all_in_cost_annual=all_in,
        **_shares(mix, situation),
        assumptions=tuple(_assumptions(mix, situation)),
        binding=tuple(_binding(mix, situation)),
        optimality=mix.optimality,
        sentence=plan_sentence(covered, sure, need, cost, rate_words(all_in) if all_in else ""),
    )


def sure_cover(mix: Mix) -> Decimal:
    """Cash in time from lines whose own rules, and those of what they need, are all known to hold.

    A guarantee that a loan requires must be sure too.
    """
    sure = ZERO
    for entry in mix.of_role("cash"):
        backing = [e for e in mix.hanging_on(entry) if e.offer.role == "backing"]
        if all(each.ready.is_sure and each.offer.is_sure for each in (entry, *backing)):
            sure += sum((entry.pays or {}).values(), ZERO)
    return sure


def in_order(mix: Mix) -> tuple[Entry, ...]:
    """Loans by amount, each with what hangs on it, then shares, claims, policies."""

    def place(entry: Entry) -> tuple[int, int, Decimal, str, int, str]:
        host = next((each for each in mix.entries if each.offer.id == entry.host), entry)
        shares = int(host.offer.channel != "loan")
        return (
            _ORDER[host.offer.role], shares, -host.amount, host.offer.id,
            int(entry.host is not None), entry.line_id,
        )  # fmt: skip

    return tuple(sorted(mix.entries, key=place))


def all_in_cost(mix: Mix) -> RateRange | None:
    """The EIR of all borrowed money, None where nothing is borrowed."""
    ends = [all_in_rate(mix.debt_flows[end]) for end in ("low", "high")]
    if ends[0] is None or ends[1] is None:
        return None
    return RateRange(low=min(ends[0], ends[1]), high=max(ends[0], ends[1]))


def first_year_cost(mix: Mix) -> YuanRange:
    """Interest, fees and premiums of the first year less the subsidies on them."""
    costs = [each.cost for each in mix.entries if each.cost is not None]
    low = sum((each.low for each in costs), ZERO)
    return YuanRange(low=low, high=sum((each.high for each in costs), ZERO))


def counted_cost(mix: Mix) -> Decimal:
    """The first year's cost that plans are compared by."""
    return sum((each.cost.counted for each in mix.entries if each.cost is not None), ZERO)


def _weighed(mix: Mix) -> dict[str, Any]:
    """The costs that plans are compared by, and alternatives are weighed by."""
    return {"counted_cost_first_year": counted_cost(mix), "net_cost_first_year": net_cost(mix)}


def net_cost(mix: Mix) -> Decimal:
    """The first year's counted cost less the claims that come back, as counted in the choice."""
    return counted_cost(mix) - sum((each.amount for each in mix.of_role("claim")), ZERO)


def dilution_of(mix: Mix, situation: Situation) -> RateRange:
    """The share given to new owners: shares at the highest value, with notes at the lowest."""
    shares = [e for e in mix.entries if e.offer.channel == "invest"]
    now = sum((e.amount for e in shares if e.rate is None and e.offer.role == "cash"), ZERO)
    at_most = sum((e.amount * e.offer.weights.get("dilution", ZERO) for e in shares), ZERO)
    if at_most <= 0:
        return _NONE
    low, high = situation.pre_money
    return RateRange(low=dilution(now, high), high=dilution(at_most, low))


def _shares(mix: Mix, situation: Situation) -> dict[str, Any]:
    """What is given to new owners and what the founders hold after it."""
    diluted, founders = dilution_of(mix, situation), situation.share("founder_share")
    left = (
        None
        if founders is None
        else RateRange(
            low=founder_share_after(founders, diluted.high),
            high=founder_share_after(founders, diluted.low),
        )
    )
    return {"dilution_share": diluted, "founder_share_after": left}


def _timing(mix: Mix, situation: Situation) -> dict[str, Any]:
    return {
        "days_to_cash": _days_to_cash(mix, situation),
        "cash_flows": tuple(_cash_flows(mix)),
    }


def _cash_flows(mix: Mix) -> Iterator[MonthFlow]:
    """What comes and goes month by month, at the high end of every range."""
    shares = [Flow(0, e.amount) for e in mix.of_role("cash") if e.ready.repayment is None]
    flows = [*mix.debt_flows["high"], *shares]
    for month in sorted({flow.month for flow in flows}):
        amounts = [flow.amount for flow in flows if flow.month == month]
        yield MonthFlow(
            month=month,
            comes_in=sum((each for each in amounts if each > 0), ZERO),
            goes_out=-sum((each for each in amounts if each < 0), ZERO),
        )


def _days_to_cash(mix: Mix, situation: Situation) -> int | None:
    arrivals = [dates_of(each, mix, situation).expected for each in mix.of_role("cash")]
    days = [(each - situation.on).days for each in arrivals if each is not None]
    return max(days, default=None)


def _uses(mix: Mix, situation: Situation) -> tuple[UseState, ...]:
    return tuple(
        UseState(
            use=place,
            purpose=use.purpose,
            amount=use.amount,
            needed_by=use.needed_by,
            covered=paid,
            gap=use.amount - paid,
        )
        for place, (use, paid) in enumerate(zip(situation.need.uses, mix.covered, strict=True))
    )


def _later_claims(mix: Mix, situation: Situation) -> Iterator[LaterClaim]:
    for entry in in_order(mix):
        if entry.offer.role not in ("rebate", "claim"):
            continue
        uses = tuple(use.purpose for use in situation.need.uses)
        yield LaterClaim(
            line=entry.line_id,
            product=entry.offer.id,
            product_name=entry.ready.product.name,
            amount=amount_range(entry),
            expected=dates_of(entry, mix, situation).expected,
            sentence=line_sentence(entry, uses, rate_range(entry)),
        )


def _assumptions(mix: Mix, situation: Situation) -> Iterator[Text]:
    if any(each.offer.channel == "loan" for each in mix.entries):
        yield from situation.once(_debt_assumed)
        yield Text(
            zh="利率按违约概率在产品区间内示例定价,按季付息",
            en="Rates are set by pd within each product's range (illustrative), interest quarterly",
        )
    if any(each.offer.channel == "invest" for each in mix.entries):
        yield from equity_assumptions(situation)
    if mix.of_role("claim") or mix.of_role("rebate"):
        yield Text(
            zh="补贴按最高标准列示,且以前未享受过同一项政策",
            en="Subsidies are shown at their most, and as not received before",
        )
    yield from _date_assumptions(mix)
    yield from _doubt_assumptions(mix, situation)


def _debt_assumed(situation: Situation) -> tuple[Text, ...]:
    return (*debt_assumptions(situation), *working_capital_assumption(situation))


def _date_assumptions(mix: Mix) -> Iterator[Text]:
    silent = {e.offer.channel for e in mix.entries if stated_days(e.ready.product) is None}
    names = {"loan": ("贷款", "loans"), "invest": ("股权", "equity"),
             "guarantee": ("担保", "guarantees"), "insurance": ("保险", "insurance"),
             "subsidy": ("补贴", "subsidies")}  # fmt: skip
    if not silent:
        return
    known = [(names[channel], ASSUMED_DAYS[channel]) for channel in names if channel in silent]
    yield Text(
        zh="未公布办理时长的按示例天数:" + "、".join(f"{n[0]}{days}天" for n, days in known),
        en="Where no processing time is stated (illustrative days): "
        + ", ".join(f"{n[1]} {days}" for n, days in known),
    )


def _doubt_assumptions(mix: Mix, situation: Situation) -> Iterator[Text]:
    doubtful = [e for e in mix.entries if not (e.ready.is_sure and e.offer.is_sure)]
    if doubtful:
        names = [e.ready.product.name for e in doubtful]
        yield Text(
            zh=f"以下产品能否办理由提供方决定,按办成计入:{'、'.join(n.zh for n in names)}",
            en="Counted as granted though the provider decides: " + ", ".join(n.en for n in names),
        )


def _binding(mix: Mix, situation: Situation) -> Iterator[Text]:
    """Limits that are used up, and uses that no product reaches."""
    for ceiling in mix.choice.ceilings:
        if _is_used_up(ceiling, mix):
            yield ceiling.text
    for entry in mix.of_role("cash"):
        served = sum((mix.choice.uses[use] for use in entry.offer.uses), ZERO)
        full = entry.amount == entry.offer.most and served - entry.amount >= entry.offer.step
        if full and entry.ready.cap is not None:
            name, cap = entry.ready.product.name, entry.ready.cap
            yield Text(zh=f"《{name.zh}》已到上限:{cap.zh}", en=f"{name.en} at its most: {cap.en}")
    yield from _unreached(mix, situation)


def _is_used_up(ceiling: Ceiling, mix: Mix) -> bool:
    weights = [each.weights.get(ceiling.id, ZERO) for each in mix.choice.offers]
    heaviest = max(weights, default=ZERO)
    if heaviest <= 0:
        return False
    steps = [e.step for e, weight in zip(mix.choice.offers, weights, strict=True) if weight > 0]
    return ceiling.most - mix.used(ceiling) < heaviest * max(steps)


def _unreached(mix: Mix, situation: Situation) -> Iterator[Text]:
    payers = [each for each in mix.choice.offers if each.role == "cash"]
    for place, use in enumerate(situation.need.uses):
        if any(place in each.uses for each in payers):
            continue
        what = money(use.amount)
        yield Text(
            zh=f"{use.needed_by}前需要的{what.zh}没有任何产品能按期支付",
            en=f"No product can pay the {what.en} needed by {use.needed_by} in time",
        )
