"""Do statements on the forms that firms really keep become records, or errors that help?"""

from datetime import date
from decimal import Decimal

import pytest

from api.importers.statements import CellError, ImportedStatements, import_statements
from engine.errors import RecordError
from engine.firm import Statement
from engine.firm.balance import BALANCE_ITEMS
from tests.api.importers.form_files import (
    SMALL_INCOME,
    Rows,
    balance_sheet,
    flow_statement,
    general_forms,
    small_forms,
    stacked,
    text_table,
    xlsx,
)

OBSERVED = date(2026, 6, 1)
# Line numbers of the official forms; n yuan stand in line n, 100 more at the right of form 01.
SMALL_LINES = {
    "cash": 1, "short_term_investments": 2, "notes_receivable": 3, "accounts_receivable": 4,
    "prepayments": 5, "dividends_receivable": 6, "interest_receivable": 7, "other_receivables": 8,
    "inventory": 9, "other_current_assets": 14, "current_assets": 15,
    "long_term_bond_investments": 16, "long_term_equity_investments": 17, "fixed_assets_cost": 18,
    "accumulated_depreciation": 19, "fixed_assets_net": 20, "construction_in_progress": 21,
    "construction_materials": 22, "fixed_assets_disposal": 23,
    "biological_assets": 24, "intangible_assets": 25, "development_expenditure": 26,
    "long_term_deferred_expenses": 27, "other_non_current_assets": 28, "non_current_assets": 29,
    "total_assets": 30, "short_term_loans": 101, "notes_payable": 102, "accounts_payable": 103,
    "advances_from_customers": 104, "payroll_payable": 105, "taxes_payable": 106,
    "interest_payable": 107, "dividends_payable": 108, "other_payables": 109,
    "other_current_liabilities": 110, "current_liabilities": 111, "long_term_loans": 112,
    "long_term_payables": 113, "deferred_income": 114, "other_non_current_liabilities": 115,
    "non_current_liabilities": 116, "total_liabilities": 117, "paid_in_capital": 118,
    "capital_reserve": 119, "surplus_reserve": 120, "retained_earnings": 121, "total_equity": 122,
    "liabilities_and_equity": 123,
    "revenue": 1, "cogs": 2, "taxes_and_surcharges": 3, "selling_expense": 11, "admin_expense": 14,
    "rnd_expense": 17, "finance_expense": 18, "interest_expense": 19, "investment_income": 20,
    "operating_profit": 21, "nonoperating_income": 22, "nonoperating_expense": 24,
    "profit_before_tax": 30, "income_tax": 31, "net_profit": 32,
    "cash_from_sales": 1, "other_operating_receipts": 2, "cash_paid_for_goods": 3,
    "cash_paid_to_staff": 4, "taxes_paid": 5, "other_operating_payments": 6, "cfo": 7,
    "investment_receipts": 8 + 9, "disposal_receipts": 10, "investment_payments": 11,
    "capital_expenditure": 12, "cfi": 13, "borrowings_received": 14, "equity_received": 15,
    "borrowings_repaid": 16, "interest_and_dividends_paid": 17 + 18, "cff": 19,
    "net_cash_change": 20, "cash_beginning": 21, "cash_end": 22,
}  # fmt: skip
OF_TWO_LINES = {"investment_receipts", "interest_and_dividends_paid"}
GENERAL_LINES = {
    "derivative_assets": 3, "held_for_sale_assets": 11, "non_current_assets_due": 12,
    "other_debt_investments": 16, "long_term_receivables": 17, "other_equity_investments":
    19, "other_non_current_financial_assets": 20, "investment_property": 21,
    "biological_assets": 24, "oil_and_gas_assets": 25, "trading_financial_liabilities": 102,
    "derivative_liabilities": 103, "held_for_sale_liabilities": 111, "provisions": 121,
    "other_equity_instruments": 128, "treasury_shares": 132, "special_reserve": 134,
    "trading_financial_assets": 2, "receivables_financing": 6, "prepayments": 7,
    "contract_assets": 10, "long_term_bond_investments": 15, "fixed_assets_net": 22,
    "right_of_use_assets": 26, "goodwill": 29, "deferred_tax_assets": 31, "total_assets": 34,
    "advances_from_customers": 106, "contract_liabilities": 107,
    "non_current_liabilities_due": 112, "bonds_payable": 116, "lease_liabilities": 119,
    "deferred_tax_liabilities": 123, "other_comprehensive_income": 133, "total_equity": 137,
    "rnd_expense": 6, "finance_expense": 7, "interest_expense": 8, "other_income": 10,
    "fair_value_gain": 15, "credit_impairment_loss": -16, "asset_impairment_loss": -17,
    "asset_disposal_gain": 18, "net_profit": 24,
    "tax_refunds_received": 2, "investment_receipts": 11 + 12,
    "other_investing_receipts": 14 + 15, "investment_payments": 18,
    "other_investing_payments": 19 + 20, "interest_and_dividends_paid": 28,
    "other_financing_payments": 29, "exchange_effect": 32, "cash_end": 35,
}  # fmt: skip


