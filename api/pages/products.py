"""What does an applicant see of the products: terms, sources, and how sure each is?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.pages.guard import PageRoute
from api.pages.product_terms import Shown, shown_rules, shown_terms
from api.pages.rendering import page, service_of
from api.pages.show import CHANNELS
from api.wiring import Service
from engine.catalogue import Catalogue, Product, Source
from engine.text import Text

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Running = Annotated[Service, Depends(service_of)]
_WRONG, _MOST_TYPED, _HEADLINES = 422, 40, 3
_NO_DAY = Text(zh="请按 2026-11-22 的格式填写日期", en="give a date such as 2026-11-22")
_GONE = ("expired", "not_yet")


@dataclass(frozen=True)
class Card:
    """One product as a card: its first numbers at a glance, all of them with their sources."""

    product: Product
    terms: tuple[Shown, ...]
    variants: tuple[tuple[Text, tuple[Shown, ...]], ...]
    rules: tuple[tuple[Text, bool], ...]

    @property
    def headlines(self) -> tuple[Shown, ...]:
        """The first few numbers."""
        return self.terms[:_HEADLINES]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it was read, without what is assumed or the platform's own policy."""
        return tuple(each for each in self.product.sources.values() if each.tier != "none")


@router.get("/products")
def products(request: Request, service: Running, on: str = "") -> Response:
    """All products as they stand on a day, by channel; what is not on offer stands apart."""
    typed = on.strip()[:_MOST_TYPED]
    day, wrong = _day_of(typed, service.today())
    catalogue = service.catalogue(day)
    cards = [_card(each) for each in catalogue.products]
    offered = {
        channel: [c for c in cards if c.product.channel == channel and not _is_gone(c)]
        for channel in CHANNELS
    }
    return page(
        request, "products.html", _WRONG if wrong else 200, day=day, typed=typed, wrong=wrong,
        offered=offered, gone=[card for card in cards if _is_gone(card)], count=len(cards),
        statuses=_statuses(catalogue), rates=_rates(catalogue),
    )  # fmt: skip


def _day_of(typed: str, today: date) -> tuple[date, Text | None]:
    if not typed:
        return today, None
    try:
        return date.fromisoformat(typed), None
    except ValueError:
        return today, _NO_DAY


def _is_gone(card: Card) -> bool:
    return card.product.state in _GONE


def _card(product: Product) -> Card:
    return Card(
        product,
        tuple(shown_terms(product, product.terms)),
        tuple((each.text, tuple(shown_terms(product, each.terms))) for each in product.variants),
        tuple(shown_rules(product)),
    )


def _statuses(catalogue: Catalogue) -> Mapping[str, int]:
    return Counter(each.terms_status for each in catalogue.products)


def _rates(catalogue: Catalogue) -> list[tuple[str, str, str, str]]:
    """Name, rate, day and source of each reference rate known on the day."""
    names = {"lpr1y": "LPR 1年", "lpr5y": "LPR 5年以上"}
    return [
        (names[name], f"{rate.value:.2%}", rate.since.isoformat(),
         catalogue.rate_sources[rate.source].title)
        for name, rate in sorted(catalogue.reference_rates.items())
    ]  # fmt: skip
