"""What can the firm carry: debt, debt service, dilution, and on which assumptions?"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar, cast

from engine.catalogue import Catalogue
from engine.firm import Need
from engine.money import CENT, in_wan
from engine.routing.given import NOTHING_GIVEN, Given
from engine.routing.offer import ZERO, Ceiling
from engine.routing.policy import PRE_MONEY_BY_ROUND, PRE_MONEY_UNKNOWN, HousePolicy
from engine.text import Text

Worked = TypeVar("Worked")
_REVENUES = ("revenue", "invoiced_sales_12m", "declared_revenue_12m")
_NO_LPR = Decimal("0.03")  # discount rate where the catalogue knows no LPR on the day


@dataclass(frozen=True)
class Situation:
    """One firm's need on one day, all that is known of it, and the house's policy."""

    need: Need
    known: Mapping[str, float]
    catalogue: Catalogue
    on: date
    given: Given = NOTHING_GIVEN
    _yuan: dict[str, Decimal | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    _worked: dict[Callable[["Situation"], Any], Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def once(self, work: Callable[["Situation"], Worked]) -> Worked:
        """What `work` finds out from need, facts, catalogue and policy: found once.

        What depends on `given.assumed` must not be remembered so.
        """
        if work not in self._worked:
            self._worked[work] = work(self)
        return cast(Worked, self._worked[work])

    def assuming(self, products: frozenset[str]) -> "Situation":
        """The same with `products` taken as eligible too; what was found out stays found out."""
        given = replace(self.given, assumed=self.given.assumed | products)
        other = replace(self, given=given)
        other._yuan.update(self._yuan)
        other._worked.update(self._worked)
        return other

    def yuan(self, fact: str) -> Decimal | None:
        """A fact as Decimal to the cent, None where it is unknown."""
        if fact not in self._yuan:
            value = self.known.get(fact, math.nan)
            exact = None if math.isnan(value) else Decimal(repr(value)).quantize(CENT)
            self._yuan[fact] = exact
        return self._yuan[fact]

    def share(self, fact: str) -> Decimal | None:
        """A fact as Decimal to 1e-6, None where it is unknown."""
        value = self.known.get(fact, math.nan)
        return None if math.isnan(value) else Decimal(repr(value)).quantize(Decimal("0.000001"))

    @cached_property
    def need_total(self) -> Decimal:
        """All that is asked for, in yuan."""
        return sum((use.amount for use in self.need.uses), ZERO)

    @cached_property
    def days_left(self) -> tuple[int, ...]:
        """Days until the money for each use is needed."""
        return tuple((use.needed_by - self.on).days for use in self.need.uses)

    @cached_property
    def granted(self) -> frozenset[str]:
        """Products taken as eligible: so assumed, or accepted by their providers."""
        return self.given.assumed | self.given.agreed.products

    @property
    def policy(self) -> HousePolicy:
        """The house's own prices and limits."""
        return self.given.policy

    def budget_price(self, product: str) -> Decimal:
        """What one yuan out of the shared budget of `product` is priced at; zero by default."""
        return self.given.budget_prices.get(product, ZERO)

    @cached_property
    def lives_on_equity(self) -> bool:
        """Whether it is known that the firm has no revenue or earns nothing to serve debt with."""
        return any(each is not None and each <= 0 for each in (self.yuan("ebitda"), self.revenue))

    def number(self, fact: str) -> float:
        """A fact as it is, NaN where it is unknown."""
        return self.known.get(fact, math.nan)

    def named(self, products: Iterable[str]) -> Text:
        """The names of products, any of which will do."""
        return self._joined(products, zh="或", en=" or ")

    def listed(self, products: Iterable[str]) -> Text:
        """The names of products, all of them; empty for none."""
        return self._joined(products, zh="、", en=", ")

    def _joined(self, products: Iterable[str], zh: str, en: str) -> Text:
        known = self.catalogue.once(_names)
        names = [known.get(each, Text(zh=each, en=each)) for each in sorted(products)]
        return Text(
            zh=zh.join(f"《{name.zh}》" for name in names), en=en.join(name.en for name in names)
        )

    @cached_property
    def discount(self) -> Decimal:
        """The yearly rate that makes money of different days comparable: the one-year LPR."""
        return self.catalogue.reference_rate("lpr1y") or _NO_LPR

    @cached_property
    def revenue(self) -> Decimal | None:
        """Yearly revenue by accounts, else by invoices, else as declared for tax."""
        return next((found for each in _REVENUES if (found := self.yuan(each)) is not None), None)

    @cached_property
    def pre_money(self) -> tuple[Decimal, Decimal]:
        """The firm's value before new money, lowest and highest."""
        valuation = self.yuan("valuation_latest")
        if valuation is not None and valuation > 0:
            return valuation, valuation
        stage = self.number("last_round")
        known_stage = not math.isnan(stage) and 0 <= stage < len(PRE_MONEY_BY_ROUND)
        low, high = PRE_MONEY_BY_ROUND[int(stage)] if known_stage else PRE_MONEY_UNKNOWN
        return Decimal(low), Decimal(high)

    @property
    def is_valued(self) -> bool:
        """Whether the pre-money value comes from the latest round."""
        return self.pre_money[0] == self.yuan("valuation_latest")

    @property
    def most_dilution(self) -> Decimal:
        """The founders' share that may be given up at most."""
        asked = self.need.max_dilution_share
        return self.policy.dilution if asked is None else asked


