"""What does the result page tell of an assessment, and with which pictures?"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
from markupsafe import Markup

from api.charts.alternatives import alternatives_chart
from api.charts.calendar import calendar_chart, dated_lines
from api.charts.cash import cash_chart
from api.charts.flows import flow_rows, flows_chart
from api.charts.score import Question, by_question, reasons_chart
from api.charts.uses import use_rows, uses_chart
from api.pages import show
from api.pages.others import TRADED, Other, others_of, traded_rows
from api.pages.scale import Scale, scale_of
from api.schemas.answers import StoredAssessment
from engine.features import FEATURE_BY_NAME
from engine.plan import Line, Plan, Unused
from engine.potential import PotentialContribution
from engine.reasons import Reason, shown
from engine.scoring import Score
from engine.text import Text
from models.charts import canvas
from models.charts.svg import svg_of

_KEPT = 128
_MOST_ODDS = 8
_VERDICT_ORDER = ("eligible", "unknown", "no")


@dataclass(frozen=True)
class Picture:
    """A chart for wide and for narrow screens, with the table behind it."""

    id: str
    title: Text
    wide: Markup
    narrow: Markup
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Answered:
    """One banker's question: what it adds in all, and the reasons worth reading."""

    question: Question
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Branch:
    """A line with those that attach to it."""

    line: Line
    attached: tuple[Line, ...]


@dataclass(frozen=True)
class Odds:
    """A fact that multiplies the odds of a next equity round."""

    label: Text
    value: Text
    times: float


@dataclass(frozen=True)
class Story:
    """Everything the result page shows besides the assessment itself."""

    assessment: StoredAssessment
    scale: Scale | None
    reasons: Picture | None
    answered: tuple[Answered, ...]
    uses: Picture | None
    flows: Picture | None
    cash: Picture | None
    calendar: Picture | None
    alternatives: Picture | None
    others: tuple[Other, ...]
    branches: tuple[Branch, ...]
    unused: tuple[tuple[str, tuple[Unused, ...]], ...]
    potential: tuple[Odds, ...]


@lru_cache(maxsize=_KEPT)
def story_of(stored: str) -> Story:
    """The story of a stored assessment; kept, since a stored text never changes."""
    found = StoredAssessment.model_validate_json(stored)
    names = [show.purpose(use.purpose).zh for use in found.plan.uses]
    return Story(
        assessment=found,
        scale=scale_of(found.score),
        reasons=_reasons_picture(found.score),
        answered=_answered(found.score),
        uses=_uses_picture(found.plan, names),
        flows=_flows_picture(found.plan, names),
        cash=_cash_picture(found.plan),
        calendar=_calendar_picture(found),
        alternatives=_alternatives_picture((found.plan, *found.alternatives)),
        others=others_of(found.plan, found.alternatives),
        branches=_branches(found.plan.lines),
        unused=tuple(
            (verdict, tuple(each for each in found.unused if each.verdict == verdict))
            for verdict in _VERDICT_ORDER
            if any(each.verdict == verdict for each in found.unused)
        ),
        potential=_strongest(found),
    )


def _strongest(found: StoredAssessment) -> tuple[Odds, ...]:
    """The few facts that move the odds of a next round most."""
    parts = found.potential.contributions if found.potential else ()
    ranked = sorted(parts, key=lambda part: -abs(part.log_odds))
    return tuple(_odds(part) for part in ranked[:_MOST_ODDS])


def _odds(part: PotentialContribution) -> Odds:
    feature = FEATURE_BY_NAME[part.feature]
    known = None if part.value is None else shown(part.value, feature.unit, feature.name)
    unknown = _both(f"未知({feature.missing.zh})", f"unknown ({feature.missing.en})")
    return Odds(feature.label, known or unknown, math.exp(part.log_odds))


def _both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def _picture(
    name: str,
    title: Text,
    draw: Callable[[int], alt.LayerChart],
    columns: tuple[Text, ...],
    rows: Sequence[tuple[str, ...]],
) -> Picture:
    summary = "; ".join(" ".join(row) for row in rows)
    described = _both(f"{title.zh}:{summary}。数据表见图下。", "The data table follows the chart.")
    wide, narrow = (
        Markup(svg_of(draw(width), f"{name}-{width}", title, described))
        for width in (canvas.WIDE, canvas.NARROW)
    )
    return Picture(name, title, wide, narrow, columns, tuple(rows))


