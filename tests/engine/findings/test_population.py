"""Is the desk calm about firms whose records are consistent by construction?"""

import pytest

from engine.findings import Finding
from models.population import SIMULATED_ON, simulate
from tests.engine.findings.samples import found

FIRMS, SEED = 200, 11


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return [each for made in simulate(FIRMS, SEED) for each in found(made.firm, SIMULATED_ON)]


def test_simulated_firms_have_no_serious_finding(findings: list[Finding]) -> None:
    assert [each for each in findings if each.severity == "serious"] == []


def test_most_simulated_firms_have_nothing_that_warns(findings: list[Finding]) -> None:
    warnings = [each for each in findings if each.severity == "warning"]
    assert len(warnings) < FIRMS / 4


def test_every_sentence_is_in_both_languages_and_filled_in(findings: list[Finding]) -> None:
    for each in findings:
        assert each.sentence.zh
        assert each.sentence.en
        assert "{" not in each.sentence.zh + each.sentence.en
