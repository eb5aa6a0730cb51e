"""Does the catalogue page show every product, with what is assumed marked as such?"""

import re

import pytest
from starlette.testclient import TestClient

from api.wiring import Service
from tests.api.conftest import TODAY
from tests.api.pages.conftest import MARKS


def parts(html: str) -> dict[str, str]:
    """The card of each product by its id."""
    cards = re.split(r'<li class="product is-\w+" id="', html)[1:]
    return {card.partition('"')[0]: card for card in cards}


def test_every_product_is_shown_once_with_its_status(client: TestClient, service: Service) -> None:
    html = client.get("/products").text
    cards, catalogue = parts(html), service.catalogue(TODAY)
    assert list(map(len, (cards, catalogue.products))) == [52, 52]
    for product in catalogue.products:
        assert product.name.zh in cards[product.id]
        assert f"chip--{product.terms_status}" in cards[product.id]
    assert all(mark in html for mark in MARKS)


def test_every_number_stands_with_its_day_and_source_and_assumed_ones_are_marked(
    client: TestClient, service: Service
) -> None:
    cards = parts(client.get("/products").text)
    for product in service.catalogue(TODAY).products:
        numbers = [number for _, number in product.terms if number is not None]
        assert all(number.since.isoformat() in cards[product.id] for number in numbers)
        assumed = [number for number in numbers if number.is_assumed]
        assert not assumed or 'class="assumed"' in cards[product.id]


def test_expired_products_stand_apart_with_their_last_terms(client: TestClient) -> None:
    offered, _, gone = client.get("/products").text.partition('id="gone"')
    assert set(parts(gone)) == {"loan-zjtx", "gua-zjtx"}
    assert "loan-zjtx" not in parts(offered)
    assert "已到期" in parts(gone)["loan-zjtx"]
    assert "≤ −5 个基点" in parts(gone)["loan-zjtx"]


def test_no_spread_stands_as_0_without_a_sign(client: TestClient) -> None:
    cards = parts(client.get("/products").text)
    assert "≤ 0 个基点" in cards["loan-haomiao"]
    assert "0 – +120 个基点" in cards["loan-ip-pledge"]


def test_another_day_shows_the_terms_of_that_day(client: TestClient) -> None:
    html = client.get("/products", params={"on": "2025-06-01"}).text
    offered, _, gone = html.partition('id="gone"')
    assert "loan-zjtx" in parts(offered)
    assert "尚未开始" in parts(gone)["inv-runmiao-fund"]
    assert "10 万元" in parts(offered)["sub-keyin-interest"]


@pytest.mark.parametrize("typed", ["soon", "2026-13-01", "<script>", "1" * 400])
def test_a_day_that_is_none_is_said_and_kept(client: TestClient, typed: str) -> None:
    answer = client.get("/products", params={"on": typed})
    assert answer.status_code == 422
    assert 'id="on-error"' in answer.text
    assert "<script>" not in answer.text
    assert len(parts(answer.text)) == 52


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_answered(client: TestClient, day: str) -> None:
    assert client.get("/products", params={"on": day}).status_code == 200