def _reasons_picture(score: Score) -> Picture | None:
    if score.base_points is None or score.unclipped_score is None:
        return None
    rows = [
        ("基准分", f"{score.base_points:.1f}"),
        *((each.text.zh, f"{each.points:+.1f}") for each in by_question(score.contributions)),
        ("未取整的分数", f"{score.unclipped_score:.1f}"),
    ]
    return _picture(
        "chart-reasons",
        _both("从基准分到本企业得分,按问题", "From the base score to the score, by question"),
        lambda width: reasons_chart(score, width),
        (_both("问题", "Question"), _both("分", "Points")),
        rows,
    )


def _answered(score: Score) -> tuple[Answered, ...]:
    return tuple(
        Answered(question, tuple(each for each in score.reasons if each.question == question.name))
        for question in by_question(score.contributions)
        if any(each.question == question.name for each in score.reasons)
    )


def _uses_picture(plan: Plan, names: Sequence[str]) -> Picture | None:
    if not plan.uses:
        return None
    rows = [
        (
            row.label,
            show.yuan(row.amount),
            "、".join(f"{show.channel(c).zh} {show.yuan(a)}" for c, a in row.parts) or show.DASH,
            show.yuan(row.gap),
        )
        for row in use_rows(plan, names)
    ]
    return _picture(
        "chart-uses",
        _both("每项用途由哪条通道出资", "Which channel pays which use"),
        lambda width: uses_chart(plan, names, width),
        (
            _both("用途", "Use"), _both("需求(元)", "Need, CNY"),
            _both("现金来源(元)", "Cash from, CNY"), _both("缺口(元)", "Gap, CNY"),
        ),
        rows,
    )  # fmt: skip


def _flows_picture(plan: Plan, names: Sequence[str]) -> Picture | None:
    rows = flow_rows(plan, names)
    if not any(row.channel != "gap" for row in rows):
        return None
    told = [
        (
            row.use,
            "缺口" if row.channel == "gap" else show.channel(row.channel).zh,
            "—" if row.product == "gap" else row.product,
            show.yuan(row.amount),
        )
        for row in rows
    ]
    return _picture(
        "chart-flows",
        _both("资金流向:用途、通道、产品", "Money from uses through channels to products"),
        lambda width: flows_chart(plan, names, width),
        (
            _both("用途", "Use"), _both("通道", "Channel"), _both("产品", "Product"),
            _both("金额(元)", "CNY"),
        ),
        told,
    )  # fmt: skip


def _cash_picture(plan: Plan) -> Picture | None:
    if not plan.cash_flows:
        return None
    rows = [
        (str(flow.month), show.yuan(flow.comes_in), show.yuan(flow.goes_out))
        for flow in plan.cash_flows
    ]
    return _picture(
        "chart-cash",
        _both("现金流日历:放款后第几个月进出多少", "Cash in and out, by month after payment"),
        lambda width: cash_chart(plan, width),
        (_both("月", "Month"), _both("流入(元)", "In, CNY"), _both("流出(元)", "Out, CNY")),
        rows,
    )


def _calendar_picture(found: StoredAssessment) -> Picture | None:
    lines = dated_lines(found.plan)
    if not lines:
        return None
    rows = [
        (
            line.product_name.zh, show.day(line.apply_by), show.day(line.earliest),
            show.day(line.expected), show.day(line.latest),
        )
        for line in lines
    ]  # fmt: skip
    return _picture(
        "chart-calendar",
        _both("资金何时到位(自评估日起)", "When the money comes, from the day assessed"),
        lambda width: calendar_chart(found.plan, found.on, width),
        (
            _both("产品", "Product"), _both("最晚申请", "Apply by"), _both("最早", "Earliest"),
            _both("预计", "Expected"), _both("最晚", "Latest"),
        ),
        rows,
    )  # fmt: skip


def _alternatives_picture(plans: Sequence[Plan]) -> Picture | None:
    rows = traded_rows(plans)
    if not rows:
        return None
    return _picture(
        "chart-alternatives",
        _both("各方案的取舍:成本、速度、稀释", "What the plans trade: cost, speed, dilution"),
        lambda width: alternatives_chart(plans, width),
        TRADED,
        rows,
    )


def _branches(lines: Sequence[Line]) -> tuple[Branch, ...]:
    """Lines that bring cash first; attached lines stand under the line they belong to."""
    ids = {line.id for line in lines}
    heads = [line for line in lines if line.attached_to not in ids]
    heads.sort(key=lambda line: not line.gives_cash)
    return tuple(
        Branch(head, tuple(line for line in lines if line.attached_to == head.id)) for head in heads
    )
