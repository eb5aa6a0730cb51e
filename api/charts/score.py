"""Why is the score what it is? From the base score to the score, question by question."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from engine.features import FEATURE_BY_NAME, QUESTIONS
from engine.reasons import Contribution
from engine.scoring import Score
from engine.text import Text
from models.charts import canvas
from models.charts.canvas import Row

_ROW, _BAR, _TOP, _FOOT = 34, 18, 26, 4
_LABEL_WIDE, _LABEL_NARROW, _RIGHT = 190, 104, 46
_STEPS = (10, 20, 50, 100, 200)
_MOST_TICKS = 5
_MARGIN = 6
_OTHER = Text(zh="其他", en="Other")
_BASE = Text(zh="基准分", en="Base score")
_SCORE = Text(zh="本企业", en="This firm")


@dataclass(frozen=True)
class Question:
    """What all features of one banker's question add to the score, in points."""

    name: str
    text: Text
    points: float


def by_question(contributions: Sequence[Contribution]) -> tuple[Question, ...]:
    """Every question's sum of points, the strongest first; together they are the whole score."""
    parts: dict[str, list[float]] = {}
    for each in contributions:
        feature = FEATURE_BY_NAME.get(each.feature)
        parts.setdefault(feature.question if feature else "", []).append(each.points)
    texts: dict[str, Text] = {str(name): text for name, text in QUESTIONS.items()}
    found = [Question(name, texts.get(name, _OTHER), math.fsum(p)) for name, p in parts.items()]
    return tuple(sorted(found, key=lambda question: -abs(question.points)))


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def reasons_chart(score: Score, width: int = canvas.WIDE) -> alt.LayerChart:
    """Bars from the base score to the unclipped score, one for each question.

    Raises:
        ValueError: the score is referred and has no points to show.
    """
    if score.base_points is None or score.unclipped_score is None:
        raise ValueError("a referred score has no points to show")
    questions = by_question(score.contributions)
    scale = _scale(score.base_points, questions, width)
    height = _TOP + _ROW * (len(questions) + 2) + _FOOT
    layers = [
        *_grid(scale, height),
        *_bars(score.base_points, questions, scale),
        *_ends(score.base_points, score.unclipped_score, len(questions), scale),
        *_labels(questions, wide=width > canvas.NARROW),
    ]
    return canvas.drawing(layers, width, height)


def _scale(base: float, questions: Sequence[Question], width: int) -> _Scale:
    passed, at = [base], base
    for question in questions:
        at += question.points
        passed.append(at)
    label = _LABEL_WIDE if width > canvas.NARROW else _LABEL_NARROW
    low, high = min(passed) - _MARGIN, max(passed) + _MARGIN
    return _Scale(low, high, label + _RIGHT / 2, width - _RIGHT)


def _middle(row: int) -> float:
    return _TOP + _ROW * row + _ROW / 2


def _grid(scale: _Scale, height: int) -> list[alt.Chart]:
    span = scale.high - scale.low
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
    first = math.ceil(scale.low / step) * step
    ticks = [float(value) for value in range(first, math.floor(scale.high) + 1, step)]
    rules: list[Row] = [
        {"x": scale.at(tick), "x2": scale.at(tick), "y": _TOP, "y2": height} for tick in ticks
    ]
    labels: list[Row] = [
        {"x": scale.at(tick), "y": _TOP / 2, "text": f"{tick:.0f}", "colour": canvas.MUTED}
        for tick in ticks
    ]
    return [canvas.lines(rules), canvas.texts(labels, "center", canvas.SMALL)]


def _bars(base: float, questions: Sequence[Question], scale: _Scale) -> list[alt.Chart]:
    bars: list[Row] = []
    links: list[Row] = []
    values: list[Row] = []
    at = base
    for row, question in enumerate(questions, start=1):
        start, at = at, at + question.points
        middle, colour = _middle(row), canvas.UP if question.points >= 0 else canvas.DOWN
        left, right = scale.at(min(start, at)), scale.at(max(start, at))
        bars.append({"x": left, "x2": right, "y": middle - _BAR / 2, "y2": middle + _BAR / 2,
                     "colour": colour})  # fmt: skip
        links.append({"x": scale.at(start), "x2": scale.at(start), "y": middle - _ROW + _BAR / 2,
                      "y2": middle + _BAR / 2})  # fmt: skip
        values.append({"x": scale.at(max(start, at)) + 5, "y": middle, "colour": colour,
                       "text": f"{question.points:+.1f}".replace("-", "\u2212")})  # fmt: skip
    return [
        canvas.lines(links, canvas.MUTED),
        canvas.boxes(bars),
        canvas.texts(values, "left", canvas.NORMAL, bold=True),
    ]


def _ends(base: float, score: float, count: int, scale: _Scale) -> list[alt.Chart]:
    ends: list[Row] = []
    values: list[Row] = []
    for row, value, colour in ((0, base, canvas.MUTED), (count + 1, score, canvas.STRONG)):
        middle = _middle(row)
        ends.append({"x": scale.at(value), "y": middle, "colour": colour})
        values.append({"x": scale.at(value) + 11, "y": middle, "text": f"{value:.1f}",
                       "colour": colour})  # fmt: skip
    last = {
        "x": scale.at(score),
        "x2": scale.at(score),
        "y": _middle(count),
        "y2": _middle(count + 1),
    }
    return [
        canvas.lines([last], canvas.MUTED),
        canvas.points(ends, "circle", 130, filled=True),
        canvas.texts(values, "left", canvas.NORMAL, bold=True),
    ]


def _labels(questions: Sequence[Question], wide: bool) -> list[alt.Chart]:
    named = [_BASE, *(question.text for question in questions), _SCORE]
    lift = 7 if wide else 0
    chinese: list[Row] = [
        {"x": 0, "y": _middle(row) - lift, "text": text.zh, "colour": canvas.INK}
        for row, text in enumerate(named)
    ]
    english: list[Row] = [
        {"x": 0, "y": _middle(row) + 8, "text": text.en, "colour": canvas.MUTED}
        for row, text in enumerate(named)
    ]
    layers = [canvas.texts(chinese, "left", canvas.NORMAL, bold=True)]
    return [*layers, canvas.texts(english, "left", canvas.SMALL)] if wide else layers
