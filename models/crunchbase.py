"""Does the method of the potential find next rounds among real ones? Crunchbase, October 2013.

Every firm there raised money at least once and almost all are American: the figures check the
method, and say nothing of firms in Hangzhou.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from engine.potential import HORIZON_MONTHS
from models.calibration import calibration_line
from models.potential import TREES, PotentialModel
from models.tables import Flags, Floats

ROUNDS_FILE, COMPANIES_FILE = "crunchbase-rounds.csv.gz", "crunchbase-companies.csv.gz"
# Only what was known as of a round is read: never the snapshot's status, totals and last dates.
ROUND_COLUMNS = ("company_permalink", "funding_round_type", "funded_at", "raised_amount_usd")
COMPANY_COLUMNS = ("permalink", "category_code", "state_code", "region", "founded_at")
KINDS = ("angel", "series-a", "series-b", "series-c+", "venture")
CATEGORIES = (
    "software", "biotech", "web", "enterprise", "mobile", "advertising", "cleantech",
    "games_video", "ecommerce", "medical", "hardware", "analytics", "network_hosting", "health",
    "semiconductor", "finance",
)  # fmt: skip
STATES = ("CA", "MA", "NY", "TX", "WA")
REGION = "SF Bay"
FIRST_DAY = pd.Timestamp(2005, 1, 1)
SPLIT_DAY = pd.Timestamp(2010, 1, 1)
SNAPSHOT = pd.Timestamp(2013, 10, 1)
_HORIZON = pd.DateOffset(months=HORIZON_MONTHS)
_DAMAGED = ("", "#NAME?")
_DAYS_PER_YEAR, _DAYS_PER_MONTH = 365.25, 30.4375
_FOLDS = 5
_DRAWS = 200
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Rounds:
    """One row per funding round: what was known on its day, and whether another one followed.

    `target` is 1 where the same company raised a later round within 24 months; `day` is the
    round's; rounds whose 24 months end on the snapshot or after it are not among them.
    """

    features: pd.DataFrame
    target: NDArray[np.int64]
    company: NDArray[np.str_]
    day: pd.Series

    def rows(self, chosen: Flags) -> "Rounds":
        """The chosen rounds."""
        return Rounds(
            self.features[chosen], self.target[chosen], self.company[chosen], self.day[chosen]
        )


def read_rounds(folder: str | PathLike[str]) -> Rounds:
    """The rounds of 2005-01 to 2011-09 in `folder`, each as of its day; duplicates are dropped.

    Category, state and founding day are taken from the company's entry, as the only place that
    has them; an amount nobody stated is missing, and so is an age below zero.

    Raises:
        TableError: a file is missing or is not the one expected.
    """
    place = Path(folder)
    rounds = _read(place / ROUNDS_FILE, ROUND_COLUMNS).drop_duplicates()
    companies = _read(place / COMPANIES_FILE, COMPANY_COLUMNS).set_index("permalink")
    rounds = rounds.assign(day=_days(rounds["funded_at"])).join(
        companies, on="company_permalink", validate="many_to_one"
    )
    dated = rounds.merge(_history(rounds), on=["company_permalink", "day"], validate="many_to_one")
    kept = dated[dated["funding_round_type"].isin(KINDS) & _observed(dated["day"])]
    kept = kept.sort_values(["day", "company_permalink"], kind="stable").reset_index(drop=True)
    return Rounds(
        features=_features(kept),
        target=(kept["next_day"] <= kept["day"] + _HORIZON).to_numpy().astype(np.int64),
        company=kept["company_permalink"].to_numpy(np.str_),
        day=kept["day"],
    )


def crunchbase_check(
    folder: str | PathLike[str], seed: int = 0, n_threads: int = 1
) -> Mapping[str, float]:
    """How well the potential model tells real rounds that another one follows, by two tests.

    `grouped`: five folds, no company on both sides. `time_split`: rounds of 2010-01 to 2011-09
    after training on those before 2008-01, whose 24 months had passed by 2010-01-01, so that no
    label comes from the time of the test. `time_split_overlapping` trains on all before 2010-01,
    labels of 2010 and 2011 included: nobody had those, it is for comparison with others' figures.
    Each AUC has a 95 % bootstrap interval, whole companies drawn; slope 1 is perfect calibration.

    Raises:
        TableError: the data are not in `folder`.
    """
    rounds = read_rounds(folder)
    after = (rounds.day >= SPLIT_DAY).to_numpy()
    settled = (rounds.day + _HORIZON < SPLIT_DAY).to_numpy()
    test = rounds.rows(after)
    scored = {
        "grouped": (rounds, _out_of_fold(rounds, seed, n_threads)),
        "time_split": (test, _margin(rounds.rows(settled), test, seed, n_threads)),
        "time_split_overlapping": (test, _margin(rounds.rows(~after), test, seed, n_threads)),
    }
    figures = {
        "rounds": float(len(rounds.target)),
        "companies": float(len(np.unique(rounds.company))),
        "next_round_share": float(rounds.target.mean()),
        "time_split_training_rounds": float(settled.sum()),
        "time_split_test_rounds": float(after.sum()),
    }
    for name, (judged, margin) in scored.items():
        figures |= _judged(name, judged, margin, seed)
    return figures


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        return pd.read_csv(
            path, usecols=list(columns), encoding="latin-1", keep_default_na=False,
            na_values=list(_DAMAGED),
        )  # fmt: skip
    except (OSError, EOFError, ValueError) as error:
        raise TableError(f"{path.name}: cannot be read: {error}") from error


def _days(column: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.to_datetime(column, format="%Y-%m-%d")


def _observed(day: "pd.Series[Any]") -> "pd.Series[Any]":
    """Rounds of the years that are covered, whose 24 months ended before the snapshot."""
    return (day >= FIRST_DAY) & (day + _HORIZON < SNAPSHOT)


def _history(rounds: pd.DataFrame) -> pd.DataFrame:
    """For each company and day with rounds: those before, of any kind, and the next day."""
    by_day = rounds.groupby(["company_permalink", "day"])["raised_amount_usd"]
    sizes = by_day.size().rename("n")
    # a sum of nothing known is missing, not zero
    days = pd.concat([sizes, by_day.sum(min_count=1).rename("raised")], axis=1).reset_index()
    company = days.groupby("company_permalink")
    raised_so_far = company["raised"].cumsum().groupby(days["company_permalink"]).ffill()
    before = company["n"].cumsum() - days["n"]
    total = raised_so_far.groupby(days["company_permalink"]).shift().where(before > 0, 0.0)
    return days[["company_permalink", "day"]].assign(
        rounds_before=before,
        raised_before=total,
        raised_last=company["raised"].shift(),
        last_day=company["day"].shift(),
        next_day=company["day"].shift(-1),
    )


def _features(rounds: pd.DataFrame) -> pd.DataFrame:
    age = (rounds["day"] - _days(rounds["founded_at"])).dt.days / _DAYS_PER_YEAR
    amount = rounds["raised_amount_usd"]
    numbers = {
        "amount": amount,
        "amount_to_last": amount / rounds["raised_last"],
        "raised_before": rounds["raised_before"],
        "raised_so_far": rounds["raised_before"] + amount,
        "rounds_before": rounds["rounds_before"],
        "months_since_last": (rounds["day"] - rounds["last_day"]).dt.days / _DAYS_PER_MONTH,
        "age_years": age.where(age >= 0),
        "in_region": rounds["region"] == REGION,
    }
    kinds = {f"kind_{kind}": rounds["funding_round_type"] == kind for kind in KINDS}
    categories = {f"category_{name}": rounds["category_code"] == name for name in CATEGORIES}
    states = {f"state_{name}": rounds["state_code"] == name for name in STATES}
    return pd.DataFrame(numbers | kinds | categories | states).astype(np.float64)


def _out_of_fold(rounds: Rounds, seed: int, n_threads: int) -> Floats:
    """The log-odds of each round by a model that has seen no round of its company."""
    from sklearn.model_selection import GroupKFold

    margin = np.empty(len(rounds.target))
    for _, unseen in GroupKFold(_FOLDS).split(rounds.features, groups=rounds.company):
        chosen = np.zeros(len(margin), np.bool_)
        chosen[unseen] = True
        margin[chosen] = _margin(rounds.rows(~chosen), rounds.rows(chosen), seed, n_threads)
    return margin


def _margin(seen: Rounds, unseen: Rounds, seed: int, n_threads: int) -> Floats:
    model = PotentialModel(trees=TREES, seed=seed, n_threads=n_threads)
    model.fit(seen.features, seen.target, groups=seen.company)
    return model.explain(unseen.features).margin


def _judged(name: str, rounds: Rounds, margin: Floats, seed: int) -> dict[str, float]:
    """The AUC and its interval over draws of whole companies."""
    _, company = np.unique(rounds.company, return_inverse=True)
    n = int(company.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=_DRAWS)
    aucs = [_auc(rounds.target, margin, times[company]) for times in drawn]
    low, high = np.quantile(aucs, _INTERVAL)
    return {
        f"{name}_auc": _auc(rounds.target, margin, np.ones(len(margin))),
        f"{name}_auc_low": float(low),
        f"{name}_auc_high": float(high),
        f"{name}_calibration_slope": calibration_line(margin, rounds.target.astype(float)).slope,
    }


def _auc(target: NDArray[np.int64], margin: Floats, weight: NDArray[Any]) -> float:
    """How often a weighted pair of event and no event is in the right order; ties count half."""
    _, place = np.unique(margin, return_inverse=True)
    events = np.bincount(place, weight * target)
    others = np.bincount(place, weight * (1 - target))
    below = np.cumsum(others) - others / 2.0
    return float((events * below).sum() / (events.sum() * others.sum()))
