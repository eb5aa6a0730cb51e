"""Does a file fill its page and nothing else, and does the applicant keep the last word?"""

import json

import pytest
from starlette.testclient import TestClient

from api.examples import example
from api.importers.template import statement_template
from api.pages.drafts import find_draft
from api.wiring import Service
from engine.firm import Firm, Statements
from tests.api.conftest import TODAY
from tests.api.importers.exports import OTHER, OWN, a_line, as_csv, bought
from tests.api.pages.conftest import begin, shown_fields

REVENUE = "firm.statements.years.0.revenue"
YEAR_END = "firm.statements.years.0.fiscal_year_end"


def accounts() -> Statements:
    return Firm.model_validate_json(json.dumps(example("growing", TODAY)["firm"])).statements


def a_template() -> bytes:
    return statement_template([2025], accounts())


def blank(client: TestClient, **typed: str) -> str:
    draft = begin(client, "")
    fields = {"firm.name": "甲公司", "firm.credit_code": OWN} | typed
    client.post(f"{draft}/firm", data=fields)
    return draft


def upload(client: TestClient, draft: str, slug: str, *files: tuple[str, bytes], **typed):
    sent = [("file", file) for file in files]
    answer = client.post(f"{draft}/{slug}/upload", data=typed, files=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{draft}/{slug}#upload"
    return client.get(f"{draft}/{slug}").text


def test_statements_stand_in_the_fields_and_the_years_are_named(client: TestClient) -> None:
    html = upload(client, blank(client), "statements", ("../../报表.xlsx", a_template()))
    fields = shown_fields(html)
    assert [fields[f"firm.statements.years.{n}.revenue"] for n in range(3)] == [
        [f"{year.revenue:,.0f}"] for year in accounts().years
    ]
    assert "已从“报表.xlsx”填入本页" in html
    assert "3个年度:2023、2024、2025" in html
    assert "自行申报" in html


def test_what_was_typed_on_the_page_stays_and_only_blanks_are_filled(client: TestClient) -> None:
    first = accounts().years[0]
    typed = {YEAR_END: str(first.fiscal_year_end), REVENUE: "999万"}
    html = upload(client, blank(client), "statements", ("t.xlsx", a_template()), **typed)
    fields = shown_fields(html)
    assert fields[REVENUE] == ["999万"]
    assert fields["firm.statements.years.0.cogs"] == [f"{first.cogs:,.0f}"]
    assert "1处与您填写的不同，保留了您填写的" in html
    assert "改用文件中的数值" in html


def test_the_applicant_may_take_the_file_s_values_instead(client: TestClient) -> None:
    draft, first = blank(client), accounts().years[0]
    typed = {YEAR_END: str(first.fiscal_year_end), REVENUE: "999万"}
    html = upload(client, draft, "statements", ("t.xlsx", a_template()), **typed)
    fields = {name: value for name, value in shown_fields(html).items() if name != "file"}
    html = client.post(f"{draft}/statements/take", data=fields | {"take": "replace"}).text
    assert shown_fields(html)[REVENUE] == [f"{first.revenue:,.0f}"]
    assert "改用文件中的数值" not in html


def test_the_applicant_may_keep_what_was_typed(client: TestClient) -> None:
    draft, first = blank(client), accounts().years[0]
    typed = {YEAR_END: str(first.fiscal_year_end), REVENUE: "999万"}
    html = upload(client, draft, "statements", ("t.xlsx", a_template()), **typed)
    fields = {name: value for name, value in shown_fields(html).items() if name != "file"}
    html = client.post(f"{draft}/statements/take", data=fields | {"take": "drop"}).text
    assert shown_fields(html)[REVENUE] == ["999万"]
    assert "upload-told" not in html


def test_invoices_fill_months_and_shares(client: TestClient) -> None:
    files = ("a.csv", as_csv([a_line(), a_line(2, 开票日期="2026-04-02")])), (
        "b.csv", as_csv([bought(3)]),
    )  # fmt: skip
    html = upload(client, blank(client), "invoices", *files, **{"upload.affiliates": OTHER})
    fields = shown_fields(html)
    assert fields["firm.invoices.months.0.month"] == ["2026-03"]
    assert fields["firm.invoices.months.0.purchases"] == ["100"]
    assert fields["firm.invoices.related_party_share"] == ["100%"]
    assert fields["firm.invoices.observed_on"] == ["2026-04-02"]
    assert fields["upload.affiliates"] == [OTHER]


def test_an_error_fills_nothing_and_is_named_by_row_and_column(client: TestClient) -> None:
    content = as_csv([a_line(), a_line(2, 金额="x")])
    draft = blank(client)
    html = upload(client, draft, "invoices", ("坏.csv", content))
    assert "“坏.csv”有1处不能使用，尚未填入" in html
    assert '<td>坏.csv</td><td class="num">3</td><td>Q 金额</td>' in html
    assert shown_fields(html)["firm.invoices.months.0.sales"] == [""]
    html = client.post(f"{draft}/invoices/take", data={"take": "fill"}).text
    assert shown_fields(html)["firm.invoices.months.0.sales"] == ["100"]


@pytest.mark.parametrize(
    ("slug", "content", "said"),
    [
        ("statements", b"MZ\x90\x00" * 99, "未能读取"),
        ("invoices", b"a,b\n1,2\n", "没有找到发票表"),
        ("invoices", b"", "未能读取"),
    ],
)
def test_a_file_that_is_no_table_is_said_and_nothing_is_lost(client, slug, content, said) -> None:
    draft = blank(client, **{"firm.people.headcount": "12"})
    assert said in upload(client, draft, slug, ("x.xlsx", content))
    fields = shown_fields(client.get(f"{draft}/firm").text)
    assert (fields["firm.name"], fields["firm.people.headcount"]) == (["甲公司"], ["12"])


def test_without_a_file_or_a_credit_code_the_reason_is_said(client: TestClient) -> None:
    draft = begin(client, "")
    assert "请先选择文件" in upload(client, draft, "statements", ("", b""))
    html = upload(client, draft, "invoices", ("a.csv", as_csv([a_line()])))
    assert "填写有效的统一社会信用代码" in html


def test_a_file_lowers_a_section_that_a_source_vouched_for(client: TestClient) -> None:
    draft = begin(client)
    typed = {
        name: value for name, value in shown_fields(client.get(f"{draft}/invoices").text).items()
        if name != "file"
    }  # fmt: skip
    assert "来自 <b>税务机关" in client.get(f"{draft}/invoices").text
    client.post(f"{draft}/firm", data=shown_fields(client.get(f"{draft}/firm").text) | {
        "firm.credit_code": OWN})  # fmt: skip
    old = as_csv([a_line(开票日期="2021-03-05")])
    html = upload(client, draft, "invoices", ("a.csv", old), **typed)
    assert "已修改，原来自税务机关" in html


def test_a_notice_goes_once_the_page_is_left(client: TestClient) -> None:
    draft = blank(client)
    html = upload(client, draft, "statements", ("t.xlsx", a_template()))
    fields = {name: value for name, value in shown_fields(html).items() if name != "file"}
    client.post(f"{draft}/statements", data=fields | {"go": "next"})
    assert "upload-told" not in client.get(f"{draft}/statements").text


@pytest.mark.parametrize("slug", ["firm", "need", "review", "nowhere"])
def test_other_pages_take_no_file(client: TestClient, slug: str) -> None:
    answer = client.post(f"{begin(client)}/{slug}/upload", files={"file": ("a.csv", b"x")})
    assert answer.status_code in (404, 413)


def test_a_file_from_another_site_is_refused(client: TestClient) -> None:
    answer = client.post(
        f"{begin(client)}/statements/upload", files={"file": ("a.csv", b"x")},
        headers={"sec-fetch-site": "cross-site"},
    )  # fmt: skip
    assert answer.status_code == 403


def test_too_large_a_file_gets_a_page_that_says_so(client: TestClient) -> None:
    draft = begin(client)
    big = {"file": ("a.csv", b"0" * 6_100_000)}
    answer = client.post(
        f"{draft}/statements/upload", files=big, headers={"accept": "text/html"}
    )  # fmt: skip
    assert answer.status_code == 413
    assert "提交的内容过大" in answer.text


def test_a_submitted_draft_takes_no_file(client: TestClient, service: Service) -> None:
    draft = begin(client)
    client.post(f"{draft}/submit")
    before = find_draft(service, draft.rpartition("/")[2]).fields
    answer = client.post(f"{draft}/statements/upload", files={"file": ("a.csv", b"x")})
    assert answer.status_code == 404
    assert find_draft(service, draft.rpartition("/")[2]).fields == before