def imported(content: bytes, name: str = "报表.xlsx", **how: bool) -> ImportedStatements:
    return import_statements(content, name, "self_declared", OBSERVED, **how)


def years(content: bytes, name: str = "报表.xlsx") -> tuple[Statement, ...]:
    found = imported(content, name)
    assert found.errors == ()
    return found.statements.years


def a_table(*rows: tuple[object, ...], title: str = "利润表 2025年度 单位:元") -> bytes:
    return text_table([[title], ["项目", "本年累计金额", "上年金额"], *rows])


def where(error: CellError) -> tuple[int, str]:
    return error.row, error.column


def said(found: ImportedStatements) -> str:
    return " ".join(note.en for note in found.notes)


def test_every_line_of_the_small_enterprise_forms_finds_its_item() -> None:
    this_year, _ = years(xlsx(small_forms()))
    assert {name: getattr(this_year, name) for name in SMALL_LINES} == SMALL_LINES


def test_the_second_column_is_the_year_before() -> None:
    this_year, year_before = years(xlsx(small_forms()))
    assert this_year.fiscal_year_end == date(2025, 12, 31)
    assert year_before.fiscal_year_end == date(2024, 12, 31)
    for name, line in SMALL_LINES.items():
        half = Decimal("1.0") if name in OF_TWO_LINES else Decimal("0.5")
        assert getattr(year_before, name) == line + half


def test_every_line_of_the_general_forms_finds_its_item() -> None:
    this_year = years(xlsx(general_forms()))[0]
    assert {name: getattr(this_year, name) for name in GENERAL_LINES} == GENERAL_LINES


@pytest.mark.parametrize("forms", [small_forms, general_forms])
def test_every_other_line_of_the_forms_is_known_and_named(forms) -> None:
    found = imported(xlsx(forms()))
    assert found.unread
    assert [row.name for row in found.unread if not row.known] == []


@pytest.mark.parametrize(
    ("forms", "standard"), [(small_forms, "small_enterprise"), (general_forms, "enterprise")]
)
def test_the_number_of_the_form_tells_the_standard(forms, standard) -> None:
    assert {statement.standard for statement in years(xlsx(forms()))} == {standard}


