import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.firm import MONEY_ITEMS, SECTIONS, Firm, Need, sections_of
from engine.firm.record import section_type
from engine.firm.statements import Statement
from tests.builders import CODE, a_firm, a_need

RECORD = {"name": "甲", "credit_code": CODE}


def _reject(record: dict[str, Any], match: str) -> None:
    with pytest.raises(ValidationError, match=match):
        Firm.model_validate_json(json.dumps(record))


def test_a_firm_has_its_sixteen_sections() -> None:
    assert SECTIONS == (
        "registration", "main_business", "statements", "invoices", "tax", "people",
        "intellectual_property", "research", "qualifications", "equity", "debts", "judicial",
        "orders", "utilities", "customs", "real_estate",
    )  # fmt: skip


def test_every_section_states_source_day_and_consent() -> None:
    for section in sections_of(a_firm()):
        fields = section_type(section).model_fields
        assert {"source", "observed_on", "authorisation"} <= set(fields)


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


def test_every_item_of_the_form_for_small_enterprises_is_in_a_statement() -> None:
    titles = {str(Statement.model_fields[name].title).split(" / ")[0] for name in MONEY_ITEMS}
    form = """
        货币资金 短期投资 应收票据 应收账款 预付账款 应收股利 应收利息 其他应收款 存货
        其他流动资产 流动资产合计 长期债券投资 长期股权投资 固定资产原价 累计折旧
        固定资产账面价值 在建工程 工程物资 无形资产 开发支出 长期待摊费用
        其他非流动资产 非流动资产合计 资产总计 短期借款 应付票据 应付账款 预收账款
        应付职工薪酬 应交税费 应付利息 其他应付款 其他流动负债 流动负债合计 长期借款
        长期应付款 递延收益 其他非流动负债 非流动负债合计 负债合计 实收资本(股本)
        资本公积 盈余公积 未分配利润 所有者权益合计 营业收入 营业成本 税金及附加
        销售费用 财务费用 投资收益 营业利润 营业外收入 营业外支出 利润总额 所得税费用
        净利润
    """
    assert set(form.split()) <= titles
