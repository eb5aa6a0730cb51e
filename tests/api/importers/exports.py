"""VAT invoice exports as the tax bureau's site writes them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook

OWN, OTHER, THIRD = "91350100M000100Y43", "91110000600037341L", "914403001922038216"
TODAY = date(2026, 11, 22)
TITLES = (
    "序号", "发票代码", "发票号码", "数电发票号码", "销方识别号", "销方名称", "购方识别号",
    "购买方名称", "开票日期", "税收分类编码", "特定业务类型", "货物或应税劳务名称", "规格型号",
    "单位", "数量", "单价", "金额", "税率", "税额", "价税合计", "发票来源", "发票票种",
    "发票状态", "是否正数发票", "发票风险等级", "开票人", "备注",
)  # fmt: skip
Row = dict[str, str]


def a_line(number: int = 1, amount: str = "100.00", **other: str) -> Row:
    """A line of an invoice that the firm issued; Chinese titles as keywords change it."""
    tax = f"{float(amount) * 0.13:.2f}"
    line = dict.fromkeys(TITLES, "") | {
        "数电发票号码": f"2533200000{number:010d}", "销方识别号": OWN, "销方名称": "甲公司",
        "购方识别号": OTHER, "购买方名称": "乙公司", "开票日期": "2026-03-05 12:30:11",
        "货物或应税劳务名称": "*信息技术服务*软件服务", "金额": amount, "税率": "13%", "税额": tax,
        "价税合计": f"{float(amount) + float(tax):.2f}", "发票来源": "电子发票服务平台",
        "发票票种": "数电票(增值税专用发票)", "发票状态": "正常", "是否正数发票": "是",
    }  # fmt: skip
    return line | other


def bought(number: int = 1, amount: str = "100.00", **other: str) -> Row:
    """A line of an invoice that the firm received."""
    sides = {"销方识别号": OTHER, "销方名称": "乙公司", "购方识别号": OWN, "购买方名称": "甲公司"}
    return a_line(number, amount, **(sides | other))


def as_csv(
    lines: Iterable[Row], titles: Sequence[str] = TITLES, encoding: str = "utf-8-sig"
) -> bytes:
    """The lines as a CSV file; each gets its running number."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(titles)
    for place, line in enumerate(lines, start=1):
        writer.writerow({**line, "序号": place}.get(title, "") for title in titles)
    return text.getvalue().encode(encoding)


def as_xlsx(sheets: dict[str, Sequence[Row]], titles: Sequence[str] = TITLES) -> bytes:
    """The lines as a workbook, amounts as numbers, under a line that is no header."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(["发票查询导出结果"])
        sheet.append(list(titles))
        for line in lines:
            sheet.append([_number(title, line.get(title, "")) for title in titles])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _number(title: str, cell: str) -> str | float:
    return float(cell) if title in ("金额", "税额", "价税合计") and cell else cell
