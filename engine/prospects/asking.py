"""Which missing fact should be supplied first, by the money that waits for it?"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from engine.facts import FACT_BY_NAME
from engine.money import Yuan
from engine.plan import Line, Unused
from engine.prospects.gains import gain_words, more
from engine.routing.outlook import Outlook
from engine.text import Text

MOST_SOLVED = 6

Assumed = Callable[[frozenset[str]], Outlook]


class AskNext(BaseModel):
    """A missing fact, how many products wait for it, and what they would bring.

    `blocked_yuan` is what the best plan gains in sure cash and sure claims if all of these products
    turned out to be eligible; None where it was not worked out, in old assessments or beyond the
    few facts that most products wait for. `sentence` says the gain.
    """

    model_config = ConfigDict(frozen=True)

    fact: str
    label: Text
    products: int
    blocked_yuan: Yuan | None = None
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
    waiting: Mapping[str, frozenset[str]],
    known: Mapping[str, float],
    now: Outlook,
    assumed: Assumed,
) -> tuple[AskNext, ...]:
    """Facts not known that products wait for, those that block most money first.

    `assumed` solves again with products taken as eligible. Facts that the same products wait for
    are solved for once.
    """
    facts = [f for f in waiting if f in FACT_BY_NAME and math.isnan(known.get(f, math.nan))]
    facts.sort(key=lambda fact: (-len(waiting[fact]), fact))
    groups = list(dict.fromkeys(waiting[fact] for fact in facts))[:MOST_SOLVED]
    solved = {group: assumed(group) for group in groups}
    asked = [_asked(fact, waiting[fact], now, solved.get(waiting[fact])) for fact in facts]
    return tuple(sorted(asked, key=_place))


def _place(asked: AskNext) -> tuple[Decimal, int, str]:
    return -(asked.blocked_yuan or Decimal(0)), -asked.products, asked.fact


def _asked(fact: str, products: Iterable[str], now: Outlook, then: Outlook | None) -> AskNext:
    label = FACT_BY_NAME[fact].label
    count = len(frozenset(products))
    if then is None:
        return AskNext(fact=fact, label=label, products=count)
    blocked = more(then.sure + then.sure_back, now.sure + now.sure_back)
    gain = gain_words(then, now)
    said = Text(
        zh=f"补充{label.zh},若{count}个产品因此符合条件,方案{gain.zh}",
        en=f"With {label.en}, if {count} product(s) turn out eligible, the plan {gain.en}",
    )
    return AskNext(
        fact=fact, label=label, products=count, blocked_yuan=blocked.quantize(Decimal("0.01")),
        sentence=said if blocked > 0 else None,
    )  # fmt: skip
