"""Do the pictures of features hold what they are given?"""

import pytest

from engine.text import Text
from models.charts import features
from models.charts.svg import svg_of

TITLE = Text(zh="标题", en="Title")


def drawn(chart):
    return svg_of(chart, "features", TITLE, TITLE)


def test_every_feature_stands_in_the_picture_of_what_is_known():
    picture = drawn(features.known_chart([{"name": "tax_grade", "known": 0.8}]))
    assert "tax_grade" in picture


def test_a_bin_shows_its_bounds_and_how_many_firms_are_in_it():
    rows = [{"bin": "[2, 3)", "event_rate": 0.04, "count": 1234.0},
            {"bin": "missing", "event_rate": float("nan"), "count": 0.0}]  # fmt: skip
    picture = drawn(features.bins_chart(rows))
    assert "[2, 3)" in picture
    assert "1,234" in picture
    assert "missing" not in picture


@pytest.mark.parametrize("chart", [features.known_chart, features.bins_chart])
def test_a_picture_of_nothing_is_empty_and_not_an_error(chart):
    assert "<svg" in drawn(chart([]))
