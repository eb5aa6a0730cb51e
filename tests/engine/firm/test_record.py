import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.firm import SECTIONS, Firm, Need
from tests.builders import CODE, a_firm, a_need

RECORD = {"name": "甲", "credit_code": CODE}


def _reject(record: dict[str, Any], match: str) -> None:
    with pytest.raises(ValidationError, match=match):
        Firm.model_validate_json(json.dumps(record))


def test_a_firm_has_the_twelve_sections() -> None:
    assert SECTIONS == (
        "registration", "statements", "invoices", "tax", "people", "intellectual_property",
        "research", "qualifications", "equity", "debts", "judicial", "orders",
    )  # fmt: skip


def test_an_absent_section_is_none_not_empty() -> None:
    assert all(getattr(a_firm(), name) is None for name in SECTIONS)


def test_unknown_fields_are_refused() -> None:
    _reject(RECORD | {"approved": True}, "Extra inputs are not permitted")


def test_a_record_without_any_identifier_is_refused() -> None:
    _reject({"name": "甲"}, "needs credit_code, or external_id")


def test_a_record_with_an_outside_identifier_needs_no_code() -> None:
    firm = Firm.model_validate_json('{"name": "甲", "external_id": "E1"}')
    assert firm.identifier == "E1"


def test_a_wrong_credit_code_is_refused() -> None:
    _reject(RECORD | {"credit_code": "91350100M000100Y4Z"}, "not a valid unified social credit")


def test_a_credit_code_is_normalised_before_it_is_checked() -> None:
    assert a_firm(credit_code=" ９1350100m000100y43").credit_code == CODE


@pytest.mark.parametrize("value", ["true", '"12万"', "NaN", "-1", "1" * 30, "0.001", "null"])
def test_money_must_be_an_ordinary_number_of_cents(value: str) -> None:
    text = json.dumps(RECORD | {"tax": {"source": "tax_bureau", "observed_on": "2026-01-01"}})
    section = f'"grade": "A", "vat_paid_12m": {value}'.replace("null", '"null"')
    with pytest.raises(ValidationError, match="vat_paid_12m"):
        Firm.model_validate_json(text[:-2] + ", " + section + "}}")


def test_two_statements_of_one_year_are_refused() -> None:
    year = {"fiscal_year_end": "2025-12-31"}
    section = {"source": "audited", "observed_on": "2026-05-01", "years": [year, year]}
    _reject(RECORD | {"statements": section}, "same fiscal year end")


@given(st.characters(max_codepoint=0x1F))
def test_control_characters_in_a_name_are_refused(character: str) -> None:
    _reject(RECORD | {"name": f"a{character}b"}, "cannot be stored")


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_money_survives_json_to_the_cent(amount: Any) -> None:
    section = {"source": "tax_bureau", "observed_on": date(2026, 1, 1), "vat_paid_12m": amount}
    firm = a_firm(tax=section)
    assert Firm.model_validate_json(firm.model_dump_json()) == firm


def test_a_need_without_uses_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        Need.model_validate_json('{"uses": []}')


def test_a_need_survives_json() -> None:
    need = a_need(1_234_567)
    assert Need.model_validate_json(need.model_dump_json()) == need


def test_every_field_has_a_title_in_both_languages() -> None:

    models = json.loads(json.dumps(Firm.model_json_schema()["$defs"]))
    fields = [f for m in models.values() for f in m.get("properties", {}).values()]
    assert len(fields) > 100
    assert all("title_zh" in field and "title_en" in field for field in fields)
