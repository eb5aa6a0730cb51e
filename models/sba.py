"""Does the method of loss given default find anything in real losses? SBA loans, 1971 to 2006.

American loans with a guarantee of the Small Business Administration: the figures check the method,
and say nothing of losses in Hangzhou.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import TableError
from models.loss import LossModel
from models.tables import Flags, Floats

LOANS_FILE = "SBAnational_first22427.csv.gz"
# `Term` was rewritten to the months a charged-off loan ran; it and all later events stay unread.
COLUMNS = (
    "State", "Bank", "BankState", "NAICS", "ApprovalDate", "NoEmp", "NewExist", "CreateJob",
    "RetainedJob", "FranchiseCode", "UrbanRural", "RevLineCr", "LowDoc", "DisbursementGross",
    "MIS_Status", "ChgOffPrinGr", "GrAppv", "SBA_Appv",
)  # fmt: skip
SPLIT_DAY = pd.Timestamp(2005, 1, 1)
REFERENCE_R2 = 0.35
"""R2 of a plain LightGBM in five folds, without `Term` but with the amount disbursed."""

_CHARGED_OFF = "CHGOFF"
_CODES = {"Y": 1.0, "N": 0.0}
_SECTOR_DIGITS = 10_000
_SIZES = 3
_CAUTION = 20.0
_FOLDS = 5


@dataclass(frozen=True)
class Losses:
    """One row per charged-off loan: what was known at approval, the share drawn, the loss.

    `lost` is the principal charged off over all that was disbursed, cut to 1 (`cut` counts these).
    It is gross of later recoveries: an upper bound of the loss given default.
    """

    features: pd.DataFrame
    drawn: Floats
    lost: Floats
    bank: NDArray[np.str_]
    day: "pd.Series[pd.Timestamp]"
    cut: int

    @property
    def with_drawn(self) -> pd.DataFrame:
        """What is known once the loan has defaulted: also the share of the approval disbursed.

        A revolving line is drawn again and again, so this is never known at approval; and what
        was disbursed is what the loss is a share of, which explains part of what it explains.
        """
        return self.features.assign(drawn_to_approved=self.drawn)

    def segments(self, amount: Floats) -> NDArray[np.int64]:
        """The cell of each loan: revolving, not or unknown, by third of `amount`."""
        rank = pd.Series(amount).rank(method="first", pct=True).to_numpy()
        third = np.minimum((rank * _SIZES).astype(np.int64), _SIZES - 1)
        return third + _SIZES * self.features["revolving"].fillna(2.0).to_numpy().astype(np.int64)


def read_losses(folder: str | PathLike[str]) -> Losses:
    """The charged-off loans in `folder` with something disbursed.

    Codes that mean "unknown" are missing; amounts may carry signs of currency.

    Raises:
        TableError: the file is missing or is not the one expected.
    """
    loans = _read(Path(folder) / LOANS_FILE)
    disbursed = _amount(loans["DisbursementGross"])
    charged = (loans["MIS_Status"] == _CHARGED_OFF) & (disbursed > 0.0)
    own, paid_out = loans[charged].reset_index(drop=True), disbursed[charged].to_numpy()
    share = _amount(own["ChgOffPrinGr"]).to_numpy() / paid_out
    return Losses(
        features=_features(own),
        drawn=paid_out / _amount(own["GrAppv"]).to_numpy(),
        lost=np.minimum(share, 1.0),
        bank=own["Bank"].to_numpy(np.str_),
        day=_days(own["ApprovalDate"]),
        cut=int((share > 1.0).sum()),
    )


def read_approvals(folder: str | PathLike[str]) -> pd.DataFrame:
    """All loans in `folder`: what was known at approval, `ApprovalDate` and `MIS_Status`.

    What was disbursed, how long the loan ran and whatever came later is not among the columns.

    Raises:
        TableError: the file is missing or is not the one expected.
    """
    loans = _read(Path(folder) / LOANS_FILE)
    day = _days(loans["ApprovalDate"])
    return _features(loans).assign(ApprovalDate=day, MIS_Status=loans["MIS_Status"])


def sba_check(folder: str | PathLike[str], seed: int = 0) -> Mapping[str, float]:
    """How well the loss model foretells real losses, beside the mean and a table of segments.

    `folds`: five folds of loans. `banks`: five folds, no bank on both sides. `later`: loans
    approved from 2005 on after training on those before. Each with what is known at approval and,
    as `drawn_...`, once the loan has defaulted. R2 is against the mean of the loans judged.

    Raises:
        TableError: the data are not in `folder`.
    """
    losses = read_losses(folder)
    figures = {
        "loans": float(len(losses.lost)),
        "mean_loss": float(losses.lost.mean()),
        "cut_to_1": float(losses.cut),
    }
    for name, parts in _views(losses, seed).items():
        judged = np.any(parts, axis=0)
        for method, predict in _methods(losses, seed).items():
            told = _told(losses, parts, predict)
            figures |= _quality(f"{name}_{method}", losses.lost[judged], told[judged])
    return figures


Predict = Callable[[Flags, Flags], Floats]


def _views(losses: Losses, seed: int) -> dict[str, list[Flags]]:
    later = (losses.day >= SPLIT_DAY).to_numpy()
    return {
        "folds": list(_parts(np.arange(len(losses.lost)), seed)),
        "banks": list(_parts(losses.bank, seed)),
        "later": [later],
    }


def _parts(groups: NDArray[np.generic], seed: int) -> Iterator[Flags]:
    from sklearn.model_selection import GroupKFold

    split = GroupKFold(_FOLDS, shuffle=True, random_state=seed)
    for _, part in split.split(groups, groups=groups):
        yield np.isin(np.arange(len(groups)), part)


def _methods(losses: Losses, seed: int) -> dict[str, Predict]:
    def modelled(table: pd.DataFrame) -> Predict:
        def predict(seen: Flags, unseen: Flags) -> Floats:
            model = LossModel(seed=seed).fit(table[seen], losses.lost[seen], losses.bank[seen])
            return model.predict(table[unseen])

        return predict

    return {
        "mean": lambda seen, unseen: np.full(unseen.sum(), losses.lost[seen].mean()),
        "segments": _by_segment(losses, losses.features["approved_log"].to_numpy()),
        "model": modelled(losses.features),
        "drawn_segments": _by_segment(losses, losses.drawn),
        "drawn_model": modelled(losses.with_drawn),
    }


def _by_segment(losses: Losses, amount: Floats) -> Predict:
    """The mean loss of each loan's cell, small cells drawn to the mean of all."""
    segment = losses.segments(amount)

    def predict(seen: Flags, unseen: Flags) -> Floats:
        mean = losses.lost[seen].mean()
        counts = np.bincount(segment[seen], minlength=_SIZES**2)
        sums = np.bincount(segment[seen], losses.lost[seen], _SIZES**2)
        cells: Floats = (sums + _CAUTION * mean) / (counts + _CAUTION)
        return cells[segment[unseen]]

    return predict


