"""Does what the page for bankers tells them to write work as it stands?"""

import re
from datetime import date
from pathlib import Path

import pytest

from engine.catalogue import SEVERITIES, DatedCatalogue, check_products, read_catalogue
from engine.catalogue.findings import SEVERITY
from tests.products.banker import expectation, outcome_of, read_cases
from tests.products.example import RATES

README = (Path(__file__).parents[2] / "products" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
EXAMPLE = next(block for block in BLOCKS if block.startswith("# products/loan/loan-example.yaml"))
CASES = next(block for block in BLOCKS if "cases:" in block)


@pytest.fixture
def files(tmp_path: Path) -> DatedCatalogue:
    (tmp_path / "loan").mkdir()
    (tmp_path / "loan" / "loan-example.yaml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "reference_rates.yaml").write_text(RATES, encoding="utf-8")
    return read_catalogue(tmp_path)


def test_the_example_file_loads_and_has_no_fault(files: DatedCatalogue) -> None:
    found = check_products(files, date(2026, 3, 1))
    assert list(files.products) == ["loan-example"]
    assert {each.severity for each in found} <= {"note"}


def test_the_example_cases_come_out_as_written(files: DatedCatalogue) -> None:
    cases = read_cases("README", CASES)
    assert len(cases) == 4
    for case in cases:
        assert outcome_of(case, files.on(case.on)) == expectation(case), case.name


def test_every_kind_of_finding_is_explained_with_its_severity() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| (\w+) \|", README, re.MULTILINE)
    told = {kind: severity for kinds, severity in rows if severity in SEVERITIES
            for kind in re.findall(r"`(\w+)`", kinds)}  # fmt: skip
    assert told == dict(SEVERITY)
