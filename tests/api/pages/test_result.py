import re

import pytest
from starlette.testclient import TestClient

from api import desk
from api.examples import KINDS
from api.pages.scale import bands, scale_of
from api.pages.story import story_of
from api.wiring import Service
from tests.api.pages.conftest import MARKS, begin


@pytest.fixture
def page(client: TestClient) -> str:
    return client.post(f"{begin(client)}/submit").text


@pytest.fixture
def referred(client: TestClient) -> str:
    draft = begin(client, "")
    client.post(f"{draft}/firm", data={"firm.name": "某公司", "firm.external_id": "X-1"})
    need = {"purpose": "rnd", "amount": "120万", "needed_by": "2027-03-01"}
    client.post(f"{draft}/need", data={f"need.uses.0.{name}": v for name, v in need.items()})
    return client.post(f"{draft}/submit").text


def test_score_grade_and_every_reason_are_on_the_page(client: TestClient, service: Service) -> None:
    answer = client.post(f"{begin(client)}/submit")
    found = desk.find(service, str(answer.url).rpartition("/")[2])
    assert f"</small>{found.score.credit_score}</p>" in answer.text
    assert f"<b>{found.score.grade}</b>" in answer.text
    missing = [r.code for r in found.score.reasons if _plain(r.sentence.zh) not in answer.text]
    assert missing == []


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#39;")


def test_points_potential_and_tests_are_on_the_page_with_their_detail(
    client: TestClient, service: Service
) -> None:
    answer = client.post(f"{begin(client)}/submit")
    found = desk.find(service, str(answer.url).rpartition("/")[2])
    shown = [each.sentence.zh for each in found.innovation.indicators]
    shown += [leaf.sentence.zh for test in found.qualification_tests for check in test.checks
              for leaf in check.leaves()]  # fmt: skip
    shown += [each.because.zh for each in found.chain_segments]
    assert [each for each in shown if _plain(each) not in answer.text] == []
    assert f"<dd>{found.potential_score:.1f}</dd>" in answer.text
    assert answer.text.count("<meter ") == 18


def test_every_product_is_on_the_page_with_its_verdict(
    client: TestClient, service: Service
) -> None:
    answer = client.post(f"{begin(client)}/submit")
    found = desk.find(service, str(answer.url).rpartition("/")[2])
    names = [each.product_name.zh for each in (*found.plan.lines, *found.unused)]
    assert all(name in answer.text for name in names)
    assert all(_plain(b.sentence.zh) in answer.text for u in found.unused for b in u.because)


def test_charts_have_text_alternatives_and_tables(page: str) -> None:
    charts = re.findall(r'<svg xmlns[^>]*aria-labelledby="([^"]+)"', page)
    # In two widths each: reasons, flows, uses, days, cash and alternatives.
    assert len(charts) == 12
    for title, description in (chart.split() for chart in charts):
        assert f'<title id="{title}">' in page
        assert f'<desc id="{description}">' in page
    assert page.count('<table class="data">') >= 3


def test_every_alternative_says_on_the_page_what_it_trades(
    client: TestClient, service: Service
) -> None:
    answer = client.post(f"{begin(client)}/submit")
    found = desk.find(service, str(answer.url).rpartition("/")[2])
    assert found.alternatives
    for plan in found.alternatives:
        assert plan.trade_off is not None
        assert plan.trade_off.sentence.zh in answer.text
        assert _plain(plan.trade_off.sentence.en) in answer.text


def test_a_page_with_few_alternatives_says_why(referred: str) -> None:
    few = re.search(r'<section class="part" id="alternatives">.*?</section>', referred, re.DOTALL)
    assert few is not None
    assert "没有产品能按期提供现金" in few[0] or "种问法重新求解" in few[0]
    assert few[0].count('class="plan-mark"') <= 2 * 2


def test_no_two_elements_share_an_id(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_mark_stands_beside_the_score(page: str) -> None:
    beside = page[page.index('class="score-number"') : page.index('id="plan-h"')]
    assert MARKS[0] in beside


def test_a_referred_firm_gets_no_number_but_why_and_what_helps(referred: str) -> None:
    assert "转人工判断" in referred
    assert "数据不足" in referred
    assert 'class="score-number"' not in referred
    assert 'id="chart-reasons"' not in referred
    assert 'id="ask"' in referred


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_reads_well_without_lines_and_alternatives(
    client: TestClient, service: Service, kind: str
) -> None:
    found = desk.find(service, str(client.post(f"{begin(client, kind)}/submit").url)[-32:])
    plan = found.plan.model_copy(update={"lines": (), "later_claims": (), "binding": ()})
    bare = found.model_copy(update={"plan": plan, "alternatives": (), "unused": ()})
    story = story_of(bare.as_json())
    assert (story.branches, story.calendar, story.unused) == ((), None, ())
    assert story.uses is not None


def test_the_bands_cover_the_scale_and_the_marker_lies_in_its_grade(
    client: TestClient, service: Service
) -> None:
    found = desk.find(service, str(client.post(f"{begin(client)}/submit").url)[-32:])
    scale = scale_of(found.score)
    assert [band.letter for band in bands()] == ["D", "C", "B", "A"]
    assert sum(band.width for band in bands()) == pytest.approx(100)
    assert scale is not None
    own = next(b for b in scale.bands if b.left <= scale.marker < b.left + b.width)
    assert found.score.grade is not None
    assert own.letter == found.score.grade[0]
