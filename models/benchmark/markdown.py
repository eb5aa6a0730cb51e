"""How does a benchmark read on a page?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.text import Text
from models.benchmark.contenders import DIRECTED, OURS
from models.benchmark.report import (
    BenchmarkReport,
    ContenderResult,
    DirectedResult,
    SetResult,
    Verdict,
)
from models.benchmark.running import EXPLAINED_ROWS

SIGNS = {True: "✓", False: "✕", None: "·"}
COLUMNS = (
    "模型 model", "AUC", "落后 behind best [95 %]", "Brier", "ECE",
    "ECE 本期水平 at own level", "ECE p95", "斜率 slope", "训练秒 fit s",
    "解释行/秒 explained rows/s", "名次 rank AUC", "rank Brier",
)  # fmt: skip
TWO_RANKS = Text(
    zh=f"“同等条件”:六个模型都不知道任何方向,比较的是学习方法。“带方向”:{DIRECTED}(同一模型,保持"
    f"所声明的方向)站在{OURS}的位置上,对手仍不受约束;没有声明方向的数据集沿用{OURS}的名次。"
    "二者之差就是银行规则所要求的方向的代价。",
    en=f"Like for like: none of the six is told a direction, which compares ways to learn. With "
    f"directions: {DIRECTED}, the same model keeping the declared directions, stands in the place "
    f"of {OURS} while its peers stay free; where a data set declares none, {OURS} keeps its place. "
    "The difference is what directions cost that a lender's rule book demands.",
)
_METHOD = (
    Text(
        zh="所有模型用相同的折;单线程;随机种子固定。除下表“设置”外,对手均用各自库的默认值,未调参。",
        en="The same folds for all, one thread each, a fixed seed. But for the settings in the "
        "table, every peer runs at its library's defaults; nobody is tuned.",
    ),
    Text(
        zh="AUC、Brier、ECE和校准斜率在每次重复内合并全部折外PD后计算,再对重复取平均。",
        en="AUC, Brier, ECE and calibration slope are of the out-of-fold PDs pooled within each "
        "repeat, then the mean over repeats.",
    ),
    Text(
        zh="ECE:按PD分为10个等数量箱,|平均PD-违约率|按行数加权;ECE p95:PD完全正确时由偶然产生的"
        "ECE的第95百分位(500次模拟)。",
        en="ECE: 10 bins of equal count by PD, |mean PD - default rate| weighted by rows. ECE p95: "
        "the 95th percentile of what chance alone gives were the same PDs right (500 draws).",
    ),
    Text(
        zh="ECE本期水平:所有PD的对数几率平移同一个数,使平均PD等于所评行的违约率"
        "(先验校正,King & Zeng 2001),斜率不变,对所有模型相同。"
        "这是知道该时期违约水平后剩下的校准误差;没有模型能预知未来时期的水平,"
        "所以判定仍用未平移的ECE。",
        en="ECE at own level: the log-odds of all PDs shifted by one number until the mean PD is "
        "the default rate of the judged rows (prior correction, King & Zeng 2001); the slope "
        "stays, the same for everyone. It is what is left of miscalibration when the level of the "
        "period is known; no model can know that beforehand, so the demand is judged by plain ECE.",
    ),
    Text(
        zh="落后:最优AUC减去本模型AUC;区间来自成对自助抽样(违约与非违约分别抽取;有企业分组时整组抽取)。",
        en="Behind best: the best AUC less this one; interval by the paired bootstrap, defaults "
        "and others drawn apart, whole groups where rows have groups.",
    ),
    Text(
        zh=f"解释速度:第一折的{EXPLAINED_ROWS:,}行,三次取最快;各模型用自己的解释(SHAP值、EBM项、WoE项)。"
        "时间取决于机器及其负载。",
        en=f"Explained rows: {EXPLAINED_ROWS:,} rows of the first fold, best of three runs; each "
        "by its own explanation (SHAP values, EBM terms, WoE terms). Times depend on the machine "
        "and its load.",
    ),
)


def markdown_of(report: BenchmarkReport) -> str:
    """The whole report: verdicts, data sets, who took part and how it was measured."""
    parts: list[Iterable[str]] = [["# 基准测试 / Benchmark"], _verdicts(report.verdicts)]
    parts += [_set(each) for each in report.sets]
    parts += [_ranks(report), _entrants(report), _method(report)]
    return "\n".join(line for part in parts for line in (*part, ""))


def cells(result: ContenderResult) -> tuple[str, ...]:
    """One contender's figures on one data set, in the order of `COLUMNS`."""
    behind = result.behind_best
    return (
        result.name,
        f"{result.auc:.4f}",
        f"{behind.value:.4f} [{behind.low:.4f}, {behind.high:.4f}]",
        f"{result.brier:.5f}",
        f"{result.ece:.4f}",
        f"{result.ece_at_level:.4f}",
        f"{result.ece_limit:.4f}",
        f"{result.slope:.2f}",
        f"{result.fit_seconds:.2f}",
        f"{result.explained_per_second:,.0f}",
        f"{result.auc_rank:g}",
        f"{result.brier_rank:g}",
    )


