"""A small product file to bend in tests."""

from pathlib import Path

PRODUCT = """
id: loan-example
channel: loan
kind: unsecured
name: {zh: 示例贷, en: Example loan}
summary: {zh: 用于测试, en: For tests}
provider: {zh: 某银行, en: Some bank}
decided_by: bank
next_actor: bank
beneficiary: firm
gives_cash: true
approval_mode: separate
founder_liability: unknown
terms_status: official
as_of: 2025-01-01
status: {state: open, note: null}
validity:
  - {valid_from: 2024-01-01, valid_to: 2026-12-31, source: rules, status: official}
purposes: null
basis: lpr1y
terms:
  amount_min_yuan: null
  amount_max_yuan:
    2024-01-01: {value: 300_000, source: rules, status: official}
    2025-07-01: {value: 500_000, source: rules, status: official}
  tenor_min_months: null
  tenor_max_months: null
  budget_year_yuan: null
  budget_total_yuan: null
eligibility:
  all:
    - fact: firm_age_years
      at_most:
        2024-01-01: {value: 5, source: rules, status: official}
    - fact: tax_grade
      one_of:
        2024-01-01: {value: [A, B], source: rules, status: official}
processing_days: null
documents: null
conditions: []
sources:
  rules: {title: 示例细则, href: null, read_on: 2025-01-01, tier: none, confidence: low}
"""
RATES = """
rates:
  lpr1y:
    2025-05-20: {value: 0.03, source: lpr, status: official_partial}
sources:
  lpr: {title: LPR, href: null, read_on: 2025-05-20, tier: memory, confidence: medium}
"""


def folder_with(folder: Path, product: str = PRODUCT, name: str = "loan-example") -> Path:
    """A catalogue of one loan file in `folder`."""
    (folder / "loan").mkdir(exist_ok=True)
    (folder / "loan" / f"{name}.yaml").write_text(product, encoding="utf-8")
    (folder / "reference_rates.yaml").write_text(RATES, encoding="utf-8")
    return folder


def changed(old: str, new: str) -> str:
    """The example with one passage replaced."""
    if old not in PRODUCT:
        raise ValueError(old)
    return PRODUCT.replace(old, new)
