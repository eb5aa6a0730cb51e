"""How is a block of simulated firms drawn, column by column?"""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.population.accounts import SHOWN_YEARS, TOTALS, draw_accounts
from models.population.balance import balance_items
from models.population.cash_flow import cash_flow_items
from models.population.declared import draw_declared
from models.population.details import draw_details
from models.population.forms import LINES
from models.population.income import income_items
from models.population.loss import draw_loss, loss_log_odds, mean_loss, severe_target
from models.population.missing import draw_missing
from models.population.next_round import round_log_odds
from models.population.odds import Floats, chances, solve_intercept
from models.population.optimism import AUDITED_FROM, declared_totals, draw_optimism
from models.population.premises import draw_premises
from models.population.profile import draw_profile
from models.population.risk import log_odds
from models.population.rounds import draw_rounds
from models.population.segments import SEGMENTS, Columns
from models.population.standing import draw_standing
from models.population.trade import draw_trade

BLOCK = 1_000
CALIBRATION_FIRMS = 10_000
_CALIBRATION_SEED = 20_260_630
_SHARES = tuple(segment.share for segment in SEGMENTS)
_LARGE_FROM = 3  # segments: specialised and later use the larger standard
_LARGE_REVENUE = 50_000_000  # and audited firms from this revenue on
_TRUTH, _RECORD = 0, 1
_FOR_CASH = ("raised", "payroll", "active")


class Intercepts(NamedTuple):
    """By segment: log-odds of default, of a next round, and of a severe loss."""

    default: Floats
    next_round: Floats
    severe: Floats


def block_columns(seed: int, block: int, on: date) -> dict[str, NDArray[Any]]:
    """The true state and fate of the 1,000 firms of a block, whatever other blocks are drawn."""
    rng = _generator(seed, block, _TRUTH)
    segment = rng.choice(len(SEGMENTS), BLOCK, p=_SHARES)
    columns = _state(rng, segment, on)
    return columns | _fate(rng, columns, on)


def record_columns(truth: Columns, seed: int, block: int, on: date) -> dict[str, NDArray[Any]]:
    """What the records of a block show of `truth`: declared accounts, details, gaps."""
    rng = _generator(seed, block, _RECORD)
    columns = dict(truth)
    columns["optimism"] = draw_optimism(rng, log_odds(columns, on))
    columns |= _statements(rng, columns)
    columns |= draw_declared(rng, columns, columns["declared_revenue"])
    columns |= draw_details(rng, columns, on)
    columns |= draw_missing(rng, columns)
    hidden = {*TOTALS, "declared_revenue", "raised", "active"}
    return {name: values for name, values in columns.items() if name not in hidden}


@lru_cache(maxsize=8)
def intercepts(on: date) -> Intercepts:
    """The log-odds at which each segment meets its targets, from a sample of its own."""
    rng = np.random.default_rng(_CALIBRATION_SEED)
    solved = [_solved(rng, place, on) for place in range(len(SEGMENTS))]
    return Intercepts(*map(np.array, zip(*solved, strict=True)))


def _solved(rng: np.random.Generator, place: int, on: date) -> tuple[float, float, float]:
    """The intercepts of one segment; the mean loss is that of its defaults."""
    segment = SEGMENTS[place]
    columns = _state(rng, np.full(CALIBRATION_FIRMS, place), on)
    risk = log_odds(columns, on)
    default = solve_intercept(risk, segment.default_rate)
    raising = solve_intercept(round_log_odds(columns, on), segment.next_round_rate)
    severe = severe_target(segment.lgd)
    return default, raising, solve_intercept(loss_log_odds(columns), severe, expit(default + risk))


def _generator(seed: int, block: int, purpose: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, purpose)))


def _state(
    rng: np.random.Generator, segment: NDArray[np.int64], on: date
) -> dict[str, NDArray[Any]]:
    profile = draw_profile(rng, segment, on)
    rounds = draw_rounds(rng, profile, on)
    accounts = draw_accounts(rng, profile, rounds, on)
    trade = draw_trade(rng, profile, accounts, on)
    standing = draw_standing(rng, profile) | draw_premises(rng, profile, accounts)
    return profile | rounds | accounts | trade | standing


def _fate(rng: np.random.Generator, columns: Columns, on: date) -> dict[str, NDArray[Any]]:
    known, segment, n = intercepts(on), columns["segment"], len(columns["segment"])
    pd = chances(log_odds(columns, on), segment, known.default)
    next_round = chances(round_log_odds(columns, on), segment, known.next_round)
    severe = chances(loss_log_odds(columns), segment, known.severe)
    default = rng.random(n) < pd
    return {
        "true_pd": pd,
        "default": default,
        "true_next_round": next_round,
        "next_round": rng.random(n) < next_round,
        "true_lgd": mean_loss(severe),
        "loss": draw_loss(rng, severe, default),
    }


def _statements(rng: np.random.Generator, columns: Columns) -> dict[str, NDArray[Any]]:
    """`items` (n, 3, lines of the firm's standard), as declared."""
    segment = columns["segment"]
    audited = segment >= AUDITED_FROM
    big = columns["revenue"][:, 0] >= _LARGE_REVENUE
    large = (segment >= _LARGE_FROM) | (audited & big)
    totals = {name: columns[name] for name in (*TOTALS, *_FOR_CASH)}
    totals = declared_totals(totals, columns["optimism"], audited)
    items = balance_items(rng, totals, large)
    items |= income_items(rng, totals, large)
    items |= cash_flow_items(totals, items, large)
    return {
        "large": large,
        "declared_revenue": totals["revenue"],
        "items": _stacked(items, large),
    }


def _stacked(items: Columns, large: NDArray[np.bool_]) -> NDArray[np.int64]:
    stacked = np.zeros((len(large), SHOWN_YEARS, max(map(len, LINES))), dtype=np.int64)
    for lines, mask in zip(LINES, (~large, large), strict=True):
        values = np.stack([items[name][mask, :SHOWN_YEARS] for name in lines], axis=2)
        stacked[mask, :, : len(lines)] = values
    return stacked
