"""Does nothing leave a data holder but features, where they come from, and the consent?"""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from engine.errors import RecordError, TableError
from engine.facts import columns_of, facts_of
from engine.features import FEATURE_NAMES, feature_list_digest
from engine.firm import SECTIONS, Firm
from models.fact_tables import PROVENANCE
from models.feature_files import Leaving, blocks_of_facts, blocks_of_firms, write_features
from tests.builders import CODE, ON
from tests.full_firm import a_full_firm

NAME = "滨江某某智能科技有限公司"
TERMS = Leaving(ON)


def a_firm(**consents: str | None) -> Firm:
    """A full firm whose sections carry the consents given, the others none."""
    firm = a_full_firm(3, name=NAME)
    parts = {
        name: getattr(firm, name).model_copy(update={"authorisation": consents.get(name)})
        for name in SECTIONS
    }
    return firm.model_copy(update=parts)


def written(firms: list[Firm], path: Path, terms: Leaving = TERMS) -> list[dict[str, str]]:
    write_features(blocks_of_firms(firms, terms), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_only_features_provenance_and_consent_leave(tmp_path: Path) -> None:
    (row,) = written([a_firm(tax="SQ-1")], tmp_path / "f.csv")
    assert list(row) == ["authorisation", "on", "feature_list", *PROVENANCE, *FEATURE_NAMES]


def test_neither_name_nor_code_is_anywhere_in_the_file(tmp_path: Path) -> None:
    written([a_firm(tax="SQ-1")], tmp_path / "f.csv")
    text = (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    assert NAME not in text
    assert CODE not in text


def test_every_section_known_on_the_day_names_source_and_day(tmp_path: Path) -> None:
    firm = a_firm(tax="SQ-1")
    assert firm.judicial is not None
    later = firm.judicial.model_copy(update={"observed_on": ON + timedelta(days=1)})
    firm = firm.model_copy(update={"judicial": later, "customs": None})
    (row,) = written([firm], tmp_path / "f.csv")
    assert row["tax_source"] == firm.tax.source  # type: ignore[union-attr]
    assert row["tax_observed_on"] == "2026-06-10"
    assert row["judicial_source"] == row["customs_observed_on"] == ""
    assert (row["on"], row["feature_list"]) == ("2026-06-30", feature_list_digest())


def test_several_consents_stand_together(tmp_path: Path) -> None:
    firms = [a_firm(tax="SQ-1", debts="SQ-2", people="SQ-1")]
    assert written(firms, tmp_path / "f.csv")[0]["authorisation"] == "SQ-1; SQ-2"


def test_a_firm_without_consent_is_refused_with_its_line_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(RecordError) as refusal:
        written([a_firm(tax="SQ-1"), a_firm()], tmp_path / "f.csv")
    (error,) = refusal.value.errors
    assert error.field == "line 2: authorisation"
    assert "没有授权书编号" in error.message.zh
    assert "no consent reference" in error.message.en
    assert list(tmp_path.iterdir()) == []


def test_identifiers_alone_are_no_consent(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        written([a_firm()], tmp_path / "f.csv", Leaving(ON, identify=True))


def test_a_consent_for_the_file_stands_for_firms_that_carry_none(tmp_path: Path) -> None:
    rows = written([a_firm(tax="SQ-1"), a_firm()], tmp_path / "f.csv", Leaving(ON, "批-9"))
    assert [row["authorisation"] for row in rows] == ["SQ-1", "批-9"]


def test_identifiers_leave_only_when_asked_for(tmp_path: Path) -> None:
    terms = Leaving(ON, identify=True)
    assert written([a_firm(tax="SQ-1")], tmp_path / "f.csv", terms)[0]["identifier"] == CODE


def test_a_consent_that_a_spreadsheet_would_run_is_written_inert(tmp_path: Path) -> None:
    (row,) = written([a_firm(tax='=HYPERLINK("x")')], tmp_path / "f.csv")
    assert row["authorisation"] == '\'=HYPERLINK("x")'


def test_parquet_holds_what_the_csv_holds(tmp_path: Path) -> None:
    firms = [a_firm(tax="SQ-1"), a_firm(tax="SQ-2").model_copy(update={"statements": None})]
    rows = written(firms, tmp_path / "f.csv")
    write_features(blocks_of_firms(firms, TERMS), tmp_path / "f.parquet")
    table = parquet.read_table(tmp_path / "f.parquet").to_pylist()
    shown = [{name: _as_in_csv(each) for name, each in row.items()} for row in table]
    assert shown == rows


def _as_in_csv(value: str | float | None) -> str:
    return "" if value is None or value != value else str(value)


def a_fact_table(path: Path, **beside: Any) -> Path:
    facts = columns_of([facts_of(a_full_firm(seed), ON) for seed in range(2)])
    parquet.write_table(pa.table({**facts, **beside}), path)
    return path


def test_a_table_of_facts_gives_the_file_that_its_records_give(tmp_path: Path) -> None:
    firms = [a_full_firm(seed) for seed in range(2)]
    beside: dict[str, Any] = {"authorisation": ["SQ-1", "SQ-1"]}
    for name in SECTIONS:
        beside[f"{name}_source"] = [getattr(firm, name).source for firm in firms]
        beside[f"{name}_observed_on"] = [getattr(firm, name).observed_on for firm in firms]
    path = a_fact_table(tmp_path / "facts.parquet", **beside)
    consented = [
        firm.model_copy(
            update={
                name: getattr(firm, name).model_copy(update={"authorisation": "SQ-1"})
                for name in SECTIONS
            }
        )
        for firm in firms
    ]
    write_features(blocks_of_facts(path, TERMS), tmp_path / "a.csv")
    write_features(blocks_of_firms(consented, TERMS), tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_facts_without_consent_are_refused_by_line(tmp_path: Path) -> None:
    path = a_fact_table(tmp_path / "facts.parquet", authorisation=["SQ-1", None])
    with pytest.raises(RecordError, match="line 2: authorisation"):
        list(blocks_of_facts(path, TERMS))
    assert list(blocks_of_facts(path, Leaving(ON, "批-9")))


def test_identifiers_asked_for_must_be_there(tmp_path: Path) -> None:
    path = a_fact_table(tmp_path / "facts.parquet", identifier=["甲", ""])
    with pytest.raises(RecordError, match="line 2: identifier"):
        list(blocks_of_facts(path, Leaving(ON, "批-9", identify=True)))


def test_facts_of_an_own_day_keep_it(tmp_path: Path) -> None:
    path = a_fact_table(tmp_path / "facts.parquet", on=[date(2026, 5, 1), None])
    (block,) = blocks_of_facts(path, Leaving(ON, "批-9"))
    assert block.texts["on"] == ["2026-05-01", "2026-06-30"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"out\.txt"):
        write_features(blocks_of_firms([a_firm(tax="SQ-1")], TERMS), tmp_path / "out.txt")