def test_three_forms_below_each_other_read_like_three_sheets() -> None:
    together = xlsx({"Sheet1": stacked(small_forms())})
    assert years(together) == years(xlsx(small_forms()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_in_any_usual_encoding_reads_like_the_workbook(encoding, delimiter) -> None:
    content = text_table(stacked(small_forms()), encoding, delimiter)
    assert years(content, "报表.csv") == years(xlsx(small_forms()))


def test_wan_yuan_is_multiplied_exactly() -> None:
    content = a_table(("营业收入", "1,234.567891", "0.000001"), title="2025年度 单位:万元")
    this_year, year_before = years(content)
    assert this_year.revenue == Decimal("12345678.91")
    assert year_before.revenue == Decimal("0.01")


def test_each_sheet_may_have_its_own_unit() -> None:
    forms = {**small_forms("元"), "利润表": small_forms("万元")["利润表"]}
    this_year = years(xlsx(forms))[0]
    assert (this_year.cash, this_year.revenue) == (1, 10_000)


def test_a_unit_that_only_another_sheet_states_holds_for_all() -> None:
    income = flow_statement("利润表", SMALL_INCOME, "会小企02表")
    income[2] = ["编制单位:某公司", "2025年度"]
    forms = {"资产负债表": balance_sheet(unit="万元"), "利润表": income}
    assert years(xlsx(forms))[0].revenue == 10_000


def test_without_a_unit_yuan_is_assumed_and_said() -> None:
    found = imported(a_table(("营业收入", "123456789", ""), title="利润表 2025年度"))
    assert found.statements.years[0].revenue == 123_456_789
    assert "no unit is stated" in said(found)
    assert "万元" not in said(found)


def test_amounts_that_look_like_wan_yuan_are_pointed_out() -> None:
    assert "may be in 万元" in said(imported(a_table(("营业收入", "820", ""), title="2025年度")))


def test_the_firm_that_prepares_is_not_the_unit() -> None:
    found = imported(a_table(("营业收入", "820", ""), title="编制单位:元 2025年度"))
    assert "no unit is stated" in said(found)


@pytest.mark.parametrize(
    ("name", "item"),
    [
        (" 货 币 资 金 ", "cash"),
        ("固定资产净值", "fixed_assets_net"),
        ("固定资产", "fixed_assets_net"),
        ("股东权益合计", "total_equity"),
        ("所有者权益合计", "total_equity"),
        ("预收款项", "advances_from_customers"),
        ("应付股利", "dividends_payable"),
        ("应付利润", "dividends_payable"),
        ("应收票据及应收账款", "accounts_receivable"),
        ("减:营业税金及附加", "taxes_and_surcharges"),
        ("2、税金及附加", "taxes_and_surcharges"),
        ("其中:研究费用", "rnd_expense"),
        ("加:研发费用(按税法口径)", "rnd_expense"),
        ("一、营业总收入", "revenue"),
        ("△其中:利息费用", "interest_expense"),
    ],
)
def test_a_line_is_known_by_many_names(name: str, item: str) -> None:
    statement = years(a_table((name, "7", ""), title="2025年度 单位:元"))[0]
    assert getattr(statement, item) == 7


def test_a_plain_line_is_believed_before_a_combined_one() -> None:
    rows = (("应收票据及应收账款", "9", ""), ("其中:应收票据", "2", ""), ("应收账款", "7", ""))
    statement = years(a_table(*rows, title="资产负债表 2025年12月31日 单位:元"))[0]
    assert (statement.notes_receivable, statement.accounts_receivable) == (2, 7)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234.56", "1234.56"),
        ("(1,234)", "-1234"),
        ("(0.50)", "-0.5"),
        ("-", "0"),
        ("—", "0"),
        ("−5", "-5"),
        ("１２３．４", "123.4"),
        ("¥ 1,000", "1000"),
        (".5", "0.5"),
    ],
)
def test_an_amount_may_be_text(written: str, amount: str) -> None:
    statement = years(a_table(("净利润", written, "")))[0]
    assert statement.net_profit == Decimal(amount)


def test_an_empty_cell_is_unknown_and_not_zero() -> None:
    statement = years(a_table(("营业收入", "1", ""), ("营业成本", " ", "")))[0]
    assert statement.cogs is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1.2万", "carries a unit"),
        ("3亿", "carries a unit"),
        ("12%", "is a percentage"),
        ("1.23E+08", "scientific notation"),
        ("1,23", "is not a number"),
        ("1.234,56", "is not a number"),
        ("约5", "is not a number"),
        ("#REF!", "error of a formula"),
        ("=1+1", "is not a number"),
        ("9" * 1_900, "is too large"),
        ("-1", "must not be less than 0"),
        ("99999999999999.99", "too"),
    ],
)
def test_an_amount_that_cannot_be_used_is_named_by_row_and_column(written, reason) -> None:
    found = imported(a_table(("营业成本", "1", "2"), ("营业收入", "3", written)))
    assert found.statements is None
    (error,) = found.errors
    assert where(error) == (4, "C")
    assert reason in error.reason.en


