"""Is a firm placed in the AI chain by what the dated taxonomy says, and by nothing later?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.chain import TAXONOMY_FILE, chain_segments, read_taxonomy
from engine.errors import CatalogueError
from engine.firm import Firm
from tests.builders import ON, a_firm, a_section

PRODUCTS = Path(__file__).parents[2] / "products"
TEXT = (PRODUCTS / TAXONOMY_FILE).read_text(encoding="utf-8")
TAXONOMY = read_taxonomy(PRODUCTS / TAXONOMY_FILE)


def making(product: str, *capabilities: str, **fields: Any) -> Firm:
    business = a_section(main_product=product, capabilities=capabilities, **fields)
    return a_firm(main_business=business)


def trading(code: str, *groups: str) -> Firm:
    return a_firm(registration=a_section(
        founded_on=date(2020, 1, 1), city="杭州市", industry_code=code, industry_groups=groups
    ))  # fmt: skip


def segments(firm: Firm, on: date = ON) -> list[str]:
    return [each.segment for each in chain_segments(firm, TAXONOMY, on)]


@pytest.mark.parametrize(
    ("product", "expected"),
    [("智算中心运营", "compute"), ("AI芯片", "chips"), ("多模态大模型", "models"),
     ("数据标注平台", "data"), ("人形机器人", "embodied"), ("智能客服系统", "applications"),
     ("GPU", "chips"), ("industrial robots", "embodied"), ("computer vision", "applications")],
)  # fmt: skip
def test_the_main_product_places_the_firm(product, expected):
    assert segments(making(product)) == [expected]


def test_a_firm_may_work_in_several_segments_in_the_chains_order():
    found = chain_segments(making("机器人大模型", "AI芯片设计"), TAXONOMY, ON)
    assert [each.segment for each in found] == ["chips", "models", "embodied"]
    assert found[0].field == "firm.main_business.capabilities.0"
    assert found[0].because.zh == "技术能力含“芯片”"
    assert found[1].because.en == "its main product names '大模型'"


def test_every_segment_says_that_it_is_illustrative():
    (only,) = chain_segments(making("芯片"), TAXONOMY, ON)
    assert (only.status, only.as_of) == ("illustrative", date(2026, 11, 22))


def test_a_latin_word_inside_another_names_nothing():
    assert segments(making("a chipmunk game")) == []


def test_a_trade_places_the_firm_where_it_is_of_the_chain_by_itself():
    assert segments(trading("C3491")) == ["embodied"]
    assert segments(trading("3973")) == ["chips"]
    assert chain_segments(trading("C3491"), TAXONOMY, ON)[0].because.zh == "行业代码C3491属该环节"


def test_a_general_software_trade_counts_only_within_the_ai_group():
    assert segments(trading("I6513")) == []
    assert segments(trading("I6513", "ai")) == ["applications"]


def test_an_unrelated_firm_and_an_empty_record_are_in_no_segment():
    assert segments(trading("F5179")) == []
    assert segments(a_firm()) == []


def test_a_section_observed_later_is_unused():
    later = making("AI芯片", observed_on=date(2026, 7, 1))
    assert segments(later) == []
    assert segments(later, date(2026, 7, 1)) == ["chips"]


def test_nothing_is_said_before_the_first_version():
    assert segments(making("AI芯片", observed_on=date(2024, 12, 1)), date(2024, 12, 31)) == []


def faults(tmp_path: Path, old: str, new: str) -> str:
    """What the loader says of the file with one text replaced."""
    assert old in TEXT
    path = tmp_path / TAXONOMY_FILE
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_taxonomy(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("status: illustrative", "status: certain", "ai_chain.yaml: versions.2025-01-01.status"),
        ("source: assumption", "source: nobody", "unknown source 'nobody'"),
        ("      chips:", "      crisps:", "versions.2025-01-01.segments.crisps"),
        ('["3973", "6520"]', '["39A3"]', "segments.chips.industry_codes.0"),
        (
            "芯片, 集成电路",
            "芯片, 芯片",
            "segments.chips.keywords: '芯片' stands there more than once",
        ),
        ("keywords: [算力", "words: [算力", "segments.compute.words: Extra inputs"),
        ("versions:", "versions: [", "ai_chain.yaml: line"),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path, old, new, said):
    assert said in faults(tmp_path, old, new)


def test_a_missing_segment_is_named(tmp_path):
    start, end = TEXT.index("      data:"), TEXT.index("      embodied:")
    assert "segments: 'data' is missing" in faults(tmp_path, TEXT[start:end], "")


def test_a_missing_file_is_a_clear_error(tmp_path):
    with pytest.raises(CatalogueError, match=r"ai_chain\.yaml: cannot be read"):
        read_taxonomy(tmp_path / TAXONOMY_FILE)
