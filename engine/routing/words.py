"""How are lines, plans and actors said to a person?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.catalogue.kinds import Actor
from engine.facts.need import PURPOSE_LABELS
from engine.money import in_wan
from engine.plan import RateRange, YuanRange
from engine.routing.priced import Entry
from engine.text import Text

ACTORS: Mapping[Actor, Text] = {
    "firm": Text(zh="企业", en="the firm"),
    "bank": Text(zh="银行", en="the bank"),
    "guarantor": Text(zh="担保机构", en="the guarantor"),
    "fund": Text(zh="基金", en="the fund"),
    "bureau": Text(zh="主管部门", en="the bureau"),
    "insurer": Text(zh="保险公司", en="the insurer"),
    "platform": Text(zh="杭创E站", en="the E-Station"),
    "tax": Text(zh="税务机关", en="the tax office"),
}
_DOUBT = Text(zh=";能否办理由提供方决定", en="; whether it is granted the provider decides")


def percent(share: Decimal) -> str:
    """A share in per cent, two decimals.

    >>> percent(Decimal("0.0295"))
    '2.95%'
    """
    return f"{share * 100:.2f}%"


def rate_words(rate: RateRange) -> str:
    """One rate, or from lowest to highest."""
    low, high = percent(rate.low), percent(rate.high)
    return low if low == high else f"{low}-{high}"


def money(amount: Decimal) -> Text:
    """Yuan, in 万元 for Chinese readers."""
    return Text(zh=f"{in_wan(amount)}万元", en=f"CNY {amount:,.0f}")


def joined(sentences: Sequence[Text]) -> Text:
    """Several sentences as one."""
    return Text(
        zh=";".join(each.zh for each in sentences), en="; ".join(each.en for each in sentences)
    )


def purposes(entry: Entry, uses: tuple[str, ...]) -> Text:
    """What a line pays for."""
    names = list(dict.fromkeys(uses[use] for use in sorted(entry.pays or {})))
    labels = [PURPOSE_LABELS[name] for name in names]
    return Text(zh="、".join(zh for zh, _ in labels), en=", ".join(en for _, en in labels))


def line_sentence(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    """What the line does, in one sentence."""
    said = _SAYING[entry.offer.role](entry, uses, rate)
    if entry.ready.is_sure and entry.offer.is_sure:
        return said
    return Text(zh=said.zh + _DOUBT.zh, en=said.en + _DOUBT.en)


def _cash(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    name, amount, what = entry.ready.product.name, money(entry.amount), purposes(entry, uses)
    if rate is None:
        return Text(
            zh=f"《{name.zh}》投资{amount.zh},用于{what.zh},不用还本付息,出让股权",
            en=f"{name.en}: {amount.en} for {what.en}; no repayment, shares are given",
        )
    shown = rate_words(rate)
    return Text(
        zh=f"《{name.zh}》借{amount.zh},用于{what.zh},年利率{shown}",
        en=f"{name.en}: borrow {amount.en} for {what.en} at {shown} a year",
    )


def _backing(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    name, amount = entry.ready.product.name, money(entry.amount)
    fee = "" if rate is None else rate_words(rate)
    if not entry.offer.relief_from_cover:
        return Text(
            zh=f"《{name.zh}》附在贷款上,认股额度{amount.zh}",
            en=f"{name.en}: an option on shares for {amount.en}, attached to the loan",
        )
    return Text(
        zh=f"《{name.zh}》为贷款担保{amount.zh},年费率{fee};担保本身不提供现金",
        en=f"{name.en}: backs {amount.en} of the loan at {fee} a year; brings no cash itself",
    )


def _rebate(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    name, amount = entry.ready.product.name, money(entry.amount)
    return Text(
        zh=f"《{name.zh}》先付后补,第一年至多补回{amount.zh}",
        en=f"{name.en}: pays back at most {amount.en} of the first year's cost, afterwards",
    )


def _claim(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    name, amount = entry.ready.product.name, money(entry.amount)
    exact = entry.ready.gain is not None and entry.ready.gain.low == entry.amount
    zh, en = ("", "") if exact else ("至多", "at most ")
    return Text(
        zh=f"《{name.zh}》可申领{zh}{amount.zh},到账较晚,不计入资金缺口的覆盖",
        en=f"{name.en}: {en}{amount.en} may be claimed; it comes later and covers no use",
    )


def _policy(entry: Entry, uses: tuple[str, ...], rate: RateRange | None) -> Text:
    name, amount = entry.ready.product.name, money(entry.amount)
    fee = "" if rate is None else rate_words(rate)
    return Text(
        zh=f"《{name.zh}》投保{amount.zh},年保费率{fee};保障风险,不提供现金",
        en=f"{name.en}: insures {amount.en} at {fee} a year; protection, no cash",
    )


_SAYING = {
    "cash": _cash,
    "backing": _backing,
    "rebate": _rebate,
    "claim": _claim,
    "policy": _policy,
}


def plan_sentence(
    covered: Decimal, sure: Decimal, need: Decimal, cost: YuanRange, all_in: str
) -> Text:
    """What the plan achieves, in one sentence; `sure` is what needs nobody's doubt resolved."""
    doubt = _doubtful_part(covered, sure)
    spent = _spent(cost)
    rate_zh = f",借款综合年成本{all_in}" if all_in else ""
    rate_en = f", borrowed money at {all_in} a year all in" if all_in else ""
    paid, asked = money(covered), money(need)
    return Text(
        zh=f"按期覆盖{asked.zh}中的{paid.zh}{doubt.zh},第一年成本{spent.zh}{rate_zh}",
        en=f"Covers {paid.en} of {asked.en} in time{doubt.en}; first-year cost {spent.en}{rate_en}",
    )


def _doubtful_part(covered: Decimal, sure: Decimal) -> Text:
    if sure >= covered:
        return Text(zh="", en="")
    if sure <= 0:
        return Text(
            zh="(资格均未确认,须补充资料或由提供方决定)",
            en=" (none of it sure: data are missing or the provider decides)",
        )
    known = money(sure)
    return Text(
        zh=f"(其中已知符合条件的{known.zh},其余须补充资料或由提供方决定)",
        en=f" ({known.en} of it known to be eligible; for the rest data are missing or the provider"
        " decides)",
    )


def _spent(cost: YuanRange) -> Text:
    low = cost.low if cost.low is not None else cost.high
    low_yuan, high_yuan = money(low), money(cost.high)
    if low == cost.high:
        return high_yuan
    return Text(
        zh=f"{low_yuan.zh}至{high_yuan.zh}",
        en=f"{low_yuan.en} to {high_yuan.en}",
    )
