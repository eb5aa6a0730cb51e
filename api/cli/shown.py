"""How is an assessment shown at a terminal?"""

from collections.abc import Sequence

from rich.table import Table

from api.cli.console import out
from api.schemas.answers import NOT_OFFICIAL, AssessmentAnswer
from engine.money import in_wan
from engine.plan import Line, Plan, RateRange, YuanRange
from engine.reasons import Reason
from engine.scoring import Score
from engine.text import Text

DASH = "—"
MOST_REASONS = 15
_COLUMNS = ("渠道 channel", "产品 product", "万元 CNY 10k", "年率 rate", "预计 expected")
_MORE = Text(zh="另有{n}条原因,见 --json", en="{n} more reasons: see --json")
_FROM = Text(zh="{sentence},最早{day}", en="{sentence}; earliest {day}")
_CHANNELS = {
    "invest": "投 invest", "loan": "贷 loan", "subsidy": "补 subsidy", "guarantee": "担 guarantee",
    "insurance": "保 insurance", "service": "X service",
}  # fmt: skip


def show_assessment(answer: AssessmentAnswer, operator: str | None) -> None:
    """Score, reasons, findings, plan, alternatives and what was not used, for a person."""
    if answer.notice is not None:
        _line(answer.notice, "bold red")
    out.print(operator or f"{NOT_OFFICIAL.zh} / {NOT_OFFICIAL.en}", style="dim", markup=False)
    out.rule(f"{answer.firm_name}  {answer.on}")
    _show_score(answer.score)
    _show_standing(answer)
    for finding in answer.data_findings:
        _line(finding.sentence, "yellow")
    _show_plan(answer.plan)
    _show_alternatives(answer)
    _show_prospects(answer)
    _show_unused(answer)


def _line(text: Text, style: str = "") -> None:
    out.print(f"{text.zh}\n  {text.en}", style=style, markup=False, soft_wrap=True)


def line_shown(text: Text) -> None:
    """One sentence in both languages."""
    _line(text)


def _show_score(score: Score) -> None:
    if score.pd is None:
        _line(
            Text(zh="转人工评审:数据不足以评分", en="Referred: the data do not carry a score"),
            "bold",
        )
        for because in score.refer_because:
            _line(because)
        return
    points = f"信用分 score {score.credit_score}   等级 grade {score.grade}"
    out.print(f"{points}   违约概率 pd {score.pd:.2%}", style="bold")
    for reason in _strongest(score.reasons):
        said = f"{reason.points:+7.1f}  {reason.sentence.zh}\n         {reason.sentence.en}"
        out.print(said, markup=False, soft_wrap=True)
    if len(score.reasons) > MOST_REASONS:
        _line(_MORE.filled(n=len(score.reasons) - MOST_REASONS), "dim")


def _strongest(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons that move the score most, in the order of their questions."""
    ranked = sorted(reasons, key=lambda reason: -abs(reason.points))[:MOST_REASONS]
    return tuple(reason for reason in reasons if reason in ranked)


def _show_standing(answer: AssessmentAnswer) -> None:
    """The other two numbers, and which qualifications could be applied for."""
    points, potential = answer.innovation_points, answer.potential_score
    out.print(f"创新积分 innovation points {_plain(points)}   "
              f"融资潜力 potential {_plain(potential)}", style="bold")  # fmt: skip
    for test in answer.qualification_tests:
        if test.result == "met" and test.held.state == "not_held":
            _line(test.sentence)


def _plain(value: float | None) -> str:
    return DASH if value is None else f"{value:.1f} / 100"


def _show_plan(plan: Plan) -> None:
    out.rule(f"{plan.name.zh} / {plan.name.en}")
    _line(plan.sentence)
    table = Table()
    for title in _COLUMNS:
        table.add_column(title, overflow="fold")
    for line in plan.lines:
        table.add_row(
            _CHANNELS[line.channel], _named(line), amount_shown(line.amount),
            rate_shown(line.rate_annual), str(line.expected or DASH),
        )  # fmt: skip
    out.print(table)
    for claim in plan.later_claims:
        _line(claim.sentence, "dim")
    for assumption in plan.assumptions:
        _line(assumption, "dim")


def _show_alternatives(answer: AssessmentAnswer) -> None:
    """Other plans by what each trades against the recommended one, or why there are few."""
    if not answer.alternatives and answer.few_alternatives is None:
        return
    out.rule("备选方案 / alternatives")
    for plan in answer.alternatives:
        _line(plan.name, "bold")
        _line(plan.trade_off.sentence if plan.trade_off else plan.sentence)
    if answer.few_alternatives is not None:
        _line(answer.few_alternatives, "dim")


def _named(line: Line) -> str:
    doubt = " (由机构决定 provider decides)" if line.provider_decides else ""
    doubt += " (示意条款 illustrative terms)" if line.terms_status == "illustrative" else ""
    return f"{line.product_name.zh}{doubt}\n{line.product_name.en}"


def _show_prospects(answer: AssessmentAnswer) -> None:
    """What one change of facts, or one fact more, would bring."""
    if answer.near_misses or any(each.sentence for each in answer.ask_next):
        out.rule("还差什么 / what is missing")
    for miss in answer.near_misses:
        _line(_FROM.filled(sentence=miss.sentence, day=miss.earliest))
    for asked in answer.ask_next:
        if asked.sentence is not None:
            _line(asked.sentence, "dim")


def _show_unused(answer: AssessmentAnswer) -> None:
    out.rule("未采用 / not used")
    for unused in answer.unused:
        out.print(f"{unused.product_name.zh} / {unused.product_name.en}  [{unused.verdict}]",
                  markup=False)  # fmt: skip
        for because in unused.because[:1]:
            gap = because.gap or Text(zh="", en="")
            out.print(f"    {because.sentence.zh} {gap.zh}\n    {because.sentence.en} {gap.en}",
                      style="dim", markup=False)  # fmt: skip


def amount_shown(amount: YuanRange) -> str:
    """A range of yuan in 万元; one number where both ends agree."""
    if amount.low == amount.high:
        return in_wan(amount.high)
    return f"≤ {in_wan(amount.high)}" if amount.low is None else (
        f"{in_wan(amount.low)} – {in_wan(amount.high)}"
    )  # fmt: skip


def rate_shown(rate: RateRange | None) -> str:
    """A range of yearly rates in per cent."""
    if rate is None:
        return DASH
    if rate.low == rate.high:
        return f"{rate.high:.2%}"
    return f"{rate.low:.2%} – {rate.high:.2%}"