def test_an_error_is_shown_at_its_cell_in_both_languages() -> None:
    (error,) = imported(a_table(("营业收入", "1.2万", "")), name="年报.csv").errors
    shown = error.as_field_error()
    assert shown.field == "年报:3:B"
    assert "单位" in shown.message.zh


def test_only_when_asked_are_good_cells_kept_beside_bad_ones() -> None:
    content = a_table(("营业收入", "3", "4"), ("营业成本", "1.2万", "2"))
    found = imported(content, keep_good=True)
    this_year, year_before = found.statements.years
    assert (this_year.revenue, this_year.cogs, year_before.cogs) == (3, None, 2)
    assert [where(error) for error in found.errors] == [(4, "B")]


def test_two_different_amounts_for_one_item_are_an_error() -> None:
    content = a_table(("营业收入", "5", ""), ("一、营业收入", "6", ""))
    (error,) = imported(content).errors
    assert where(error) == (4, "B")
    assert "B3" in error.reason.en
    assert imported(content, keep_good=True).statements.years[0].revenue is None


def test_the_same_amount_twice_is_no_error() -> None:
    assert years(a_table(("营业收入", "5", ""), ("营业收入", "5.00", "")))[0].revenue == 5


def test_an_opening_balance_must_agree_with_the_year_before() -> None:
    later, earlier = balance_sheet(), balance_sheet()
    earlier[2] = ["", "", "", "2024年12月31日", "", "", "", "单位:元"]
    found = imported(xlsx({"2025": later, "2024": earlier}))
    assert {error.sheet for error in found.errors} == {"2024"}
    assert len(found.errors) == sum(name in BALANCE_ITEMS for name in SMALL_LINES)


def test_an_unknown_line_is_told_and_is_no_error() -> None:
    found = imported(a_table(("营业收入", "5", ""), ("我们自己的项目", "6", "")))
    (row,) = found.unread
    assert (row.sheet, row.row, row.name, row.known) == ("报表", 4, "我们自己的项目", False)
    assert found.statements is not None


def test_a_formula_in_a_name_stays_harmless_text() -> None:
    link = '=HYPERLINK("http://x","营业收入")'
    found = imported(a_table(("营业收入", "5", ""), (link, "6", "")))
    assert [row.name for row in found.unread] == [link]


@pytest.mark.parametrize(
    "title",
    ["2025年度", "2025 年 12 月 31 日", "二〇二五年十二月三十一日", "2025年1-12月", "2025-12-31",
     "所属期:2025年01月01日至2025年12月31日", "2025/12/31", "2025年"],
)  # fmt: skip
def test_the_title_names_the_year_in_many_ways(title: str) -> None:
    statement = years(a_table(("营业收入", "5", ""), title=f"利润表 {title} 单位:元"))[0]
    assert statement.fiscal_year_end == date(2025, 12, 31)


def test_the_day_of_printing_is_not_the_year() -> None:
    rows: Rows = [["利润表 2025年度 单位:元"], ["打印日期:2026-03-05"], ["项目", "本期金额"],
                  ["营业收入", 5]]  # fmt: skip
    assert years(text_table(rows))[0].fiscal_year_end == date(2025, 12, 31)


@pytest.mark.parametrize("name", ["2025年利润表.csv", "某公司 2025年度.csv"])
def test_the_name_of_the_file_may_say_the_year(name: str) -> None:
    rows: Rows = [["项目", "本期金额"], ["营业收入", 5]]
    assert years(text_table(rows), name)[0].fiscal_year_end == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("利润表", "no date or year"),
        ("2025年6月30日", "2025-06-30 does not end a calendar year"),
        ("2025年10-12月", "no date or year"),
    ],
)
def test_a_year_is_never_guessed(title: str, reason: str) -> None:
    found = imported(a_table(("营业收入", "5", ""), title=title))
    assert found.statements is None
    assert reason in found.errors[0].reason.en


def test_columns_may_be_headed_by_their_years() -> None:
    rows: Rows = [["项目", "2023年度", 2024, "2025年12月31日"], ["资产总计", 1, 2, 3],
                  ["营业收入", 4, 5, 6]]  # fmt: skip
    found = years(xlsx({"主要财务指标(元)": rows}))
    assert [each.fiscal_year_end.year for each in found] == [2023, 2024, 2025]
    assert [(each.total_assets, each.revenue) for each in found] == [(1, 4), (2, 5), (3, 6)]


