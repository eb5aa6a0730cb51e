import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest

from api import desk
from api.charts.alternatives import BEST_MARK, alternatives_chart, weighed
from api.charts.calendar import calendar_chart
from api.charts.cash import cash_chart
from api.charts.flows import flow_rows, flows_chart
from api.charts.score import by_question, reasons_chart
from api.charts.uses import use_rows, uses_chart
from api.examples import example
from api.schemas.answers import AssessmentAnswer
from api.schemas.requests import AssessmentRequest
from api.wiring import Service
from engine.text import Text
from models.charts import canvas
from models.charts.svg import ChartError, svg_of
from tests.api.conftest import TODAY

TITLE = Text(zh="标题", en="Title <b>")


@pytest.fixture
def found(service: Service) -> AssessmentAnswer:
    request = AssessmentRequest.model_validate_json(json.dumps(example("growing", TODAY)))
    return desk.preview(service, request)


def names_of(found: AssessmentAnswer) -> list[str]:
    return [use.purpose for use in found.plan.uses]


def test_the_questions_add_up_from_base_to_the_unclipped_score(found: AssessmentAnswer) -> None:
    score = found.score
    assert score.base_points is not None
    total = score.base_points + sum(q.points for q in by_question(score.contributions))
    assert total == pytest.approx(score.unclipped_score, abs=1e-9)


def test_the_bars_of_each_use_add_up_to_its_need(found: AssessmentAnswer) -> None:
    for row in use_rows(found.plan, names_of(found)):
        assert sum(amount for _, amount in row.parts) + row.gap == row.amount


def test_the_flows_add_up_to_the_need(found: AssessmentAnswer) -> None:
    rows = flow_rows(found.plan, names_of(found))
    assert sum(row.amount for row in rows) == found.plan.need_amount
    assert sum(row.amount for row in rows if row.channel != "gap") == found.plan.covered_amount


def test_each_alternative_is_weighed_against_the_recommended_plan(found: AssessmentAnswer) -> None:
    best, *others = weighed((found.plan, *found.alternatives))
    assert (best.mark, best.more_wan, best.days) == (BEST_MARK, 0.0, found.plan.days_to_cash)
    for row, plan in zip(others, found.alternatives, strict=True):
        assert plan.trade_off is not None
        assert row.more_wan == pytest.approx(float(plan.trade_off.cost_more) / 10_000)
        assert row.days == best.days + plan.trade_off.days_more


def test_plans_that_hide_each_other_are_marked_side_by_side(found: AssessmentAnswer) -> None:
    alike = [found.plan.model_copy(update={"id": str(n)}) for n in range(6)]
    drawn = svg_of(alternatives_chart(alike), "alike", TITLE, TITLE)
    marks = re.findall(
        r'text-anchor="middle" transform="translate\(([-\d.,]+)\)"[^>]*>([1-5荐])<', drawn
    )
    assert len({place for place, _ in marks}) == len(marks) == 12


def test_nothing_is_drawn_where_there_is_nothing_to_compare(found: AssessmentAnswer) -> None:
    old = found.plan.model_copy(update={"net_cost_first_year": None})
    assert weighed((found.plan,)) == weighed((old, *found.alternatives)) == ()
    with pytest.raises(ValueError, match="no plans to compare"):
        alternatives_chart((found.plan,))


@pytest.mark.parametrize("width", [canvas.WIDE, canvas.NARROW])
def test_no_text_reaches_beyond_the_picture(found: AssessmentAnswer, width: int) -> None:
    charts = (
        reasons_chart(found.score, width),
        uses_chart(found.plan, names_of(found), width),
        calendar_chart(found.plan, found.on, width),
        flows_chart(found.plan, names_of(found), width),
        cash_chart(found.plan, width),
        alternatives_chart((found.plan, *found.alternatives), width),
    )
    for chart in charts:
        drawn = svg_of(chart, "chart", TITLE, TITLE)
        assert f'viewBox="0 0 {width} ' in drawn
        for anchor, x, size, text in _texts(drawn):
            room = {"start": width - x, "end": x, "middle": 2 * min(x, width - x)}[anchor]
            assert canvas.text_width(text, size) <= room + 1, text


def _texts(drawn: str) -> list[tuple[str, float, int, str]]:
    found = re.findall(
        r'<text text-anchor="(\w+)" transform="translate\(([-\d.]+),[-\d.]+\)"[^>]*?'
        r'font-size="(\d+)px"[^>]*>([^<]*)</text>',
        drawn,
    )
    return [(anchor, float(x), int(size), text) for anchor, x, size, text in found if text]


def test_a_chart_is_plain_svg_with_an_escaped_title(found: AssessmentAnswer) -> None:
    drawn = svg_of(reasons_chart(found.score), "why", TITLE, TITLE)
    assert '<title id="why-title">标题 / Title &lt;b&gt;</title>' in drawn
    assert not re.search(r"style=|<script|<style|href", drawn)


def test_the_same_assessment_gives_the_same_picture(found: AssessmentAnswer) -> None:
    first, second = (svg_of(reasons_chart(found.score), "a", TITLE, TITLE) for _ in range(2))
    assert first == second


def test_a_link_in_a_chart_is_refused(found: AssessmentAnswer) -> None:
    rows = [{"x": 1, "y": 1, "text": "here", "colour": "#000"}]
    layer = canvas.texts(rows).encode(href="text:N")
    with pytest.raises(ChartError):
        svg_of(canvas.drawing([layer], 50, 50), "bad", TITLE, TITLE)


def test_a_referred_score_has_no_chart(found: AssessmentAnswer) -> None:
    referred = found.score.model_copy(update={"base_points": None, "unclipped_score": None})
    with pytest.raises(ValueError, match="no points"):
        reasons_chart(referred)


def test_a_plan_without_lines_still_shows_its_uses(found: AssessmentAnswer) -> None:
    uses = tuple(u.model_copy(update={"covered": 0, "gap": u.amount}) for u in found.plan.uses)
    bare = found.plan.model_copy(update={"lines": (), "uses": uses})
    assert "缺" in svg_of(uses_chart(bare, names_of(found)), "a", TITLE, TITLE)
    late = found.on + timedelta(days=1)
    assert "<svg" in svg_of(calendar_chart(bare, late), "b", TITLE, TITLE)


def test_drawing_needs_no_training_library_and_no_tables() -> None:
    code = (
        "import sys, api.pages, models.charts.svg, vl_convert\n"
        "sys.exit(bool({'lightgbm', 'sklearn', 'shap', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
