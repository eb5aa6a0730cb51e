"""Which missing fact should be supplied first, by the money that waits for it?"""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from engine.catalogue import Catalogue, Product
from engine.facts import FACT_BY_NAME
from engine.money import Yuan, in_wan
from engine.plan import Line, Unused
from engine.prospects.gains import gain_words, more
from engine.prospects.today import Today
from engine.routing.outlook import Outlook
from engine.text import Text

_ZERO = Decimal(0)
_IF_ELIGIBLE = Text(
    zh="补充{label},若等待它的{products}因此符合条件,方案{gain}",
    en="With “{label}” known, and {products} eligible, the plan {gain}",
)
_COUNTED = Text(
    zh="《{product}》的金额按{label}计算,{cap}",
    en="what {product} pays is counted on {label}, {cap}",
)

_EBITDA = ("operating_profit", "interest_expense", "depreciation")
# What the formulas of `engine.facts` and `engine.features` make, with the facts they make it of.
MADE_OF: Mapping[str, tuple[str, ...]] = {
    "ebitda": _EBITDA,
    "dscr": (*_EBITDA, "income_tax"),
    "runway_months": ("cash", "cfo"),
    "rnd_to_revenue": ("rnd_expense", "revenue"),
    "rnd_recognised": ("rnd_expense",),
    "rnd_staff_share": ("rnd_staff", "headcount"),
    "debt_ratio": ("total_liabilities", "total_assets"),
    "revenue_growth": ("revenue", "revenue_prior"),
    "size_class": ("industry_division", "headcount", "revenue", "total_assets"),
    "is_scitech": ("industry_code", "qualification_count"),
}

Assumed = Callable[[frozenset[str]], Outlook]
Usable = Callable[[frozenset[str]], frozenset[str]]


class AskNext(BaseModel):
    """A missing fact, how many products wait for it, and what they would bring.

    `blocked_yuan` is what the best plan gains in sure cash and sure claims if all of these products
    turned out to be eligible, solved again; None only in assessments stored before it was worked
    out for every fact. `up_to_yuan` is the stated cap of those whose amount is counted on this very
    fact, which no solving can know; None where there is none. `sentence` says both, None where
    neither is anything.
    """

    model_config = ConfigDict(frozen=True)

    fact: str
    label: Text
    products: int
    blocked_yuan: Yuan | None = None
    up_to_yuan: Yuan | None = None
    sentence: Text | None = None


def waiting_for(
    unused: Sequence[Unused], lines: Sequence[Line], open_facts: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Missing facts with the products that wait for them, in the plan or outside it.

    `open_facts` are the facts each product's rules still miss.
    """
    shown = {each.product for each in unused if each.verdict == "unknown"}
    shown |= {each.product for each in lines if each.provider_decides}
    waiting: dict[str, set[str]] = {}
    for product in sorted(shown):
        for fact in open_facts.get(product, frozenset()):
            waiting.setdefault(fact, set()).add(product)
    return {fact: frozenset(products) for fact, products in waiting.items()}


def ask_next(
    waiting: Mapping[str, frozenset[str]], today: Today, assumed: Assumed, usable: Usable
) -> tuple[AskNext, ...]:
    """Facts not known that products wait for, those that block most money first.

    `assumed` solves again with products taken as eligible; `usable` names those that a plan could
    then use. Facts whose usable products are the same are solved for once, and facts without any
    without solving: the plan would be the same.
    """
    missing = _to_supply(waiting, today.known)
    every = frozenset().union(*missing.values())
    could = usable(every) if every else every
    groups = {fact: products & could for fact, products in missing.items()}
    solved = {group: assumed(group) if group else today.now for group in set(groups.values())}
    asked = [
        _asked(fact, products, today, solved[groups[fact]]) for fact, products in missing.items()
    ]
    return tuple(sorted(asked, key=_place))


def _to_supply(
    waiting: Mapping[str, frozenset[str]], known: Mapping[str, float]
) -> dict[str, frozenset[str]]:
    """The facts of the record that are missing: of one made by a formula, those it is made of.

    A formula without an answer although all of it is known, such as the months that cash lasts a
    firm that earns cash, is not asked for.
    """
    found: dict[str, frozenset[str]] = {}
    for fact, products in waiting.items():
        for name in MADE_OF.get(fact, (fact,)):
            if name in FACT_BY_NAME and math.isnan(known.get(name, math.nan)):
                found[name] = found.get(name, frozenset()) | products
    return found


def _place(asked: AskNext) -> tuple[Decimal, int, str]:
    money = (asked.blocked_yuan or _ZERO) + (asked.up_to_yuan or _ZERO)
    return -money, -asked.products, asked.fact


def _asked(fact: str, products: frozenset[str], today: Today, then: Outlook) -> AskNext:
    label, now = FACT_BY_NAME[fact].label, today.now
    blocked = more(then.sure + then.sure_back, now.sure + now.sure_back)
    counted = _counted_on(fact, products, today.catalogue)
    said = []
    if blocked > 0:
        who, gain = _waiting_words(len(products)), gain_words(then, now)
        said.append(_IF_ELIGIBLE.filled(label=label, products=who, gain=gain))
    said += [_counted_words(label, each) for each in counted]
    caps = [cap for each in counted if (cap := _cap(each)) is not None]
    return AskNext(
        fact=fact, label=label, products=len(products),
        blocked_yuan=blocked.quantize(Decimal("0.01")),
        up_to_yuan=sum(caps, _ZERO) if caps else None, sentence=_joined(said),
    )  # fmt: skip


def _waiting_words(products: int) -> Text:
    en = "the product that waits" if products == 1 else f"the {products} products that wait"
    return Text(zh=f"{products}个产品", en=f"{en} for it")


def _counted_on(fact: str, products: frozenset[str], catalogue: Catalogue) -> list[Product]:
    """Subsidies whose amount is a share of the fact itself, so that it is open without it."""
    waiting = (catalogue.product(name) for name in sorted(products))
    return [each for each in waiting if each.channel == "subsidy" and fact in _base(each)]


def _base(product: Product) -> tuple[str, ...]:
    base = product.base_fact
    return () if base is None else MADE_OF.get(base, (base,))


def _cap(product: Product) -> Decimal | None:
    terms = product.terms
    return terms.value("cap_per_firm_year_yuan") or terms.value("amount_max_yuan")


def _counted_words(label: Text, product: Product) -> Text:
    cap = _cap(product)
    said = Text(zh="未公布上限", en="with no stated cap")
    if cap is not None:
        said = Text(zh=f"每年至多{in_wan(cap)}万元", en=f"at most CNY {cap:,.0f} a year")
    return _COUNTED.filled(label=label, product=product.name, cap=said)


def _joined(said: Sequence[Text]) -> Text | None:
    if not said:
        return None
    return Text(zh=";".join(each.zh for each in said), en="; ".join(each.en for each in said))
