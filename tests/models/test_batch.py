"""Are many firms scored exactly as each would be alone?"""

import csv
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from engine.errors import TableError
from engine.facts import facts_of
from engine.features import feature_values
from engine.scoring import score_firm
from models.batch import ScoredFirm, score_batch, write_scores
from models.population import SIMULATED_ON, simulate
from models.served import ServedModel

FIRMS = 1_000


@pytest.fixture(scope="module")
def firms():
    return [each.firm for each in simulate(FIRMS, 8)]


@pytest.fixture(scope="module")
def scored(firms, demonstration_model: ServedModel) -> list[ScoredFirm]:
    return list(score_batch(firms, demonstration_model, SIMULATED_ON, explain=True))


def test_a_batch_of_1000_firms_equals_the_same_firms_one_by_one_bit_for_bit(
    firms, scored: list[ScoredFirm], demonstration_model: ServedModel
) -> None:
    one_by_one = [
        next(score_batch([firm], demonstration_model, SIMULATED_ON, explain=True)) for firm in firms
    ]
    assert one_by_one == scored
    assert [each.margin.hex() for each in one_by_one] == [each.margin.hex() for each in scored]


def test_the_size_of_a_chunk_changes_nothing(
    firms, scored: list[ScoredFirm], demonstration_model: ServedModel
) -> None:
    odd = score_batch(firms, demonstration_model, SIMULATED_ON, explain=True, chunk_size=77)
    assert list(odd) == scored


def test_asking_for_no_explanation_changes_no_number(
    firms, scored: list[ScoredFirm], demonstration_model: ServedModel
) -> None:
    plain = list(score_batch(firms, demonstration_model, SIMULATED_ON))
    assert plain == [replace(row, base_points=None, points=None) for row in scored]


def test_the_batch_gives_the_score_of_the_scalar_path(
    firms, scored: list[ScoredFirm], demonstration_model: ServedModel
) -> None:
    for firm, row in zip(firms[:200], scored, strict=False):
        features = feature_values(facts_of(firm, SIMULATED_ON))
        alone = score_firm(features, demonstration_model, SIMULATED_ON)
        assert (alone.status, alone.credit_score, alone.pd, alone.grade) == (
            row.status, row.credit_score, row.pd, row.grade,
        )  # fmt: skip


def test_base_and_points_add_up_to_the_unclipped_score(scored: list[ScoredFirm]) -> None:
    some = [row for row in scored if row.points is not None and row.base_points is not None]
    assert len(some) > FIRMS / 2
    for row in some:
        total = row.base_points + sum(row.points.values())
        assert row.credit_score == round(min(max(total, 0.0), 1000.0))


def test_a_referred_firm_keeps_its_margin_and_reason_but_no_score(
    scored: list[ScoredFirm],
) -> None:
    referred = [row for row in scored if row.status == "refer"]
    assert referred
    for row in referred:
        assert (row.credit_score, row.pd, row.grade, row.points) == (None, None, None, None)
        assert math.isfinite(row.margin)
        assert row.refer_because


def test_progress_counts_the_firms_done(firms, demonstration_model: ServedModel) -> None:
    seen: list[int] = []
    batch = score_batch(
        firms[:250], demonstration_model, SIMULATED_ON, progress=seen.append, chunk_size=100
    )
    assert len(list(batch)) == 250
    assert seen == [100, 200, 250]


def test_csv_and_parquet_hold_the_same_scores_to_the_last_bit(
    scored: list[ScoredFirm], demonstration_model: ServedModel, tmp_path: Path
) -> None:
    names = demonstration_model.feature_names
    for ending in ("csv", "parquet"):
        assert write_scores(scored, tmp_path / f"scores.{ending}", names) == FIRMS
    table = pd.read_parquet(tmp_path / "scores.parquet")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == list(table.columns)
    assert [float(line["margin"]) for line in lines] == table["margin"].tolist()
    assert table["margin"].tolist() == [row.margin for row in scored]


def test_every_line_says_which_model_and_that_it_is_a_demonstration(
    scored: list[ScoredFirm], demonstration_model: ServedModel
) -> None:
    assert {row.model_id for row in scored} == {demonstration_model.model_id}
    assert {row.basis for row in scored} == {"simulated/demonstration"}


def test_scores_go_to_csv_or_parquet_only(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"\.csv or \.parquet"):
        write_scores([], tmp_path / "scores.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\uff1d"])
def test_an_identifier_that_a_spreadsheet_would_run_is_written_inert(
    scored: list[ScoredFirm], tmp_path: Path, start: str
) -> None:
    hostile = replace(scored[0], identifier=f"{start}HYPERLINK(1)")
    write_scores([hostile], tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["identifier"] == f"'{start}HYPERLINK(1)"
