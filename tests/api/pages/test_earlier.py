"""Is an assessment that an earlier release stored still read, and what it did not know unknown?

The texts were stored by the code of these releases and shortened: fewer items of long lists.
"""

import json
import re
from pathlib import Path

import pytest

from api import desk
from tests.api.storage.samples import keep

EARLIER = Path(__file__).parents[1] / "storage" / "earlier"
RELEASES = ("0.2.0", "0.3.0")


@pytest.fixture(params=RELEASES)
def stored(request, service) -> dict:
    text = (EARLIER / f"{request.param}.json").read_text().strip()
    told = json.loads(text)
    keep(service.store, id=told["id"], result=text)
    return told


def test_it_is_answered_byte_for_byte(client, stored):
    answer = client.get(f"/v1/assessments/{stored['id']}")
    assert answer.text == json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def test_what_the_release_did_not_know_is_read_as_unknown(service, stored):
    found = desk.find(service, stored["id"])
    assert {each.assembly_step for each in found.plan.lines} == {None}
    assert (found.plan.days_to_cash, found.plan.founder_share_after) == (None, None)
    assert [each.blocked_yuan for each in found.ask_next] == [None, None]
    rules = [because for each in found.unused for because in each.because]
    assert {because.changeable for because in rules} == {None}


def test_its_page_shows_the_score_the_plan_and_the_gaps_of_that_release(client, stored):
    page = client.get(f"/assessments/{stored['id']}").text
    assert f"</small>{stored['score']['credit_score']}</p>" in page
    assert all(line["product_name"]["zh"] in page for line in stored["plan"]["lines"])
    assert "chart-cash" not in page
    assert page.count("金额未计算") == len(stored["ask_next"]) == 2
    assert not re.search(r"(None|nan|Undefined)", re.sub(r"<[^>]*>", " ", page))
