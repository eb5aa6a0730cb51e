"""Did as many firms default as the model expected, grade by grade and month by month?

Outcomes are three-valued: 1 default, 0 no default over the whole window, NaN not yet known. A firm
whose window is not over is left out of numerator and denominator alike: it is never counted good.
"""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from scipy.stats import beta, binom

from engine.scoring import GRADES, grade_of
from engine.text import Text
from models.monitoring.verdicts import (
    BACKTEST_ALARMS,
    POWER,
    Frozen,
    Part,
    Verdict,
    holm,
    worst,
)
from models.proportions import chance_at_least, chance_at_most, jeffreys_interval, posterior
from models.tables import Floats

TWICE = 2.0
AMBER_RATIO = 1.5  # house practice: observed over expected, beyond chance
_MOST_FIRMS = 10_000_000
_SOME = 10  # counts looked at beyond twice what is expected
ALL = "all"


class BacktestRow(Frozen):
    """One grade, month or the whole: firms with a known outcome, defaults expected and observed.

    `rate` and its 90 % Jeffreys interval are null without a known outcome; `immature` firms are in
    none of the other numbers. `p_low` is the chance of so many defaults were the PDs right,
    `p_high` of so few, both adjusted for everything tested in the report. `fewest_firms` is how
    many firms, were it tested alone, tell a true rate of twice the PD in four of five cases.
    """

    name: str
    firms: int
    immature: int
    expected: float
    defaults: int
    rate: float | None
    low: float | None
    high: float | None
    p_low: float
    p_high: float
    fewest_firms: int | None
    verdict: Verdict


class Backtest(Part):
    """Expected against observed: the whole first, then by grade and by vintage month."""

    whole: BacktestRow
    grades: tuple[BacktestRow, ...]
    months: tuple[BacktestRow, ...]

    def rows(self) -> list[dict[str, object]]:
        """The grades with a known outcome, as `models.charts.drift.backtest_chart` draws them."""
        return [
            {"grade": row.name, "predicted": row.expected / row.firms, "observed": row.rate,
             "low": row.low, "high": row.high, "flagged": row.verdict in ("amber", "red")}
            for row in self.grades if row.firms
        ]  # fmt: skip


def backtest(pds: Floats, outcomes: Floats, months: Sequence[str] | None = None) -> Backtest:
    """How the PDs (n,) came true in the outcomes (n,): 1, 0, or NaN where not yet known.

    `months` are the vintages such as 2026-06. Each side of each row is tested by Jeffreys'
    posterior; Holm's correction keeps false alarms of all rows together at 1 %. Where chance is
    ruled out, a row is red if 1.5 times as many firms defaulted as expected, or more; else amber.
    Source: ECB, Instructions for reporting the validation results of internal models (2019), 2.5.3.
    """
    grades = np.array([grade_of(float(each)) for each in pds])
    groups = [(ALL, np.ones(len(pds), np.bool_))]
    groups += [(grade, grades == grade) for grade, _ in GRADES if np.any(grades == grade)]
    n_grades = len(groups) - 1
    if months is not None:
        named = np.array([str(each) for each in months])
        groups += [(month, named == month) for month in sorted(set(named.tolist()))]
    counts = [_Counts(name, pds[rows], outcomes[rows]) for name, rows in groups]
    tails = [p for each in counts for p in (each.p_low, each.p_high)]
    adjusted = iter(holm(tails))
    rows = tuple(_row(each, next(adjusted), next(adjusted)) for each in counts)
    whole, by_grade, by_month = rows[0], rows[1 : 1 + n_grades], rows[1 + n_grades :]
    verdict = worst(row.verdict for row in rows)
    if verdict == "green" and whole.verdict == "too_few":
        verdict = "too_few"
    return Backtest(
        verdict=verdict, sentence=_sentence(verdict, whole, rows), whole=whole, grades=by_grade,
        months=by_month,
    )  # fmt: skip