def _told(losses: Losses, parts: list[Flags], predict: Predict) -> Floats:
    told = np.full(len(losses.lost), np.nan)
    for part in parts:
        told[part] = predict(~part, part)
    return told


def _quality(name: str, lost: Floats, told: Floats) -> dict[str, float]:
    error, spread = ((lost - told) ** 2).sum(), ((lost - lost.mean()) ** 2).sum()
    return {
        f"{name}_r2": float(1.0 - error / spread),
        f"{name}_mae": float(np.abs(lost - told).mean()),
    }


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(
            path, usecols=list(COLUMNS), encoding="latin-1", dtype=str, keep_default_na=False
        )
    except (OSError, EOFError, ValueError) as error:
        raise TableError(f"{path.name}: cannot be read: {error}") from error


def _amount(column: "pd.Series[str]") -> "pd.Series[float]":
    """Dollars of texts such as "$60,000.00 "; missing where there is no number."""
    return pd.to_numeric(column.str.replace(r"[$,\s]", "", regex=True), errors="coerce")


def _days(column: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """Days written as 2/28/1997 or 28-Feb-97."""
    plain = pd.to_datetime(column, format="%m/%d/%Y", errors="coerce")
    return plain.fillna(pd.to_datetime(column, format="%d-%b-%y", errors="coerce"))


def _features(loans: pd.DataFrame) -> pd.DataFrame:
    approved = _amount(loans["GrAppv"])
    industry = _amount(loans["NAICS"]) // _SECTOR_DIGITS
    started, urban = _amount(loans["NewExist"]), _amount(loans["UrbanRural"])
    return pd.DataFrame(
        {
            "approved_log": np.log(approved),
            "guaranteed_share": _amount(loans["SBA_Appv"]) / approved,
            "employees": _amount(loans["NoEmp"]),
            "is_new": (started - 1.0).where(started > 0.0),
            "jobs_created": _amount(loans["CreateJob"]),
            "jobs_retained": _amount(loans["RetainedJob"]),
            "is_franchise": _amount(loans["FranchiseCode"]) > 1.0,
            "is_rural": (urban - 1.0).where(urban > 0.0),
            "revolving": loans["RevLineCr"].map(_CODES),
            "little_paper": loans["LowDoc"].map(_CODES),
            "sector": industry.where(industry > 0.0),
            "bank_of_state": loans["State"] == loans["BankState"],
        }
    ).astype(np.float64)
