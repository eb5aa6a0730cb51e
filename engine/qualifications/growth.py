"""How fast did sales, main business and net assets grow, as the texts count it?"""

from engine.facts.definition import NAN
from engine.qualifications.interval import UNKNOWN, Interval, divided, exact, sum_of
from engine.qualifications.measures import Known, Measure, years_are_complete
from engine.text import Text

_TWO_YEARS = 2


def _growth(known: Known, now: str, before: str) -> Interval:
    """Growth by a year; unknown where the base is unknown or not positive."""
    base = known.get(before, NAN)
    return divided(exact(known.get(now, NAN) - base), base)


def _mean(parts: list[Interval]) -> Interval:
    return divided(sum_of(parts), len(parts))


def _has_had_two_years(known: Known) -> bool:
    return known.get("statement_years", NAN) == _TWO_YEARS and years_are_complete(known)


def _revenue_growth(known: Known) -> Interval:
    latest = _growth(known, "revenue", "revenue_prior")
    if _has_had_two_years(known):
        return latest
    return _mean([latest, _growth(known, "revenue_prior", "revenue_2y_before")])


def _net_asset_growth(known: Known) -> Interval:
    """The mean of two years needs three balance sheets; the facts hold two."""
    latest = _growth(known, "total_equity", "total_equity_prior")
    return latest if _has_had_two_years(known) else UNKNOWN


def _main_growth(known: Known) -> Interval:
    latest = exact(known.get("main_revenue_growth", NAN))
    return _mean([latest, _growth(known, "revenue_prior", "revenue_2y_before")])


_AGES = ("statement_years", "firm_age_years", "statement_age_years")
REVENUE_GROWTH = Measure(
    Text(zh="近两年营业收入平均增长率", en="Mean revenue growth of two years"), "share",
    ("revenue", "revenue_prior", "revenue_2y_before", *_AGES), _revenue_growth,
)  # fmt: skip
NET_ASSET_GROWTH = Measure(
    Text(zh="净资产平均增长率", en="Mean growth of net assets"), "share",
    ("total_equity", "total_equity_prior", *_AGES), _net_asset_growth,
    Text(zh="需三年资产负债表,现有资料只含两年", en="needs three balance sheets; two are held"),
)  # fmt: skip
MAIN_GROWTH_2Y = Measure(
    Text(zh="近两年主营业务收入平均增长率", en="Mean main business growth of two years"), "share",
    ("main_revenue_growth", "revenue_prior", "revenue_2y_before"), _main_growth,
    Text(zh="上上年以营业收入增长率代替", en="the earlier year by growth of all revenue"),
)  # fmt: skip