class _Counts:
    """Firms, defaults and tails of one group."""

    def __init__(self, name: str, pds: Floats, outcomes: Floats) -> None:
        known = ~np.isnan(outcomes)
        self.name, self.firms = name, int(known.sum())
        self.immature = int(len(outcomes) - self.firms)
        self.defaults = int(outcomes[known].sum())
        self.expected = float(pds[known].sum())
        self.pd = self.expected / self.firms if self.firms else float("nan")

    @property
    def p_low(self) -> float:
        """The chance that the PDs are high enough."""
        return chance_at_most(self.defaults, self.firms, self.pd) if self.firms else 1.0

    @property
    def p_high(self) -> float:
        """The chance that the PDs are low enough."""
        return chance_at_least(self.defaults, self.firms, self.pd) if self.firms else 1.0


def _row(counts: _Counts, p_low: float, p_high: float) -> BacktestRow:
    defaults, firms = counts.defaults, counts.firms
    low, high = jeffreys_interval(defaults, firms) if firms else (None, None)
    fewest = fewest_firms(float(f"{counts.pd:.2g}")) if counts.firms else None
    return BacktestRow(
        name=counts.name, firms=counts.firms, immature=counts.immature, expected=counts.expected,
        defaults=counts.defaults, rate=counts.defaults / counts.firms if counts.firms else None,
        low=low, high=high, p_low=p_low, p_high=p_high, fewest_firms=fewest,
        verdict=_verdict(counts, p_low, p_high, fewest),
    )  # fmt: skip


def _verdict(counts: _Counts, p_low: float, p_high: float, fewest: int | None) -> Verdict:
    if p_low <= BACKTEST_ALARMS:
        return "red" if counts.defaults >= AMBER_RATIO * counts.expected else "amber"
    if p_high <= BACKTEST_ALARMS:
        return "amber"
    return "too_few" if fewest is None or counts.firms < fewest else "green"


@cache
def fewest_firms(pd: float) -> int | None:
    """How many firms of this PD tell that the true rate is twice as high, with a power of 80 %.

    >>> fewest_firms(0.02)
    671
    """
    true = min(TWICE * pd, 1.0)
    low, high = 1, 1
    while not _tells(high, pd, true):
        if high > _MOST_FIRMS:
            return None
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _tells(middle, pd, true) else (middle, high)
    return high


def _tells(firms: int, pd: float, true: float) -> bool:
    counts = np.arange(min(firms, int(firms * true * TWICE) + _SOME) + 1)
    rejected = np.asarray(beta.cdf(pd, *posterior(counts, firms))) <= BACKTEST_ALARMS
    if not rejected.any():
        return False
    return bool(binom.sf(int(np.argmax(rejected)) - 1, firms, true) >= POWER)


_OF_VERDICT: dict[Verdict, Text] = {
    "red": Text(
        zh="违约明显多于预期:{names}(合计预期{expected:.1f},实际{defaults})",
        en="far more defaults than expected: {names} (in all {expected:.1f} expected, {defaults} "
        "observed)",
    ),
    "amber": Text(
        zh="违约与预期不符:{names}(合计预期{expected:.1f},实际{defaults})",
        en="defaults differ from what was expected: {names} (in all {expected:.1f} expected, "
        "{defaults} observed)",
    ),
    "green": Text(
        zh="{firms}家已到期企业预期违约{expected:.1f}家,实际{defaults}家,在偶然范围内",
        en="of {firms} firms with a known outcome {expected:.1f} were expected to default and "
        "{defaults} did: within chance",
    ),
    "too_few": Text(
        zh="{firms}家已到期企业太少,无法判断(至少需要{fewest}家)",
        en="{firms} firms with a known outcome are too few to say ({fewest} are needed)",
    ),
}
_IMMATURE = Text(
    zh=";{immature}家观察期未满,未计入", en="; {immature} are not yet mature and not counted"
)
_ALL = Text(zh="全部", en="all firms")


def _sentence(verdict: Verdict, whole: BacktestRow, rows: Iterable[BacktestRow]) -> Text:
    flagged = [row.name for row in rows if row.verdict in ("amber", "red")]
    names = Text(
        zh="、".join(_ALL.zh if name == ALL else name for name in flagged),
        en=", ".join(_ALL.en if name == ALL else name for name in flagged),
    )
    said = _OF_VERDICT[verdict].filled(
        names=names, firms=whole.firms, expected=whole.expected, defaults=whole.defaults,
        fewest=whole.fewest_firms or "—",
    )  # fmt: skip
    if not whole.immature:
        return said
    more = _IMMATURE.filled(immature=whole.immature)
    return Text(zh=said.zh + more.zh, en=said.en + more.en)
