"""Does the credit model meet what was demanded of it beside its peers?"""

from collections.abc import Callable, Mapping

from engine.text import Text
from models.benchmark.contenders import DIRECTED, OURS
from models.benchmark.report import BenchmarkReport, ContenderResult, SetResult, Verdict
from models.benchmark.sweeps import SWEEPS

BEST_PLACES = 2
MOST_BEHIND = 0.005
MOST_ECE = 0.02
MANY_ROWS = 5_000
_RANK = Text(
    zh="按AUC的平均名次为第一或第二", en="mean rank by AUC over the data sets is first or second"
)
_BEHIND = Text(
    zh=f"自助法在任何数据集上都不能证明落后最优者超过{MOST_BEHIND}",
    en=f"on no data set does the paired bootstrap show a deficit over {MOST_BEHIND} to the best",
)
_ECE = Text(
    zh=f"不少于{MANY_ROWS:,}行时ECE至多{MOST_ECE},否则至多为完全校准模型的第95百分位",
    en=f"ECE at most {MOST_ECE} from {MANY_ROWS:,} rows on, elsewhere at most the 95th percentile "
    "of a perfectly calibrated model",
)
_BRIER = Text(zh="Brier得分最优或次优", en="Brier score best or second best")
_SWEEPS = Text(
    zh=f"每个声明了方向的数据集{SWEEPS:,}次单调性扫描,0次违反",
    en=f"0 monotone violations in {SWEEPS:,} sweeps on every data set that declares directions",
)
Judgement = tuple[bool | None, str]


def verdicts_of(report: BenchmarkReport) -> tuple[Verdict, ...]:
    """The five demands with their figures; none where the credit model did not take part.

    All are judged like for like, without directions; the sweeps on the model that keeps them.
    What the directed model would have shown stands beside each figure and decides nothing.
    """
    if OURS not in report.mean_ranks:
        return ()
    return (
        _rank(report),
        _each("deficit", _BEHIND, report, _behind),
        _each("ece", _ECE, report, _ece),
        _each("brier", _BRIER, report, _brier),
        _each("monotone", _SWEEPS, report, _sweeps),
    )


def _rank(report: BenchmarkReport) -> Verdict:
    ours = report.mean_ranks[OURS]
    better = sum(rank < ours for rank in report.mean_ranks.values())
    found = [f"like for like: {ordered(report.mean_ranks)}"]
    if report.mean_ranks_directed:
        found.append(f"with the declared directions: {ordered(report.mean_ranks_directed)}")
    return Verdict(key="rank", wanted=_RANK, met=better < BEST_PLACES, found=(*found,))


def ordered(mean_ranks: Mapping[str, float]) -> str:
    """The mean ranks in words, the best first."""
    best_first = sorted(mean_ranks.items(), key=lambda pair: pair[1])
    return ", ".join(f"{name} {rank:.2f}" for name, rank in best_first)


def _each(
    key: str,
    wanted: Text,
    report: BenchmarkReport,
    judge: Callable[[SetResult, ContenderResult], Judgement],
) -> Verdict:
    """The demand on every data set: met where every one that counts meets it."""
    found, counted = [], []
    for each in report.sets:
        ours = each.result(OURS)
        if ours is not None:
            met, figure = judge(each, ours)
            counted += [] if met is None else [met]
            found.append(f"{each.name}: {figure}{'' if met is not False else ' ✕'}")
            found += [f"{each.name}, {DIRECTED}: {told}" for told in _directed(judge, each)]
    return Verdict(key=key, wanted=wanted, met=all(counted) if counted else None, found=(*found,))


def _directed(
    judge: Callable[[SetResult, ContenderResult], Judgement], judged: SetResult
) -> list[str]:
    """What the same demand finds of the directed model, where there is one."""
    if judged.directed is None or judge is _sweeps:
        return []
    return [judge(judged, judged.directed.result)[1]]


def _behind(_: SetResult, ours: ContenderResult) -> Judgement:
    behind = ours.behind_best
    figure = f"{behind.value:.4f} [{behind.low:.4f}, {behind.high:.4f}]"
    return behind.low <= MOST_BEHIND, figure


def _ece(judged: SetResult, ours: ContenderResult) -> Judgement:
    limit = MOST_ECE if judged.rows >= MANY_ROWS else ours.ece_limit
    figure = f"{ours.ece:.4f} <= {limit:.4f}?"
    return ours.ece <= limit, f"{figure} (at the period's own level {ours.ece_at_level:.4f})"


def _brier(judged: SetResult, ours: ContenderResult) -> Judgement:
    figure = f"{ours.brier:.4f}, rank {ours.brier_rank:g}"
    if not judged.brier_ranked:
        return None, f"{figure}, not ranked"
    better = sum(each.brier < ours.brier for each in judged.results if each.name != OURS)
    return better < BEST_PLACES, figure


def _sweeps(judged: SetResult, _: ContenderResult) -> Judgement:
    if judged.directed is None:
        return None, "no direction declared"
    swept = judged.directed.sweeps
    figure = f"{swept.violations} of {swept.made:,}, exact check {swept.broken_places}"
    kept = swept.violations == 0 and swept.broken_places == 0
    return kept and swept.made >= SWEEPS, figure