def heading(judged: SetResult) -> str:
    """What a data set is and how it was judged, in one line."""
    grouped = ", grouped" if judged.grouped else ""
    return (
        f"{judged.title} ({judged.name}): n={judged.rows:,}, {judged.defaults:,} events, "
        f"{judged.features} features; split: {judged.split}{grouped}, {len(judged.folds)} folds, "
        f"repeats: {judged.repeats}; judged: {judged.judged_rows:,} rows, "
        f"{judged.judged_defaults:,} events"
    )


def rows_of(judged: SetResult) -> tuple[ContenderResult, ...]:
    """The ranked contenders, and below them the directed credit model where there is one."""
    directed = judged.directed
    return (*judged.results, *(() if directed is None else (directed.result,)))


def told_of_directions(directed: DirectedResult) -> str:
    """What the directions of one data set are, cost and how they were kept, in one line."""
    ways = ", ".join(f"{name} {way:+d}" for name, way in directed.directions.items())
    cost, swept = directed.cost, directed.sweeps
    return (
        f"{DIRECTED} (不参加排名 not ranked; 其名次为替代{OURS}时的名次 its ranks: in the place of "
        f"{OURS}): 方向 directions {ways}; 代价 cost in AUC {cost.value:+.4f} "
        f"[{cost.low:+.4f}, {cost.high:+.4f}]; 扫描 sweeps {swept.made:,}, 违反 violations "
        f"{swept.violations}, 逐树检查 exact check {swept.broken_places}"
    )


def _verdicts(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for each in verdicts:
        yield f"- {SIGNS[each.met]} {each.wanted.zh} / {each.wanted.en}"
        yield from (f"  - {figure}" for figure in each.found)


def _set(judged: SetResult) -> Iterator[str]:
    yield f"## {heading(judged)}"
    yield ""
    yield from _table(COLUMNS, [cells(each) for each in rows_of(judged)])
    if judged.directed is not None:
        yield ""
        yield told_of_directions(judged.directed)


def _ranks(report: BenchmarkReport) -> Iterator[str]:
    yield "## 平均名次 / Mean ranks (AUC)"
    yield ""
    plain, directed = report.mean_ranks, report.mean_ranks_directed
    if not directed:
        yield from _table(("模型 model", "rank"), [(n, _rank(plain, n)) for n in _best(plain)])
        return
    names = [*_best(plain), *(n for n in _best(directed) if n not in plain)]
    header = ("模型 model", "同等条件 like for like", "带方向 with directions")
    yield from _table(header, [(n, _rank(plain, n), _rank(directed, n)) for n in names])
    yield ""
    yield f"{TWO_RANKS.zh} {TWO_RANKS.en}"


def _best(ranks: Mapping[str, float]) -> list[str]:
    return sorted(ranks, key=lambda name: ranks[name])


def _rank(ranks: Mapping[str, float], name: str) -> str:
    return f"{ranks[name]:.2f}" if name in ranks else "–"


def _entrants(report: BenchmarkReport) -> Iterator[str]:
    yield "## 参与者 / Contenders"
    yield ""
    header = ("模型 model", "版本 version", "设置 settings", "所知 told")
    lines = [
        (f"{each.title} ({each.name})", each.version, each.settings,
         f"{each.told.zh} / {each.told.en}")
        for each in report.entrants
    ]  # fmt: skip
    yield from _table(header, lines)
    if report.absent:
        yield ""
        yield f"未安装(make peers) / not installed (make peers): {', '.join(report.absent)}"


def _method(report: BenchmarkReport) -> Iterator[str]:
    yield "## 方法 / Method"
    yield ""
    yield f"- seed {report.seed}; bootstrap {report.draws:,}"
    yield from (f"- {each.zh} {each.en}" for each in _METHOD)


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(each)} |" for each in lines)
