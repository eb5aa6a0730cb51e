"""Are many firms scored exactly as each would be alone, and written as they were scored?"""

import csv
import math
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from engine.errors import TableError
from engine.facts import facts_of
from engine.features import feature_values
from engine.scoring import score_firm
from models.batch import score_batch, write_scores
from models.population import SIMULATED_ON, simulate
from models.score_columns import score_schema
from models.served import ServedModel

FIRMS = 1_000


@pytest.fixture(scope="module")
def firms():
    return [each.firm for each in simulate(FIRMS, 8)]


@pytest.fixture(scope="module")
def scored(firms, demonstration_model: ServedModel) -> pa.Table:
    return as_table(score_batch(firms, demonstration_model, SIMULATED_ON, explain=True))


def as_table(batches):
    return pa.Table.from_batches(batches).combine_chunks()


def test_a_batch_of_1000_firms_equals_the_same_firms_one_by_one_bit_for_bit(
    firms, scored: pa.Table, demonstration_model: ServedModel
) -> None:
    one_by_one = score_batch(firms, demonstration_model, SIMULATED_ON, explain=True, size=1)
    assert as_table(one_by_one).equals(scored)


def test_asking_for_no_explanation_changes_no_number(
    firms, scored: pa.Table, demonstration_model: ServedModel
) -> None:
    plain = as_table(score_batch(firms, demonstration_model, SIMULATED_ON))
    assert plain.equals(scored.select(score_schema().names))


def test_the_batch_gives_every_number_of_the_scalar_path_bit_for_bit(
    firms, scored: pa.Table, demonstration_model: ServedModel
) -> None:
    for firm, row in zip(firms[:300], scored.to_pylist(), strict=False):
        alone = score_firm(
            feature_values(facts_of(firm, SIMULATED_ON)), demonstration_model, SIMULATED_ON
        )
        told = [row[name] for name in ("status", "credit_score", "pd", "grade", "base_points")]
        assert told == [
            alone.status, alone.credit_score, alone.pd, alone.grade, alone.base_points
        ]  # fmt: skip
        assert (row["pd_low"], row["pd_high"]) == (alone.pd_interval or (None, None))
        assert row["refer_because"] == ";".join(each.zh for each in alone.refer_because)
        assert all(row[f"points_{each.feature}"] == each.points for each in alone.contributions)


def test_base_and_points_add_up_to_the_unclipped_score(
    scored: pa.Table, demonstration_model: ServedModel
) -> None:
    names = [f"points_{name}" for name in demonstration_model.feature_names]
    some = [row for row in scored.to_pylist() if row["status"] == "scored"]
    assert len(some) > FIRMS / 2
    for row in some:
        total = row["base_points"] + sum(row[name] for name in names)
        assert row["credit_score"] == round(min(max(total, 0.0), 1000.0))


def test_a_referred_firm_keeps_its_margin_and_reason_but_no_score(scored: pa.Table) -> None:
    referred = [row for row in scored.to_pylist() if row["status"] == "refer"]
    kept = {"identifier", "status", "margin", "refer_because", "model_id", "basis"}
    assert referred
    for row in referred:
        assert {name for name, value in row.items() if value is not None} == kept
        assert math.isfinite(row["margin"])
        assert row["refer_because"]


def test_progress_counts_the_firms_done(
    firms, demonstration_model: ServedModel, tmp_path: Path
) -> None:
    seen: list[int] = []
    batches = score_batch(firms[:250], demonstration_model, SIMULATED_ON, size=100)
    assert write_scores(batches, tmp_path / "s.csv", progress=seen.append) == 250
    assert seen == [100, 200, 250]


def test_csv_and_parquet_hold_the_same_scores_to_the_last_bit(
    scored: pa.Table, demonstration_model: ServedModel, tmp_path: Path
) -> None:
    names = demonstration_model.feature_names
    for ending in ("csv", "parquet"):
        written = write_scores(scored.to_batches(), tmp_path / f"scores.{ending}", names)
        assert written == FIRMS
    table = pd.read_parquet(tmp_path / "scores.parquet")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == list(table.columns)
    assert [float(line["margin"]) for line in lines] == table["margin"].tolist()
    assert table["margin"].tolist() == scored["margin"].to_pylist()


def test_every_line_says_which_model_and_that_it_is_a_demonstration(
    scored: pa.Table, demonstration_model: ServedModel
) -> None:
    assert set(scored["model_id"].to_pylist()) == {demonstration_model.model_id}
    assert set(scored["basis"].to_pylist()) == {"simulated/demonstration"}


def test_scores_go_to_csv_or_parquet_only(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"\.csv or \.parquet"):
        write_scores([], tmp_path / "scores.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\uff1d"])
def test_an_identifier_that_a_spreadsheet_would_run_is_written_inert(
    scored: pa.Table, tmp_path: Path, start: str
) -> None:
    (batch,) = scored.select(score_schema().names).slice(0, 1).to_batches()
    hostile = batch.set_column(0, "identifier", pa.array([f"{start}HYPERLINK(1)"]))
    write_scores([hostile], tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["identifier"] == f"'{start}HYPERLINK(1)"
