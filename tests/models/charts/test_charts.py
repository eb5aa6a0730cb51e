"""Do the pictures of a model hold what they are given, at a fixed size, as plain SVG?"""

import re
import subprocess
import sys

import pytest

from engine.text import Text
from models.charts import axes, score, validation
from models.charts.svg import svg_of

TITLE = Text(zh="标题", en="Title")
OUTCOMES = (score.GOOD, score.BAD)
CHARTS = {
    "distribution": score.distribution_chart(
        [{"low": 600, "high": 620, "share": 0.5, "outcome": each} for each in OUTCOMES]
    ),
    "roc": score.roc_chart([{"false": 0.0, "true": 0.0}, {"false": 1.0, "true": 1.0}]),
    "ks": score.ks_chart(
        [{"score": 600, "share": 0.2 + 0.3 * place, "outcome": each}
         for place, each in enumerate(OUTCOMES)]
    ),
    "reliability": validation.reliability_chart(
        [{"predicted": 0.1, "observed": 0.12, "low": 0.05, "high": 0.2}]
    ),
    "grades": validation.grades_chart(
        [{"grade": "C1", "predicted": 0.02, "observed": 0.03, "low": 0.01, "high": 0.05,
          "flagged": True}]
    ),
    "psi": validation.psi_chart([{"name": "负债", "psi": 0.3, "verdict": "red"}]),
    "forest": validation.forest_chart(
        [{"name": "全部", "auc": 0.8, "low": 0.7, "high": 0.9, "whole": True}]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_plain_svg_of_a_fixed_size(name: str) -> None:
    drawn = svg_of(CHARTS[name], name, TITLE, TITLE)
    width = re.search(r'viewBox="0 0 (\d+) ', drawn)
    assert width is not None
    assert int(width[1]) in (axes.WIDTH, score._SQUARE)
    assert not re.search(r"style=|<script|<style|href", drawn)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_alike_every_time(name: str) -> None:
    first, second = (svg_of(CHARTS[name], name, TITLE, TITLE) for _ in range(2))
    assert first == second


def test_names_given_stand_in_the_picture() -> None:
    assert "负债" in svg_of(CHARTS["psi"], "psi", TITLE, TITLE)
    assert "全部" in svg_of(CHARTS["forest"], "forest", TITLE, TITLE)


@pytest.mark.parametrize("chart", [score.ks_chart, score.roc_chart, validation.psi_chart])
def test_a_chart_without_rows_is_empty_and_not_an_error(chart) -> None:
    assert "<svg" in svg_of(chart([]), "none", TITLE, TITLE)


def test_drawing_a_model_needs_neither_pandas_nor_a_training_library() -> None:
    code = (
        "import sys, models.charts.score, models.charts.validation, models.charts.svg\n"
        "sys.exit(bool({'lightgbm', 'sklearn', 'shap', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