def test_a_column_that_ends_within_a_year_is_refused() -> None:
    rows: Rows = [["项目", "2025-06-30", "2024-12-31"], ["资产总计", 1, 2]]
    (error,) = imported(text_table(rows)).errors
    assert where(error) == (1, "B")


def test_of_month_and_year_so_far_the_year_is_read() -> None:
    rows: Rows = [["利润表 2025年12月 单位:元"], ["项目", "本期金额", "本年累计金额"],
                  ["营业收入", 5, 60]]  # fmt: skip
    assert years(text_table(rows))[0].revenue == 60


def test_a_heading_may_take_two_rows() -> None:
    rows: Rows = [["利润表 2025年度 单位:元"], ["项目", "金额", None],
                  [None, "本年金额", "上年金额"], ["营业收入", 5, 6]]  # fmt: skip
    assert [each.revenue for each in years(xlsx({"表": rows}))] == [5, 6]


def test_lines_of_the_supplement_do_not_pass_for_the_income_statement() -> None:
    rows = flow_statement("现金流量表", ("经营活动产生的现金流量净额",), "会企03表")
    rows += [["补充资料", "行次", "本年金额", "上年金额"], ["财务费用", 1, 77, 0],
             ["固定资产折旧、油气资产折耗、生产性生物资产折旧", 2, 30, 0],
             ["无形资产摊销", 3, 4, 0]]  # fmt: skip
    statement = years(xlsx({"现金流量表": rows}))[0]
    assert (statement.finance_expense, statement.depreciation) == (None, 34)


def test_losses_shown_with_a_minus_become_positive_losses() -> None:
    rows = (("信用减值损失(损失以“-”号填列)", "-8", ""), ("减:资产减值损失", "9", ""))
    statement = years(a_table(*rows))[0]
    assert (statement.credit_impairment_loss, statement.asset_impairment_loss) == (8, 9)


def test_net_interest_income_is_left_out_and_said() -> None:
    rows = (("营业收入", "5", ""), ("其中:利息费用(收入以“-”号填列)", "-2", ""))
    found = imported(a_table(*rows))
    assert found.statements.years[0].interest_expense is None
    assert "net interest income" in said(found)


def test_without_a_form_number_the_lines_tell_the_standard() -> None:
    found = imported(a_table(("营业收入", "5", ""), ("研发费用", "2", "")))
    assert found.statements.years[0].standard == "enterprise"
    assert "企业会计准则" in found.notes[-1].zh


def test_digits_of_a_formula_beyond_what_a_sheet_shows_are_no_digits() -> None:
    rows: Rows = [["利润表 2025年度 单位:元"], ["项目", "本期金额"], ["营业收入", 0.1 + 0.2]]
    found = imported(xlsx({"表": rows}))
    assert found.statements.years[0].revenue == Decimal("0.3")
    assert "rounded" not in said(found)


def test_an_amount_finer_than_a_fen_is_rounded_and_said() -> None:
    found = imported(a_table(("营业收入", "5.005", "")))
    assert found.statements.years[0].revenue == Decimal("5.01")
    assert "1 amount(s) finer than a fen" in said(found)


def test_a_file_without_statements_is_refused_by_name() -> None:
    with pytest.raises(RecordError, match=r"通讯录\.csv: holds no statement"):
        imported(text_table([["姓名", "电话"], ["张三", "123"]]), "../通讯录.csv")


def test_source_day_and_consent_stand_on_the_section() -> None:
    section = import_statements(
        a_table(("营业收入", "5", "")), "a.csv", "tax_bureau", OBSERVED, authorisation="A-1"
    ).statements
    assert (section.source, section.observed_on) == ("tax_bureau", OBSERVED)
    assert section.authorisation == "A-1"


def test_a_source_that_no_record_knows_is_refused() -> None:
    with pytest.raises(RecordError, match="source"):
        import_statements(a_table(("营业收入", "5", "")), "a.csv", "rumour", OBSERVED)
