"""Does the model ever answer where it should refer: missing, infinite or foreign data?"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from engine.refer import refer_rows
from engine.text import Text
from models.proportions import chance_at_most
from models.tables import Floats
from models.validation.bounds import FLAGGED_BELOW, LEAST_REFERRED, at_least, at_most
from models.validation.case import Case
from models.validation.section import Column, Figure, Section, Table, Verdict, number, worst

_MOST_ROWS = 500
_MONEY = 1_000.0
_FALSE_FLAGS = 0.05
_LIMITS = Text(
    zh="只检验到达模型的特征值;记录入口另拒绝无穷大与超长数字。",
    en="Only features that reach the model are tried; the door of records refuses infinities and "
    "overlong numbers before.",
)
_METHOD = Text(
    zh="对真实企业做五种改动(全部缺失、随机缺失一半、全部或一半为无穷大、全部乘1000),"
    "看转人工的比例(服务所用的同一规则);未改动的企业转人工比例为误报。",
    en="Firms are changed in five ways (all missing, half missing at random, all or half infinite, "
    "all times 1,000); the share referred to a person, by the rule the service uses, and of "
    "firms left as they are, the false flags.",
)


class _Way(NamedTuple):
    """A change of the inputs, and whether it must be referred for the test to pass."""

    name: str
    label: Text
    change: Callable[[Floats, np.random.Generator], Floats]
    gates: bool


def _blanked(values: Floats, _rng: np.random.Generator) -> Floats:
    return np.full_like(values, np.nan)


def _half_blanked(values: Floats, rng: np.random.Generator) -> Floats:
    return np.where(_half(values, rng), np.nan, values)


def _infinite(values: Floats, rng: np.random.Generator) -> Floats:
    return np.where(rng.random(values.shape) < 0.5, np.inf, -np.inf)  # noqa: PLR2004 - a coin


def _half_infinite(values: Floats, rng: np.random.Generator) -> Floats:
    return np.where(_half(values, rng), _infinite(values, rng), values)


def _thousandfold(values: Floats, _rng: np.random.Generator) -> Floats:
    return values * _MONEY


def _half(values: Floats, rng: np.random.Generator) -> np.ndarray:
    """Half of the columns of each row."""
    order = rng.random(values.shape).argsort(axis=1).argsort(axis=1)
    return np.asarray(order < values.shape[1] // 2)


WAYS = (
    _Way("all_missing", Text(zh="全部缺失", en="All missing"), _blanked, gates=True),
    _Way("half_missing", Text(zh="随机缺失一半", en="Half missing"), _half_blanked, gates=False),
    _Way("all_infinite", Text(zh="全部±∞", en="All infinite"), _infinite, gates=True),
    _Way("half_infinite", Text(zh="一半±∞", en="Half infinite"), _half_infinite, gates=True),
    _Way("all_times_1000", Text(zh="全部×1000", en="All times 1,000"), _thousandfold, gates=True),
)


class Answer(NamedTuple):
    """What became of changed firms: the share referred (None without a rule) and the PDs."""

    referred: float | None
    lowest: float
    median: float
    highest: float


def missing(case: Case) -> Section:
    """The share referred to a person for each way of being missing or foreign."""
    values = case.some(_MOST_ROWS, "missing")
    answers = {way.name: answer_to(case, way.change(values, case.rng(way.name))) for way in WAYS}
    untouched = answer_to(case, values)
    changed = (_figure(way, answers[way.name]) for way in WAYS)
    figures = (*changed, _false_flags(untouched, len(values)))
    verdict = worst(each.verdict for each in figures)
    return Section(
        key="missing",
        title=Text(zh="缺失与越界", en="Missing and out of domain"),
        purpose=Text(
            zh="数据不足或从未见过时,不得默默给分,须转人工。",
            en="Never a silent score where data are too few or unlike any seen: refer to a person.",
        ),
        method=_METHOD,
        verdict=verdict,
        finding=_finding(figures, untouched),
        limits=_LIMITS,
        figures=figures,
        tables=(_table(answers, untouched),),
    )


def answer_to(case: Case, values: Floats) -> Answer:
    """What the model and its refer policy make of these rows."""
    pd = expit(case.subject.margin(values))
    scorer = case.subject.scorer
    referred = None
    if scorer is not None and case.subject.is_of_the_house:
        referred = float(np.mean([bool(each) for each in refer_rows(values, scorer)]))
    return Answer(referred, float(pd.min()), float(np.median(pd)), float(pd.max()))


def _figure(way: _Way, answer: Answer) -> Figure:
    label = Text(zh=f"{way.label.zh}:转人工", en=f"{way.label.en}: referred")
    verdict: Verdict = "info"
    if answer.referred is not None:
        short: Verdict = "red" if way.gates else "amber"
        verdict = "green" if answer.referred >= LEAST_REFERRED else short
    return Figure(
        name=f"referred_{way.name}", label=label, value=answer.referred, form="share",
        bound=at_least(LEAST_REFERRED, ".0%"), verdict=verdict,
    )  # fmt: skip


def _false_flags(untouched: Answer, firms: int) -> Figure:
    """Flags of firms left as they are; amber where surely more than one in twenty."""
    verdict: Verdict = "info"
    if untouched.referred is not None:
        flagged = round(untouched.referred * firms)
        surely = chance_at_most(flagged, firms, _FALSE_FLAGS) < FLAGGED_BELOW
        verdict = "amber" if surely else "green"
    return Figure(
        name="false_flags", label=Text(zh="未改动企业:转人工", en="Left as they are: referred"),
        value=untouched.referred, form="share",
        bound=at_most(_FALSE_FLAGS, ".0%"), verdict=verdict,
    )  # fmt: skip


def _finding(figures: tuple[Figure, ...], untouched: Answer) -> Text:
    if untouched.referred is None:
        return Text(
            zh="特征不是本系统的:转人工规则未测量,只报告概率范围。",
            en="Features are not the house's: the refer rule was not measured, only PDs are shown.",
        )
    short = [each for each in figures if each.verdict in ("amber", "red")]
    if not short:
        return Text(
            zh="五种改动均转人工,误报在界限之内。",
            en="All five ways are referred to a person, false flags are within their bound.",
        )
    return Text(
        zh="未达界限:" + "、".join(each.label.zh for each in short) + "。",
        en="Outside their bounds: " + ", ".join(each.label.en for each in short) + ".",
    )


def _table(answers: dict[str, Answer], untouched: Answer) -> Table:
    labels = {way.name: way.label for way in WAYS}
    rows = [(Text(zh="未改动", en="As they are"), *_row(untouched))]
    rows += [(labels[name], *_row(answer)) for name, answer in answers.items()]
    return Table(
        title=Text(zh="原始概率与转人工", en="Raw PDs and referrals"),
        columns=(
            Column(name="way", label=Text(zh="改动", en="Change"), form="text"),
            Column(name="referred", label=Text(zh="转人工", en="Referred"), form="share"),
            Column(name="lowest", label=Text(zh="最低PD", en="Lowest PD"), form="share"),
            Column(name="median", label=Text(zh="中位PD", en="Median PD"), form="share"),
            Column(name="highest", label=Text(zh="最高PD", en="Highest PD"), form="share"),
        ),
        rows=tuple(rows),
    )


def _row(answer: Answer) -> tuple[float | None, ...]:
    numbers = (answer.lowest, answer.median, answer.highest)
    return (answer.referred, *map(number, numbers))
