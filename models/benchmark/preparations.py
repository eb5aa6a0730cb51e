"""How does a folder of several files become one table with an outcome?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from models.benchmark.config import Preparation
from models.benchmark.invoices import invoice_table
from models.crunchbase import read_rounds
from models.sba import read_approvals


def crunchbase_rounds(folder: Path) -> pd.DataFrame:
    """One row per funding round as of its day, see `models.crunchbase`; the event is another."""
    rounds = read_rounds(folder)
    return rounds.features.assign(company=rounds.company, day=rounds.day, next_round=rounds.target)


def cumcm_invoices(folder: Path) -> pd.DataFrame:
    """One row per firm with a known outcome: its invoices in numbers, see `invoices`."""
    return invoice_table(folder)


def sba_loans(folder: Path) -> pd.DataFrame:
    """One row per loan: what was known at approval, see `models.sba`; the event is a charge-off."""
    return read_approvals(folder)


PREPARATIONS: Mapping[Preparation, Callable[[Path], pd.DataFrame]] = {
    "crunchbase_rounds": crunchbase_rounds,
    "cumcm_invoices": cumcm_invoices,
    "sba_loans": sba_loans,
}
