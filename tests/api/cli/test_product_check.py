"""Does the check of products tell errors from warnings, to people and to machines?"""

import json

from tests.products.example import changed, folder_with


def test_the_whole_catalogue_is_checked_against_simulated_firms(hangcuang):
    told = hangcuang("check-products", "--population", "300")
    assert told.code == 0
    assert "52 products" in told.err
    assert "0 errors" in told.err
    assert "loan-zjtx: validity: 已于 2025-12-31 到期" in told.out


def test_a_machine_gets_every_product_with_its_counts_and_findings(hangcuang):
    told = json.loads(hangcuang("check-products", "--population", "300", "--json").out)
    products = {each["product"]: each for each in told["products"]}
    assert len(products) == 52
    assert sum(products["x-roadshow"]["simulated"].values()) == told["simulated_firms"] == 300
    assert products["loan-zjtx"]["simulated"] is None
    assert products["ins-cyber"]["terms_status"] == "illustrative"
    severities = {each["severity"] for each in told["findings"]}
    assert severities <= {"warning", "note"}
    assert {"product", "kind", "key", "message", "severity"} == set(told["findings"][0])


def test_a_product_that_contradicts_itself_ends_with_1(hangcuang, tmp_path):
    extra = (
        "  all:\n    - fact: firm_age_years\n      above:\n"
        "        2024-01-01: {value: 5, source: rules, status: official}\n"
    )
    folder = folder_with(tmp_path, changed("  all:\n", extra))
    told = hangcuang("check-products", folder, "--population", "0", "--on", "2026-03-01")
    assert told.code == 1
    assert "loan-example: eligibility.all: " in told.err


def test_a_product_for_nobody_ends_with_1_and_names_the_rule(hangcuang, tmp_path):
    text = changed("at_most:", "at_least:").replace("value: 5,", "value: 900,")
    told = hangcuang("check-products", folder_with(tmp_path, text), "--population", "100")
    assert told.code == 1
    assert "100 fail the rule on firm_age_years" in told.err


def test_an_expired_product_is_a_warning_only(hangcuang, tmp_path):
    told = hangcuang("check-products", folder_with(tmp_path), "--on", "2027-05-01",
                     "--population", "0")  # fmt: skip
    assert told.code == 0
    assert "loan-example: validity: 已于 2026-12-31 到期" in told.out
