"""Do the pictures of drift, backtest and retraining hold what they are given?"""

import re

import pytest

from engine.text import Text
from models.charts import drift
from models.charts.svg import svg_of

TITLE = Text(zh="标题", en="Title")
COLUMN = {"name": "tax_grade", "psi": 3.96, "by_chance": 0.02, "missing_before": 0.1,
          "missing_now": 0.95, "verdict": "red"}  # fmt: skip
CHARTS = {
    "drift": drift.drift_chart([COLUMN]),
    "backtest": drift.backtest_chart(
        [{"grade": "C1", "predicted": 0.02, "observed": 0.03, "low": 0.01, "high": 0.05,
          "flagged": False}]
    ),
    "moved": drift.moved_chart(
        [{"before": "C1", "after": "C1", "firms": 90}, {"before": "C1", "after": "B3", "firms": 7}]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_plain_svg_of_a_fixed_width(name):
    drawn = svg_of(CHARTS[name], name, TITLE, TITLE)
    assert re.search(r'viewBox="0 0 620 \d+"', drawn)
    assert "<script" not in drawn


def test_an_index_beyond_the_axis_is_written_beside_its_bar():
    drawn = svg_of(CHARTS["drift"], "drift", TITLE, TITLE)
    assert "4.0</text>" in drawn
    assert "tax_grade" in drawn


def test_every_cell_that_holds_firms_says_how_many():
    drawn = svg_of(CHARTS["moved"], "moved", TITLE, TITLE)
    assert "90</text>" in drawn
    assert "7</text>" in drawn


def test_nothing_to_draw_is_no_reason_to_fail():
    for chart in (drift.drift_chart([]), drift.moved_chart([])):
        assert svg_of(chart, "empty", TITLE, TITLE).startswith("<")