def _names(catalogue: Catalogue) -> Mapping[str, Text]:
    return {each.id: each.name for each in catalogue.products}


def ceilings(situation: Situation) -> tuple[Ceiling, ...]:
    """The limits of the firm as a whole, each with the words that name it."""
    service = [_service_ceiling(situation)] if _earns(situation) else []
    backing = _equity_ceiling(situation) if situation.lives_on_equity else ()
    return (*_debt_ceiling(situation), *service, *backing, *_dilution_ceiling(situation))


def _earns(situation: Situation) -> bool:
    ebitda = situation.yuan("ebitda")
    return ebitda is not None and ebitda > 0


def _debt_ceiling(situation: Situation) -> Iterator[Ceiling]:
    revenue, share = situation.revenue, situation.policy.debt_to_revenue
    if revenue is None or revenue <= 0:
        return
    held = situation.yuan("bank_debt") or ZERO
    text = Text(
        zh=f"银行负债合计不超过年收入的{share:.0%}(示例政策)",
        en=f"all bank debt at most {share:.0%} of yearly revenue (illustrative policy)",
    )
    yield Ceiling("bank_debt", text, max(ZERO, revenue * share - held))


def _service_ceiling(situation: Situation) -> Ceiling:
    earned = (situation.yuan("ebitda") or ZERO) - (situation.yuan("income_tax") or ZERO)
    owed = situation.yuan("interest_expense") or ZERO
    text = Text(
        zh=f"息税折旧摊销前利润须为偿债支出的{situation.policy.dscr}倍(示例政策)",
        en=f"EBITDA at least {situation.policy.dscr} times debt service (illustrative policy)",
    )
    return Ceiling("service", text, max(ZERO, earned / situation.policy.dscr - owed))


def _equity_ceiling(situation: Situation) -> Iterator[Ceiling]:
    policy = situation.policy
    raised, runway = situation.yuan("equity_raised_2y"), situation.number("runway_months")
    if runway < policy.runway_months:
        text = Text(
            zh=f"现金只够{runway:.1f}个月,少于{policy.runway_months}个月,不宜新增借款(示例政策)",
            en=f"cash lasts {runway:.1f} months, under {policy.runway_months}:"
            " no new debt (illustrative policy)",
        )
        yield Ceiling("bank_debt_without_profit", text, ZERO)
    elif raised is not None:
        text = Text(
            zh=f"尚无盈利,借款不超过近两年股权融资的{policy.debt_to_equity:.0%}(示例政策)",
            en=f"no EBITDA yet: loans at most {policy.debt_to_equity:.0%} of equity raised in"
            " two years (illustrative policy)",
        )
        yield Ceiling("bank_debt_without_profit", text, raised * policy.debt_to_equity)


def _dilution_ceiling(situation: Situation) -> Iterator[Ceiling]:
    share, (lowest, _) = situation.most_dilution, situation.pre_money
    if share >= 1:
        return
    text = Text(zh=f"稀释不超过{share:.1%}", en=f"dilution at most {share:.1%}")
    asked = situation.need.max_dilution_share is not None and situation.is_valued
    yield Ceiling("dilution", text, lowest * share / (1 - share), is_assumed=not asked)


def debt_assumptions(situation: Situation) -> Iterator[Text]:
    """What is taken for granted about debt, to be read beside any loan of the plan."""
    if situation.revenue is None:
        yield Text(
            zh="收入未知,未检验负债占收入比,借款额以银行核定为准",
            en="Revenue not known: debt to revenue not checked, the bank sets the amounts",
        )
    if situation.yuan("bank_debt") is None:
        yield Text(
            zh="现有银行负债未知,按没有披露的负债计算",
            en="Present bank debt not known: no undisclosed debt is assumed",
        )
    yield from _service_assumptions(situation)


def _service_assumptions(situation: Situation) -> Iterator[Text]:
    if situation.yuan("ebitda") is None:
        yield Text(
            zh="息税折旧摊销前利润未知,未检验偿债保障倍数",
            en="EBITDA not known: debt service coverage not checked",
        )
    elif situation.yuan("interest_expense") is None:
        yield Text(
            zh="现有利息支出未知,偿债保障只计新增借款",
            en="Present interest not known: debt service counts new loans only",
        )
    if situation.lives_on_equity and situation.yuan("equity_raised_2y") is None:
        yield Text(
            zh="近两年股权融资未知,未按股权融资限制借款",
            en="Equity raised in two years not known: loans not limited by it",
        )
    yield Text(
        zh="一年内流动资金贷款只计利息,不计续贷本金(示例政策)",
        en="Working-capital loans up to a year count with interest only (illustrative policy)",
    )


def equity_assumptions(situation: Situation) -> Iterator[Text]:
    """What is taken for granted about the value of the firm."""
    low, high = situation.pre_money
    if situation.is_valued:
        yield Text(
            zh=f"投前估值按最近一轮投后估值{in_wan(low)}万元",
            en=f"Pre-money value: the latest post-money value, CNY {low:,.0f}",
        )
    else:
        yield Text(
            zh=f"没有估值,投前估值按{in_wan(low)}至{in_wan(high)}万元(示例)",
            en=f"No valuation: pre-money CNY {low:,.0f} to {high:,.0f} (illustrative)",
        )
    price = situation.policy.prices.equity
    yield Text(
        zh=f"选择时股权每年按{price:.0%}计价(示例)",
        en=f"Equity is priced at {price:.0%} a year in the choice (illustrative)",
    )
